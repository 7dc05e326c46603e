// The bars of the answer, each of which leads to the page that explains its class.

import { fill } from "../../../scripts/dom.js";
import { Bars, percent } from "../../../scripts/bars.js";
import { ARROWS, wrap } from "../../../scripts/keys.js";

/** @import { BarWords, Shown } from "../../../scripts/bars.js" */
/** @import { Words } from "../../../scripts/wire.d.ts" */

export class LinkBars extends Bars {
  /**
   * @param {BarWords & Words<"bars" | "explain_bar">} words
   * @param {(label: number) => void} onPress called with the class of a bar that is pressed
   */
  constructor(words, onPress) {
    super(words, "");
    this.linkWords = words;
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", words.bars);
    this.rows.forEach(({ row }, label) => {
      row.setAttribute("role", "button");
      row.title = fill(words.explain_bar, { label });
      row.setAttribute("aria-label", row.title);
      row.tabIndex = label ? -1 : 0; // one stop for the tab key: arrows go from bar to bar
      row.addEventListener("click", () => onPress(label));
      row.addEventListener("keydown", (event) => {
        const arrow = ARROWS[event.key];
        if (arrow) this.focus(wrap(label + arrow[0] + arrow[1], 10));
        else if (event.key === "Enter" || event.key === " ") onPress(label);
        else return;
        event.preventDefault();
      });
    });
  }

  /** @param {number} label */
  focus(label) {
    this.rows.forEach(({ row }, each) => (row.tabIndex = each === label ? 0 : -1));
    this.rows[label].row.focus();
  }

  /**
   * @override
   * @param {ArrayLike<number>} probabilities
   * @param {ArrayLike<number>} logits
   * @param {Shown} shown
   */
  paint(probabilities, logits, shown) {
    super.paint(probabilities, logits, shown);
    if (!shown.isResting) return;
    this.rows.forEach(({ row }, label) => {
      row.setAttribute(
        "aria-label",
        `${percent(probabilities[label])}. ${fill(this.linkWords.explain_bar, { label })}`,
      );
    });
  }
}
