// What was under way when Streamlit took the stepper off the page, for the one that it puts in its place: while one
// script follows another at once, it may do so with a component that stays. Nothing that was typed is lost by that.

/** @import { StepperPlace } from "../../scripts/wire.d.ts" */
/** @import { Cell } from "../../scripts/types.d.ts" */
/** @import { Look } from "../../scripts/wire.d.ts" */
/** @import { LeftEditing } from "./editing.js" */

const SOON = 5000; // ms, after which it is a page that is opened anew

/**
 * @typedef {object} Left
 * @property {Omit<StepperPlace, "told">} place what was looked at
 * @property {boolean} isUntold whether the script has not heard of that
 * @property {Cell} at the output cell that the player had reached
 * @property {Look | null} cursor where the keys were
 * @property {number} focused which of the maps had the keys; -1 for none
 * @property {LeftEditing} editing
 */

/** @type {{ left: Left, page: string, at: number } | null} */
let last = null;

/** @param {Left} left */
export function leave(left) {
  last = { left, page: location.pathname, at: performance.now() };
}

// Returns what was left on the same page just now, once.
/** @returns {Left | null} */
export function takeUp() {
  const found = last;
  last = null;
  const isOurs = found && found.page === location.pathname && performance.now() - found.at < SOON;
  return isOurs ? found.left : null;
}
