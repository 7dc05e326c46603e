// Goes through the output cell by cell: by itself, by a step, or by the handle of a slider.

import { fill, find, make, write } from "../../scripts/dom.js";

/** @import { Words } from "../../scripts/wire.d.ts" */

const SPEEDS = [1, 2, 5, 15, 60]; // cells a second
const TYPED_INTO = "textarea, select, input:not([type=range], [type=checkbox])";
const MOST_SECONDS = 40; // of a whole way at the speed that is proposed
const FIGURE_SPACE = "\u2007"; // as wide as a digit, so that nothing moves
/** @type {Record<string, number | undefined>} */
const STEPS = { p: -1, n: 1 };
const ICONS = {
  previous: "M11 3 5 8l6 5z",
  play: "M5 3v10l8-5z",
  pause: "M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z",
  next: "M5 3l6 5-6 5z",
};

export class Player {
  /**
   * @param {Words} words
   * @param {{ go: (index: number) => void, describe: (index: number) => string }} page `go` is called with the cell that
   *   is due, from 0; `describe` says what the slider says of it
   */
  constructor(words, { go, describe }) {
    this.words = words;
    this.go = go;
    this.describe = describe;
    /** @type {number | null} */
    this.timer = null; // while it plays
    this.root = make("div", "player");
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", words.steps);
    this.previous = this.button("previous", words.previous, "P", () => this.step(-1));
    this.playing = this.button("play", words.play, "", () => (this.isPlaying ? this.pause() : this.play()));
    this.next = this.button("next", words.next, "N", () => this.step(1));
    const label = make("label", "scrub");
    this.slider = make("input");
    Object.assign(this.slider, { type: "range", min: "1", step: "1" });
    this.slider.addEventListener("input", () => this.jump(Number(this.slider.value) - 1));
    this.place = make("span", "place");
    label.append(this.slider, this.place);
    this.speed = make("select");
    this.speed.setAttribute("aria-label", words.speed);
    for (const speed of SPEEDS) this.speed.add(new Option(fill(words.a_second, { count: speed }), String(speed)));
    this.speed.addEventListener("change", () => {
      if (this.isPlaying) this.play();
    });
    this.root.append(this.previous, this.playing, this.next, label, this.speed);
    this.index = 0;
    this.total = 0;
    /** @param {KeyboardEvent} event */
    this.shortcut = (event) => this.key(event);
    document.addEventListener("keydown", this.shortcut);
  }

  /** @type {(name: keyof typeof ICONS, title: string, key: string, press: () => void) => HTMLButtonElement} */
  button(name, title, key, press) {
    const button = make("button", name);
    button.type = "button";
    button.title = key ? `${title} (${key})` : title;
    button.setAttribute("aria-label", title);
    button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
    button.addEventListener("click", press);
    return button;
  }

  // How many cells there are, and which is due.
  /** @type {(total: number, index: number) => void} */
  set(total, index) {
    if (total !== this.total) this.speed.value = String(proposed(total));
    this.total = total;
    this.index = index;
    this.root.hidden = total < 2;
    if (total < 2) this.pause();
    this.slider.max = String(total);
    this.slider.setAttribute("aria-label", fill(this.words.output_cell, { most: total }));
    this.show();
  }

  show() {
    this.slider.value = String(this.index + 1);
    this.slider.setAttribute("aria-valuetext", this.describe(this.index));
    write(
      this.place,
      `${String(this.index + 1).padStart(String(this.total).length, FIGURE_SPACE)} / ${this.total}`,
    );
    this.previous.disabled = this.index === 0;
    this.next.disabled = this.index === this.total - 1;
  }

  /** @param {number} index */
  jump(index) {
    this.pause();
    this.moveTo(index);
  }

  /** @param {number} by */
  step(by) {
    this.jump(Math.min(Math.max(this.index + by, 0), this.total - 1));
  }

  /** @param {number} index */
  moveTo(index) {
    this.index = index;
    this.show();
    this.go(index);
  }

  play() {
    this.halt();
    const isAtEnd = this.index === this.total - 1;
    if (isAtEnd) this.moveTo(0);
    this.timer = setInterval(() => {
      this.moveTo(this.index + 1);
      if (this.index === this.total - 1) this.pause();
    }, 1000 / Number(this.speed.value));
    this.face("pause");
  }

  pause() {
    if (this.timer === null) return;
    this.halt();
    this.face("play");
    this.go(this.index); // now that it rests
  }

  get isPlaying() {
    return this.timer !== null;
  }

  halt() {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  /** @param {"play" | "pause"} name */
  face(name) {
    this.playing.setAttribute("aria-label", this.words[name]);
    this.playing.title = this.words[name];
    find(this.playing, "path", "path").setAttribute("d", ICONS[name]);
  }

  // P and N, wherever the focus is, except where one types.
  /** @param {KeyboardEvent} event */
  key(event) {
    const by = STEPS[event.key?.toLowerCase()]; // a field that the browser fills in sends events without a key
    if (!by || this.root.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const [target] = event.composedPath();
    const isTyping = target instanceof HTMLElement && (target.isContentEditable || target.matches(TYPED_INTO));
    if (!isTyping) this.step(by);
  }

  stop() {
    this.halt();
    document.removeEventListener("keydown", this.shortcut);
  }
}

/** @param {number} total */
function proposed(total) {
  return SPEEDS.find((speed) => speed > 1 && total / speed <= MOST_SECONDS) ?? SPEEDS[SPEEDS.length - 1];
}
