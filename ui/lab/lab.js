// The live page: canvas, answer and maps of one or two nets, all painted from the frames of one socket.

import { tellAddressAhead } from "../scripts/address_ahead.js";
import { Bars } from "../scripts/bars.js";
import { find, make, showWhenThere } from "../scripts/dom.js";
import { HandPage } from "../scripts/hand_page.js";
import { paintGrey } from "../scripts/pixels.js";
import { runs } from "../scripts/runs.js";
import { addressed, addressedCell } from "./addressed.js";
import { Disturbances } from "./disturbances.js";
import { FilterView } from "./filter_view.js";
import { History } from "./history.js";
import { columnsOfFew, LayerView } from "./layer_view.js";
import { loadPlotly } from "./plotly.js";
import { Scrubber } from "./scrubber.js";

/** @import { HandMessage, LabArrays, LabChoice, LabData, LabHeader, LabMessage, Told } from "../scripts/wire.d.ts" */
/** @import { Component, Frame, Maps } from "../scripts/types.d.ts" */
/** @import { Change } from "../scripts/hand_page.js" */

const NARROW = matchMedia("(max-width: 640px), (max-height: 500px)"); // as in lab.css
const OPENED = ".st-key-selected_cell"; // what the page's script shows of a cell that is chosen
const NEWEST = -1; // what a live request calls the weights of a training under way
const HTML = `
  <div class="left"><div class="live"><p class="state" role="status"></p><div class="drawing"></div><canvas class="digit" width="28" height="28" role="img"></canvas>
      <div class="answers"></div></div>
    <div class="about"><figure class="seen"><canvas width="28" height="28" role="img"></canvas><figcaption></figcaption></figure>
      <div class="said"><p class="caption"></p><p class="notice" role="status"></p>
        <label class="logit-switch"><input type="checkbox"><span></span></label></div></div></div>
  <div class="right"><div class="nets"></div><div class="kernels"></div></div>`;

/** @typedef {Frame<LabHeader, LabArrays>} LabFrame */

// Streamlit sends what was told again and again. By its name the script knows what it has taken over already, also if
// the same is chosen anew after a link has chosen something else.
const nameOfNews = () => Math.random().toString(36).slice(2);

/**
 * A view of a layer: of which net it is, whether it is in view, and for what it is laid out.
 *
 * @typedef {object} Shown
 * @property {LayerView} view
 * @property {number} number
 * @property {boolean} isInView
 * @property {number} width
 * @property {number | null} channels
 */

/** @extends {HandPage<LabData, LabHeader, LabArrays>} */
export default class Lab extends HandPage {
  /**
   * @param {HTMLElement} root
   * @param {string} base
   * @param {Component<LabData>} component
   */
  constructor(root, base, component) {
    super(root, base, component, HTML);
    const { words, colors, disturbances } = this.data;
    /** @type {LabData | null} */
    this.shown = null;
    this.seen = find(root, ".seen canvas", "canvas");
    this.seen.setAttribute("aria-label", words.seen);
    find(root, ".seen figcaption", "figcaption").textContent = words.seen;
    this.nets = find(root, ".nets", "div");
    this.areLogits = false;
    const logits = find(root, ".logit-switch input", "input");
    find(root, ".logit-switch span", "span").textContent = words.logits;
    logits.addEventListener("change", () => {
      this.areLogits = logits.checked;
      if (this.frame) this.paintAnswers(this.frame);
      this.looked();
    });
    this.logits = logits;
    this.disturbances = new Disturbances(disturbances, {
      words,
      colors: colors.classes,
      onChange: (isResting) => {
        this.changed(isResting);
        this.looked();
      },
    });
    this.scrubber = new Scrubber(words.scrubber, {
      colors: colors.classes,
      onChange: (at) => {
        this.changed(false, { at });
        this.looked();
      },
    });
    this.history = new History(base, (net, history) => this.scrubber.paint(net, history));
    find(root, ".live", "div").append(this.scrubber.root);
    find(root, ".about", "div").append(this.scrubber.pasts, this.disturbances.root);
    this.kernels = find(root, ".kernels", "div");
    /** @type {FilterView[]} */
    this.filters = [];
    /** @type {string | null} */
    this.filtersOf = null; // of which moments they are painted
    this.askedOf = ""; // the moments that were asked for last
    /** @type {Shown[]} */
    this.views = [];
    /** @type {Bars[]} */
    this.bars = [];
    /** @type {Record<string, number[]>} */
    this.settled = {}; // the strongest channels, by net and layer, which stay in view while the digit moves
    this.isSettled = false; // or the next frame chooses them anew
    this.times = this.data.times;
    this.reportedStrokes = "";
    this.reportedLooks = "";
    /** @type {number | undefined} */
    this.wentTo = this.data.go?.number; // the last wish of the page's script for another choice
    /** @type {(() => void)[]} */
    this.stopWatching = [];
    this.hasStyles = false;
    this.watching = new IntersectionObserver((entries) => this.scrolled(entries), { rootMargin: "40px" });
    this.resizing = new ResizeObserver(() => this.layOut());
    this.resizing.observe(this.nets);
    if (!this.drawing.isEmpty) this.report();
  }

