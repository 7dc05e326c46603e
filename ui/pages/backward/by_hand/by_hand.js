// One training step on nine numbers: forward above, backward below, then the step. All is reckoned here, so that it
// follows the hand; the page's script keeps what was chosen.

import { colorTable, inkTable } from "../../../scripts/colors.js";
import { draw, fill, make, write } from "../../../scripts/dom.js";
import { NUMBER_KEYS } from "../../../scripts/keys.js";
import { bracketed, exact, proper, short } from "../../../stepper/reckoning/numbers.js";
import { meetings, stepOf } from "./reckoning.js";

/** @import { Component, Tell } from "../../../scripts/types.d.ts" */
/** @import { BackwardData } from "../../../scripts/wire.d.ts" */

/** @typedef {"image" | "kernel" | "target"} Own what can be typed */

const SHOWN = 4; // digits of a number in a cell
const STAGES = ["output", "difference", "loss", "at_output", "gradient", "all"]; // how far a step is shown
const OWN = /** @type {const} */ (["image", "kernel", "target"]);
const LEVELS = 255;
const CHART = { width: 320, height: 132, left: 8, right: 312, top: 18, bottom: 112 };
const SAMPLES = 90;
const ROOM = 1.4; // of the loss now: the chart's height

export default class ByHand {
  /**
   * @param {HTMLElement} root
   * @param {string} _base
   * @param {Component<BackwardData>} component
   */
  constructor(root, _base, { data, setStateValue }) {
    this.root = root;
    this.tell = /** @type {Tell} */ (setStateValue);
    this.data = data;
    this.words = data.words;
    this.told = 0; // the stamp of what was told last
    this.visit = data.visit;
    /** @type {Record<Own, number[]>} */
    this.own = { image: [], kernel: [], target: [] };
    this.rate = 0;
    this.weight = 0; // that is pressed
    this.pointed = -1; // that the pointer or the keys are on
    this.scales = Object.fromEntries(
      Object.entries(data.scales).map(([name, scale]) => {
        const table = colorTable(scale);
        return [name, { table, inks: inkTable(table) }];
      }),
    );
    /** @type {Map<string, HTMLElement[]>} */
    this.cells = new Map();
    this.forward = this.lane(this.words.forward);
    this.backward = this.lane(this.words.backward);
    this.step = this.lane(this.words.step);
    this.step.classList.add("beside");
    this.problem = make("p", "problem");
    this.loss = make("p", "loss");
    this.sum = make("p", "sum");
    this.change = make("p", "sum"); // of the weight that is looked at
    this.after = make("p", "after");
    this.rateText = make("output");
    this.slider = Object.assign(make("input"), { type: "range" });
    this.chart = draw("svg", { viewBox: `0 0 ${CHART.width} ${CHART.height}`, role: "img" });
    this.take = Object.assign(make("button", "", this.words.take), { type: "button" });
    this.build();
  }

  stop() {}

  // Called at the first time and after each run of the page's script.
  /** @param {Component<BackwardData>} component */
  update({ data, setStateValue }) {
    this.tell = setStateValue;
    this.data = data;
    if (data.visit === this.visit && this.told && data.told !== this.told) return; // of before what was told since
    this.visit = data.visit;
    for (const name of OWN) this.own[name] = numbersOf(data[name]);
    this.rate = Number(data.rate);
    this.weight = Number(data.weight);
    this.show();
  }

  build() {
    const { words } = this;
    const forward = this.row(this.forward);
    forward.append(
      this.map("image", words.image, 3),
      sign("∗"),
      this.map("kernel", words.kernel, 2),
      sign("="),
      this.map("output", words.output, 2),
      sign("−"),
      this.map("target", words.target, 2),
      sign("="),
      this.map("difference", words.difference, 2),
    );
    forward.append(this.loss);
    const backward = this.row(this.backward);
    backward.append(
      this.map("pixels", words.pixels, 2),
      sign("×"),
      this.map("at_output", words.at_output, 2, words.at_output_what),
      sign("="),
      this.map("products", words.products, 2),
      sign("→"),
      this.map("gradient", words.gradient, 2, words.gradient_what),
    );
    backward.append(this.sum);
    const step = this.row(this.step);
    const handle = make("div", "handle");
    const label = make("label", "", words.rate);
    this.chart.setAttribute("aria-label", words.chart);
    this.slider.setAttribute("aria-label", words.rate);
    label.append(this.rateText, this.slider);
    handle.append(this.chart, label);
    this.slider.addEventListener("input", () => {
      this.rate = Number(this.slider.value);
      this.show();
      this.ahead();
    });
    this.slider.addEventListener("change", () => this.keep());
    this.after.setAttribute("role", "status");
    this.take.addEventListener("click", () => this.takeStep());
    const news = make("div", "news");
    news.append(this.change, this.after, this.take);
    step.append(handle, this.map("next", words.next, 2), news);
    this.problem.setAttribute("role", "alert");
    this.problem.hidden = true;
    this.root.prepend(this.problem);
  }

