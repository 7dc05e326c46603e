// The ten bars of an answer: probabilities from 0 to 1, or logits from their zero.

import { fill } from "./layer_view.js";

export class Bars {
  constructor(words) {
    this.words = words;
    this.root = document.createElement("div");
    this.root.className = "answer";
    this.root.innerHTML = `<div role="status"><h2></h2><p class="truth"></p></div><div class="bars" role="list"></div>`;
    this.heading = this.root.querySelector("h2");
    this.truth = this.root.querySelector(".truth");
    this.rows = Array.from({ length: 10 }, (_, digit) => {
      const row = document.createElement("div");
      row.className = "bar";
      row.setAttribute("role", "listitem");
      row.innerHTML = `<span class="digit">${digit}</span><span class="track"><i></i></span><span class="share"></span>`;
      this.root.querySelector(".bars").append(row);
      return { row, fill: row.querySelector("i"), share: row.querySelector(".share") };
    });
  }

  paint(probabilities, logits, { label, areLogits, isBlank }) {
    const answer = probabilities.indexOf(Math.max(...probabilities));
    const reach = Math.max(...logits.map(Math.abs), 1);
    this.root.classList.toggle("logits", areLogits);
    this.rows.forEach(({ row, fill: bar, share }, digit) => {
      row.classList.toggle("first", digit === answer && !isBlank);
      row.classList.toggle("true", digit === label);
      if (areLogits) {
        const part = logits[digit] / reach / 2;
        bar.style.transform = `translateX(${50 + Math.min(part, 0) * 100}%) scaleX(${Math.abs(part)})`;
        share.textContent = logits[digit].toFixed(1).replace("-", "−");
      } else {
        bar.style.transform = `scaleX(${probabilities[digit]})`;
        share.textContent = percent(probabilities[digit]);
      }
    });
    const said = isBlank ? this.words.blank : fill(this.words.says, { answer, share: percent(probabilities[answer]) });
    if (this.heading.textContent !== said) this.heading.textContent = said;
    this.truth.hidden = label === null || isBlank;
    if (label !== null) {
      const isRight = label === answer;
      this.truth.textContent = fill(isRight ? this.words.right : this.words.wrong, { label });
      this.truth.classList.toggle("is-right", isRight);
    }
  }
}

export function percent(share) {
  return share >= 0.9995 && share < 1 ? "> 99.9 %" : `${(100 * share).toFixed(1)} %`;
}
