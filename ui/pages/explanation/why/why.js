// The page "Why this answer": a digit, the answer, and one of several views of why, all painted from one socket.

import { fill, find, make } from "../../../scripts/dom.js";
import { HandPage } from "../../../scripts/hand_page.js";
import { ARROWS, wrap } from "../../../scripts/keys.js";
import { paintGrey } from "../../../scripts/pixels.js";
import { ClassBars } from "./class_bars.js";
import { PathBar } from "./path_bar.js";
import { Scalings } from "./scalings.js";
import { story } from "./story.js";
import { VIEWS } from "./views.js";

/** @import { HandMessage, StrokesWish, ViewName, WhyArrays } from "../../../scripts/wire.d.ts" */
/** @import { WhyData, WhyHeader, WhyMessage } from "../../../scripts/wire.d.ts" */
/** @import { Component, Frame, Place, PlotElement } from "../../../scripts/types.d.ts" */
/** @import { Change } from "../../../scripts/hand_page.js" */
/** @import { Part } from "./story.js" */
/** @import { Space, View } from "./views.d.ts" */

// The chart of the selected map that `ui/pages/explanation/channel.py` shows, below this component.
const LARGE_MAP = ".st-key-why_channel_map .js-plotly-plot";
const SELECTS_WITHIN = 150; // ms: what keys only pass by is not looked up
const NAMES = /** @type {ViewName[]} */ (Object.keys(VIEWS));
const HTML = `
  <div class="live"><p class="state" role="status"></p><p class="story" role="status"></p>
    <div class="drawing"></div><canvas class="digit" width="28" height="28" role="img"></canvas>
    <div class="answers"></div></div>
  <div class="about"><p class="caption"></p><p class="notice" role="status"></p></div>
  <div class="right"><div class="choices" role="tablist"></div><div class="views"></div><div class="path"></div></div>`;

/** @extends {HandPage<WhyData, WhyHeader, WhyArrays>} */
export default class Why extends HandPage {
  /**
   * @param {HTMLElement} root
   * @param {string} base
   * @param {Component<WhyData>} component
   */
  constructor(root, base, component) {
    super(root, base, component, HTML);
    /** @type {WhyData | null} */
    this.shown = null;
    /** @type {number | null} */
    this.target = null; // the class that is explained; null: the answer
    /** @type {Place | null} */
    this.place = null; // what is selected; null: the whole net
    this.scalings = new Scalings();
    this.isWhole = false; // and what else views leave for the next time that they are looked at
    /** @type {string | null} */
    this.rankedLayer = null;
    /** @type {StrokesWish | null} */
    this.strokes = null;
    /** @type {Space | null} */
    this.space = null;
    /** @type {number | undefined} */
    this.wentTo = undefined; // the number of the last wish of the page's script
    this.colors = { ...this.data.colors, ...this.scales };
    this.said = find(root, ".story", "p");
    this.told = ""; // the story that stands there
    this.tabs = find(root, ".choices", "div");
    this.views = find(root, ".views", "div");
    this.viewName = NAMES[0];
    /** @type {View | null} */
    this.view = null;
    this.bars = new ClassBars(this.words, (target) => this.explain(target));
    this.answers.append(this.bars.root);
    this.pathBar = new PathBar(find(root, ".path", "div"), this);
    /** @type {unknown} */
    this.reportedStrokes = undefined;
    this.reported = ""; // what was reported last as chosen
    /** @type {PlotElement | null} */
    this.largeMap = null; // whose clicks are heard
    this.listening = new AbortController();
    document.addEventListener("pointerover", ({ target }) => this.hear(target), this.listening);
    this.resizing = new ResizeObserver(() => this.view?.layOut());
    this.resizing.observe(this.views);
  }

  // Called with what the page's script wants, at the first time and after each of its runs.
  /** @param {Component<WhyData>} component */
  update(component) {
    this.take(component);
    const before = this.shown;
    const { data } = this;
    this.shown = data;
    if (before?.net?.name !== data.net?.name) this.showNet(Boolean(before));
    if (data.go && data.go.number !== this.wentTo) {
      this.wentTo = data.go.number;
      if (before) this.go(data.go);
    }
    /** @param {WhyData} wish */
    const isNews = ({ source, pixels, net, left_out }) => JSON.stringify([source, pixels, net, left_out]);
    if (before && isNews(before) === isNews(data)) return;
    if (!before && !this.drawing.isEmpty) this.report();
    this.root.classList.toggle("has-digit", data.source === "digit");
    paintGrey(this.digit, this.pixels);
    this.changed(true, { isOtherDigit: true });
  }

