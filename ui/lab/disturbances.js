// Sliders that disturb the digit while the handle moves, and the curve that shows where the answer breaks.

import { draw, fill, find, make } from "../scripts/dom.js";
import { percent } from "../scripts/bars.js";

/** @import { DisturbanceName, LabChoice, LabData, LabWords, Packed } from "../scripts/wire.d.ts" */

const WIDTH = 320;
const HEIGHT = 120;

export class Disturbances {
  /**
   * @param {LabData["disturbances"]} ranges
   * @param {{ words: LabWords, colors: string[], onChange: (isResting: boolean) => void }} options `colors`: one a digit
   */
  constructor(ranges, { words, colors, onChange }) {
    this.ranges = ranges;
    this.words = words;
    this.colors = colors;
    this.onChange = onChange;
    this.names = /** @type {DisturbanceName[]} */ (Object.keys(ranges));
    this.values = /** @type {Record<DisturbanceName, number>} */ (
      Object.fromEntries(this.names.map((name) => [name, ranges[name][2]]))
    );
    this.chosen = this.names[0];
    /** @type {SVGElement | null} */
    this.marker = null;
    this.root = make("details", "disturbances");
    this.root.innerHTML = `<summary></summary><div class="sliders"></div>
      <button type="button"></button><figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"></svg><figcaption></figcaption></figure>`;
    find(this.root, "summary", "summary").textContent = words.disturb;
    this.root.addEventListener("toggle", () => this.onChange(true));
    const reset = find(this.root, "button", "button");
    reset.textContent = words.reset;
    reset.addEventListener("click", () => this.reset());
    this.svg = find(this.root, "svg", "svg");
    this.caption = find(this.root, "figcaption", "figcaption");
    /** @type {Map<DisturbanceName, { slider: HTMLInputElement, output: HTMLOutputElement }>} */
    this.sliders = new Map();
    for (const name of this.names) {
      const [least, most] = ranges[name];
      const label = make("label");
      label.innerHTML = `<span></span><input type="range" min="${least}" max="${most}" step="${
        (most - least) / 200
      }"><output></output>`;
      find(label, "span", "span").textContent = words.disturbances[name];
      const [slider, output] = [find(label, "input", "input"), find(label, "output", "output")];
      slider.value = String(this.values[name]);
      slider.addEventListener("input", () => this.slide(name, Number(slider.value)));
      slider.addEventListener("change", () => this.onChange(true));
      slider.addEventListener("focus", () => this.choose(name));
      output.textContent = tidy(this.values[name]);
      this.sliders.set(name, { slider, output });
      find(this.root, ".sliders", "div").append(label);
    }
  }

  // Those that do something.
  get disturbed() {
    return Object.fromEntries(
      this.names.filter((name) => this.values[name] !== this.ranges[name][2]).map((
        name,
      ) => [name, this.values[name]]),
    );
  }

  // Shows what was chosen elsewhere; whoever calls it asks for the digit then.
  /** @param {Pick<LabChoice, "disturbed" | "curve">} choice */
  show({ disturbed, curve }) {
    for (const name of this.names) this.put(name, disturbed[name] ?? this.ranges[name][2]);
    if (curve && curve !== this.chosen) {
      this.chosen = curve;
      this.svg.replaceChildren();
    }
    this.root.open = curve !== null;
  }

  // Which disturbance the curve is wanted of; none while the panel is closed.
  get curve() {
    return this.root.open ? this.chosen : null;
  }

  /** @type {(name: DisturbanceName, value: number) => void} */
  slide(name, value) {
    this.set(name, value);
    this.choose(name);
    this.mark();
    this.onChange(false);
  }

  /** @param {DisturbanceName} name */
  choose(name) {
    if (this.chosen === name) return;
    this.chosen = name;
    this.svg.replaceChildren();
    this.onChange(true);
  }

  reset() {
    for (const name of this.names) {
      this.put(name, this.ranges[name][2]);
    }
    this.onChange(true);
  }

  // Moves a handle too.
  /** @type {(name: DisturbanceName, value: number) => void} */
  put(name, value) {
    this.set(name, value);
    const found = this.sliders.get(name);
    if (found) found.slider.value = String(value);
  }

  /** @type {(name: DisturbanceName, value: number) => void} */
  set(name, value) {
    this.values[name] = value;
    const found = this.sliders.get(name);
    if (found) found.output.textContent = tidy(value);
  }

  // curve: (points, 10) probabilities over the whole range of the chosen disturbance
  /** @param {Packed} options */
  paint({ values, shape: [count, classes] }) {
    const [least, most] = this.ranges[this.chosen];
    /** @param {number} point */
    const x = (point) => (WIDTH * point) / (count - 1);
    /** @param {number} share */
    const y = (share) => 4 + (HEIGHT - 8) * (1 - share);
    const lines = [];
    const tops = [];
    for (let digit = 0; digit < classes; digit++) {
      const shares = Array.from({ length: count }, (_, point) => values[point * classes + digit]);
      const highest = Math.max(...shares);
      if (highest < 0.05) continue;
      const points = shares.map((share, point) => `${x(point).toFixed(1)},${y(share).toFixed(1)}`).join(" ");
      lines.push(draw("polyline", { points, style: `stroke: ${this.colors[digit]}` }));
      const at = shares.indexOf(highest);
      const place = { x: Math.min(WIDTH - 8, Math.max(2, x(at))), y: Math.max(12, y(highest) - 2) };
      lines.push(draw("text", { ...place, style: `fill: ${this.colors[digit]}` }, String(digit)));
      tops.push(`${digit} ${percent(highest)}`);
    }
    this.marker = draw("line", { class: "marker", y2: HEIGHT });
    this.svg.replaceChildren(...lines, this.marker);
    const words = { name: this.words.disturbances[this.chosen], least: tidy(least), most: tidy(most) };
    this.svg.setAttribute("aria-label", `${fill(this.words.curve, words)} ${tops.join(", ")}`);
    this.caption.textContent = fill(this.words.curve, words);
    this.mark();
  }

  mark() {
    const [least, most] = this.ranges[this.chosen];
    const at = (WIDTH * (this.values[this.chosen] - least)) / (most - least);
    this.marker?.setAttribute("x1", String(at));
    this.marker?.setAttribute("x2", String(at));
  }
}

/** @param {number} value */
function tidy(value) {
  return String(Math.round(100 * value) / 100).replace("-", "−");
}
