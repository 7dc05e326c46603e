// A net in fields, its graph above them and its layers beside them. What is typed stays the browser's own; the page's
// script is told of it, one change under way, the newest next, and answers with the graph, the table and a sentence.

import { fill, find, make, write } from "../../../scripts/dom.js";
import { ARROWS } from "../../../scripts/keys.js";

/** @import { Words } from "../../../scripts/wire.d.ts" */
/** @import { Component } from "../../../scripts/types.d.ts" */

const ANSWERED_WITHIN = 2000; // ms, after which the next change goes out in any case
/** @type {BlockField[]} */
const BLOCK = ["filters", "kernel", "strides", "padding", "norm", "activation", "pool", "window", "dropout"];
/** @type {Field[]} */
const DENSE = ["units", "activation", "dropout"];
const NEW_DENSE = { units: "128", activation: "relu", dropout: "0" };
/** @type {Partial<Record<Field, number>>} */
const STEPS = { dropout: 0.05 }; // of the arrow keys; 1 for all else

/** @typedef {"filters" | "kernel" | "strides" | "padding" | "norm" | "activation" | "pool" | "window" | "dropout"} BlockField */
/** @typedef {BlockField | "units"} Field */
/** @typedef {{ [Name in Field]?: string | boolean }} Row */
/** @typedef {{ blocks: Row[], dense: Row[], logits: boolean, stddev: string }} Form */
/** @typedef {"blocks" | "dense"} RowKind */

/**
 * What the page's script says. `turn`: another number whenever something else than the editor has changed the form;
 * `heard`: the number of the last change that the form holds.
 *
 * @typedef {object} Data
 * @property {Form} form
 * @property {number} turn
 * @property {number} heard
 * @property {string} refused why the form makes no net, or ""
 * @property {string} wrong_field
 * @property {string} drawing HTML
 * @property {string} table HTML
 * @property {Record<RowKind, number>} most
 * @property {Partial<Record<Field, [value: string, text: string][]>>} options
 * @property {EditorWords} words
 */

/**
 * @typedef {"block" | "dense" | "field" | "remove" | "add_block" | "add_dense" | "full_blocks" | "full_dense" | "only_block"
 *   | "answer" | "logits" | "stddev" | "stddev_hint" | "stddev_default"} EditorWord
 */

/**
 * @typedef {Words<EditorWord> & { fields: Words<Field>, hints: Words<Field> }} EditorWords
 */