  // Another net: what was selected and switched off in the one before means nothing in it.
  /** @param {boolean} isOther */
  showNet(isOther) {
    if (isOther) {
      this.place = null;
      this.scalings = new Scalings();
    } else {
      this.place = this.data.chosen.place;
      this.target = this.data.chosen.target;
      this.scalings = new Scalings(this.data.chosen.scalings);
      this.looks = this.data.chosen.looks;
    }
    this.tabs.replaceChildren();
    this.view?.stop();
    this.view = null;
    if (!this.data.net) return;
    for (const name of NAMES) {
      const tab = make("button", "", this.data.words.views[name]);
      tab.type = "button";
      tab.dataset.view = name;
      tab.setAttribute("role", "tab");
      tab.addEventListener("click", () => this.show(name));
      tab.addEventListener("keydown", (event) => this.tabKey(event));
      this.tabs.append(tab);
    }
    this.show(this.data.chosen.view in VIEWS ? this.data.chosen.view : NAMES[0], !isOther);
    if (isOther) this.report();
  }

  /** @type {(name: ViewName, isFirst?: boolean) => void} */
  show(name, isFirst = false) {
    for (const tab of this.tabs.querySelectorAll("button")) {
      const isOpen = tab.dataset.view === name;
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
    }
    this.view?.stop();
    this.viewName = name;
    this.view = new VIEWS[name](this);
    const { view } = this;
    const intro = make("p", "intro", this.data.words.intros[name]);
    this.views.replaceChildren(intro, view.root);
    this.views.setAttribute("role", "tabpanel");
    view.layOut();
    this.pathBar.show();
    this.changed(true, { isOtherDigit: true });
    if (!isFirst) this.report();
  }

  /** @param {KeyboardEvent} event */
  tabKey(event) {
    const step = ARROWS[event.key]?.[1];
    if (!step) return;
    event.preventDefault();
    this.show(NAMES[wrap(NAMES.indexOf(this.viewName) + step, NAMES.length)]);
    find(this.tabs, "[aria-selected=true]", "button").focus();
  }

  get net() {
    if (!this.data.net) throw new Error("there is no net to explain");
    return this.data.net;
  }

  get words() {
    return this.data.words;
  }

  /** @param {string} name */
  layer(name) {
    const found = this.net.layers.find((layer) => layer.name === name);
    if (!found) throw new Error(`the net has no layer ${name}`);
    return found;
  }

  // Selects a layer, a channel or a cell, or with null the whole net.
  /** @param {Place | null} place */
  select(place) {
    this.place = place;
    this.pathBar.show();
    this.view?.select(place);
    this.reportSoon(SELECTS_WITHIN);
  }

  // Streamlit tells nothing of a click on a heatmap, but plotly.js does: a cell of the large map is selected by one.
  /** @param {EventTarget | null} target what the pointer has met */
  hear(target) {
    const found = target instanceof Element ? target.closest(LARGE_MAP) : null;
    if (!found || found === this.largeMap) return;
    this.largeMap = /** @type {PlotElement} */ (found);
    this.largeMap.on("plotly_click", ({ points: [{ x, y }] }) => {
      if (this.place) this.select({ ...this.place, row: y, column: x });
    });
  }

  // One step up: from a cell to its channel, to its layer, to the net.
  up() {
    if (!this.place) return;
    const { layer, channel, row } = this.place;
    if (row !== null) this.select({ layer, channel, row: null, column: null });
    else if (channel !== null) this.select({ layer, channel: null, row: null, column: null });
    else this.select(null);
  }

  // What the views leave for the next time, as the page's address has it.
  get looks() {
    const { layer = "", patch = 5, stride = 2, is_checked: checked = false } = this.strokes ?? {};
    return { whole: this.isWhole, layer: this.rankedLayer, grad_cam: layer || null, patch, stride, checked };
  }

  set looks({ whole, layer, grad_cam, patch, stride, checked }) {
    this.isWhole = whole;
    this.rankedLayer = layer;
    this.strokes = { layer: grad_cam ?? "", patch, stride, is_checked: checked };
  }

  // What the page's script wants to be selected or switched.
  /** @param {NonNullable<WhyData["go"]>} options */
  go({ place, scalings, target, view, looks }) {
    if (scalings) this.scalings = new Scalings(scalings);
    if (target !== undefined) this.target = target;
    this.place = place;
    if (looks) this.looks = looks;
    if (view && (looks || view !== this.viewName)) this.show(view, true);
    this.pathBar.show();
    this.view?.select(this.place);
    this.changed(true, { isOtherDigit: target !== undefined });
    this.report();
  }

