// What is said of the cell that is looked at: a title, the sum, and both for a screen reader once it rests.

import { make, write } from "../../scripts/dom.js";
import { heardOf } from "./heard.js";

/** @import { Words } from "../../scripts/wire.d.ts" */
/** @import { Answer } from "../reckoning/answers.js" */

const SAID_AFTER = 200; // ms of rest, before a screen reader hears of a cell

export class Said {
  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.root = make("div", "said");
    this.title = make("p", "title");
    this.sum = make("div", "sum");
    this.root.append(this.title, this.sum);
    this.heard = make("p", "told");
    this.heard.setAttribute("role", "status");
    /** @type {number | undefined} */
    this.saying = undefined;
  }

  // isShort: without what stands beside each of several panels
  /** @type {(answer: Answer, manner: { isPinned: boolean, isShort: boolean }) => void} */
  show({ title, more, arithmetic }, { isPinned, isShort }) {
    this.title.replaceChildren(make("b", "", title));
    if (isPinned) {
      const pinned = make("span", "pinned", this.words.pinned);
      pinned.dataset.said = `, ${this.words.pinned},`;
      this.title.append(" ", pinned);
    }
    if (isShort) return;
    if (more) this.title.append(" ", make("span", "", more));
    this.sum.replaceChildren(arithmetic);
  }

  // Has a screen reader hear of it, and of what stands elsewhere. elsewhere(): as it is then
  /** @param {() => (string | Node)[]} elsewhere */
  say(elsewhere) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      write(this.heard, heardOf([this.title, this.sum, ...elsewhere()]));
    }, SAID_AFTER);
  }

  stop() {
    clearTimeout(this.saying);
  }
}
