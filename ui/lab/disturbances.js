// Sliders that disturb the digit while the handle moves, and the curve that shows where the answer breaks.

import { fill } from "../scripts/dom.js";
import { percent } from "../scripts/bars.js";

const WIDTH = 320;
const HEIGHT = 120;

export class Disturbances {
  // ranges: name -> [least, most, undisturbed]; onChange(isResting); curve colours one a digit
  constructor(ranges, { words, colors, onChange }) {
    Object.assign(this, { ranges, words, colors, onChange });
    this.values = Object.fromEntries(Object.entries(ranges).map(([name, [, , none]]) => [name, none]));
    this.chosen = Object.keys(ranges)[0];
    this.build();
  }

  build() {
    this.root = document.createElement("details");
    this.root.className = "disturbances";
    this.root.innerHTML = `<summary></summary><div class="sliders"></div>
      <button type="button"></button><figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"></svg><figcaption></figcaption></figure>`;
    this.root.querySelector("summary").textContent = this.words.disturb;
    this.root.addEventListener("toggle", () => this.onChange(true));
    const reset = this.root.querySelector("button");
    reset.textContent = this.words.reset;
    reset.addEventListener("click", () => this.reset());
    this.svg = this.root.querySelector("svg");
    this.caption = this.root.querySelector("figcaption");
    this.sliders = {};
    for (const [name, [least, most]] of Object.entries(this.ranges)) {
      const label = document.createElement("label");
      label.innerHTML = `<span></span><input type="range" min="${least}" max="${most}" step="${
        (most - least) / 200
      }"><output></output>`;
      label.querySelector("span").textContent = this.words.disturbances[name];
      const slider = label.querySelector("input");
      slider.value = this.values[name];
      slider.addEventListener("input", () => this.slide(name, Number(slider.value)));
      slider.addEventListener("change", () => this.onChange(true));
      slider.addEventListener("focus", () => this.choose(name));
      label.querySelector("output").textContent = tidy(this.values[name]);
      this.sliders[name] = { slider, output: label.querySelector("output") };
      this.root.querySelector(".sliders").append(label);
    }
  }

  // Which disturbance the curve is wanted of; none while the panel is closed.
  get curve() {
    return this.root.open ? this.chosen : null;
  }

  slide(name, value) {
    this.values[name] = value;
    this.sliders[name].output.textContent = tidy(value);
    this.choose(name);
    this.mark();
    this.onChange(false);
  }

  choose(name) {
    if (this.chosen === name) return;
    this.chosen = name;
    this.svg.replaceChildren();
    this.onChange(true);
  }

  reset() {
    for (const [name, [, , none]] of Object.entries(this.ranges)) {
      this.values[name] = none;
      this.sliders[name].slider.value = none;
      this.sliders[name].output.textContent = tidy(none);
    }
    this.onChange(true);
  }

  // curve: (points, 10) probabilities over the whole range of the chosen disturbance
  paint({ values, shape: [points, classes] }) {
    const [least, most] = this.ranges[this.chosen];
    const x = (point) => (WIDTH * point) / (points - 1);
    const y = (share) => 4 + (HEIGHT - 8) * (1 - share);
    const lines = [];
    const tops = [];
    for (let digit = 0; digit < classes; digit++) {
      const shares = Array.from({ length: points }, (_, point) => values[point * classes + digit]);
      const highest = Math.max(...shares);
      if (highest < 0.05) continue;
      const line = document.createElementNS(this.svg.namespaceURI, "polyline");
      line.setAttribute(
        "points",
        shares.map((share, point) => `${x(point).toFixed(1)},${y(share).toFixed(1)}`).join(" "),
      );
      line.style.stroke = this.colors.classes[digit];
      lines.push(line);
      const name = document.createElementNS(this.svg.namespaceURI, "text");
      const at = shares.indexOf(highest);
      name.setAttribute("x", Math.min(WIDTH - 8, Math.max(2, x(at))));
      name.setAttribute("y", Math.max(12, y(highest) - 2));
      name.style.fill = this.colors.classes[digit];
      name.textContent = digit;
      lines.push(name);
      tops.push(`${digit} ${percent(highest)}`);
    }
    this.marker = document.createElementNS(this.svg.namespaceURI, "line");
    this.marker.setAttribute("class", "marker");
    this.marker.setAttribute("y2", HEIGHT);
    this.svg.replaceChildren(...lines, this.marker);
    const words = { name: this.words.disturbances[this.chosen], least: tidy(least), most: tidy(most) };
    this.svg.setAttribute("aria-label", `${fill(this.words.curve, words)} ${tops.join(", ")}`);
    this.caption.textContent = fill(this.words.curve, words);
    this.mark();
  }

  mark() {
    const [least, most] = this.ranges[this.chosen];
    const at = (WIDTH * (this.values[this.chosen] - least)) / (most - least);
    this.marker?.setAttribute("x1", at);
    this.marker?.setAttribute("x2", at);
  }
}

function tidy(value) {
  return String(Math.round(100 * value) / 100).replace("-", "−");
}
