// A quiet line that says how numbers are changed, where they may be, and why a key has done nothing.

import { make, write } from "../../scripts/dom.js";

export class Hint {
  constructor(words) {
    this.words = words;
    this.root = make("p", "hint");
    this.root.setAttribute("role", "status");
  }

  // editable: whether "input" and "kernel" may be changed; isSelected: whether what is typed goes into a cell
  show({ input, kernel }, isSelected) {
    const { words } = this;
    const any = input && kernel
      ? words.hint_both
      : (input && words.hint_input) || (kernel && words.hint_kernel) || "";
    this.say(any && isSelected ? words.hint_selected : any, false);
  }

  // A key was pressed that begins no number, or where there is none. isPadding: the latter
  refuse(isPadding) {
    this.say(isPadding ? this.words.hint_padding : this.words.hint_letters, true);
  }

  say(text, isRefusal) {
    this.root.hidden = !text;
    this.root.classList.toggle("refused", isRefusal);
    write(this.root, text);
  }
}
