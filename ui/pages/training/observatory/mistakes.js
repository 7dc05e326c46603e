// The digits that a net still gets wrong, as small pictures; a click puts one on the canvas.

import { fill, make, write } from "../../../scripts/dom.js";
import { bytesOf, paintGrey, SIDE } from "../../../scripts/pixels.js";

/** @import { Mistake, Words } from "../../../scripts/wire.d.ts" */

export class Mistakes {
  /**
   * @param {HTMLElement} root
   * @param {Words<"mistakes" | "no_mistakes" | "mistake">} words
   * @param {(index: number) => void} onPick called with the number of a held-out digit
   */
  constructor(root, words, onPick) {
    this.root = root;
    this.words = words;
    this.onPick = onPick;
    /** @type {Mistake[] | null} */
    this.painted = null;
    this.heading = make("h3", "", words.mistakes);
    this.none = make("p", "none", words.no_mistakes);
    this.list = make("div", "digits");
    root.append(this.heading, this.none, this.list);
  }

  /** @param {Mistake[]} mistakes */
  paint(mistakes) {
    if (this.painted === mistakes) return;
    this.painted = mistakes;
    this.none.hidden = mistakes.length > 0;
    this.list.replaceChildren(...mistakes.map((mistake) => this.button(mistake)));
  }

  /** @param {Mistake} options */
  button({ index, label, answer, pixels }) {
    const button = make("button", "digit");
    button.type = "button";
    button.title = fill(this.words.mistake, { index, label, answer });
    button.setAttribute("aria-label", button.title);
    button.addEventListener("click", () => this.onPick(index));
    const canvas = make("canvas");
    canvas.width = canvas.height = SIDE;
    paintGrey(canvas, bytesOf(pixels));
    const said = make("span");
    write(said, `${label} → ${answer}`);
    button.append(canvas, said);
    return button;
  }
}
