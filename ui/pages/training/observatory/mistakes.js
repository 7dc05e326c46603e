// The digits that a net still gets wrong, as small pictures; a click puts one on the canvas.

import { fill, make, write } from "../../../scripts/dom.js";
import { paintGrey, SIDE } from "../../../scripts/pixels.js";

export class Mistakes {
  // onPick(index) is called with the number of a held-out digit
  constructor(root, words, onPick) {
    Object.assign(this, { root, words, onPick });
    this.heading = make("h3", "", words.mistakes);
    this.none = make("p", "none", words.no_mistakes);
    this.list = make("div", "digits");
    root.append(this.heading, this.none, this.list);
  }

  // mistakes: { index, label, answer, pixels: base64 of 28 × 28 grey bytes }
  paint(mistakes) {
    if (this.painted === mistakes) return;
    this.painted = mistakes;
    this.none.hidden = mistakes.length > 0;
    this.list.replaceChildren(...mistakes.map((mistake) => this.button(mistake)));
  }

  button({ index, label, answer, pixels }) {
    const button = make("button", "digit");
    button.type = "button";
    button.title = fill(this.words.mistake, { index, label, answer });
    button.setAttribute("aria-label", button.title);
    button.addEventListener("click", () => this.onPick(index));
    const canvas = make("canvas");
    canvas.width = canvas.height = SIDE;
    paintGrey(canvas, Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0)));
    const said = make("span");
    write(said, `${label} → ${answer}`);
    button.append(canvas, said);
    return button;
  }
}
