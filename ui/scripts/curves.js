// Two curves of a training, on its own digits and on those it is measured on, growing as it learns.

import { draw, find, make, write } from "./dom.js";
import { enlarged } from "./letters.js";
import { placeOf, ticksFor } from "./stretched.js";

/** @import { CurvePoint } from "./wire.d.ts" */

// In units of a CSS pixel where the page's letters are as large as usual, and larger with them.
const HEIGHT = 128;
const MARGIN = { left: 46, right: 10, top: 8, bottom: 20 };
const MOST_TICKS = 6;
const TICKS = [1, 2, 5, 10, 20, 50, 100]; // epochs between two
const DOTS_APART = 9; // units, or points have no dots

/**
 * @typedef {object} Wish
 * @property {string} title what is measured
 * @property {number[]} columns of a point, on training and on validation digits
 * @property {string[]} names one a column
 * @property {string[]} colors likewise
 * @property {string} axis what the steps are counted in
 * @property {(value: number, places: number) => string} format makes a text of a value
 * @property {boolean} [isShare] shares of digits right, on an axis that gives each further nine as much room
 * @property {string} [note] beside the title
 */

export class Curves {
  /** @param {Wish} wish */
  constructor({ title, columns, names, colors, axis, format, isShare = false, note = "" }) {
    this.title = title;
    this.columns = columns;
    this.names = names;
    this.colors = colors;
    this.axis = axis;
    this.format = format;
    this.isShare = isShare;
    this.steps = 1; // of the whole training
    this.epochs = 1; // likewise
    this.unit = 1; // in CSS pixels
    this.width = 0; // in units
    this.most = 1; // at the top
    this.ticks = [0, 1]; // that are written
    /** @type {number | null} */
    this.shown = null; // the point whose values are told; null: the latest
    /** @type {SVGElement} */
    this.pointer = draw("line", {});
    /** @type {CurvePoint[]} */
    this.points = [];
    this.root = make("figure", "curves");
    this.root.innerHTML =
      `<figcaption><b></b><small></small><span class="keys"></span></figcaption><svg role="img" tabindex="0"></svg>`;
    write(find(this.root, "b", "b"), title);
    write(find(this.root, "small", "small"), note);
    this.values = columns.map((_, at) => {
      const key = make("span", "key");
      key.style.setProperty("--line", colors[at]);
      const value = make("output");
      key.append(make("i"), names[at], value);
      find(this.root, ".keys", "span").append(key);
      return value;
    });
    this.svg = find(this.root, "svg", "svg");
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerleave", () => this.show(null));
    this.svg.addEventListener("blur", () => this.show(null));
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.resizing = new ResizeObserver(() => this.draw());
    this.resizing.observe(this.svg);
  }

  // points: as they come; steps, epochs: of the whole training
  /** @type {(points: CurvePoint[], whole: { steps: number, epochs: number }) => void} */
  paint(points, { steps, epochs }) {
    this.points = points;
    this.steps = Math.max(steps, 1);
    this.epochs = epochs;
    this.draw();
  }