  /** @param {string} title */
  lane(title) {
    const lane = make("section", "lane");
    lane.append(make("h2", "", title));
    return lane;
  }

  /** @param {HTMLElement} lane */
  row(lane) {
    const row = make("div", "row");
    lane.append(row);
    this.root.append(lane);
    return row;
  }

  // A map with its name above; what can be typed has fields, and a weight's gradient is a button.
  /** @type {(name: string, title: string, side: number, what?: string) => HTMLElement} */
  map(name, title, side, what = "") {
    const figure = make("figure", name);
    const caption = make("figcaption");
    caption.append(make("b", "", title));
    if (what) caption.append(make("span", "", ` ${what}`));
    const grid = make("div", "cells");
    figure.style.setProperty("--side", String(side));
    const cells = Array.from({ length: side * side }, (_, index) => {
      const place = { row: Math.floor(index / side), column: index % side };
      const cell = this.cell(name, index);
      const isWeight = name === "gradient";
      cell.setAttribute(
        "aria-label",
        fill(isWeight ? this.words.weight : this.words.cell, { name: title, ...place }),
      );
      return cell;
    });
    this.cells.set(name, cells);
    grid.append(...cells);
    figure.append(caption, grid);
    return figure;
  }

  /** @type {(name: string, index: number) => HTMLElement} */
  cell(name, index) {
    const isOfWeight = name === "gradient" || name === "kernel" || name === "next";
    const own = OWN.find((each) => each === name);
    /** @type {HTMLElement} */
    let cell;
    if (own) {
      const field = Object.assign(make("input", "cell"), {
        type: "text",
        inputMode: NUMBER_KEYS,
        autocomplete: "off",
      });
      field.addEventListener("change", () => this.type(own, index, field));
      field.addEventListener("focus", () => field.select());
      field.addEventListener("keydown", ({ key }) => {
        if (key === "Enter") field.blur();
        if (key === "Escape") this.show();
      });
      cell = field;
    } else if (name === "gradient") {
      cell = Object.assign(make("button", "cell"), { type: "button" });
      cell.addEventListener("click", () => {
        this.weight = index;
        this.show();
        this.keep();
      });
    } else {
      cell = make("span", "cell");
      cell.setAttribute("role", "img");
    }
    if (isOfWeight) {
      for (const event of ["pointerenter", "focus"]) cell.addEventListener(event, () => this.point(index));
      for (const event of ["pointerleave", "blur"]) cell.addEventListener(event, () => this.point(-1));
    }
    return cell;
  }

  /** @param {number} weight */
  point(weight) {
    this.pointed = weight;
    this.showWeight();
  }

  /** @type {(name: Own, index: number, field: HTMLInputElement) => void} */
  type(name, index, field) {
    const text = field.value.trim().replaceAll("−", "-");
    const { number, largest } = this.data.rule;
    const value = Math.fround(Number(text.replace(",", ".")));
    const isRight = new RegExp(`^(?:${number})$`, "i").test(text) && Math.abs(value) <= largest;
    this.complain(isRight ? "" : fill(this.words.no_number, { most: largest }));
    if (isRight && value !== this.own[name][index]) {
      this.own[name][index] = value || 0;
      this.show();
      this.keep();
    } else this.show();
  }

  takeStep() {
    this.own.kernel = [...this.reckoned().next];
    this.show();
    this.keep();
  }

  // Has the page's script keep what was chosen, and the badge compare it.
  keep() {
    this.ahead();
    this.told = Date.now();
    const sides = { image: 3, kernel: 2, target: 2 };
    const grids = OWN.map((name) => [name, textOf(this.own[name], sides[name])]);
    this.tell("chosen", {
      stamp: this.told,
      ...Object.fromEntries(grids),
      rate: this.slider.value,
      weight: String(this.weight),
    });
  }

