// The start page's glimpse: one draws, and the answer and the strongest maps move with the stroke. Each bar and each map
// leads to the page that explains it.

import { columnsOfFew, LayerView } from "../../../lab/layer_view.js";
import { fill, find, make, write } from "../../../scripts/dom.js";
import { readFrame } from "../../../scripts/frames.js";
import { HandPage } from "../../../scripts/hand_page.js";
import { bytesOf } from "../../../scripts/pixels.js";
import { wasOnTour } from "../../../scripts/tour_seen.js";
import { Learning } from "./learning.js";
import { LinkBars } from "./link_bars.js";
import { OwnDigits } from "./own_digits.js";

/** @import { GlimpseData, HandMessage, LabArrays, LabHeader, LabMessage } from "../../../scripts/wire.d.ts" */
/** @import { Component, Frame } from "../../../scripts/types.d.ts" */
/** @import { Change } from "../../../scripts/hand_page.js" */

const WAITS = 800; // ms for an answer, after which the page says what it waits for
// As in glimpse.css: a telephone, and one on its side, where all that moves stands in one row.
const SMALL = matchMedia("(max-width: 640px), (max-height: 500px)");
const LOW = matchMedia("(min-width: 600px) and (max-height: 500px)");
const HTML = `
  <div class="hand"><div class="drawing"></div><canvas class="digit" width="28" height="28" role="img"></canvas>
    <p class="caption"></p><p class="notice" role="status"></p></div>
  <div class="said"><div class="answers"></div></div>
  <div class="inside"><div class="layers"></div><p class="hint"><button type="button" class="why" hidden></button><span></span><button type="button" class="tour"></button></p></div>
  <div class="ours"></div>
  <div class="learning"></div>
  <p class="state" role="status"></p>`;

/** @extends {HandPage<GlimpseData, LabHeader, LabArrays>} */
export default class Glimpse extends HandPage {
  /**
   * @param {HTMLElement} root
   * @param {string} base
   * @param {Component<GlimpseData>} component
   */
  constructor(root, base, component) {
    super(root, base, component, HTML);
    const { words, net } = this.data;
    /** @type {string | null} */
    this.shown = null; // the digit that stands in
    /** @type {Record<string, number[]>} */
    this.settled = {}; // the strongest channels, which stay in view while the digit moves
    this.isSettled = false; // or the next frame chooses them anew
    this.count = 0; // of the maps of a layer
    /** @type {number | undefined} */
    this.waiting = undefined;
    this.isAwake = false; // a net has answered
    this.bars = new LinkBars(words, (target) => this.explain({ target }));
    this.answers.append(this.bars.root);
    this.ours = new OwnDigits(find(root, ".ours", "div"), words, (label) => {
      this.drawing.clear(); // undo brings it back
      this.setStateValue("label", label);
    });
    this.views = net.layers.map((layer) =>
      new LayerView(layer, {
        words,
        colors: this.scales,
        onSelect: ({ layer, channel }) => this.explain({ layer, channel }),
      })
    );
    this.layers = find(root, ".layers", "div");
    this.layers.append(...this.views.map((view) => {
      find(view.root, "h3", "h3").after(make("span", "what", words[`what_${view.layer.name}`] ?? ""));
      return view.root;
    }));
    this.learning = new Learning(
      find(root, ".learning", "div"),
      base,
      { net: this.data.training, words: words.learning, colors: this.data.lines },
      {
        onWeights: () => this.changed(!this.isLearning, { isOtherDigit: true }), // and other channels the strongest
        onMore: () => this.setTriggerValue("wanted", { training: true }),
      },
    );
    find(root, ".hint span", "span").textContent = words.hint;
    this.why = find(root, ".hint .why", "button");
    this.why.addEventListener("click", () => this.explain({ answer: true }));
    const tour = find(root, ".hint .tour", "button");
    tour.textContent = words.tour;
    tour.hidden = wasOnTour();
    tour.addEventListener("click", () => this.setTriggerValue("wanted", { tour: true }));
    this.width = 0;
    this.resizing = new ResizeObserver(() => this.layOut());
    this.resizing.observe(this.layers);
    this.layOut();
    if (!this.drawing.isEmpty) this.report();
  }

