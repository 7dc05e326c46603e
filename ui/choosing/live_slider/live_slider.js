// A slider that tells its value while the handle still moves: one value under way, the newest wins.

const ANSWERED_WITHIN = 2000; // ms, after which the next value goes out in any case
const HANDLE = 16; // pixels

class Slider {
  constructor(root) {
    root.innerHTML = `<label class="slider"><span></span><output></output><input type="range"></label>`;
    this.root = root;
    this.label = root.querySelector("span");
    this.output = root.querySelector("output");
    this.input = root.querySelector("input");
    this.input.addEventListener("input", () => this.moved(Number(this.input.value)));
    // It comes half a frame before the browser moves the handle, whose place is what counts.
    this.input.addEventListener("pointerrawupdate", (event) => {
      if (!this.input.matches(":active")) return; // pressed elsewhere, or not at all
      this.moved(this.valueAt(event.clientX));
      requestAnimationFrame(() => this.moved(Number(this.input.value)));
    });
    this.underWay = null; // told, and the page's script has not run with it yet
    this.next = null;
  }

  // Called at the first time and after each run of the page's script.
  update({ label, least, most, step, value, hint }, setTriggerValue) {
    this.setTriggerValue = setTriggerValue;
    this.label.textContent = label;
    this.input.setAttribute("aria-label", label);
    this.root.firstChild.title = hint;
    this.input.setAttribute("aria-description", hint);
    Object.assign(this.input, { min: least, max: most, step, disabled: least === most });
    if (value === this.underWay) this.underWay = null;
    if (this.underWay === null) this.goOn(value);
  }

  moved(value) {
    if (value === this.value) return;
    this.value = this.next = value;
    this.output.textContent = value;
    if (this.underWay === null) this.tell();
  }

  valueAt(x) {
    const [least, most, step] = ["min", "max", "step"].map((name) => Number(this.input[name]));
    const { left, width } = this.input.getBoundingClientRect();
    const share = Math.max(0, Math.min((x - left - HANDLE / 2) / (width - HANDLE), 1));
    return Number(Math.min(least + Math.round((share * (most - least)) / step) * step, most).toFixed(6));
  }

  goOn(value) {
    if (this.next !== null) return this.tell();
    this.input.value = this.value = value;
    this.output.textContent = value;
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

const sliders = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  if (!sliders.has(root)) sliders.set(root, new Slider(root));
  sliders.get(root).update(data, setTriggerValue);
}
