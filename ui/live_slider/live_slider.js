// A slider that tells its value while the handle still moves: one value under way, the newest wins.

const ANSWERED_WITHIN = 2000; // ms, after which the next value goes out in any case

class Slider {
  constructor(root) {
    root.innerHTML = `<label class="slider"><span></span><output></output><input type="range"></label>`;
    this.root = root;
    this.label = root.querySelector("span");
    this.output = root.querySelector("output");
    this.input = root.querySelector("input");
    this.input.addEventListener("input", () => this.moved());
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

  moved() {
    this.next = Number(this.input.value);
    this.output.textContent = this.next;
    if (this.underWay === null) this.tell();
  }

  goOn(value) {
    if (this.next !== null) return this.tell();
    this.input.value = value;
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