  draw() {
    if (!this.svg.clientWidth) return; // not laid out, or hidden
    this.unit = enlarged();
    this.width = this.svg.clientWidth / this.unit;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${HEIGHT}`);
    const best = Math.max(...this.points.flatMap((point) => this.columns.map((at) => point[at] ?? 0)), 0);
    const ticks = ticksFor(best);
    this.most = this.isShare ? ticks[ticks.length - 1] : niceTop(best);
    this.ticks = this.isShare ? ticks : [0, this.most / 2, this.most];
    const parts = [...this.grid(), ...this.columns.flatMap((column, at) => this.line(column, this.colors[at]))];
    this.pointer = this.rule("pointer", 0);
    this.svg.replaceChildren(...parts, this.pointer);
    this.show(this.shown);
    const last = this.names.map((name, at) => `${name} ${this.written(this.latest(this.columns[at]))}`);
    this.svg.setAttribute("aria-label", `${this.title}: ${last.join(", ")}`);
  }

  /** @param {number} step */
  x(step) {
    return MARGIN.left + ((this.width - MARGIN.left - MARGIN.right) * step) / this.steps;
  }

  /** @param {number} value */
  y(value) {
    const share = this.isShare ? placeOf(value, this.most) : Math.min(value, this.most) / this.most;
    return HEIGHT - MARGIN.bottom - (HEIGHT - MARGIN.bottom - MARGIN.top) * share;
  }

  grid() {
    const parts = [];
    for (const value of this.ticks) {
      const y = this.y(value);
      parts.push(draw("line", { class: "grid", x1: MARGIN.left, x2: this.width - MARGIN.right, y1: y, y2: y }));
      parts.push(
        draw(
          "text",
          { class: "tick", x: MARGIN.left - 6, y: y + 4, "text-anchor": "end" },
          this.format(value, value > 0.99 && this.isShare ? 1 : 0),
        ),
      );
    }
    parts.push(
      draw("text", { class: "tick", x: MARGIN.left - 12, y: HEIGHT - 5, "text-anchor": "end" }, this.axis),
    );
    const every = TICKS.find((step) => step * MOST_TICKS >= this.epochs) ?? this.epochs;
    for (let epoch = 0; epoch <= this.epochs; epoch += every) {
      const x = this.x((this.steps * epoch) / this.epochs);
      parts.push(draw("text", { class: "tick", x, y: HEIGHT - 5, "text-anchor": "middle" }, String(epoch)));
    }
    return parts;
  }

  /** @type {(column: number, color: string) => SVGElement[]} */
  line(column, color) {
    const places = this.points.flatMap((point) => {
      const value = point[column];
      return isMeasured(value) ? [[this.x(point[0]).toFixed(1), this.y(value).toFixed(1)]] : [];
    });
    const parts = [
      draw("polyline", { points: places.map((place) => place.join(",")).join(" "), style: `stroke: ${color}` }),
    ];
    const width = places.length ? Number(places[places.length - 1][0]) - Number(places[0][0]) : 0;
    if (width >= DOTS_APART * (places.length - 1)) {
      parts.push(...places.map(([cx, cy]) => draw("circle", { cx, cy, r: 2.5, style: `fill: ${color}` })));
    }
    return parts;
  }

  /** @type {(name: string, x: number) => SVGElement} */
  rule(name, x) {
    return draw("line", { class: name, x1: x, x2: x, y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom });
  }

  /** @param {PointerEvent} event */
  point(event) {
    const share = (event.offsetX / this.unit - MARGIN.left) / (this.width - MARGIN.left - MARGIN.right);
    this.show(this.nearest(share * this.steps));
  }

  /** @param {number} step */
  nearest(step) {
    const distances = this.points.map((point) => Math.abs(point[0] - step));
    return distances.length ? distances.indexOf(Math.min(...distances)) : null;
  }

  // Arrows go from point to point, Home and End to the first and the last.
  /** @param {KeyboardEvent} event */
  key(event) {
    const last = this.points.length - 1;
    const from = this.shown ?? last;
    /** @type {Record<string, number | undefined>} */
    const places = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last };
    const to = places[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.show(Math.min(last, Math.max(0, to)));
  }

  // Tells the values at a point, or with null the latest.
  /** @param {number | null} at */
  show(at) {
    this.shown = at;
    const point = at === null ? null : this.points[at];
    this.pointer.style.display = point ? "" : "none";
    if (point) {
      const x = this.x(point[0]);
      this.pointer.setAttribute("x1", String(x));
      this.pointer.setAttribute("x2", String(x));
    }
    this.columns.forEach((column, number) => {
      const value = at === null ? this.latest(column) : this.before(column, at);
      write(this.values[number], this.written(value));
    });
  }

  /** @param {number} column */
  latest(column) {
    return this.before(column, this.points.length - 1);
  }

  // The value at a point, or the last one before it: not every point has all.
  /** @type {(column: number, at: number) => number | undefined} */
  before(column, at) {
    for (let from = at; from >= 0; from--) {
      const value = this.points[from]?.[column];
      if (isMeasured(value)) return value;
    }
    return undefined;
  }

  /** @param {number | undefined} value */
  written(value) {
    return value === undefined ? "–" : this.format(value, 1);
  }

  stop() {
    this.resizing.disconnect();
  }
}

/** @type {(value: number | null | undefined) => value is number} */
function isMeasured(value) {
  return Number.isFinite(value);
}

// The least of 0.1, 0.2, 0.5, 1, 2 and so on that a value does not exceed.
/** @param {number} value */
function niceTop(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 3, 4, 6, 8].find((step) => step * power >= value) ?? 10);
}
