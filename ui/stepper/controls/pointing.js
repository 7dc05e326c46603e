// What the pointer and the keys do on a map.

import { ARROWS } from "../../scripts/keys.js";
import { exact } from "../reckoning/numbers.js";

/** @import { Cell } from "../../scripts/types.d.ts" */
/** @import { MapView } from "../maps/map_view.js" */
/** @import { Focus } from "../reckoning/answers.js" */

const BEGINS_A_NUMBER = /^[-+−.,\d]$/;
const IS_A_STEP = /^[pn]$/i; // which the player hears

/**
 * What is done on a map.
 *
 * @typedef {object} Deeds
 * @property {() => Cell} cursor the cell that the keys start from
 * @property {(cell: Cell, isByKey: boolean) => void} look a cell is looked at
 * @property {(isByKey: boolean) => void} leave and no longer
 * @property {(cell: Cell, isTapped?: boolean) => void} press it is pinned; `isTapped`: by a finger, whose keyboard
 *   comes for a field alone
 * @property {() => void} escape and no longer
 * @property {((cell: Cell, typed: string | null) => void) | null} [edit] only where the numbers may be changed
 * @property {((cell: Cell, text: string) => void) | null} [paste] likewise
 * @property {(cell: Cell) => void} [refuse] a key that begins no number
 */

/** @type {(view: MapView, deeds: Deeds) => void} */
export function listen(view, { cursor, look, leave, press, escape, edit, paste, refuse }) {
  const { box } = view;
  /** @type {Cell | null} */
  let under = null;

  /** @param {PointerEvent} event */
  const point = ({ clientX, clientY }) => {
    const cell = view.cellAt(clientX, clientY);
    if (cell?.row === under?.row && cell?.column === under?.column) return;
    under = cell;
    if (cell) look(cell, false);
    else leave(false);
  };

  const leaveIt = () => {
    if (under) leave(false);
    under = null;
  };

  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.target !== box) return;
    const cell = cursor();
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const moved = moveOf(event, view, cell);
    if (moved) look(moved, true);
    else if (isPlain && (event.key === "Enter" || event.key === " ")) press(cell);
    else if (event.key === "Escape") escape();
    else if (edit && event.key === "F2") edit(cell, null);
    else if (edit && isPlain && (event.key === "Backspace" || event.key === "Delete")) edit(cell, "");
    else if (edit && isPlain && BEGINS_A_NUMBER.test(event.key)) edit(cell, event.key);
    else if (edit && isPlain && event.key.length === 1 && !IS_A_STEP.test(event.key)) refuse?.(cell);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  box.addEventListener("pointermove", point);
  let isTapped = false;
  box.addEventListener("pointerdown", (event) => {
    isTapped = event.pointerType === "touch";
    point(event);
  });
  box.addEventListener("pointerleave", leaveIt);
  box.addEventListener("pointercancel", leaveIt);
  box.addEventListener("click", (event) => {
    if (event.detail > 1) return; // of a double click the first has pinned it
    const cell = view.cellAt(event.clientX, event.clientY);
    if (cell) press(cell, isTapped);
  });
  if (!box.hasAttribute("tabindex")) return;
  box.addEventListener("keydown", key);
  box.addEventListener("focusout", () => leave(true));
  box.addEventListener("copy", (event) => {
    if (event.target !== box) return;
    event.clipboardData?.setData("text/plain", sheetOf(view));
    event.preventDefault();
  });
  if (edit) {
    box.addEventListener("dblclick", (event) => {
      const cell = view.cellAt(event.clientX, event.clientY);
      if (cell) edit(cell, null);
    });
  }
  if (paste) {
    box.addEventListener("paste", (event) => {
      if (event.target !== box) return;
      paste(cursor(), event.clipboardData?.getData("text/plain") ?? "");
      event.preventDefault();
    });
  }
}

/**
 * What products and the terms of sums do.
 *
 * @typedef {object} Terms
 * @property {Focus | null} focus
 * @property {(focus: Focus | null) => void} point
 * @property {(choice: { channel: number }) => void} choose
 * @property {(look: null) => void} press takes out the pin
 */

// A product under the pointer shows in the other maps what it is made of.
/** @type {(map: MapView, terms: Terms) => void} */
export function listenToProducts(map, terms) {
  listen(map, {
    cursor: () => ({ row: terms.focus?.i ?? 0, column: terms.focus?.j ?? 0 }),
    look: ({ row, column }) => terms.point({ i: row, j: column }),
    leave: () => terms.point(null),
    press: () => {},
    escape: () => terms.press(null),
  });
}

// So does a term of a sum; and the sum of a channel chooses it.
/** @type {(sum: HTMLElement, terms: Terms) => void} */
export function listenToTerms(sum, terms) {
  sum.addEventListener("pointerover", ({ target }) => {
    const term = closest(target, ".term");
    terms.point(term ? { i: Number(term.dataset.i), j: Number(term.dataset.j) } : null);
  });
  sum.addEventListener("pointerleave", () => terms.point(null));
  sum.addEventListener("click", ({ target }) => {
    const part = closest(target, "[data-channel]");
    if (part) terms.choose({ channel: Number(part.dataset.channel) });
  });
}

/** @type {(target: EventTarget | null, selector: string) => HTMLElement | null} */
function closest(target, selector) {
  return target instanceof Element ? target.closest(selector) : null;
}

// The cell that a key leads to from another, or nothing if it is another key.
/** @type {(event: KeyboardEvent, options: MapView, cell: Cell) => Cell | null} */
function moveOf(event, { rows, columns, first }, cell) {
  const [top, left] = first;
  const [bottom, right] = [top + rows - 1, left + columns - 1];
  /** @type {(row: number, column: number) => Cell} */
  const within = (row, column) => ({
    row: Math.min(Math.max(row, top), bottom),
    column: Math.min(Math.max(column, left), right),
  });
  const isFar = event.ctrlKey || event.metaKey;
  if (event.key === "Home") return within(isFar ? top : cell.row, left);
  if (event.key === "End") return within(isFar ? bottom : cell.row, right);
  const move = ARROWS[event.key];
  return move && !event.altKey && !isFar ? within(cell.row + move[0], cell.column + move[1]) : null;
}

// The numbers of a map as a spreadsheet takes them.
/** @type {(options: MapView) => string} */
function sheetOf({ values, columns }) {
  const cells = Array.from(values, (value) => (Number.isNaN(value) ? "" : exact(value)));
  return cells.map((cell, at) => `${cell}${(at + 1) % columns ? "\t" : "\n"}`).join("").trimEnd();
}