  // Tells the badge that what is shown has not been compared yet.
  ahead() {
    const { loss, lossAfter } = this.reckoned();
    const detail = { said: [this.words.loss, lossesOf(loss, lossAfter)], sliders: {} };
    document.dispatchEvent(new CustomEvent("went-ahead", { detail }));
  }

  reckoned() {
    return stepOf({ ...this.own, hasRelu: this.data.relu === "yes", rate: this.rate });
  }

  show() {
    const { words, data } = this;
    const step = this.reckoned();
    this.paint("image", this.own.image);
    this.paint("kernel", this.own.kernel);
    this.paint("output", step.output);
    this.paint("target", this.own.target);
    this.paint("difference", step.differences, { isSigned: true, isHidden: !this.shows("difference") });
    this.paint("at_output", step.atSums, { isSigned: true });
    this.paint("gradient", step.gradient, { isSigned: true, isHidden: !this.shows("gradient") });
    this.paint("next", step.next);
    const what = this.root.querySelector(".at_output figcaption span");
    if (what) write(what, ` ${data.relu === "yes" ? words.at_output_relu : words.at_output_what}`);
    const squares = step.differences.map((each) => `${bracketed(short(each, SHOWN))}²`).join(" + ");
    if (this.shows("loss")) this.say(this.loss, words.loss, `${squares} = `, step.loss, words.loss_what);
    else this.loss.replaceChildren(make("b", "", words.loss), make("span", "", ` ${words.hidden}`));
    this.backward.hidden = !this.shows("at_output");
    this.step.hidden = !this.shows("all");
    const last = [this.step, this.backward].find(({ hidden }) => !hidden) ?? this.forward; // a lesson's step is about it
    for (const lane of [this.forward, this.backward, this.step]) lane.toggleAttribute("data-stage", lane === last);
    const { slider } = this;
    Object.assign(slider, { min: "0", max: String(data.most_rate), step: String(data.rate_step) });
    slider.value = String(this.rate);
    write(this.rateText, short(this.rate, SHOWN));
    const [loss, after] = [step.loss, step.lossAfter];
    const said = after < loss ? words.falls : after > loss ? words.grows : words.stays;
    this.say(this.after, words.loss_after, "", after, fill(said, { loss: short(loss, SHOWN) }));
    this.after.dataset.end = after > loss ? "grows" : "";
    const isTooLarge = step.next.some((value) => !(Math.abs(value) <= data.rule.largest));
    this.take.disabled = isTooLarge || step.next.every((value, weight) => value === this.own.kernel[weight]);
    this.take.title = isTooLarge ? fill(words.too_large, { most: data.rule.largest }) : "";
    this.drawChart(loss, after);
    this.showWeight();
  }

  // What the weight that is pressed or pointed at meets, and what its gradient adds up.
  showWeight() {
    const { words } = this;
    const weight = this.pointed < 0 ? this.weight : this.pointed;
    const step = this.reckoned();
    const met = meetings(weight);
    const pixels = met.map(({ pixel }) => this.own.image[pixel]);
    const products = met.map(({ pixel, cell }) => this.own.image[pixel] * step.atSums[cell]);
    this.paint("pixels", pixels, { like: this.own.image });
    const isHidden = !this.shows("gradient");
    this.paint("products", products, { isSigned: true, isHidden });
    const isMet = new Set(met.map(({ pixel }) => pixel));
    this.mark("image", (index) => isMet.has(index));
    for (const name of ["kernel", "gradient", "next"]) this.mark(name, (index) => index === weight);
    this.cells.get("gradient")?.forEach((cell, index) => {
      cell.setAttribute("aria-pressed", String(index === this.weight));
    });
    const terms = met.map(({ cell }, index) =>
      `${bracketed(short(pixels[index], SHOWN))} · ${bracketed(short(step.atSums[cell], SHOWN))}`
    );
    if (isHidden) write(this.sum, words.hidden);
    else this.sum.replaceChildren(`${terms.join(" + ")} = `, strong(step.gradient[weight]));
    const [old, slope] = [this.own.kernel[weight], step.gradient[weight]];
    this.change.replaceChildren(
      `${short(old, SHOWN)} − ${short(this.rate, SHOWN)} · ${bracketed(short(slope, SHOWN))} = `,
      strong(step.next[weight]),
    );
  }

  /** @type {(element: HTMLElement, term: string, before: string, value: number, what: string) => void} */
  say(element, term, before, value, what) {
    element.replaceChildren(make("b", "", term), ` ${before}`, strong(value), make("span", "", ` ${what}`));
  }