export default class NetEditor {
  /**
   * @param {HTMLElement} root
   * @param {string} _base
   * @param {Component<Data>} component
   */
  constructor(root, _base, { data, setTriggerValue }) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    /** @type {Form} */
    this.form = structuredClone(data.form);
    /** @type {number | null} */
    this.turn = null; // whose form it is
    this.shown = { drawing: "", table: "" };
    /** @type {WeakMap<Row, () => void>} */
    this.refreshers = new WeakMap(); // of the fields of a row that others switch off
    /** @type {HTMLInputElement | HTMLSelectElement | null} */
    this.last = null; // the field that was changed last
    /** @type {number | undefined} */
    this.waiting = undefined;
    this.drawing = make("div", "drawing");
    this.refused = make("p", "refused");
    this.refused.setAttribute("role", "alert");
    this.rows = make("div", "rows");
    const editor = make("div", "editor");
    editor.append(this.refused, this.rows);
    this.table = make("div", "table");
    const parts = make("div", "parts");
    parts.append(editor, this.table);
    root.append(this.drawing, parts);
    this.number = Date.now(); // of the last change; a page that comes again goes on where it was
    /** @type {number | null} */
    this.underWay = null; // told, and the page's script has not run with it yet
    this.isNext = false;
    root.addEventListener("pointerover", ({ target }) => {
      const layer = target instanceof Element ? target.closest("[data-layer]") : null;
      this.point(root, /** @type {HTMLElement | null} */ (layer));
    });
    root.addEventListener("pointerout", () => this.point(root, null));
  }

  stop() {
    clearTimeout(this.waiting);
  }

  // Called at the first time and after each run of the page's script.
  /** @param {Component<Data>} component */
  update({ data, setTriggerValue }) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    if (this.underWay !== null && data.heard >= this.underWay) this.underWay = null;
    if (this.turn !== data.turn) this.begin(data);
    for (const name of /** @type {const} */ (["drawing", "table"])) {
      if (this.shown[name] === data[name]) continue;
      this.shown[name] = data[name];
      this[name].innerHTML = data[name];
    }
    if (this.isNext && this.underWay === null) this.tell();
    if (this.underWay === null) this.judge(data.refused, data.wrong_field);
  }

  /** @param {Data} options */
  begin({ turn, form }) {
    this.turn = turn;
    this.form = structuredClone(form);
    this.isNext = false;
    this.build();
  }

  // name: of the field that the sentence is about; where it is about none alone, the last that was changed is meant
  /** @type {(sentence: string, name: string) => void} */
  judge(sentence, name) {
    write(this.refused, sentence);
    this.refused.hidden = !sentence;
    for (const field of this.rows.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    const wrong = name ? this.rows.querySelector(`[aria-label="${CSS.escape(name)}"]`) : this.last;
    if (sentence) wrong?.setAttribute("aria-invalid", "true");
  }

  /** @type {(root: HTMLElement, layer: HTMLElement | null) => void} */
  point(root, layer) {
    for (const lit of root.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (!layer) return;
    for (const each of root.querySelectorAll(`[data-layer="${layer.dataset.layer}"]`)) each.classList.add("lit");
  }

  build() {
    const { words, most } = this.data;
    const { blocks, dense } = this.form;
    const head = make("div", "row head");
    head.append(make("span"), ...BLOCK.map((name) => make("span", name, words.fields[name])));
    head.setAttribute("aria-hidden", "true"); // each field has its name
    this.rows.replaceChildren(
      head,
      ...blocks.map((row, index) => this.row("blocks", row, index)),
      this.adder("blocks", words.add_block, blocks.length < most.blocks ? "" : words.full_blocks),
      ...dense.map((row, index) => this.row("dense", row, index)),
      this.adder("dense", words.add_dense, dense.length < most.dense ? "" : words.full_dense),
      this.end(),
    );
  }

  /** @type {(kind: RowKind, values: Row, index: number) => HTMLElement} */
  row(kind, values, index) {
    const { words } = this.data;
    const title = fill(kind === "blocks" ? words.block : words.dense, { number: index + 1 });
    const row = make("div", `row ${kind}`);
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", title);
    row.append(make("b", "", title));
    for (const name of kind === "blocks" ? BLOCK : DENSE) row.append(this.field(name, values, title));
    const remove = make("button", "remove", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", fill(words.remove, { title }));
    remove.disabled = kind === "blocks" && this.form.blocks.length === 1;
    remove.title = remove.disabled ? words.only_block : fill(words.remove, { title });
    remove.addEventListener("click", () => {
      this.form[kind].splice(index, 1);
      this.build();
      find(this.rows, `.add-${kind}`, "button").focus();
      this.changed();
    });
    row.append(remove);
    return row;
  }

  /** @type {(name: Field, values: Row, title: string) => HTMLElement} */
  field(name, values, title) {
    const { words, options } = this.data;
    const label = make("label", name);
    label.append(make("span", "", words.fields[name]));
    label.title = words.hints[name];
    const field = options[name] ? this.list(options[name], values[name]) : this.input(name, values[name]);
    field.setAttribute("aria-label", fill(words.field, { title, field: words.fields[name] }));
    field.setAttribute("aria-description", words.hints[name]);
    if (name === "window") {
      const refresh = () => {
        field.disabled = values.pool === "none";
      };
      refresh();
      this.refreshers.set(values, refresh);
    }
    this.listen(field, (value) => {
      values[name] = value;
      this.refreshers.get(values)?.();
    }, STEPS[name]);
    label.append(field);
    return label;
  }

  /**
   * @param {[value: string, text: string][]} options
   * @param {string | boolean | undefined} value
   * @returns {HTMLSelectElement}
   */
  list(options, value) {
    const field = make("select");
    field.append(...options.map(([each, text]) => Object.assign(make("option", "", text), { value: each })));
    field.value = String(value);
    return field;
  }

  /** @type {(name: Field, value: string | boolean | undefined) => HTMLInputElement} */
  input(name, value) {
    const field = make("input");
    if (name === "norm") return Object.assign(field, { type: "checkbox", checked: Boolean(value) });
    return Object.assign(field, { type: "text", inputMode: "decimal", autocomplete: "off", value: String(value) });
  }

  /**
   * @param {HTMLInputElement | HTMLSelectElement} field
   * @param {(value: string | boolean) => void} put
   * @param {number} [step]
   */
  listen(field, put, step = 1) {
    const change = () => {
      put(field instanceof HTMLInputElement && field.type === "checkbox" ? field.checked : field.value);
      this.last = field;
      this.changed();
    };
    // An empty field is on its way to another number; it counts when it is left so.
    field.addEventListener("input", () => {
      if (field.value.trim()) change();
    });
    field.addEventListener("change", () => {
      if (!field.value.trim()) change();
    });
    field.addEventListener("keydown", (event) => {
      if (!(event instanceof KeyboardEvent)) return;
      const by = -step * (ARROWS[event.key]?.[0] ?? 0);
      if (!by || field.type !== "text" || !/^\d+(\.\d+)?$/.test(field.value)) return;
      event.preventDefault();
      field.value = String(Math.max(Number((Number(field.value) + by).toFixed(4)), step < 1 ? 0 : 1));
      change();
    });
  }

  /** @type {(kind: RowKind, text: string, why: string) => HTMLButtonElement} */
  adder(kind, text, why) {
    const button = make("button", `add add-${kind}`, text);
    button.type = "button";
    button.disabled = Boolean(why);
    button.title = why;
    button.addEventListener("click", () => {
      const rows = this.form[kind];
      rows.push(kind === "blocks" ? { ...rows[rows.length - 1] } : { ...NEW_DENSE });
      this.build();
      const added = find(this.rows.querySelectorAll(`.row.${kind}`)[rows.length - 1], "input", "input");
      added.focus();
      added.select();
      this.changed();
    });
    return button;
  }

  // What belongs to the whole net.
  end() {
    const { words } = this.data;
    const row = make("div", "row end");
    const logits = make("label", "logits");
    const box = Object.assign(make("input"), { type: "checkbox", checked: this.form.logits });
    this.listen(box, (value) => {
      this.form.logits = Boolean(value);
    });
    logits.append(box, make("span", "", words.logits));
    const spread = make("label", "stddev");
    const field = Object.assign(make("input"), { type: "text", inputMode: "decimal", autocomplete: "off" });
    field.value = this.form.stddev;
    field.placeholder = words.stddev_default;
    spread.title = words.stddev_hint;
    field.setAttribute("aria-description", words.stddev_hint);
    this.listen(field, (value) => {
      this.form.stddev = String(value);
    }, 0.01);
    spread.append(make("span", "", words.stddev), field);
    row.append(make("b", "", words.answer), logits, spread);
    return row;
  }

  changed() {
    this.isNext = true;
    if (this.underWay === null) this.tell();
  }

  tell() {
    clearTimeout(this.waiting);
    this.isNext = false;
    this.underWay = this.number += 1;
    this.waiting = setTimeout(() => {
      this.underWay = null;
      if (this.isNext) this.tell();
    }, ANSWERED_WITHIN);
    this.setTriggerValue("form", { number: this.underWay, rows: structuredClone(this.form) });
  }
}
