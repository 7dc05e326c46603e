// A net in fields, its graph above them and its layers beside them. What is typed stays the browser's own; the page's
// script is told of it, one change under way, the newest next, and answers with the graph, the table and a sentence.

import { fill, make, write } from "../../../scripts/dom.js";

const ANSWERED_WITHIN = 2000; // ms, after which the next change goes out in any case
const BLOCK = ["filters", "kernel", "strides", "padding", "norm", "activation", "pool", "window", "dropout"];
const DENSE = ["units", "activation", "dropout"];
const NEW_DENSE = { units: "128", activation: "relu", dropout: "0" };
const STEPS = { dropout: 0.05 }; // of the arrow keys; 1 for all else

export default class NetEditor {
  constructor(root) {
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
    this.underWay = null;
    this.isNext = false;
    for (const name of ["pointerover", "pointerout"]) {
      root.addEventListener(
        name,
        ({ target }) => this.point(root, name === "pointerover" && target.closest("[data-layer]")),
      );
    }
  }

  stop() {
    clearTimeout(this.waiting);
  }

  // Called at the first time and after each run of the page's script.
  update({ data, setTriggerValue }) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    if (data.heard >= this.underWay) this.underWay = null;
    if (this.turn !== data.turn) this.begin(data);
    for (const name of ["drawing", "table"]) {
      if (this[name].shown !== data[name]) this[name].innerHTML = this[name].shown = data[name];
    }
    if (this.isNext && this.underWay === null) this.tell();
    if (this.underWay === null) this.judge(data.refused, data.wrong_field);
  }

  begin({ turn, form }) {
    this.turn = turn;
    this.form = structuredClone(form);
    this.isNext = false;
    this.build();
  }

  // name: of the field that the sentence is about; where it is about none alone, the last that was changed is meant
  judge(sentence, name) {
    write(this.refused, sentence);
    this.refused.hidden = !sentence;
    for (const field of this.rows.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    const wrong = name ? this.rows.querySelector(`[aria-label="${CSS.escape(name)}"]`) : this.last;
    if (sentence) wrong?.setAttribute("aria-invalid", "true");
  }

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
      this.rows.querySelector(`.add-${kind}`).focus();
      this.changed();
    });
    row.append(remove);
    return row;
  }

  field(name, values, title) {
    const { words, options } = this.data;
    const label = make("label", name);
    label.append(make("span", "", words.fields[name]));
    label.title = words.hints[name];
    let field;
    if (options[name]) {
      field = make("select");
      field.append(...options[name].map(([value, text]) => Object.assign(make("option", "", text), { value })));
      field.value = values[name];
    } else {
      field = make("input");
      if (name === "norm") Object.assign(field, { type: "checkbox", checked: values[name] });
      else Object.assign(field, { type: "text", inputMode: "decimal", autocomplete: "off", value: values[name] });
    }
    field.setAttribute("aria-label", fill(words.field, { title, field: words.fields[name] }));
    field.setAttribute("aria-description", words.hints[name]);
    const isOff = () => name === "window" && values.pool === "none";
    field.disabled = isOff();
    field.refresh = () => {
      field.disabled = isOff();
    };
    this.listen(field, (value) => {
      values[name] = value;
      for (const other of label.parentElement.querySelectorAll("input")) other.refresh?.();
    }, STEPS[name]);
    label.append(field);
    return label;
  }

  listen(field, put, step = 1) {
    const change = () => {
      put(field.type === "checkbox" ? field.checked : field.value);
      this.last = field;
      this.changed();
    };
    // An empty field is on its way to another number; it counts when it is left so.
    field.addEventListener("input", () => field.value.trim() && change());
    field.addEventListener("change", () => !field.value.trim() && change());
    field.addEventListener("keydown", (event) => {
      const by = { ArrowUp: step, ArrowDown: -step }[event.key];
      if (!by || field.type !== "text" || !/^\d+(\.\d+)?$/.test(field.value)) return;
      event.preventDefault();
      field.value = String(Math.max(Number((Number(field.value) + by).toFixed(4)), step < 1 ? 0 : 1));
      change();
    });
  }

  adder(kind, text, why) {
    const button = make("button", `add add-${kind}`, text);
    button.type = "button";
    button.disabled = Boolean(why);
    button.title = why;
    button.addEventListener("click", () => {
      const rows = this.form[kind];
      rows.push(kind === "blocks" ? { ...rows.at(-1) } : { ...NEW_DENSE });
      this.build();
      const added = this.rows.querySelectorAll(`.row.${kind}`)[rows.length - 1].querySelector("input");
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
      this.form.logits = value;
    });
    logits.append(box, make("span", "", words.logits));
    const spread = make("label", "stddev");
    const field = Object.assign(make("input"), { type: "text", inputMode: "decimal", autocomplete: "off" });
    field.value = this.form.stddev;
    field.placeholder = words.stddev_default;
    spread.title = words.stddev_hint;
    field.setAttribute("aria-description", words.stddev_hint);
    this.listen(field, (value) => {
      this.form.stddev = value;
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