  // Called with what the page's script wants, at the first time and after each of its runs.
  /** @param {Component<LabData>} component */
  update(component) {
    this.take(component);
    const before = this.shown;
    const { data } = this;
    this.shown = data;
    /** @param {LabData | null} wish */
    const layoutOf = (wish) => JSON.stringify([wish?.nets, wish?.channels, wish?.per_channel]);
    if (layoutOf(before) !== layoutOf(data)) this.showNets();
    // Of a training that is followed, the server tells more than the page's script knows.
    /** @param {LabData | null} wish */
    const timeOf = (wish) =>
      JSON.stringify(wish?.times.map((time, net) => [wish.nets[net].name, time.is_followed || time]));
    if (timeOf(before) !== timeOf(data)) this.showTimes();
    if (!before) this.choose(data.chosen);
    else if (data.go && data.go.number !== this.wentTo) this.choose(data.go);
    this.wentTo = data.go?.number;
    /** @param {LabData | null} wish */
    const asked = (wish) => JSON.stringify(wish && { ...wish, chosen: null, go: null });
    if (asked(before) === asked(data)) return;
    this.root.classList.toggle("has-digit", data.source === "digit");
    this.root.classList.toggle("compact", data.is_compact);
    if (data.source === "digit") paintGrey(this.digit, this.pixels);
    this.changed(true, { isOtherDigit: true });
  }

  // Shows what the address says, or what a step back or forward leads to.
  /** @param {LabChoice} choice */
  choose({ logits, disturbed, curve, moments, cell }) {
    this.areLogits = this.logits.checked = logits;
    this.disturbances.show({ disturbed, curve });
    this.scrubber.want(moments);
    for (const { view, number } of this.views) {
      view.show(cell && cell.net === number && cell.layer === view.layer.name ? cell : null);
    }
    if (cell && this.data.nets[cell.net]) {
      this.reportCell(cell);
    }
    this.reportedLooks = JSON.stringify(this.looks);
    this.changed(true);
  }

  // What the page's address holds of it.
  get looks() {
    const { chosen, isAtEnd } = this.scrubber;
    return {
      nets: this.data.nets.map(({ name }) => name),
      logits: this.areLogits,
      disturbed: this.disturbances.disturbed,
      curve: this.disturbances.curve,
      moments: isAtEnd ? [] : chosen.map((moment) => (moment === NEWEST ? null : moment)),
    };
  }

  looked() {
    tellAddressAhead(addressed(this.looks));
    this.reportSoon();
  }

  /** @override */
  report() {
    clearTimeout(this.reporting);
    this.reporting = undefined;
    if (this.reportedStrokes !== this.drawing.text) {
      this.reportedStrokes = this.drawing.text;
      this.reportDrawing();
    }
    const looks = JSON.stringify(this.looks);
    if (looks === this.reportedLooks) return;
    this.reportedLooks = looks;
    this.setStateValue("looks", { ...this.looks, told: nameOfNews() });
  }

  /** @param {NonNullable<LabChoice["cell"]>} cell */
  reportCell({ net, ...place }) {
    this.setStateValue("selected", { net: this.data.nets[net].name, ...place, told: nameOfNews() });
  }

