// The ten bars of an answer: probabilities from 0 to 1, or logits from their zero. What is seen follows the stroke;
// what a screen reader is told waits until the digit rests.

import { fill, write } from "./dom.js";

export class Bars {
  // title: the net's name where there are two, otherwise empty
  constructor(words, title) {
    Object.assign(this, { words, title });
    this.root = document.createElement("div");
    this.root.className = "answer";
    this.root.innerHTML =
      `<h2></h2><p class="truth"></p><p class="told" role="status"></p><div class="bars" role="list"></div>`;
    this.heading = this.root.querySelector("h2");
    this.truth = this.root.querySelector(".truth");
    this.told = this.root.querySelector(".told");
    this.rows = Array.from({ length: 10 }, (_, digit) => {
      const row = document.createElement("div");
      row.className = "bar";
      row.setAttribute("role", "listitem");
      row.innerHTML =
        `<span class="digit">${digit}</span><span class="track"><i></i></span><span class="share"></span>`;
      this.root.querySelector(".bars").append(row);
      return { row, fill: row.querySelector("i"), share: row.querySelector(".share") };
    });
  }

  paint(probabilities, logits, { label, areLogits, isBlank, isResting }) {
    const answer = probabilities.indexOf(Math.max(...probabilities));
    const reach = Math.max(...logits.map(Math.abs), 1);
    this.root.classList.toggle("logits", areLogits);
    this.rows.forEach(({ row, fill: bar, share }, digit) => {
      row.classList.toggle("first", digit === answer && !isBlank);
      row.classList.toggle("true", digit === label);
      if (areLogits) {
        const part = logits[digit] / reach / 2;
        place(
          bar,
          `translateX(${(50 + Math.min(part, 0) * 100).toFixed(1)}%) scaleX(${Math.abs(part).toFixed(3)})`,
        );
        write(share, logits[digit].toFixed(1).replace("-", "−"));
      } else {
        place(bar, `scaleX(${probabilities[digit].toFixed(3)})`);
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
    if (isResting) {
      write(
        this.told,
        [this.title, said, this.truth.hidden ? "" : this.truth.textContent].filter(Boolean).join(". "),
      );
    }
  }
}

// Moves a bar, in steps of less than a pixel: what cannot be seen need not be drawn.
function place(bar, transform) {
  if (bar.placed !== transform) bar.style.transform = bar.placed = transform;
}

export function percent(share) {
  return share >= 0.9995 && share < 1 ? "> 99.9 %" : `${(100 * share).toFixed(1)} %`;
}
