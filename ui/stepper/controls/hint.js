// A quiet line that says how numbers are changed, where they may be, and why a key has done nothing.

import { make, write } from "../../scripts/dom.js";

/** @import { Words } from "../../scripts/wire.d.ts" */

export class Hint {
  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.root = make("p", "hint");
    this.root.setAttribute("role", "status");
  }

  // editable: whether "input" and "kernel" may be changed; isSelected: whether what is typed goes into a cell, or, on a
  // telephone, would if there were its keyboard, which comes for a field; isOpen: whether there is one
  /** @type {(options: { input: unknown, kernel: unknown }, isSelected: boolean, isOpen: boolean) => void} */
  show({ input, kernel }, isSelected, isOpen) {
    const { words } = this;
    const one = input ? words.hint_input : kernel ? words.hint_kernel : "";
    const selected = matchMedia("(pointer: coarse)").matches && !isOpen ? words.hint_tapped : words.hint_selected;
    const any = input && kernel ? words.hint_both : one;
    this.say(any && isSelected ? selected : any, false);
  }

  // A key was pressed that begins no number, or where there is none. isPadding: the latter
  /** @param {boolean} isPadding */
  refuse(isPadding) {
    this.say(isPadding ? this.words.hint_padding : this.words.hint_letters, true);
  }

  /** @type {(text: string, isRefusal: boolean) => void} */
  say(text, isRefusal) {
    this.root.hidden = !text;
    this.root.classList.toggle("refused", isRefusal);
    write(this.root, text);
  }
}
