// The bars of the answer, of which one is explained: a click or the arrow keys choose the class.

import { fill, make, write } from "../../../scripts/dom.js";
import { Bars, percent } from "../../../scripts/bars.js";
import { ARROWS, wrap } from "../../../scripts/keys.js";

/** @import { BarWords, Shown } from "../../../scripts/bars.js" */
/** @import { ClassWords } from "../../../scripts/wire.d.ts" */

/**
 * @typedef {object} Explained
 * @property {number} explained the class
 * @property {boolean} isChosen by hand
 * @property {ArrayLike<number> | null} base the probabilities before anything was switched off
 */

export class ClassBars extends Bars {
  /**
   * @param {BarWords & ClassWords} words
   * @param {(target: number | null) => void} onChoose called with a class that is chosen, or with null: the answer again
   */
  constructor(words, onChoose) {
    super(words, "");
    this.onChoose = onChoose;
    this.classWords = words;
    this.box.setAttribute("role", "radiogroup");
    this.box.setAttribute("aria-label", words.explained_label);
    this.explained = make("p", "explained");
    this.back = make("button", "", words.explain_answer);
    this.back.type = "button";
    this.back.addEventListener("click", () => onChoose(null));
    this.line = make("span");
    this.explained.append(this.line, this.back);
    this.box.after(this.explained);
    this.marks = this.rows.map(({ row }, digit) => {
      row.setAttribute("role", "radio");
      row.setAttribute("aria-checked", "false"); // until the first frame comes
      const mark = make("b", "before");
      row.append(mark);
      row.title = fill(words.explain_this, { target: digit });
      row.addEventListener("click", () => onChoose(digit));
      row.addEventListener("keydown", (event) => this.key(event, digit));
      return mark;
    });
  }

  /** @type {(event: KeyboardEvent, digit: number) => void} */
  key(event, digit) {
    const arrow = ARROWS[event.key];
    if (arrow) {
      const next = wrap(digit + arrow[0] + arrow[1], 10);
      this.onChoose(next);
      this.rows[next].row.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      this.onChoose(digit);
    } else {
      return;
    }
    event.preventDefault();
  }

  /**
   * @override
   * @param {ArrayLike<number>} probabilities
   * @param {ArrayLike<number>} logits
   * @param {Shown & Explained} shown
   */
  paint(probabilities, logits, { explained, isChosen, base, ...rest }) {
    super.paint(probabilities, logits, rest);
    this.rows.forEach(({ row }, digit) => {
      const mark = this.marks[digit];
      const isExplained = digit === explained;
      row.classList.toggle("explained-one", isExplained);
      if (row.getAttribute("aria-checked") !== String(isExplained)) {
        row.setAttribute("aria-checked", String(isExplained));
      }
      row.tabIndex = isExplained ? 0 : -1;
      mark.hidden = !base;
      if (base) mark.style.setProperty("--share", base[digit].toFixed(4));
      const share = percent(probabilities[digit]);
      if (rest.isResting) row.setAttribute("aria-label", `${digit}: ${share}`);
    });
    write(this.line, fill(this.classWords.explained, { target: explained }));
    this.back.hidden = !isChosen;
    this.explained.classList.toggle("is-chosen", isChosen);
  }
}
