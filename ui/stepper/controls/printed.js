// Texts to be read and copied, such as an output to the last digit.

import { make, write } from "../../scripts/dom.js";

/** @import { Words } from "../../scripts/wire.d.ts" */

const COPIED = 1500; // ms, for which a button says that it has copied

/** @typedef {{ root: HTMLElement, title: HTMLElement, copy: HTMLButtonElement, code: HTMLElement }} Figure */

export class Printed {
  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.root = make("div", "printed");
    /** @type {Figure[]} */
    this.figures = [];
  }

  // texts: [name, text] of each
  /** @param {[string, string][]} texts */
  show(texts) {
    while (this.figures.length > texts.length) this.figures.pop()?.root.remove();
    while (this.figures.length < texts.length) this.add();
    this.root.hidden = !texts.length;
    texts.forEach(([name, text], index) => {
      const { title, copy, code } = this.figures[index];
      write(title, name);
      write(code, text);
      code.setAttribute("aria-label", name);
      copy.setAttribute("aria-label", `${this.words.copy}: ${name}`);
    });
  }

  add() {
    const [root, head] = [make("figure"), make("figcaption")];
    const [title, copy, code] = [make("span"), make("button", "", this.words.copy), make("pre")];
    copy.type = "button";
    code.tabIndex = 0; // scrolled with keys too
    code.setAttribute("role", "region");
    copy.addEventListener("click", () => this.copy(copy, code));
    head.append(title, copy);
    root.append(head, code);
    this.root.append(root);
    this.figures.push({ root, title, copy, code });
  }

  // Into the clipboard, or, where the browser keeps that to itself, as a selection.
  /** @type {(button: HTMLButtonElement, code: HTMLElement) => Promise<void>} */
  async copy(button, code) {
    getSelection()?.selectAllChildren(code);
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
    } catch {
      return;
    }
    write(button, this.words.copied);
    setTimeout(() => write(button, this.words.copy), COPIED);
  }
}
