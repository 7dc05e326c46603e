// A slider that tells its value while the handle still moves: one value under way, the newest wins.

const ANSWERED_WITHIN = 2000; // ms, after which the next value goes out in any case
const HANDLE = 16; // pixels

/** @import { Component, Tell } from "../../scripts/types.d.ts" */

/** @typedef {{ label: string, least: number, most: number, step: number, value: number, hint: string }} Data */

class Slider {
  /**
   * @param {HTMLElement} root
   * @param {Tell} setTriggerValue
   */
  constructor(root, setTriggerValue) {
    this.setTriggerValue = setTriggerValue;
    this.box = document.createElement("label");
    this.box.className = "slider";
    this.label = document.createElement("span");
    this.output = document.createElement("output");
    this.input = document.createElement("input");
    this.input.type = "range";
    this.box.append(this.label, this.output, this.input);
    root.replaceChildren(this.box);
    this.input.addEventListener("input", () => this.moved(Number(this.input.value)));
    // It comes half a frame before the browser moves the handle, whose place is what counts.
    this.input.addEventListener("pointerrawupdate", (event) => {
      if (!this.input.matches(":active")) return; // pressed elsewhere, or not at all
      this.moved(this.valueAt(/** @type {PointerEvent} */ (event).clientX));
      requestAnimationFrame(() => this.moved(Number(this.input.value)));
    });
    /** @type {number | null} */
    this.value = null;
    /** @type {number | undefined} */
    this.waiting = undefined;
    /** @type {number | null} */
    this.underWay = null; // told, and the page's script has not run with it yet
    /** @type {number | null} */
    this.next = null;
  }

  // Called at the first time and after each run of the page's script.
  /** @type {(options: Data, setTriggerValue: Tell) => void} */
  update({ label, least, most, step, value, hint }, setTriggerValue) {
    this.setTriggerValue = setTriggerValue;
    this.label.textContent = label;
    this.input.setAttribute("aria-label", label);
    this.box.title = hint;
    this.input.setAttribute("aria-description", hint);
    this.input.min = String(least);
    this.input.max = String(most);
    this.input.step = String(step);
    this.input.disabled = least === most;
    if (value === this.underWay) this.underWay = null;
    if (this.underWay === null) this.goOn(value);
  }

  /** @param {number} value */
  moved(value) {
    if (value === this.value) return;
    this.value = this.next = value;
    this.output.textContent = String(value);
    if (this.underWay === null) this.tell();
  }

  /** @param {number} x */
  valueAt(x) {
    const { min, max, step: by } = this.input;
    const [least, most, step] = [Number(min), Number(max), Number(by)];
    const { left, width } = this.input.getBoundingClientRect();
    const share = Math.max(0, Math.min((x - left - HANDLE / 2) / (width - HANDLE), 1));
    return Number(Math.min(least + Math.round((share * (most - least)) / step) * step, most).toFixed(6));
  }

  /** @param {number} value */
  goOn(value) {
    if (this.next !== null) return this.tell();
    this.value = value;
    this.input.value = this.output.textContent = String(value);
  }

  tell() {
    clearTimeout(this.waiting);
    this.underWay = this.next;
    this.next = null;
    this.waiting = setTimeout(() => {
      this.underWay = null;
      if (this.next !== null) this.tell();
    }, ANSWERED_WITHIN);
    // Not a state: the script may have set another value since, and Streamlit tells a state only when it differs.
    this.setTriggerValue("value", this.underWay);
  }
}

/** @type {WeakMap<Element, Slider>} */
const sliders = new WeakMap();

/** @param {Component<Data>} component */
export default function ({ parentElement, data, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root"));
  const slider = sliders.get(root) ?? new Slider(root, setTriggerValue);
  sliders.set(root, slider);
  slider.update(data, setTriggerValue);
}
