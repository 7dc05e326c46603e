// Two curves of a training, on its own digits and on those it is measured on, growing as it learns.

import { make, write } from "../../../scripts/dom.js";

const HEIGHT = 128;
const MARGIN = { left: 46, right: 10, top: 8, bottom: 20 };
const MOST_TICKS = 6;
const TICKS = [1, 2, 5, 10, 20, 50, 100]; // epochs between two
const DOTS_APART = 9; // pixels, or points have no dots
const NAMESPACE = "http://www.w3.org/2000/svg";

export class Curves {
  // title: what is measured; columns: of a point `[step, loss, accuracy, …]`, on training and on validation digits;
  // names, colors: one a column; axis: what the steps are counted in; format: makes a text of a value; range: [least, most], or [least] to fit the values
  constructor({ title, columns, names, colors, axis, format, range }) {
    Object.assign(this, { title, columns, names, colors, axis, format, range });
    this.points = [];
    this.root = make("figure", "curves");
    this.root.innerHTML =
      `<figcaption><b></b><span class="keys"></span></figcaption><svg role="img" tabindex="0"></svg>`;
    write(this.root.querySelector("b"), title);
    this.values = columns.map((_, at) => {
      const key = make("span", "key");
      key.style.setProperty("--line", colors[at]);
      const value = make("output");
      key.append(make("i"), names[at], value);
      this.root.querySelector(".keys").append(key);
      return value;
    });
    this.svg = this.root.querySelector("svg");
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerleave", () => this.show(null));
    this.svg.addEventListener("blur", () => this.show(null));
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.resizing = new ResizeObserver(() => this.draw());
    this.resizing.observe(this.svg);
  }

  // points: as they come; steps: of the whole training; epochs: likewise
  paint(points, { steps, epochs, marked }) {
    Object.assign(this, { points, steps: Math.max(steps, 1), epochs, marked });
    this.draw();
  }

  draw() {
    const width = this.svg.clientWidth;
    if (!width) return; // not laid out, or hidden
    this.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.width = width;
    this.most = this.range[1] ??
      niceTop(Math.max(...this.points.flatMap((point) => this.columns.map((at) => point[at] ?? 0)), 0));
    const parts = [...this.grid(), ...this.columns.flatMap((column, at) => this.line(column, this.colors[at]))];
    if (this.marked !== undefined && this.marked !== null) parts.push(this.rule("marked", this.x(this.marked)));
    this.pointer = this.rule("pointer", 0);
    this.svg.replaceChildren(...parts, this.pointer);
    this.show(this.shown ?? null);
    const last = this.names.map((name, at) => `${name} ${this.written(this.latest(this.columns[at]))}`);
    this.svg.setAttribute("aria-label", `${this.title}: ${last.join(", ")}`);
  }

  x(step) {
    return MARGIN.left + ((this.width - MARGIN.left - MARGIN.right) * step) / this.steps;
  }

  y(value) {
    const share = (Math.min(value, this.most) - this.range[0]) / (this.most - this.range[0]);
    return HEIGHT - MARGIN.bottom - (HEIGHT - MARGIN.bottom - MARGIN.top) * share;
  }

  grid() {
    const parts = [];
    for (const share of [0, 0.5, 1]) {
      const value = this.range[0] + share * (this.most - this.range[0]);
      const y = this.y(value);
      parts.push(draw("line", { class: "grid", x1: MARGIN.left, x2: this.width - MARGIN.right, y1: y, y2: y }));
      parts.push(
        draw("text", { class: "tick", x: MARGIN.left - 6, y: y + 4, "text-anchor": "end" }, this.format(value, 0)),
      );
    }
    parts.push(
      draw("text", { class: "tick", x: MARGIN.left - 12, y: HEIGHT - 5, "text-anchor": "end" }, this.axis),
    );
    const every = TICKS.find((step) => step * MOST_TICKS >= this.epochs);
    for (let epoch = 0; epoch <= this.epochs; epoch += every) {
      const x = this.x((this.steps * epoch) / this.epochs);
      parts.push(draw("text", { class: "tick", x, y: HEIGHT - 5, "text-anchor": "middle" }, epoch));
    }
    return parts;
  }

  line(column, color) {
    const places = this.points
      .filter((point) => Number.isFinite(point[column]))
      .map((point) => [this.x(point[0]).toFixed(1), this.y(point[column]).toFixed(1)]);
    const parts = [
      draw("polyline", { points: places.map((place) => place.join(",")).join(" "), style: `stroke: ${color}` }),
    ];
    const width = places.length ? places.at(-1)[0] - places[0][0] : 0;
    if (width >= DOTS_APART * (places.length - 1)) {
      parts.push(...places.map(([cx, cy]) => draw("circle", { cx, cy, r: 2.5, style: `fill: ${color}` })));
    }
    return parts;
  }

  rule(name, x) {
    return draw("line", { class: name, x1: x, x2: x, y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom });
  }

  point(event) {
    const share = (event.offsetX - MARGIN.left) / (this.width - MARGIN.left - MARGIN.right);
    this.show(this.nearest(share * this.steps));
  }

  nearest(step) {
    let best = null;
    this.points.forEach((point, at) => {
      if (best === null || Math.abs(point[0] - step) < Math.abs(this.points[best][0] - step)) best = at;
    });
    return best;
  }

  // Arrows go from point to point, Home and End to the first and the last.
  key(event) {
    const last = this.points.length - 1;
    const from = this.shown ?? last;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.show(Math.min(last, Math.max(0, to)));
  }

  // Tells the values at a point, or with null the latest.
  show(at) {
    this.shown = at;
    const point = at === null ? null : this.points[at];
    this.pointer.style.display = point ? "" : "none";
    if (point) {
      const x = this.x(point[0]);
      this.pointer.setAttribute("x1", x);
      this.pointer.setAttribute("x2", x);
    }
    this.columns.forEach((column, number) => {
      const value = point ? this.before(column, at) : this.latest(column);
      write(this.values[number], this.written(value));
    });
  }

  latest(column) {
    return this.before(column, this.points.length - 1);
  }

  // The value at a point, or the last one before it: not every point has all.
  before(column, at) {
    while (at >= 0 && !Number.isFinite(this.points[at][column])) at--;
    return this.points[at]?.[column];
  }

  written(value) {
    return value === undefined ? "–" : this.format(value, 1);
  }

  stop() {
    this.resizing.disconnect();
  }
}

function draw(tag, attributes, text) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// The least of 0.1, 0.2, 0.5, 1, 2 and so on that a value does not exceed.
function niceTop(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 3, 4, 6, 8, 10].find((step) => step * power >= value);
}
