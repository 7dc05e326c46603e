// A confusion matrix whose cells are chosen by a click or by keys.

import { fill, make } from "../../../scripts/dom.js";
import { ARROWS } from "../../../scripts/keys.js";

/** @import { Words } from "../../../scripts/wire.d.ts" */
/** @import { Component } from "../../../scripts/types.d.ts" */

/**
 * @typedef {object} Data
 * @property {number[]} counts (labels, answers), in rows
 * @property {string[]} papers the cells' colours
 * @property {string[]} inks and those of their numbers
 * @property {number[] | null} chosen [label, answer]
 * @property {Words<"title" | "answer" | "label" | "cell">} words
 */

export default class Confusion {
  /**
   * @param {HTMLElement} root
   * @param {string} _base
   * @param {Component<Data>} component
   */
  constructor(root, _base, { setStateValue }) {
    this.root = root;
    this.setStateValue = setStateValue;
    this.shown = ""; // what the table was made of
    root.addEventListener("click", ({ target }) => this.choose(cellOf(target)));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  stop() {}

  // Called at the first time and after each run of the page's script.
  /** @param {Component<Data>} component */
  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    const shown = JSON.stringify(data);
    if (shown === this.shown) return;
    this.shown = shown;
    const home = /** @type {Document | ShadowRoot} */ (this.root.getRootNode());
    const held = cellOf(home.activeElement);
    this.build(data);
    const [label, answer] = held ? placeOf(held) : data.chosen ?? [0, 0];
    const cell = this.cell(label, answer);
    if (cell) cell.tabIndex = 0;
    if (held) cell?.focus({ preventScroll: true });
  }

  /** @param {Data} options */
  build({ counts, papers, inks, chosen, words }) {
    const size = Math.sqrt(counts.length);
    const table = make("table");
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", words.title);
    const head = table.createTHead();
    const top = head.insertRow();
    top.append(make("th"), make("th"), Object.assign(make("th", "axis", words.answer), { colSpan: size }));
    const digits = head.insertRow();
    digits.append(make("th"), make("th"), ...counts.slice(0, size).map((_, digit) => this.head(digit, "col")));
    const body = table.createTBody();
    for (let label = 0; label < size; label += 1) {
      const row = body.insertRow();
      if (!label) {
        const side = Object.assign(make("th", "axis side"), { rowSpan: size });
        side.append(make("span", "", words.label));
        row.append(side);
      }
      row.append(this.head(label, "row"));
      for (let answer = 0; answer < size; answer += 1) {
        const index = label * size + answer;
        const count = counts[index];
        const isRight = label === answer;
        const cell = make("td", isRight ? "right" : "", isRight || count ? String(count) : "");
        if (!isRight) Object.assign(cell.style, { background: papers[index], color: inks[index] });
        const isChosen = chosen?.[0] === label && chosen?.[1] === answer;
        cell.dataset.label = String(label);
        cell.dataset.answer = String(answer);
        cell.tabIndex = -1;
        cell.setAttribute("role", "gridcell");
        cell.setAttribute("aria-selected", String(isChosen));
        cell.title = fill(words.cell, { label, answer, count });
        cell.setAttribute("aria-label", cell.title);
        row.append(cell);
      }
    }
    this.root.replaceChildren(table);
  }

  /** @type {(digit: number, scope: "row" | "col") => HTMLElement} */
  head(digit, scope) {
    return Object.assign(make("th", "", String(digit)), { scope });
  }

  /** @type {(label: number, answer: number) => HTMLTableCellElement | null} */
  cell(label, answer) {
    return this.root.querySelector(`td[data-label="${label}"][data-answer="${answer}"]`);
  }

  /** @param {HTMLTableCellElement | null} cell */
  choose(cell) {
    if (!cell) return;
    this.hold(cell);
    // A state, since a page that runs again by itself just then would drop a trigger; with the time, since the same cell
    // may be chosen again.
    this.setStateValue("cell", [...placeOf(cell), Date.now()]);
  }

  /** @param {HTMLTableCellElement} cell */
  hold(cell) {
    for (const other of this.root.querySelectorAll("td")) if (other.tabIndex === 0) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const cell = cellOf(event.target);
    if (!cell) return;
    const move = ARROWS[event.key];
    if (move) {
      const [label, answer] = placeOf(cell);
      const next = this.cell(label + move[0], answer + move[1]);
      if (next) this.hold(next);
    } else if (event.key === "Enter" || event.key === " ") this.choose(cell);
    else return;
    event.preventDefault();
  }
}

/** @param {EventTarget | null} target */
function cellOf(target) {
  return target instanceof Element ? target.closest("td") : null;
}

/** @param {HTMLElement} cell */
function placeOf({ dataset }) {
  return [Number(dataset.label), Number(dataset.answer)];
}