  // Whether the step is shown as far as that.
  /** @param {string} stage */
  shows(stage) {
    return STAGES.indexOf(this.data.until) >= STAGES.indexOf(stage);
  }

  /** @type {(name: string, values: number[], options?: { isSigned?: boolean, isHidden?: boolean, like?: number[] }) => void} */
  paint(name, values, { isSigned = false, isHidden = false, like = values } = {}) {
    const most = Math.max(...like.map(Math.abs), 1e-30);
    const signed = isSigned || like.some((value) => value < 0);
    const { table, inks } = this.scales[signed ? "diverging" : "sequential"];
    this.cells.get(name)?.forEach((cell, index) => {
      const value = values[index];
      cell.classList.toggle("hidden", isHidden);
      if (isHidden) {
        Object.assign(cell.style, { background: "", color: "" });
        cell.title = this.words.hidden;
        return write(cell, "?");
      }
      const share = Math.min(Math.max(signed ? (value / most + 1) / 2 : value / most, 0), 1);
      const level = Math.round((share || 0) * LEVELS);
      const color = table[level];
      const [red, green, blue] = [0, 8, 16].map((shift) => (color >>> shift) & 255);
      cell.style.background = `rgb(${red} ${green} ${blue})`;
      cell.style.color = inks[level];
      const text = short(value, SHOWN);
      if (cell instanceof HTMLInputElement) {
        if (cell.value !== text) cell.value = text;
      } else write(cell, text);
      cell.title = proper(exact(value));
      cell.classList.toggle("long", text.length > 5);
    });
  }

  /** @type {(name: string, isMarked: (index: number) => boolean) => void} */
  mark(name, isMarked) {
    this.cells.get(name)?.forEach((cell, index) => cell.classList.toggle("marked", isMarked(index)));
  }

  // The loss after the step over the learning rate, with the rate that is set.
  /** @type {(loss: number, after: number) => void} */
  drawChart(loss, after) {
    const { left, right, top, bottom } = CHART;
    const { most_rate: most } = this.data;
    const highest = Math.max(loss, 1e-12) * ROOM;
    const x = (/** @type {number} */ rate) => left + (rate / most) * (right - left);
    const y = (/** @type {number} */ value) => bottom - Math.min(value / highest, 9) * (bottom - top);
    const inside = (/** @type {number} */ value) => Math.max(y(value), top - 8);
    const points = Array.from({ length: SAMPLES + 1 }, (_, index) => {
      const rate = (index / SAMPLES) * most;
      const { lossAfter } = stepOf({ ...this.own, hasRelu: this.data.relu === "yes", rate });
      return `${x(rate).toFixed(1)},${y(lossAfter).toFixed(1)}`;
    });
    const level = y(loss).toFixed(1);
    this.chart.replaceChildren(
      draw("path", { class: "axis", d: `M${left},${bottom}H${right}` }),
      draw("path", { class: "now", d: `M${left},${level}H${right}` }),
      draw("text", { x: left, y: Number(level) - 4 }, `${this.words.now} ${short(loss, SHOWN)}`),
      draw("polyline", { class: "curve", points: points.join(" ") }),
      draw("path", { class: "drop", d: `M${x(this.rate).toFixed(1)},${bottom}V${inside(after).toFixed(1)}` }),
      draw("circle", { class: after > loss ? "dot grows" : "dot", cx: x(this.rate), cy: inside(after), r: 5 }),
    );
  }

  /** @param {string} said */
  complain(said) {
    write(this.problem, said);
    this.problem.hidden = !said;
  }
}

/** @param {string} text */
function sign(text) {
  const element = make("span", "sign", text);
  element.setAttribute("aria-hidden", "true");
  return element;
}

/** @param {number} value */
function strong(value) {
  const element = make("strong", "", short(value, SHOWN));
  element.title = proper(exact(value));
  return element;
}

/** @type {(loss: number, after: number) => string} */
function lossesOf(loss, after) {
  return `${short(loss, SHOWN)} → ${short(after, SHOWN)}`;
}

/** @param {string} text as an address holds a grid */
function numbersOf(text) {
  return text.split(/[,;]/).map(Number);
}

/** @type {(values: number[], side: number) => string} */
function textOf(values, side) {
  const rows = Array.from(
    { length: side },
    (_, row) => values.slice(row * side, (row + 1) * side).map(exact).join(","),
  );
  return rows.join(";");
}
