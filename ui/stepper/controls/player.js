// Goes through the output cell by cell: by itself, by a step, or by the handle of a slider.

import { fill, make, write } from "../../scripts/dom.js";

const SPEEDS = [1, 2, 5, 15, 60]; // cells a second
const TYPED_INTO = "textarea, select, input:not([type=range], [type=checkbox])";
const MOST_SECONDS = 40; // of a whole way at the speed that is proposed
const FIGURE_SPACE = "\u2007"; // as wide as a digit, so that nothing moves
const ICONS = {
  previous: "M11 3 5 8l6 5z",
  play: "M5 3v10l8-5z",
  pause: "M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z",
  next: "M5 3l6 5-6 5z",
};

export class Player {
  // go(index): a cell is due, from 0; describe(index): what the slider says of it
  constructor(words, { go, describe }) {
    Object.assign(this, { words, go, describe });
    this.root = make("div", "player");
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", words.steps);
    this.previous = this.button("previous", words.previous, "P", () => this.step(-1));
    this.playing = this.button("play", words.play, "", () => (this.timer ? this.pause() : this.play()));
    this.next = this.button("next", words.next, "N", () => this.step(1));
    const label = make("label", "scrub");
    this.slider = make("input");
    Object.assign(this.slider, { type: "range", min: 1, step: 1 });
    this.slider.addEventListener("input", () => this.jump(Number(this.slider.value) - 1));
    this.place = make("span", "place");
    label.append(this.slider, this.place);
    this.speed = make("select");
    this.speed.setAttribute("aria-label", words.speed);
    for (const speed of SPEEDS) this.speed.add(new Option(fill(words.a_second, { count: speed }), speed));
    this.speed.addEventListener("change", () => this.timer && this.play());
    this.root.append(this.previous, this.playing, this.next, label, this.speed);
    this.index = 0;
    this.total = 0;
    this.shortcut = (event) => this.key(event);
    document.addEventListener("keydown", this.shortcut);
  }

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
  set(total, index) {
    if (total !== this.total) this.speed.value = proposed(total);
    Object.assign(this, { total, index });
    this.root.hidden = total < 2;
    if (total < 2) this.pause();
    this.slider.max = total;
    this.slider.setAttribute("aria-label", fill(this.words.output_cell, { most: total }));
    this.show();
  }

  show() {
    this.slider.value = this.index + 1;
    this.slider.setAttribute("aria-valuetext", this.describe(this.index));
    write(
      this.place,
      `${String(this.index + 1).padStart(String(this.total).length, FIGURE_SPACE)} / ${this.total}`,
    );
    this.previous.disabled = this.index === 0;
    this.next.disabled = this.index === this.total - 1;
  }

  jump(index) {
    this.pause();
    this.moveTo(index);
  }

  step(by) {
    this.jump(Math.min(Math.max(this.index + by, 0), this.total - 1));
  }

  moveTo(index) {
    this.index = index;
    this.show();
    this.go(index);
  }

  play() {
    clearInterval(this.timer);
    const isAtEnd = this.index === this.total - 1;
    if (isAtEnd) this.moveTo(0);
    this.timer = setInterval(() => {
      this.moveTo(this.index + 1);
      if (this.index === this.total - 1) this.pause();
    }, 1000 / Number(this.speed.value));
    this.face("pause");
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.face("play");
    this.go(this.index); // now that it rests
  }

  get isPlaying() {
    return Boolean(this.timer);
  }

  face(name) {
    this.playing.setAttribute("aria-label", this.words[name]);
    this.playing.title = this.words[name];
    this.playing.querySelector("path").setAttribute("d", ICONS[name]);
  }

  // P and N, wherever the focus is, except where one types.
  key(event) {
    const by = { p: -1, n: 1 }[event.key.toLowerCase?.()];
    if (!by || this.root.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (!target.isContentEditable && !target.matches?.(TYPED_INTO)) this.step(by);
  }

  stop() {
    clearInterval(this.timer);
    document.removeEventListener("keydown", this.shortcut);
  }
}

function proposed(total) {
  return SPEEDS.find((speed) => speed > 1 && total / speed <= MOST_SECONDS) ?? SPEEDS.at(-1);
}
