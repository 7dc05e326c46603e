// The page "Why this answer": a digit, the answer, and one of several views of why, all painted from one socket.

import { BITMAP_SIDE, Drawing } from "../../../scripts/drawing.js";
import { Connection, packMessage } from "../../../scripts/connection.js";
import { colorTable } from "../../../scripts/colors.js";
import { fill, make, write } from "../../../scripts/dom.js";
import { paintGrey } from "../../../scripts/pixels.js";
import { ClassBars } from "./class_bars.js";
import { PathBar } from "./path_bar.js";
import { Scalings } from "./scalings.js";
import { story } from "./story.js";
import { VIEWS } from "./views.js";

const RESTS_AFTER = 140; // ms without a change, after which exact values are fetched
const REPORTS_WITHIN = 600; // ms
const SELECTS_WITHIN = 150; // ms: what keys only pass by is not looked up
const LARGEST_PICTURE = 20e6; // bytes

export default class Why {
  constructor(root, base) {
    this.root = root;
    this.base = base;
    this.isMoving = false;
    this.target = null; // the class that is explained; null: the answer
    this.place = null; // what is selected: { layer, channel, row, column }, each but the layer null where it is open
    this.scalings = new Scalings();
  }

  // Called with what the page's script wants, at the first time and after each of its runs.
  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    const before = this.data;
    this.data = data;
    this.pixels = Uint8Array.from(atob(data.pixels), (letter) => letter.charCodeAt(0));
    if (!before) this.build();
    if (before?.net?.name !== data.net?.name) this.showNet(Boolean(before));
    if (data.go && data.go.number !== this.wentTo) {
      this.wentTo = data.go.number;
      if (before) this.go(data.go);
    }
    const isNews = ({ source, pixels, net, left_out }) => JSON.stringify([source, pixels, net, left_out]);
    if (before && isNews(before) === isNews(data)) return;
    if (!before && !this.drawing.isEmpty) this.report();
    this.root.classList.toggle("has-digit", data.source === "digit");
    paintGrey(this.digit, this.pixels);
    this.changed(true, { isOtherDigit: true });
  }

  build() {
    const { words, colors } = this.data;
    this.root.innerHTML = `
      <p class="story" role="status"></p>
      <div class="hand"><div class="drawing"></div><canvas class="digit" width="28" height="28" role="img"></canvas>
        <p class="caption"></p><p class="notice" role="status"></p><div class="answers"></div></div>
      <div class="right"><div class="choices" role="tablist"></div><div class="views"></div><div class="path"></div></div>
      <p class="state" role="status"></p>`;
    const find = (selector) => this.root.querySelector(selector);
    const withTable = (scale) => ({ scale, table: colorTable(scale) });
    this.colors = { ...colors, unsigned: withTable(colors.scale), signed: withTable(colors.signed_scale) };
    for (const name of ["story", "digit", "caption", "notice", "answers", "choices", "views", "path", "state"]) {
      this[name === "story" ? "said" : name === "choices" ? "tabs" : name] = find(`.${name}`);
    }
    this.digit.setAttribute("aria-label", words.digit);
    this.drawing = new Drawing(find(".drawing"), words, {
      onChange: (isResting, at) => this.drawn(isResting, at),
      onPicture: (file) => this.dropped(file),
    });
    this.bars = new ClassBars(words, (target) => this.explain(target));
    this.answers.append(this.bars.root);
    this.pathBar = new PathBar(this.path, this);
    this.resizing = new ResizeObserver(() => this.view?.layOut());
    this.resizing.observe(this.views);
    // The stylesheet gives the text's colour a transition, so that a change of theme is an event.
    this.root.addEventListener("transitionend", ({ target, propertyName }) => {
      if (target === this.root && propertyName === "color") this.view?.repaint();
    });
    const url = new URL(`${this.base}live`);
    url.protocol = url.protocol.replace("http", "ws");
    this.connection = new Connection(url, {
      compose: (id) => this.compose(id),
      onFrame: (frame) => this.paint(frame),
      onError: (sentence) => {
        this.say(sentence);
        this.setStateValue("trouble", sentence);
      },
      onState: (state) => this.say(state === "open" ? "" : words[state]),
    });
  }

  // Another net: what was selected and switched off in the one before means nothing in it.
  showNet(isOther) {
    if (isOther) {
      this.place = null;
      this.scalings = new Scalings();
    } else {
      this.place = this.data.chosen.place;
      this.target = this.data.chosen.target;
      this.scalings = new Scalings(this.data.chosen.scalings);
    }
    this.tabs.replaceChildren();
    this.view?.stop();
    this.view = null;
    if (!this.data.net) return;
    for (const name of Object.keys(VIEWS)) {
      const tab = make("button", "", this.data.words.views[name]);
      tab.type = "button";
      tab.dataset.view = name;
      tab.setAttribute("role", "tab");
      tab.addEventListener("click", () => this.show(name));
      tab.addEventListener("keydown", (event) => this.tabKey(event));
      this.tabs.append(tab);
    }
    this.show(this.data.chosen.view in VIEWS ? this.data.chosen.view : Object.keys(VIEWS)[0], !isOther);
    if (isOther) this.report();
  }

  show(name, isFirst = false) {
    for (const tab of this.tabs.children) {
      const isOpen = tab.dataset.view === name;
      tab.setAttribute("aria-selected", isOpen);
      tab.tabIndex = isOpen ? 0 : -1;
    }
    this.view?.stop();
    this.viewName = name;
    this.view = new VIEWS[name](this);
    const intro = make("p", "intro", this.data.words.intros[name]);
    this.views.replaceChildren(intro, this.view.root);
    this.views.setAttribute("role", "tabpanel");
    this.view.layOut();
    this.pathBar.show();
    this.changed(true, { isOtherDigit: true });
    if (!isFirst) this.report();
  }

  tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const names = Object.keys(VIEWS);
    this.show(names[(names.indexOf(this.viewName) + step + names.length) % names.length]);
    this.tabs.querySelector("[aria-selected=true]").focus();
  }

  get net() {
    return this.data.net;
  }

  get words() {
    return this.data.words;
  }

  layer(name) {
    return this.data.net.layers.find((layer) => layer.name === name);
  }

  // Selects a layer, a channel or a cell, or with null the whole net.
  select(place) {
    this.place = place;
    this.pathBar.show();
    this.view.select(place);
    this.reportSoon(SELECTS_WITHIN);
  }

  // One step up: from a cell to its channel, to its layer, to the net.
  up() {
    const { layer, channel, row } = this.place ?? {};
    if (row != null) this.select({ layer, channel, row: null, column: null });
    else if (channel != null) this.select({ layer, channel: null, row: null, column: null });
    else if (layer) this.select(null);
  }

  // What the page's script wants to be selected or switched.
  go({ place, scalings }) {
    if (scalings) this.scalings = new Scalings(scalings);
    if (place !== undefined) this.place = place;
    this.pathBar.show();
    this.view?.select(this.place);
    this.changed(true);
    this.report();
  }

  // Sets what a channel, or with null the whole layer, is multiplied by.
  scale(layer, channel, factor, isResting = true) {
    this.scalings.set(layer, channel, factor);
    this.rescaled(isResting);
  }

  allOn() {
    this.scalings.clear();
    this.rescaled(true);
  }

  rescaled(isResting) {
    this.pathBar.show();
    this.changed(isResting);
    this.reportSoon();
  }

  explain(target) {
    this.target = target;
    this.changed(true, { isOtherDigit: true });
    this.reportSoon();
  }

  get usesDigit() {
    return this.data.source === "digit" || this.drawing.isEmpty;
  }

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
    this.reporting = null;
    if (this.reportedStrokes !== this.drawing.strokes) {
      this.reportedStrokes = this.drawing.strokes;
      this.setStateValue("drawing", this.drawing.isEmpty ? "" : this.drawing.png());
    }
    const chosen = {
      net: this.net?.name ?? null,
      place: this.place,
      scalings: this.scalings.list(),
      target: this.target,
      view: this.viewName,
    };
    if (JSON.stringify(chosen) === this.reported) return;
    this.reported = JSON.stringify(chosen);
    this.setStateValue("chosen", chosen);
  }

  // A picture that was pasted or dropped goes the way of an uploaded one.
  dropped(file) {
    if (file.size > LARGEST_PICTURE) return this.say(this.words.too_large);
    const reader = new FileReader();
    reader.onload = () => this.setStateValue("picture", { name: file.name, data: reader.result });
    reader.readAsDataURL(file);
  }

  // isOtherDigit: the digit or the class is another one and rests, so that other channels may be the strongest.
  changed(isResting, { at = performance.now(), isOtherDigit = false } = {}) {
    this.changedAt = at;
    if (isOtherDigit) this.view?.unsettle?.();
    clearTimeout(this.resting);
    this.isMoving = !isResting;
    if (!isResting) this.resting = setTimeout(() => this.changed(true), RESTS_AFTER);
    if (this.net) this.connection?.request();
  }

  compose(id) {
    const bitmap = this.usesDigit ? this.pixels : this.drawing.bitmap();
    this.answersTo = this.changedAt;
    this.wasMoving = this.isMoving;
    return packMessage(
      {
        kind: "why",
        id,
        bitmap: this.usesDigit ? "digit" : "drawing",
        side: this.usesDigit ? 28 : BITMAP_SIDE,
        net: this.net.name,
        target: this.target,
        scalings: this.scalings.list(),
        left_out: this.data.left_out,
        is_exact: !this.isMoving,
        view: this.viewName,
        ...this.view.wish,
      },
      bitmap,
    );
  }

  get rests() {
    return !this.wasMoving && !this.isMoving;
  }

  paint(frame) {
    this.frame = frame;
    this.say("");
    if (frame.header.view !== this.viewName || frame.header.net !== this.net?.name) return; // of what was shown before
    const { arrays, isBlank } = frame;
    if (!this.usesDigit) this.drawing.showGhost(arrays.seen.values);
    if (this.rests || this.usesDigit) write(this.notice, this.usesDigit ? "" : frame.notices.join(" "));
    write(this.caption, this.usesDigit ? this.data.caption : this.words.drawn);
    this.bars.paint(arrays.probabilities.values, arrays.logits.values, {
      label: this.usesDigit ? this.data.label : null,
      areLogits: false,
      isBlank,
      isResting: this.rests,
      explained: frame.header.target,
      isChosen: this.target !== null,
      base: this.scalings.isEmpty ? null : arrays.base_probabilities.values,
    });
    this.view.paint(frame);
    if (this.rests) this.tellStory(story(frame, this.data, this.scalings.list()));
    // benchmarks/explanations.py listens: which change is painted now
    this.tell("painted", { changedAt: this.answersTo, bytes: frame.bytes });
    if (!this.rests) return;
    this.tell("rested", { changedAt: this.answersTo });
    if (this.reporting) this.report();
  }

  // Only what is news is written: a screen reader tells again whatever is written again.
  tellStory(parts) {
    if (JSON.stringify(parts) === this.told) return;
    this.told = JSON.stringify(parts);
    this.said.replaceChildren(
      ...parts.map((part) => {
        if (typeof part === "string") return part;
        const link = make("button", "", String(part.channel));
        link.type = "button";
        link.title = fill(this.words.lens, { layer: part.layer, channel: fill(this.words.channel, part) });
        link.addEventListener("click", () => this.select({ ...part, row: null, column: null }));
        return link;
      }),
    );
  }

  tell(name, detail) {
    this.root.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  say(sentence) {
    write(this.state, sentence ?? "");
  }

  stop() {
    clearTimeout(this.resting);
    clearTimeout(this.reporting);
    this.connection?.stop();
    this.drawing?.stop();
    this.resizing?.disconnect();
    this.view?.stop();
  }
}