  showNets() {
    this.stopViews();
    this.watching.disconnect();
    const { words, nets } = this.data;
    this.root.classList.toggle("two", nets.length > 1);
    this.views = [];
    this.bars = nets.map(({ title }) => new Bars(words, nets.length > 1 ? title : ""));
    this.answers.replaceChildren(
      ...nets.flatMap(({ title, has_logits }, number) => {
        const name = make("p", "title", nets.length > 1 ? title : "");
        return [name, has_logits ? this.bars[number].root : make("p", "", words.no_answer)];
      }),
    );
    this.root.classList.toggle("has-logits", nets.some(({ has_logits }) => has_logits));
    this.filtersOf = null;
    this.filters = nets.map(({ first }) =>
      new FilterView(first, { words, colors: this.scales, onSelect: () => {} })
    );
    this.kernels.replaceChildren(...this.filters.map(({ root }) => root));
    this.nets.replaceChildren(
      ...nets.map(({ title, layers }, number) => {
        const column = make("div", "net");
        if (nets.length > 1) column.append(make("h2", "", title));
        for (const layer of layers) {
          const view = new LayerView(layer, {
            words,
            colors: this.scales,
            onSelect: (place) => {
              const cell = { net: number, ...place };
              tellAddressAhead(addressedCell(cell));
              this.reportCell(cell);
              showWhenThere(OPENED);
            },
          });
          this.views.push({ view, number, isInView: false, width: 0, channels: null });
          column.append(view.root);
          this.watching.observe(view.root);
        }
        return column;
      }),
    );
    this.layOut();
  }

  // What is known of each net's moments: from the page's script, and of a training as the server tells of it.
  showTimes() {
    const { nets, times } = this.data;
    for (const stop of this.stopWatching) stop();
    this.times = times.map((time) => ({ ...time }));
    this.stopWatching = nets.flatMap(({ name }, number) =>
      times[number].is_followed
        ? [
          runs(this.base).watch(name, ({ told }) => {
            if (told) this.follow(number, told);
          }),
        ]
        : []
    );
    this.showScrubber();
  }

  // A training tells that it has moved: what is shown of it moves too, unless one looks at an earlier moment.
  /** @type {(number: number, told: Told) => void} */
  follow(number, { moments, newest, latest, state }) {
    const before = this.times[number];
    this.times[number] = { ...before, moments, newest, latest, state };
    this.showScrubber();
    const isNews = newest !== before.newest || latest.step !== before.latest.step || state !== before.state;
    const isOther = state !== before.state; // what was strong before it had learnt anything means little
    if (isNews && this.scrubber.isAtEnd) this.changed(!this.isLearning, { isOtherDigit: isOther });
    if (moments.length !== before.moments.length) this.showHistory();
  }

  // Whether what is shown moves by itself, so that nothing rests.
  /** @override */
  get isLearning() {
    return this.scrubber.isAtEnd && this.times.some(({ state }) => state === "running");
  }

  showHistory() {
    if (!this.frame || this.frame.header.is_blank || !this.scrubber.isOfUse) return;
    const pixels = /** @type {Uint8Array<ArrayBuffer>} */ (this.frame.arrays.seen.values);
    this.data.nets.forEach(({ name, has_logits }, number) => {
      const steps = this.times[number].moments.map(({ step }) => step);
      if (has_logits && steps.length > 1) this.history.ask(number, name, steps, pixels);
    });
  }

  showScrubber() {
    this.scrubber.update(this.data.nets.map(({ title }, number) => ({ title, ...this.times[number] })));
  }

  layOut() {
    const { channels } = this.data;
    for (const view of this.filters) view.layOutIn(this.kernels.clientWidth);
    let isStale = false;
    for (const shown of this.views) {
      const width = Math.floor(shown.view.root.clientWidth);
      if (!width || (shown.width === width && shown.channels === channels)) continue;
      shown.width = width;
      shown.channels = channels;
      shown.view.layOut(width, channels, channels ? columnsOfFew(width, NARROW.matches) : null);
      isStale = true;
    }
    if (isStale) this.changed(true);
  }

  /** @param {IntersectionObserverEntry[]} entries */
  scrolled(entries) {
    for (const { target, isIntersecting } of entries) {
      const shown = this.views.find(({ view }) => view.root === target);
      if (shown) shown.isInView = isIntersecting;
    }
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.changed(true);
  }

  /** @override @type {(isResting: boolean, at?: number) => void} */
  drawn(isResting, at) {
    this.scrubber.growStale();
    super.drawn(isResting, at);
  }

