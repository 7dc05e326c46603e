// The bars of the answer, of which one is explained: a click or the arrow keys choose the class.

import { fill, make, write } from "../../../scripts/dom.js";
import { Bars, percent } from "../../../scripts/bars.js";

export class ClassBars extends Bars {
  // onChoose(target): a class is chosen, or with null the answer again
  constructor(words, onChoose) {
    super(words, "");
    this.onChoose = onChoose;
    this.box = this.root.querySelector(".bars");
    this.box.setAttribute("role", "radiogroup");
    this.box.setAttribute("aria-label", words.explained_label);
    this.explained = make("p", "explained");
    this.back = make("button", "", words.explain_answer);
    this.back.type = "button";
    this.back.addEventListener("click", () => onChoose(null));
    this.line = make("span");
    this.explained.append(this.line, this.back);
    this.box.after(this.explained);
    this.rows.forEach(({ row }, digit) => {
      row.setAttribute("role", "radio");
      row.setAttribute("aria-checked", "false"); // until the first frame comes
      row.append(this.rows[digit].mark = make("b", "before"));
      row.title = fill(words.explain_this, { target: digit });
      row.addEventListener("click", () => onChoose(digit));
      row.addEventListener("keydown", (event) => this.key(event, digit));
    });
  }

  key(event, digit) {
    const step = { ArrowUp: 9, ArrowLeft: 9, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (step) {
      const next = (digit + step) % 10;
      this.onChoose(next);
      this.rows[next].row.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      this.onChoose(digit);
    } else {
      return;
    }
    event.preventDefault();
  }

  // explained: the class; isChosen: by hand; base: the probabilities before anything was switched off, or null
  paint(probabilities, logits, { explained, isChosen, base, ...rest }) {
    super.paint(probabilities, logits, rest);
    this.rows.forEach(({ row, mark }, digit) => {
      const isExplained = digit === explained;
      row.classList.toggle("explained-one", isExplained);
      if (row.getAttribute("aria-checked") !== String(isExplained)) row.setAttribute("aria-checked", isExplained);
      row.tabIndex = isExplained ? 0 : -1;
      mark.hidden = !base;
      if (base) mark.style.setProperty("--share", base[digit].toFixed(4));
      const share = percent(probabilities[digit]);
      if (rest.isResting) row.setAttribute("aria-label", `${digit}: ${share}`);
    });
    write(this.line, fill(this.words.explained, { target: explained }));
    this.back.hidden = !isChosen;
  }
}
