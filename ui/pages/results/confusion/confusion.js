// A confusion matrix whose cells are chosen by a click or by keys.

import { fill, make } from "../../../scripts/dom.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export default class Confusion {
  constructor(root) {
    this.root = root;
    root.addEventListener("click", ({ target }) => this.choose(target.closest("td")));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  stop() {}

  // Called at the first time and after each run of the page's script.
  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    const shown = JSON.stringify(data);
    if (shown === this.shown) return;
    this.shown = shown;
    const root = this.root.getRootNode();
    const held = root.activeElement?.closest?.("td")?.dataset;
    this.build(data);
    const [label, answer] = held ? [held.label, held.answer] : data.chosen ?? [0, 0];
    const cell = this.cell(label, answer);
    cell.tabIndex = 0;
    if (held) cell.focus({ preventScroll: true });
  }

  build({ counts, papers, inks, chosen, words }) {
    const size = Math.sqrt(counts.length);
    this.size = size;
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
      if (!label) row.append(Object.assign(make("th", "axis side"), { rowSpan: size }));
      if (!label) row.firstChild.append(make("span", "", words.label));
      row.append(this.head(label, "row"));
      for (let answer = 0; answer < size; answer += 1) {
        const index = label * size + answer;
        const count = counts[index];
        const isRight = label === answer;
        const cell = make("td", isRight ? "right" : "", isRight || count ? String(count) : "");
        if (!isRight) Object.assign(cell.style, { background: papers[index], color: inks[index] });
        const isChosen = chosen?.[0] === label && chosen?.[1] === answer;
        Object.assign(cell.dataset, { label, answer });
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

  head(digit, scope) {
    return Object.assign(make("th", "", String(digit)), { scope });
  }

  cell(label, answer) {
    return this.root.querySelector(`td[data-label="${label}"][data-answer="${answer}"]`);
  }

  choose(cell) {
    if (!cell) return;
    this.hold(cell);
    // A state, since a page that runs again by itself just then would drop a trigger; with the time, since the same cell
    // may be chosen again.
    this.setStateValue("cell", [Number(cell.dataset.label), Number(cell.dataset.answer), Date.now()]);
  }

  hold(cell) {
    for (const other of this.root.querySelectorAll('td[tabindex="0"]')) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
  }

  key(event) {
    const cell = event.target.closest("td");
    if (!cell) return;
    const move = MOVES[event.key];
    if (move) {
      const [label, answer] = [Number(cell.dataset.label) + move[0], Number(cell.dataset.answer) + move[1]];
      const next = this.cell(label, answer);
      if (next) this.hold(next);
    } else if (event.key === "Enter" || event.key === " ") this.choose(cell);
    else return;
    event.preventDefault();
  }
}