  /** @override @type {(isResting: boolean, change?: Change) => void} */
  changed(isResting, change = {}) {
    if (change.isOtherDigit) this.isSettled = false; // other channels may be the strongest
    super.changed(isResting, change);
  }

  /** @override @returns {Omit<LabMessage, keyof HandMessage>} */
  wish() {
    const { nets, channels, are_strongest, per_channel } = this.data;
    const layers = [...new Set(this.views.filter(({ isInView }) => isInView).map(({ view }) => view.layer.name))];
    const { chosen } = this.scrubber;
    this.askedOf = chosen.join();
    if (!this.isSettled) this.settled = {};
    this.isSettled = true;
    return {
      nets: nets.map(({ name }) => name),
      moments: chosen,
      filters: this.filtersOf !== this.askedOf || chosen.includes(NEWEST),
      layers,
      channels,
      settled: are_strongest ? this.settled : null,
      per_channel,
      disturbance: this.disturbances.values,
      curve: this.isMoving ? null : this.disturbances.curve,
    };
  }

  /** @override @param {LabFrame} frame */
  paint(frame) {
    this.frame = frame;
    this.say("");
    paintGrey(this.seen, frame.arrays.seen.values);
    this.paintHand(frame);
    this.paintAnswers(frame);
    const curve = frame.arrays["0/curve"];
    if (curve) this.disturbances.paint(curve);
    this.filters.forEach((view, number) => {
      const filters = frame.arrays[`${number}/filters`]; // the same for every digit, and so not in every frame
      if (!filters) return;
      view.paint(filters);
      this.filtersOf = this.askedOf;
    });
    const painted = this.views.flatMap(({ view, number }) => {
      /** @type {`${number}/${string}`} */
      const name = `${number}/${view.layer.name}`;
      const maps = frame.arrays[name];
      return maps ? [{ view, maps, name }] : [];
    });
    for (const { view, maps, name } of painted) {
      view.paint(maps);
      view.move();
      if (this.rests || this.isLearning) this.settled[name] = maps.channels ?? [];
    }
    // benchmarks listen: which change is painted now, in how many bytes it came, and of which step each net is
    this.tell("painted", { changedAt: this.answersTo, bytes: frame.bytes, steps: frame.header.moments });
    this.scrubber.isBusy = false;
    if (this.rests) this.rest(frame, painted);
  }

  /** @param {LabFrame} frame */
  paintAnswers({ arrays, header }) {
    this.bars.forEach((bars, number) => {
      const probabilities = arrays[`${number}/probabilities`];
      const logits = arrays[`${number}/logits`];
      if (!probabilities || !logits) return;
      bars.paint(probabilities.values, logits.values, {
        label: this.usesDigit ? this.data.label : null,
        areLogits: this.areLogits,
        isBlank: header.is_blank,
        isResting: this.rests,
      });
    });
    if (this.rests) this.nameTab(arrays["0/probabilities"]);
  }

  /** @type {(frame: LabFrame, painted: { view: LayerView, maps: Maps }[]) => Promise<void>} */
  async rest(frame, painted) {
    this.scrubber.tell();
    this.showHistory();
    const plotly = await loadPlotly(this.base);
    this.bringStyles();
    for (const { view, maps } of painted) {
      if (this.frame !== frame || this.isMoving) return;
      if (maps.values instanceof Float32Array) await view.rest(plotly, maps);
    }
    this.tell("rested", { changedAt: this.answersTo });
    if (this.reporting) this.report();
  }

  // plotly.js writes its rules into the document's head, where the component's shadow does not see them.
  bringStyles() {
    const sheet = /** @type {HTMLStyleElement | null} */ (document.getElementById("plotly.js-style-global"));
    const rules = sheet?.sheet?.cssRules;
    if (this.hasStyles || !rules) return;
    this.hasStyles = true;
    const style = document.createElement("style");
    style.textContent = [...rules].map(({ cssText }) => cssText).join("\n");
    this.root.before(style);
  }

  /** @override */
  repaint() {
    for (const { view } of this.views) view.repaint();
  }

  stopViews() {
    for (const { view } of this.views) view.stop(globalThis.Plotly);
  }

  /** @override */
  stop() {
    super.stop();
    for (const stop of this.stopWatching) stop();
    this.scrubber.stop();
    this.history.stop();
    this.watching.disconnect();
    this.resizing.disconnect();
    this.stopViews();
  }
}