  // Called with what the page's script wants, at the first time and after each of its runs.
  /** @param {Component<GlimpseData>} component */
  update(component) {
    this.take(component);
    const { pixels, first, label } = this.data;
    if (this.shown === pixels) return;
    this.shown = pixels;
    if (first && this.usesDigit && !this.isAwake) {
      this.showsDigit = true;
      this.paint(readFrame(bytesOf(first).buffer));
    }
    this.ours.choose(this.drawing.isEmpty ? label : null);
    this.changed(true, { isOtherDigit: true });
  }

  // Asks for the page that explains the answer, a class or a channel: of the net that has just learned, once it has.
  /** @param {{ answer: true } | { target: number } | { layer: string, channel: number }} what */
  explain(what) {
    this.setTriggerValue("wanted", { ...what, is_learned: this.learning.isLearned });
  }

  layOut() {
    const width = Math.floor(this.views[0].root.clientWidth);
    const columns = LOW.matches ? columnsOfFew(width, true) : SMALL.matches ? 4 : 8;
    const count = SMALL.matches ? columns : 2 * columns;
    if (!width || (width === this.width && count === this.count)) return;
    this.width = width;
    this.count = count;
    for (const view of this.views) {
      view.layOut(width, count, columns);
      view.repaint();
    }
    this.changed(true, { isOtherDigit: true });
  }

  /** @override @type {(isResting: boolean, change?: Change) => void} */
  changed(isResting, change = {}) {
    if (change.isOtherDigit) this.isSettled = false; // other channels may be the strongest
    // The digit that stands in is answered already.
    if (!this.isAwake && !this.usesDigit) {
      this.waiting ??= setTimeout(() => this.say(this.data.words.waking), WAITS);
    }
    super.changed(isResting, change);
  }

  /** @override @type {(isResting: boolean, at?: number) => void} */
  drawn(isResting, at) {
    this.ours.choose(this.drawing.isEmpty ? this.data.label : null);
    super.drawn(isResting, at);
  }

  /** @override */
  get isLearning() {
    return this.learning.isMoving;
  }

  /** @override @returns {Omit<LabMessage, keyof HandMessage>} */
  wish() {
    if (!this.isSettled) this.settled = {}; // what came meanwhile was asked for before
    this.isSettled = true;
    return {
      nets: [this.learning.isOn ? this.data.training : this.data.net.name],
      moments: this.learning.isOn ? [this.learning.moment] : [],
      filters: false,
      layers: this.views.map(({ layer }) => layer.name),
      channels: this.count,
      settled: this.settled,
      per_channel: false,
      disturbance: {},
      curve: null,
    };
  }

  /** @override @param {Frame<LabHeader, LabArrays>} frame */
  paint(frame) {
    this.frame = frame;
    const { arrays, header } = frame;
    if (frame.number) {
      this.isAwake = true;
      clearTimeout(this.waiting);
      this.say("");
    }
    this.learning.painted();
    this.paintHand(frame);
    const [probabilities, logits] = [arrays["0/probabilities"], arrays["0/logits"]];
    if (probabilities && logits) {
      const answer = probabilities.values.indexOf(Math.max(...probabilities.values));
      write(this.why, fill(this.data.words.see_why, { answer }));
      this.bars.paint(probabilities.values, logits.values, {
        label: null,
        areLogits: false,
        isBlank: header.is_blank,
        isResting: this.rests,
      });
    }
    const { isOn, isLearned } = this.learning; // what is under way cannot be explained yet
    this.why.hidden = header.is_blank || (isOn && !isLearned);
    for (const view of this.views) {
      /** @type {`${number}/${string}`} */
      const name = `0/${view.layer.name}`;
      const maps = arrays[name];
      if (!maps || maps.shape[0] < this.count) continue;
      view.paint(maps);
      if (this.rests || this.isLearning) this.settled[name] = maps.channels ?? [];
    }
    // benchmarks listen: which change is painted now
    this.tell("painted", { changedAt: this.answersTo, bytes: frame.bytes, steps: header.moments });
    if (this.rests && this.reporting) this.report();
  }

  /** @override */
  repaint() {
    for (const view of this.views) view.repaint();
  }

  /** @override */
  stop() {
    super.stop();
    clearTimeout(this.waiting);
    this.learning.stop();
    this.resizing.disconnect();
  }
}
