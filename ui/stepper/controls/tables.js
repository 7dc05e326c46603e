// The same content as real tables, for a screen reader and for who wants to copy it.

import { fill, make } from "../../scripts/dom.js";
import { exact, proper } from "../reckoning/numbers.js";

/** @import { MapName, Words } from "../../scripts/wire.d.ts" */
/** @import { Cell } from "../../scripts/types.d.ts" */
/** @import { MapWish } from "../maps/map_view.js" */
/** @import { PanelView } from "../maps/panel_view.js" */
/** @import { Operation, Trace } from "../reckoning/operation.js" */

const NAMES = /** @type {const} */ (["input", "kernel", "output"]);

export class Tables {
  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.root = make("div", "tables");
    this.root.hidden = true;
    this.switch = make("label", "switch");
    this.box = make("input");
    this.box.type = "checkbox";
    this.switch.append(this.box, make("span", "", words.as_tables));
    this.terms = make("div", "terms");
  }

  get isShown() {
    return this.box.checked;
  }

  // Shows the maps of panels. views: of PanelView
  /** @param {PanelView[]} views */
  showMaps(views) {
    this.root.hidden = !this.isShown;
    this.root.replaceChildren();
    if (!this.isShown) return;
    for (const { panel, held, filter, channel } of views) {
      /** @type {Partial<Record<MapName, MapWish>>} */
      const maps = { input: held.input(channel) };
      if (held.hasKernel) maps.kernel = held.kernel(filter, channel);
      if (held.operation) maps.output = held.output(filter);
      const shapes = /** @type {Partial<Words<MapName>>} */ (panel.shapes);
      for (const name of NAMES) {
        const map = maps[name];
        if (!map) continue;
        const title = [panel.name, `${this.words[name]} · ${shapes[name]}`].filter(Boolean).join(" · ");
        this.root.append(this.scrolled(title, this.ofMap(title, map)));
      }
    }
    this.root.append(this.terms);
  }

  // Shows what an output cell is made of, in each panel that has it.
  /** @type {(views: PanelView[], options: Cell) => void} */
  showTerms(views, { row, column }) {
    if (!this.isShown) return;
    this.terms.replaceChildren(
      ...views.flatMap(({ panel, operation, filter }) => {
        if (!operation?.has(row, column)) return [];
        const title = [panel.name, fill(this.words.cell, { row, column })].filter(Boolean).join(" · ");
        return this.scrolled(title, this.ofTerms(title, operation, operation.trace(row, column, filter)));
      }),
    );
  }

  // Wide ones are scrolled, with keys too.
  /** @type {(title: string, table: HTMLTableElement) => HTMLElement} */
  scrolled(title, table) {
    const box = make("div", "table");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", title);
    box.append(table);
    return box;
  }

  /** @type {(title: string, options: MapWish) => HTMLTableElement} */
  ofMap(title, { rows, columns, first = [0, 0], values }) {
    const table = make("table");
    table.append(make("caption", "", title));
    const head = table.createTHead().insertRow();
    head.append(heading(this.words.row_and_column, "col"));
    for (let column = 0; column < columns; column++) head.append(heading(proper(String(column + first[1])), "col"));
    const body = table.createTBody();
    for (let row = 0; row < rows; row++) {
      const line = body.insertRow();
      line.append(heading(proper(String(row + first[0])), "row"));
      for (let column = 0; column < columns; column++) {
        const value = values[row * columns + column];
        line.insertCell().textContent = Number.isNaN(value) ? this.words.not_read : number(value);
      }
    }
    return table;
  }

  /** @type {(title: string, operation: Operation, trace: Trace) => HTMLTableElement} */
  ofTerms(title, operation, trace) {
    const { words } = this;
    const names = ["row", "column", "channel", "value", ...(operation.isPooling ? [] : ["weight", "product"])];
    const table = make("table");
    table.append(make("caption", "", title));
    table.createTHead().insertRow().append(...names.map((name) => heading(words[`head_${name}`], "col")));
    const body = table.createTBody();
    for (const { i, j, k, input, weight, product, isPadding } of trace.terms) {
      const padding = operation.isPooling ? words.not_read : words.padding_zero;
      const place = [trace.rows[i].input, trace.columns[j].input, trace.channels[k]];
      const texts = [...place.map((index) => proper(String(index))), isPadding ? padding : number(input)];
      if (!operation.isPooling) texts.push(number(weight), number(product));
      const line = body.insertRow();
      for (const text of texts) line.insertCell().textContent = text;
    }
    const foot = table.createTFoot().insertRow().insertCell();
    foot.colSpan = names.length;
    foot.textContent = this.ends(operation, trace);
    return table;
  }

  // What the products come to.
  /** @type {(operation: Operation, options: Trace) => string} */
  ends(operation, { bias, total, count, value }) {
    const { words } = this;
    /** @type {string[]} */
    const ends = [];
    if (operation.hasBias) ends.push(fill(words.foot_bias, { value: number(bias) }));
    if (operation.activation === "relu") ends.push(fill(words.foot_total, { value: number(total) }));
    if (operation.kind === "average") ends.push(fill(words.foot_count, { count }));
    return [...ends, fill(words.foot_output, { value: number(value) })].join(" ");
  }
}

/** @type {(text: string, scope: "row" | "col") => HTMLElement} */
function heading(text, scope) {
  const cell = make("th", "", text);
  cell.scope = scope;
  return cell;
}

// All digits of a float32; of a product, which needs twice as many, twelve.
/** @param {number} value */
function number(value) {
  return proper(Math.fround(value) === value ? exact(value) : String(Number(value.toPrecision(12))));
}
