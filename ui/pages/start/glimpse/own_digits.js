// Ten held-out digits to choose from, for those who would rather not draw.

import { make } from "../../../scripts/dom.js";

/** @import { Words } from "../../../scripts/wire.d.ts" */

export class OwnDigits {
  /**
   * @param {HTMLElement} root
   * @param {Words<"ours">} words
   * @param {(label: number) => void} onChoose
   */
  constructor(root, words, onChoose) {
    this.root = root;
    root.setAttribute("role", "radiogroup");
    root.setAttribute("aria-label", words.ours);
    root.append(make("span", "", words.ours));
    this.inputs = Array.from({ length: 10 }, (_, label) => {
      const box = make("label");
      const input = make("input");
      input.type = "radio";
      input.name = "ours";
      input.value = String(label);
      // A click, not a change: the digit that stood in before a drawing can be had back too.
      input.addEventListener("click", () => onChoose(label));
      box.append(input, make("span", "", String(label)));
      root.append(box);
      return input;
    });
  }

  // Shows which one is there, or with null that one has drawn.
  /** @param {number | null} label */
  choose(label) {
    this.inputs.forEach((input, each) => (input.checked = each === label));
  }
}
