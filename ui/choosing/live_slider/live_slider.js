// A slider that tells its value while the handle still moves: one value under way, the newest wins. Where the page goes
// ahead of its script (`ui/stepper/controls/ahead.js`) it tells when the handle rests or is let go, and before the hand
// does anything else.

const ANSWERED_WITHIN = 2000; // ms, after which the next value goes out in any case, or the same once more
const HANDLE = 16; // pixels
const REST = 250; // ms without a move

/** @import { Component, Tell } from "../../scripts/types.d.ts" */
/** @import { SliderData } from "../../scripts/wire.d.ts" */

/** @typedef {SliderData & { name: string | null }} Data name: what the page calls it where it goes ahead of its script */

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
    /** @type {Data | null} */
    this.data = null; // that the script has sent
    /** @type {string | null} */
    this.told = null; // the name of the last move, where the page has gone ahead
    /** @type {number | undefined} */
    this.resting = undefined;
    /** @type {Record<string, (event: Event) => void>} */
    this.listeners = {
      "went-ahead": (event) => {
        const { sliders } = /** @type {CustomEvent<{ sliders: Record<string, SliderData> }>} */ (event).detail;
        const found = this.data?.name ? sliders[this.data.name] : undefined;
        if (found) this.show(found);
        this.foresee();
      },
      "ahead-failed": () => this.rest(),
      "ahead-over": () => {
        if (this.data) this.show(this.data);
      },
    };
    for (const name of ["pointerup", "pointercancel", "pointerdown"]) this.listeners[name] = () => this.rest();
    for (const [name, listener] of Object.entries(this.listeners)) document.addEventListener(name, listener, true);
    this.input.addEventListener("blur", () => this.rest());
    for (const name of ["pointerdown", "focus"]) this.input.addEventListener(name, () => this.foresee());
  }

  // Called at the first time and after each run of the page's script.
  /** @type {(data: Data, setTriggerValue: Tell) => void} */
  update(data, setTriggerValue) {
    this.setTriggerValue = setTriggerValue;
    this.data = data;
    if (data.value === this.underWay) this.underWay = null;
    const isBehind = "ahead" in document.documentElement.dataset;
    if (!isBehind) {
      this.show(data);
      this.foresee();
    } else if (this.underWay === null && this.next !== null && this.resting === undefined) this.tell();
  }

  /** @param {SliderData} data */
  show({ label, least, most, step, value, hint }) {
    this.label.textContent = label;
    this.input.setAttribute("aria-label", label);
    this.box.title = hint;
    this.input.setAttribute("aria-description", hint);
    this.input.min = String(least);
    this.input.max = String(most);
    this.input.step = String(step);
    this.input.disabled = least === most;
    if (this.underWay === null && this.resting === undefined) this.goOn(value);
  }

  /** @param {number} value */
  moved(value) {
    if (value === this.value) return;
    this.value = this.next = value;
    this.output.textContent = String(value);
    this.told = null;
    if (this.data?.name) {
      const told = Math.random().toString(36).slice(2);
      const detail = { handle: this.data.name, value, name: told };
      const event = new CustomEvent("handle-moved", { detail, bubbles: true, composed: true, cancelable: true });
      const isAhead = !this.input.dispatchEvent(event);
      if (isAhead) {
        this.told = told;
        clearTimeout(this.resting);
        this.resting = setTimeout(() => this.rest(), REST);
        return;
      }
    }
    if (this.underWay === null) this.tell();
  }

  // While a hand or the keys are on it, says where the handle may be next.
  foresee() {
    if (!this.data?.name || this.value === null || !this.input.matches(":focus, :active")) return;
    const [least, most, step] = [this.input.min, this.input.max, this.input.step].map(Number);
    const { value } = this;
    const values = [value + step, value - step].filter((next) => next >= least && next <= most);
    document.dispatchEvent(new CustomEvent("handle-foreseen", { detail: { handle: this.data.name, values } }));
  }

  // Tells what has been moved meanwhile.
  rest() {
    if (this.resting === undefined) return;
    clearTimeout(this.resting);
    this.resting = undefined;
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
      const isLost = this.told !== null && "ahead" in document.documentElement.dataset;
      if (isLost) this.next ??= this.underWay;
      this.underWay = null;
      if (this.next !== null) this.tell();
    }, ANSWERED_WITHIN);
    // Not a state: the script may have set another value since, and Streamlit tells a state only when it differs.
    this.setTriggerValue("value", this.told ? { value: this.underWay, told: this.told } : this.underWay);
  }

  stop() {
    clearTimeout(this.resting);
    clearTimeout(this.waiting);
    for (const [name, listener] of Object.entries(this.listeners)) {
      document.removeEventListener(name, listener, true);
    }
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
  return () => {
    slider.stop();
    sliders.delete(root);
  };
}
