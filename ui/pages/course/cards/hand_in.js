// What a learner hands in: what was asked, what was answered at which try, and what came out.

import { fill } from "../../../scripts/dom.js";

/** @import { CourseLesson, CourseWords } from "../../../scripts/wire.d.ts" */
/** @import { KeptLesson } from "../../../scripts/types.d.ts" */

/**
 * @param {CourseLesson} lesson
 * @param {KeptLesson} kept
 * @param {CourseWords} words
 * @param {string} day on which it is written
 */
export function handedIn({ title, questions }, kept, words, day) {
  const parts = [`${title}\n${day}`];
  questions.forEach((name, at) => {
    const step = kept.steps[name];
    if (!step) return;
    const { asked, tries, end, answer } = step;
    const came = tries.length ? fill(words.tried, { tries: tries.join(" · ") }) : words.not_tried;
    const ended = { right: words.right_at, shown: words.was_shown, "": words.is_open }[end];
    const lines = [`${at + 1}. ${asked}`, came, fill(ended, { count: tries.length }).trim()];
    if (answer) lines.push(fill(words.answer_was, { answer }));
    parts.push(lines.join("\n   "));
  });
  return `${parts.join("\n\n")}\n`;
}

/**
 * Counts what is said on a card.
 *
 * @param {CourseLesson} lesson
 * @param {KeptLesson | undefined} kept
 */
export function counted({ questions }, kept) {
  const known = questions.flatMap((name) => kept?.steps[name] ?? []);
  return {
    ended: known.filter(({ end }) => end).length,
    first: known.filter(({ end, tries }) => end === "right" && tries.length === 1).length,
  };
}
