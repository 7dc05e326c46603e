// Paragraphs above the maps, of HTML that `ui.display.inline_text` makes.

import { make } from "../../scripts/dom.js";

export class Notes {
  constructor() {
    this.root = make("div", "notes");
    this.shown = "";
  }

  /** @param {string[]} notes */
  show(notes) {
    const html = notes.map((note) => `<p>${note}</p>`).join("");
    if (html !== this.shown) this.root.innerHTML = html; // not what it holds, which the browser writes its own way
    this.shown = html;
    this.root.hidden = !html;
  }
}
