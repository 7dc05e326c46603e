// The ten bars of an answer: probabilities from 0 to 1, or logits from their zero. What is seen follows the stroke;
// what a screen reader is told waits until the digit rests.

import { fill, find, make, write } from "./dom.js";

/** @import { Words } from "./wire.d.ts" */

/** @typedef {Words<"says" | "blank" | "right" | "wrong">} BarWords */

/**
 * @typedef {object} Shown
 * @property {number | null} label what the digit is, where that is known
 * @property {boolean} areLogits
 * @property {boolean} isBlank
 * @property {boolean} isResting
 */

export class Bars {
  // title: the net's name where there are two, otherwise empty
  /**
   * @param {BarWords} words
   * @param {string} title
   */
  constructor(words, title) {
    this.words = words;
    this.title = title;
    this.root = make("div", "answer");
    this.root.innerHTML =
      `<h2></h2><p class="truth"></p><p class="told" role="status"></p><div class="bars" role="list"></div>`;
    this.heading = find(this.root, "h2", "h2");
    this.truth = find(this.root, ".truth", "p");
    this.told = find(this.root, ".told", "p");
    this.box = find(this.root, ".bars", "div");
    this.rows = Array.from({ length: 10 }, (_, digit) => {
      const row = make("div", "bar");
      row.setAttribute("role", "listitem");
      row.innerHTML =
        `<span class="digit">${digit}</span><span class="track"><i></i></span><span class="share"></span>`;
      this.box.append(row);
      return { row, fill: find(row, "i", "i"), share: find(row, ".share", "span"), placed: "" };
    });
  }

  /**
   * @param {ArrayLike<number>} shares of the ten digits, 0..1
   * @param {ArrayLike<number>} scores their logits
   * @param {Shown} shown
   */
  paint(shares, scores, { label, areLogits, isBlank, isResting }) {
    const [probabilities, logits] = [Array.from(shares), Array.from(scores)];
    const answer = probabilities.indexOf(Math.max(...probabilities));
    const reach = Math.max(...logits.map(Math.abs), 1);
    this.root.classList.toggle("logits", areLogits);
    this.rows.forEach(({ row, share }, digit) => {
      row.classList.toggle("first", digit === answer && !isBlank);
      row.classList.toggle("true", digit === label);
      if (areLogits) {
        const part = logits[digit] / reach / 2;
        this.place(
          digit,
          `translateX(${(50 + Math.min(part, 0) * 100).toFixed(1)}%) scaleX(${Math.abs(part).toFixed(3)})`,
        );
        write(share, logits[digit].toFixed(1).replace("-", "−"));
      } else {
        this.place(digit, `scaleX(${probabilities[digit].toFixed(3)})`);
        write(share, percent(probabilities[digit]));
      }
    });
    const said = isBlank
      ? this.words.blank
      : fill(this.words.says, { answer, share: percent(probabilities[answer]) });
    const isRight = label === answer;
    write(this.heading, said);
    this.truth.hidden = label === null || isBlank;
    write(this.truth, label === null ? "" : fill(isRight ? this.words.right : this.words.wrong, { label }));
    this.truth.classList.toggle("is-right", isRight);
    if (!isResting) return;
    const told = [this.title, said, this.truth.hidden ? "" : this.truth.textContent];
    write(this.told, told.filter(Boolean).join(". "));
  }

  // Moves a bar, in steps of less than a pixel: what cannot be seen need not be drawn.
  /** @type {(digit: number, transform: string) => void} */
  place(digit, transform) {
    const bar = this.rows[digit];
    if (bar.placed === transform) return;
    bar.placed = transform;
    bar.fill.style.transform = transform;
  }
}

const SPACE = "\u00a0"; // no line ends there

/** @param {number} share */
export function percent(share) {
  return share >= 0.9995 && share < 1 ? `>${SPACE}99.9${SPACE}%` : `${(100 * share).toFixed(1)}${SPACE}%`;
}
