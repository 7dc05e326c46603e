// What the two pages with a canvas share: a digit that is drawn or given, and the socket whose frames answer it.
//
// A page says what it wants to see in `wish()`, and paints what comes in `paint(frame)`.

import { BITMAP_SIDE, Drawing } from "./drawing.js";
import { withTable } from "./colors.js";
import { Connection } from "./connection.js";
import { fill, find, write } from "./dom.js";
import { readFrame } from "./frames.js";
import { packMessage } from "./packed.js";
import { bytesOf, SIDE } from "./pixels.js";

/** @import { ArrayEntry, HandData, HandMessage, Packed } from "./wire.d.ts" */
/** @import { Component, Frame } from "./types.d.ts" */

const RESTS_AFTER = 140; // ms without a change, after which exact values are fetched
const REPORTS_WITHIN = 600; // ms

/**
 * @typedef {object} Change
 * @property {number} [at] when it was, as its event says
 * @property {boolean} [isOtherDigit] the digit or the class is another one and rests
 */

/** @typedef {{ arrays: ArrayEntry<string, unknown>[], is_blank: boolean, notices: string[] }} AnyHeader */
/** @typedef {{ seen: Packed }} AnyArrays */

/**
 * @template {HandData} Data
 * @template {AnyHeader} Header
 * @template {AnyArrays} Arrays
 */
export class HandPage {
  /**
   * @param {HTMLElement} root
   * @param {string} base the app's address
   * @param {Component<Data>} component
   * @param {string} html of the page, with `.drawing`, `.digit`, `.caption`, `.notice`, `.answers` and `.state`
   */
  constructor(root, base, { data, setStateValue, setTriggerValue }, html) {
    this.root = root;
    this.base = base;
    this.data = data;
    this.setStateValue = setStateValue;
    this.setTriggerValue = setTriggerValue;
    this.pixels = bytesOf(data.pixels);
    this.tab = ""; // what the browser's tab shows; empty for what the page's script has it show
    this.page = location.pathname; // an answer may come when the next one is open already
    this.isMoving = false;
    this.wasMoving = false; // when the message was made that is answered next
    this.heard = 0; // the last wish of the page's script for another drawing
    this.changedAt = 0;
    this.answersTo = 0; // the change that is answered next
    this.showsDigit = false; // whether that answer is to the digit and not to the drawing
    this.again = 0; // how often the drawing was told once more: Streamlit sends no value twice, though it was lost
    /** @type {number | undefined} */
    this.resting = undefined;
    /** @type {number | undefined} */
    this.reporting = undefined;
    /** @type {Frame<Header, Arrays> | null} */
    this.frame = null;
    root.innerHTML = html;
    const { words, colors } = data;
    this.scales = { unsigned: withTable(colors.scale), signed: withTable(colors.signed_scale) };
    this.digit = find(root, ".digit", "canvas");
    this.digit.setAttribute("aria-label", words.digit);
    this.caption = find(root, ".caption", "p");
    this.notice = find(root, ".notice", "p");
    this.answers = find(root, ".answers", "div");
    this.state = find(root, ".state", "p");
    this.drawing = new Drawing(find(root, ".drawing", "div"), words, {
      onChange: (isResting, at) => this.drawn(isResting, at),
      onPicture: (file) => this.dropped(file),
    });
    // The stylesheet gives the text's colour a transition, so that a change of theme is an event.
    root.addEventListener("transitionend", ({ target, propertyName }) => {
      if (target === root && propertyName === "color") this.repaint();
    });
    // What is written on a canvas before the page's letters have come is in others.
    this.lettered = () => this.repaint();
    document.fonts.addEventListener("loadingdone", this.lettered);
    this.back = () => {
      this.again += 1;
      if (!this.drawing.isEmpty) this.reportDrawing();
    };
    document.addEventListener("server-back", this.back);
    this.connection = new Connection(base, {
      compose: (id) => this.compose(id),
      onFrame: (buffer) => this.paint(readFrame(buffer)),
      onError: (sentence) => {
        this.say(sentence);
        this.setStateValue("trouble", sentence);
      },
      onState: (state, reason) => this.say(state === "open" ? "" : reason || words[state]),
    });
  }

  // Takes what the page's script wants, after each of its runs.
  /** @param {Component<Data>} component */
  take({ data, setStateValue, setTriggerValue }) {
    this.data = data;
    this.setStateValue = setStateValue;
    this.setTriggerValue = setTriggerValue;
    this.pixels = bytesOf(data.pixels);
    this.keepTab();
    const { drawing } = data;
    if (!drawing || drawing.number === this.heard) return;
    this.heard = drawing.number;
    if (drawing.strokes === this.drawing.text) this.reportDrawing();
    else this.drawing.replace(drawing.strokes);
  }