  // Sets what a channel, or with null the whole layer, is multiplied by.
  /** @type {(layer: string, channel: number | null, factor: number, isResting?: boolean) => void} */
  scale(layer, channel, factor, isResting = true) {
    this.scalings.set(layer, channel, factor);
    this.rescaled(isResting);
  }

  /** @type {(layer: string, channels: number[]) => void} */
  switchOff(layer, channels) {
    for (const channel of channels) this.scalings.set(layer, channel, 0);
    this.rescaled(true);
  }

  allOn() {
    this.scalings.clear();
    this.rescaled(true);
  }

  /** @param {boolean} isResting */
  rescaled(isResting) {
    if (this.scalings.isEmpty) this.view?.unsettle?.(); // what was off takes its own place again
    this.pathBar.show();
    this.changed(isResting);
    this.reportSoon();
  }

  /** @param {number | null} target */
  explain(target) {
    this.target = target;
    this.changed(true, { isOtherDigit: true });
    this.reportSoon();
  }

  /** @override */
  report() {
    clearTimeout(this.reporting);
    this.reporting = undefined;
    if (this.reportedStrokes !== this.drawing.strokes) {
      this.reportedStrokes = this.drawing.strokes;
      this.reportDrawing();
    }
    const chosen = {
      net: this.data.net?.name ?? null,
      place: this.place,
      scalings: this.scalings.list(),
      target: this.target,
      view: this.viewName,
      looks: this.looks,
    };
    if (JSON.stringify(chosen) === this.reported) return;
    this.reported = JSON.stringify(chosen);
    this.setStateValue("chosen", chosen);
  }

  /** @override @type {(isResting: boolean, change?: Change) => void} */
  changed(isResting, change = {}) {
    if (change.isOtherDigit) this.view?.unsettle?.(); // other channels may be the strongest
    super.changed(isResting, change);
  }

  /** @override */
  get canAsk() {
    return Boolean(this.data.net);
  }

  /** @override @returns {Omit<WhyMessage, keyof HandMessage>} */
  wish() {
    return {
      kind: "why",
      net: this.net.name,
      target: this.target,
      scalings: this.scalings.list(),
      view: this.viewName,
      ...this.view?.wish,
    };
  }

  /** @override @param {Frame<WhyHeader, WhyArrays>} frame */
  paint(frame) {
    this.frame = frame;
    this.say("");
    if (frame.header.view !== this.viewName || frame.header.net !== this.data.net?.name) return; // of what was shown before
    const { arrays, header } = frame;
    this.paintHand(frame);
    this.bars.paint(arrays.probabilities.values, arrays.logits.values, {
      label: this.usesDigit ? this.data.label : null,
      areLogits: false,
      isBlank: header.is_blank,
      isResting: this.rests,
      explained: header.target,
      isChosen: this.target !== null,
      base: this.scalings.isEmpty ? null : arrays.base_probabilities.values,
    });
    this.view?.paint(frame);
    if (this.rests) this.tellStory(story(frame, { net: this.net, words: this.words }, this.scalings.list()));
    // benchmarks/explanations.py listens: which change is painted now
    this.tell("painted", { changedAt: this.answersTo, bytes: frame.bytes });
    if (!this.rests) return;
    this.nameTab(arrays.probabilities);
    this.tell("rested", { changedAt: this.answersTo });
    if (this.reporting) this.report();
  }

  // Only what is news is written: a screen reader tells again whatever is written again.
  /** @param {Part[]} parts */
  tellStory(parts) {
    if (JSON.stringify(parts) === this.told) return;
    this.told = JSON.stringify(parts);
    this.said.replaceChildren(
      ...parts.map((part) => {
        if (typeof part === "string") return part;
        const isChannel = "channel" in part;
        const link = make(
          "button",
          isChannel ? "" : "together",
          isChannel ? String(part.channel) : this.words.story_switch,
        );
        link.type = "button";
        if (!isChannel) {
          link.addEventListener("click", () => this.switchOff(part.layer, part.channels));
          return link;
        }
        link.title = fill(this.words.lens, { layer: part.layer, channel: fill(this.words.channel, part) });
        link.addEventListener("click", () => this.select({ ...part, row: null, column: null }));
        return link;
      }),
    );
  }

  /** @override */
  repaint() {
    this.view?.repaint();
  }

  /** @override */
  stop() {
    super.stop();
    this.listening.abort();
    this.resizing.disconnect();
    this.view?.stop();
  }
}
