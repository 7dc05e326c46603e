// Which buttons the bar has: a question is answered, or given up, before one goes on.

/** @import { LessonData } from "../../scripts/wire.d.ts" */
/** @import { KeptStep } from "../../scripts/types.d.ts" */

const TRIES = 2; // of a number, after which the answer can be shown; of what is done on the page one

/**
 * Returns the ways with what their buttons say, in their order; the first that leads on is `main`.
 *
 * @param {LessonData} data
 * @param {{ end: KeptStep["end"], failed: number, isStuck: boolean, isTaught: boolean }} known how the question ended, how
 *   many tries were not right, whether what is done on the page does not get there, and whether a teacher was shown the
 *   right one
 * @returns {{ shown: [way: string, said: string][], main: string | undefined }}
 */
export function shownWays({ ways, question, words }, { end, failed, isStuck, isTaught }) {
  const isOpen = !question || end !== "" || isTaught;
  const isToBeSeen = question?.can_be_seen && isOpen && (question.is_typed || end !== "right");
  const leadsOn = (/** @type {string} */ way) => way === "next" || way === "following" || way.startsWith("exit");
  /** @type {[way: string, said: string][]} */
  const shown = ways.filter(([way]) => way === "back" || way === "here");
  const isTried = failed >= TRIES || (!question?.is_typed && (failed > 0 || isStuck));
  if (question && !isOpen && isTried) shown.push(["give_up", words.give_up]);
  if (isToBeSeen) shown.push(["see", words.see]);
  if (isOpen) shown.push(...ways.filter(([way]) => leadsOn(way)));
  shown.push(...ways.filter(([way]) => way === "end" || way === "course"));
  const main = shown.find(([way]) => way === "see" || way === "here" || leadsOn(way));
  return { shown, main: main?.[0] };
}
