// What this browser keeps of the lessons: how far one came, what was answered at which try, and a teacher's key.
// The server keeps nothing of it.

/** @import { KeptLesson, KeptStep } from "./types.d.ts" */

const LESSONS = "convscope.lessons";
const KEY = "convscope.teacher";

/** @type {Record<string, KeptLesson> | null} where the browser keeps nothing, as long as the page stays */
let unkept = null;

/** @returns {Record<string, KeptLesson>} by the lessons' names */
export function keptLessons() {
  if (unkept) return unkept;
  try {
    return readLessons(localStorage.getItem(LESSONS));
  } catch {
    return {};
  }
}

/**
 * Returns what a text holds of lessons; what is no lesson, and no answered step of one, is left out.
 *
 * @param {string | null} text
 * @returns {Record<string, KeptLesson>}
 */
export function readLessons(text) {
  try {
    const kept = Object.entries(JSON.parse(text ?? "{}")).filter(([, each]) =>
      isTable(each) && isTable(each.steps)
    );
    return Object.fromEntries(
      kept.map(([name, { at, steps }]) => {
        const known = Object.entries(steps).filter(([, step]) => isTable(step) && Array.isArray(step.tries));
        return [name, { at, steps: Object.fromEntries(known) }];
      }),
    );
  } catch {
    return {};
  }
}

/** @param {unknown} each */
function isTable(each) {
  return typeof each === "object" && each !== null && !Array.isArray(each);
}

/** @type {(lesson: string, step: string) => KeptStep | undefined} */
export function keptStep(lesson, step) {
  return keptLessons()[lesson]?.steps[step];
}

/** @type {(lesson: string, at: number) => void} */
export function keepPlace(lesson, at) {
  change(lesson, (kept) => ({ ...kept, at }));
}

/** @type {(lesson: string, step: string, value: KeptStep) => void} */
export function keepStep(lesson, step, value) {
  change(lesson, (kept) => ({ ...kept, steps: { ...kept.steps, [step]: value } }));
}

/** @param {string} lesson */
export function forgetLesson(lesson) {
  const { [lesson]: _, ...others } = keptLessons();
  keep(others);
}

/** @returns {string} empty where none was given */
export function teachersKey() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} key */
export function keepTeachersKey(key) {
  try {
    if (key) localStorage.setItem(KEY, key);
    else localStorage.removeItem(KEY);
  } catch {
    // a browser that keeps nothing asks for it again
  }
}

/** @type {(lesson: string, changed: (kept: KeptLesson) => KeptLesson) => void} */
function change(lesson, changed) {
  const kept = keptLessons();
  keep({ ...kept, [lesson]: changed(kept[lesson] ?? { at: 1, steps: {} }) });
}

/** @param {Record<string, KeptLesson>} lessons */
function keep(lessons) {
  try {
    localStorage.setItem(LESSONS, JSON.stringify(lessons));
    unkept = null;
  } catch {
    unkept = lessons;
  }
}