  // What a message says besides what all say.
  /** @returns {object} */
  wish() {
    throw new Error("each page has its own");
  }

  /** @param {Frame<Header, Arrays>} _frame */
  paint(_frame) {
    throw new Error("each page has its own");
  }

  // The theme's colours have changed.
  repaint() {}

  // Whether what is shown moves by itself, so that nothing rests.
  get isLearning() {
    return false;
  }

  // Whether there is a net to ask.
  get canAsk() {
    return true;
  }

  get usesDigit() {
    return this.data.source === "digit" || this.drawing.isEmpty;
  }

  // Whether nothing has moved since the message was made that is answered.
  get rests() {
    return !this.wasMoving && !this.isMoving;
  }

  /** @type {(isResting: boolean, at?: number) => void} */
  drawn(isResting, at) {
    this.changed(isResting, { at, isOtherDigit: isResting });
    if (isResting) this.reportSoon();
    else clearTimeout(this.reporting);
  }

  // The page's script runs after the exact values are there, or soon if they do not come.
  reportSoon(within = REPORTS_WITHIN) {
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.report(), within);
  }

  report() {
    clearTimeout(this.reporting);
    this.reporting = undefined;
    this.reportDrawing();
  }

  reportDrawing() {
    const { drawing, heard, again } = this;
    this.setStateValue("drawing", {
      png: drawing.isEmpty ? "" : drawing.png(),
      strokes: drawing.text,
      heard,
      again,
    });
  }

  // A picture that was pasted or dropped goes the way of an uploaded one: by a route of its own, because the page's
  // state is sent again with every change.
  /** @param {File} file */
  async dropped(file) {
    const { most_picture_bytes, words } = this.data;
    if (file.size > most_picture_bytes) return this.say(words.too_large);
    try {
      const answer = await fetch(`${this.base}picture`, { method: "POST", body: file });
      if (!answer.ok) return this.say(await answer.text());
      const { picture } = await answer.json();
      this.setStateValue("picture", { file: file.name, name: picture });
    } catch {
      this.say(words.not_sent);
    }
  }

  /** @type {(isResting: boolean, change?: Change) => void} */
  changed(isResting, { at = performance.now() } = {}) {
    this.changedAt = at;
    clearTimeout(this.resting);
    this.isMoving = !isResting;
    if (!isResting && !this.isLearning) this.resting = setTimeout(() => this.changed(true), RESTS_AFTER);
    if (this.canAsk) this.connection.request();
  }

  /** @param {number} id */
  compose(id) {
    const { usesDigit } = this;
    this.answersTo = this.changedAt;
    this.showsDigit = usesDigit;
    this.wasMoving = this.isMoving;
    /** @type {HandMessage} */
    const message = {
      id,
      bitmap: usesDigit ? "digit" : "drawing",
      side: usesDigit ? SIDE : BITMAP_SIDE,
      left_out: this.data.left_out,
      is_exact: !this.isMoving,
      ...this.wish(),
    };
    return packMessage(message, usesDigit ? this.pixels : this.drawing.bitmap());
  }

  // Paints what belongs to the digit.
  /** @param {Frame<Header, Arrays>} frame */
  paintHand({ arrays, header }) {
    if (this.showsDigit === this.usesDigit) this.drawing.showGhost(arrays.seen.values);
    // A stroke under way is no digit yet, and that is no news.
    if (this.rests || this.usesDigit) write(this.notice, this.usesDigit ? "" : header.notices.join(" "));
    write(this.caption, this.usesDigit ? this.data.caption : this.data.words.drawn);
  }

  // Has the browser's tab show the answer before the page's name; the page's script knows none.
  /** @param {Packed | undefined} probabilities */
  nameTab(probabilities) {
    if (this.data.tab && probabilities && !this.frame?.header.is_blank) {
      const shares = Array.from(probabilities.values);
      this.tab = fill(this.data.tab, { answer: shares.indexOf(Math.max(...shares)) });
    } else this.tab = "";
    this.keepTab();
  }

  // After each of its runs the page's script has named the tab by the page alone.
  keepTab() {
    if (this.tab && location.pathname === this.page) document.title = this.tab;
  }

  // benchmarks listen: which change is painted now
  /** @type {(name: "painted" | "rested", detail: object) => void} */
  tell(name, detail) {
    this.root.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** @param {string} sentence */
  say(sentence) {
    write(this.state, sentence);
  }

  stop() {
    document.removeEventListener("server-back", this.back);
    document.fonts.removeEventListener("loadingdone", this.lettered);
    clearTimeout(this.resting);
    clearTimeout(this.reporting);
    this.connection.stop();
    this.drawing.stop();
  }
}
