// A field over a map, to type a number into a cell or to mend a sheet that was refused. Enter or a click elsewhere
// takes what stands in it, Escape gives up. What is refused stays where it is, with the reason below it, until it is
// mended or given up; nothing on the page moves for it.

import { make } from "../../scripts/dom.js";
import { NUMBER_KEYS } from "../../scripts/keys.js";

/** @import { Words } from "../../scripts/wire.d.ts" */
/** @import { Cell } from "../../scripts/types.d.ts" */
/** @import { MapView } from "../maps/map_view.js" */

const LEAST = [64, 28]; // pixels of a field, [width, height]
const SHEET = [280, 112];
const REASON = 300; // wide
const LETTERS = [14, 24]; // pixels
const TAPPED = 16; // at least: a telephone zooms into a field with smaller ones
const KEPT_INSIDE = ["pointermove", "pointerdown", "click", "dblclick", "paste", "copy"];

/**
 * @typedef {object} Wish
 * @property {string} before what stands in the cell
 * @property {string | null} typed what opened it; null for what stands there
 * @property {boolean} [isSheet] of several numbers
 * @property {string} label of the field
 * @property {Words} words
 * @property {(text: string) => string} refusal why a text is refused, or ""
 * @property {(text: string) => void} typing called with what stands there and is not refused, while it is typed
 * @property {(text: string) => void} take called with what came of it
 * @property {() => void} back the keys are the map's again
 */

export class CellEditor {
  /**
   * @param {MapView} view
   * @param {Cell} cell
   * @param {Wish} wish
   */
  constructor(view, cell, { before, typed, isSheet = false, label, words, refusal, typing, take, back }) {
    this.view = view;
    this.cell = cell;
    this.before = before;
    this.isSheet = isSheet;
    this.refusal = refusal;
    this.take = take;
    this.back = back;
    this.isSelected = typed === null;
    /** @type {string | null} */
    this.refused = null; // a text that is
    this.sentence = ""; // why
    this.isOpen = true;
    this.root = make("div", `cell-editor${isSheet ? " sheet" : ""}`);
    this.field = isSheet ? make("textarea") : Object.assign(make("input"), {
      type: "text",
      inputMode: NUMBER_KEYS,
      enterKeyHint: "done",
    });
    Object.assign(this.field, { autocomplete: "off", spellcheck: false, value: typed ?? before });
    this.field.setAttribute("aria-label", label);
    this.reason = make("div", "refusal");
    this.reason.hidden = true;
    this.said = make("p");
    this.said.id = "refusal";
    this.said.setAttribute("role", "alert");
    const leave = make("button", "", words.give_up);
    leave.type = "button";
    leave.addEventListener("click", () => this.close());
    const texts = make("div");
    texts.append(this.said, ...(isSheet ? [make("p", "keys", words.sheet_keys)] : []));
    this.reason.append(texts, leave);
    this.root.append(this.field, this.reason);
    for (const name of KEPT_INSIDE) this.root.addEventListener(name, (event) => event.stopPropagation());
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      if (this.root.contains(/** @type {Node | null} */ (relatedTarget))) return;
      // Not if it goes because its map is taken off the page, which is known only afterwards.
      queueMicrotask(() => {
        if (this.isOpen && this.root.isConnected) this.commit();
      });
    });
    this.field.addEventListener("input", () => {
      if (this.refused !== null) this.reconsider();
      if (!this.refusal(this.field.value)) typing(this.field.value);
    });
    view.box.append(this.root);
    this.place();
  }

  // isTapped: a telephone's keyboard comes up over the page, which is moved so that the field stays in view
  focus({ isTapped = false } = {}) {
    this.field.focus({ preventScroll: !isTapped });
    if (this.isSelected) this.field.select();
  }

  // Puts it where its cell is now, and closes it where there is no such cell any more.
  place() {
    const { view, cell, isSheet } = this;
    if (!this.root.isConnected || !view.holds(cell)) return this.close();
    const [x, y] = view.placeOf(cell);
    const [width, height] = (isSheet ? SHEET : LEAST).map((least) => Math.max(view.cell, least));
    const host = (view.box.closest(".stepper") ?? view.box).getBoundingClientRect();
    const { left } = view.box.getBoundingClientRect();
    // Within the stepper, of which the right side may be the window's.
    /** @type {(from: number, wide: number) => number} */
    const within = (from, wide) => Math.max(host.left - left, Math.min(from, host.right - left - wide));
    const at = within(isSheet ? x : x - (width - view.cell) / 2, width);
    const top = isSheet ? y : y - (height - view.cell) / 2;
    Object.assign(this.root.style, {
      left: `${at}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    const [least, large] = LETTERS;
    const small = matchMedia("(pointer: coarse)").matches ? TAPPED : least;
    this.field.style.fontSize = `${isSheet ? small : Math.max(small, Math.min(large, 0.3 * view.cell))}px`;
    const wide = Math.min(REASON, host.width);
    Object.assign(this.reason.style, { left: `${within(at, wide) - at}px`, width: `${wide}px` });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    event.stopPropagation(); // neither the map's keys nor the page's shortcuts
    const isTaken = event.key === "Enter" && event.target === this.field;
    if (isTaken && (!this.isSheet || event.ctrlKey || event.metaKey)) this.commit();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  commit() {
    const text = this.field.value;
    if (text === this.refused) return this.refuse(this.sentence);
    const sentence = text === this.before ? "" : this.refusal(text);
    if (sentence) return this.refuse(sentence);
    this.close();
    if (text !== this.before) this.take(text);
  }

  // Shows why what stands there is refused: a sentence, in which what was typed stands between backticks.
  /** @param {string} sentence */
  refuse(sentence) {
    if (!this.isOpen) return;
    this.refused = this.field.value;
    this.sentence = sentence;
    this.field.setAttribute("aria-invalid", "true");
    this.field.setAttribute("aria-describedby", this.said.id);
    this.reason.hidden = false;
    const parts = sentence.split("`").map((part, index) => (index % 2 ? make("code", "", part) : part));
    this.said.replaceChildren(...parts);
  }

  // While it is mended, the reason stays for as long as it holds.
  reconsider() {
    const isWrong = this.field.value === this.refused || (!this.isSheet && this.refusal(this.field.value) !== "");
    this.reason.hidden = !isWrong;
    this.field.setAttribute("aria-invalid", String(isWrong));
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false; // before the focus goes
    const hadFocus = this.root.matches(":focus-within");
    this.root.remove();
    if (!hadFocus) return;
    this.view.box.focus({ preventScroll: true });
    this.back();
  }
}
