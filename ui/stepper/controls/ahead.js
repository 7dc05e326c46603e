// What the page shows ahead of its script: what a handle that is held and a number that is typed lead to.
//
// A route answers (`ui/stepper/ahead.py`), one question at a time and the newest wins. Each change has a name; until
// the script has heard all names, what it sends is older than what is shown, and `data-ahead` stands on the document's
// root for all that follows the script alone: it waits, dimmed or in a state of its own. Other components hear on the
// document of `went-ahead`, `ahead-failed` (the script has to show it: tell it at once) and `ahead-over`. Where a hand
// holds a handle or writes a number, what it does next is asked beforehand (`handle-foreseen`, `foreseeTyped`).

import { tellAddressAhead } from "../../scripts/address_ahead.js";
import { readOutlook } from "../blob.js";
import { Foreseen } from "./foreseen.js";

/** @import { AheadMessage, AheadWay, StepperEdit, StepperPlace } from "../../scripts/wire.d.ts" */
/** @import { Outlook } from "../blob.js" */

const FOLLOWED_WITHIN = 10_000; // ms of rest, after which something was lost and the script's word counts in any case

const PAINTED_AFTER = 50; // ms, before which a script that runs would delay the frame

/** @typedef {{ handle: string, value: number } | { edit: Omit<StepperEdit, "told"> }} Change */
/** @typedef {{ handle: string, value: number, name: string }} Moved what a slider says of itself */
/** @typedef {{ handle: string, values: number[] }} Likely where a slider's handle may be next */

/**
 * @typedef {object} Shown
 * @property {() => Omit<StepperPlace, "told">} place what is looked at
 * @property {(outlook: Outlook, place: Omit<StepperPlace, "told">) => void} take called with what comes, and what it
 *   was asked for
 * @property {() => void} giveUp called when the script did not follow
 */

export class Ahead {
  /**
   * @param {string} base the app's address
   * @param {Shown} shown
   */
  constructor(base, shown) {
    this.base = base;
    this.shown = shown;
    /** @type {AheadWay | null} */
    this.way = null;
    /** @type {Map<string, Change>} */
    this.changes = new Map(); // that the script has not heard, by their names
    this.foreseen = new Foreseen((wish) => this.fetchAnswer(wish));
    this.isAsking = false;
    this.isDue = false; // something has changed since it was asked
    this.isLeft = false; // to the script, which has to show it
    /** @type {(() => void)[]} */
    this.then = []; // done when what is asked is shown
    /** @type {number | undefined} */
    this.waiting = undefined;
    this.sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
    /** @param {Event} event */
    this.listener = (event) => this.moved(/** @type {CustomEvent<Moved>} */ (event));
    document.addEventListener("handle-moved", this.listener);
    /** @param {Event} event */
    this.likely = (event) => this.foreseeMoved(/** @type {CustomEvent<Likely>} */ (event));
    document.addEventListener("handle-foreseen", this.likely);
  }

  // Called at each run of the page's script. Returns whether what it sends is the newest.
  /** @type {(way: AheadWay | null, heard: string[]) => boolean} */
  follow(way, heard) {
    this.way = way;
    this.foreseen.forget();
    const behind = (way?.behind ?? []).map((name) => `.${name}`).join();
    this.sheet.replaceSync(behind ? `:root[data-ahead] :is(${behind}) { opacity: 0.35; }` : "");
    for (const name of heard) this.changes.delete(name);
    if (this.changes.size && way && !this.isLeft) return false;
    this.finish();
    return true;
  }

  /** @param {CustomEvent<Moved>} event */
  moved(event) {
    const { handle, value, name } = event.detail;
    if (!this.way?.handles.includes(handle) || this.isLeft) return;
    event.preventDefault(); // it is shown here, and told when it rests
    for (const [other, change] of this.changes) {
      if ("handle" in change && change.handle === handle) this.changes.delete(other); // which is never told
    }
    this.change(name, { handle, value });
  }

  /** @param {CustomEvent<Likely>} event */
  foreseeMoved({ detail: { handle, values } }) {
    if (this.way?.handles.includes(handle)) this.foresee(values.map((value) => ({ handle, value })));
  }

  /** @param {Omit<StepperEdit, "told">} edit */
  foreseeTyped(edit) {
    this.foresee([{ edit }]);
  }

  /** @param {Change[]} likely each of them alone */
  foresee(likely) {
    if (!this.way || this.isLeft) return;
    this.foreseen.foresee(likely.map((change) => this.wish([...this.changes.values(), change])));
  }

  // Shows what was typed. then: done when it is shown, or cannot be
  /** @type {(name: string, edit: Omit<StepperEdit, "told">, then: () => void) => void} */
  typed(name, edit, then) {
    if (!this.way || this.isLeft) return then();
    this.then.push(then);
    this.change(name, { edit });
  }

  /** @type {(name: string, change: Change) => void} */
  change(name, change) {
    this.changes.set(name, change);
    document.documentElement.dataset.ahead = "";
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.giveUp(), FOLLOWED_WITHIN);
    if (this.isAsking) this.isDue = true;
    else this.ask();
  }

  async ask() {
    this.isAsking = true;
    do {
      this.isDue = false;
      const then = this.then.splice(0);
      try {
        await this.askOnce();
      } catch {
        this.leave();
      }
      for (const each of then) setTimeout(each, PAINTED_AFTER);
    } while (this.isDue && !this.isLeft);
    this.isAsking = false;
    for (const each of this.then.splice(0)) each();
  }

  async askOnce() {
    const place = this.shown.place();
    const answer = await this.foreseen.answer(this.wish([...this.changes.values()]));
    if (!answer) return this.leave();
    const outlook = readOutlook(answer);
    if (!this.changes.size || this.isLeft) return; // the script has shown it meanwhile
    this.shown.take(outlook, place);
    tellAddressAhead(outlook.address);
    this.dispatch("went-ahead", { said: outlook.said, sliders: outlook.sliders });
  }

  // What is asked for, as text. Of two places of a handle the later one counts.
  /** @param {Change[]} changes */
  wish(changes) {
    /** @type {AheadMessage} */
    const wish = {
      handles: Object.fromEntries(changes.flatMap((each) => "handle" in each ? [[each.handle, each.value]] : [])),
      edits: changes.flatMap((each) => "edit" in each ? [each.edit] : []),
      place: this.shown.place(),
    };
    return JSON.stringify(wish);
  }

  /** @param {string} body */
  async fetchAnswer(body) {
    const answer = await fetch(`${this.base}${this.way?.path}`, { method: "POST", body });
    return answer.status === 200 ? answer.arrayBuffer() : null;
  }

  // The script has to show it.
  leave() {
    if (!this.changes.size) return;
    this.isLeft = true;
    this.dispatch("ahead-failed");
  }

  giveUp() {
    if (!this.changes.size) return;
    this.changes.clear();
    this.shown.giveUp();
  }

  finish() {
    clearTimeout(this.waiting);
    this.changes.clear();
    this.isLeft = false;
    if (!("ahead" in document.documentElement.dataset)) return;
    delete document.documentElement.dataset.ahead;
    this.dispatch("ahead-over");
  }

  /** @type {(name: string, detail?: object) => void} */
  dispatch(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }

  stop() {
    this.finish();
    document.removeEventListener("handle-moved", this.listener);
    document.removeEventListener("handle-foreseen", this.likely);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
  }
}
