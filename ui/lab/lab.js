// The live page: canvas, answer and maps of one or two nets, all painted from the frames of one socket.

import { Connection, packMessage } from "../scripts/connection.js";
import { BITMAP_SIDE, Drawing } from "../scripts/drawing.js";
import { Bars } from "../scripts/bars.js";
import { Disturbances } from "./disturbances.js";
import { FilterView } from "./filter_view.js";
import { History } from "./history.js";
import { LayerView } from "./layer_view.js";
import { Scrubber } from "./scrubber.js";
import { colorTable } from "../scripts/colors.js";
import { make, write } from "../scripts/dom.js";
import { paintGrey } from "../scripts/pixels.js";
import { runs } from "../scripts/runs.js";

const RESTS_AFTER = 140; // ms without a change, after which exact values are fetched
const REPORTS_WITHIN = 600; // ms
const NEWEST = -1; // what a live request calls the weights of a training under way
const LARGEST_PICTURE = 20e6; // bytes

export default class Lab {
  constructor(root, base) {
    this.root = root;
    this.base = base;
    this.isMoving = false;
  }

  // Called with what the page's script wants, at the first time and after each of its runs.
  update({ data, setStateValue, setTriggerValue }) {
    this.setStateValue = setStateValue;
    this.setTriggerValue = setTriggerValue;
    const before = this.data;
    this.data = data;
    this.pixels = Uint8Array.from(atob(data.pixels), (letter) => letter.charCodeAt(0));
    if (!before) this.build();
    const layoutOf = (wish) => JSON.stringify([wish?.nets, wish?.channels, wish?.per_channel]);
    if (layoutOf(before) !== layoutOf(data)) this.showNets();
    // Of a training that is followed, the server tells more than the page's script knows.
    const timeOf = (wish) =>
      JSON.stringify(wish?.times.map((time, net) => [wish.nets[net].name, time.is_followed || time]));
    if (timeOf(before) !== timeOf(data)) this.showTimes();
    if (JSON.stringify(before) === JSON.stringify(data)) return;
    this.root.classList.toggle("has-digit", data.source === "digit");
    this.root.classList.toggle("compact", data.is_compact);
    if (data.source === "digit") this.showDigit(this.pixels);
    this.changed(true);
  }

  build() {
    const { words, colors, disturbances } = this.data;
    this.root.innerHTML = `
      <div class="hand"><div class="drawing"></div><canvas class="digit" width="28" height="28" role="img"></canvas></div>
      <div class="said"><figure class="seen"><canvas width="28" height="28" role="img"></canvas><figcaption></figcaption></figure>
        <p class="caption"></p><p class="notice" role="status"></p><div class="answers"></div>
        <label class="logit-switch"><input type="checkbox"><span></span></label><div class="kernels"></div></div>
      <div class="nets"></div>
      <p class="state" role="status"></p>`;
    const find = (selector) => this.root.querySelector(selector);
    const withTable = (scale) => ({ scale, table: colorTable(scale) });
    this.colors = { ...colors, unsigned: withTable(colors.scale), signed: withTable(colors.signed_scale) };
    this.seen = find(".seen canvas");
    this.seen.setAttribute("aria-label", words.seen);
    find(".seen figcaption").textContent = words.seen;
    this.caption = find(".caption");
    this.notice = find(".notice");
    this.answers = find(".answers");
    this.nets = find(".nets");
    this.state = find(".state");
    this.digit = find(".digit");
    this.digit.setAttribute("aria-label", words.digit);
    const logits = find(".logit-switch input");
    find(".logit-switch span").textContent = words.logits;
    logits.addEventListener("change", () => {
      this.areLogits = logits.checked;
      if (this.frame) this.paintAnswers(this.frame);
    });
    this.drawing = new Drawing(find(".drawing"), words, {
      onChange: (isResting, at) => this.drawn(isResting, at),
      onPicture: (file) => this.dropped(file),
    });
    this.disturbances = new Disturbances(disturbances, {
      words,
      colors,
      onChange: (isResting) => this.changed(isResting),
    });
    this.scrubber = new Scrubber(words.scrubber, {
      colors: colors.classes,
      onChange: (at) => this.changed(false, at),
    });
    this.history = new History(this.base, (net, history) => this.scrubber.paint(net, history));
    this.untold = make("p", "untold");
    find(".hand").append(this.scrubber.root, this.untold, this.disturbances.root);
    this.kernels = find(".kernels");
    this.filters = [];
    this.views = [];
    this.bars = [];
    this.watching = new IntersectionObserver((entries) => this.scrolled(entries), { rootMargin: "40px" });
    this.resizing = new ResizeObserver(() => this.layOut());
    this.resizing.observe(this.nets);
    // The stylesheet gives the text's colour a transition, so that a change of theme is an event.
    this.root.addEventListener("transitionend", ({ target, propertyName }) => {
      if (target === this.root && propertyName === "color") { for (const view of this.views) view.repaint(); }
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
    if (!this.drawing.isEmpty) this.report();
  }

  showNets() {
    for (const view of this.views) view.stop(globalThis.Plotly);
    this.watching.disconnect();
    const { words, nets } = this.data;
    this.nets.classList.toggle("two", nets.length > 1);
    this.views = [];
    this.bars = nets.map(({ title }) => new Bars(words, nets.length > 1 ? title : ""));
    this.answers.replaceChildren(
      ...nets.flatMap(({ title, has_logits }, number) => {
        const name = document.createElement("p");
        name.className = "title";
        name.textContent = nets.length > 1 ? title : "";
        if (has_logits) return [name, this.bars[number].root];
        const none = document.createElement("p");
        none.textContent = words.no_answer;
        return [name, none];
      }),
    );
    this.root.classList.toggle("has-logits", nets.some(({ has_logits }) => has_logits));
    this.filtersOf = null;
    this.filters = nets.map(({ first }) =>
      new FilterView(first, { words, colors: this.colors, onSelect: () => {} })
    );
    this.kernels.replaceChildren(...this.filters.map(({ root }) => root));
    this.nets.replaceChildren(
      ...nets.map(({ title, layers }, number) => {
        const column = document.createElement("div");
        column.className = "net";
        if (nets.length > 1) column.append(Object.assign(document.createElement("h2"), { textContent: title }));
        for (const layer of layers) {
          const onSelect = (place) => this.setStateValue("selected", { net: nets[number].name, ...place });
          const view = new LayerView(layer, { words, colors: this.colors, onSelect });
          view.number = number;
          this.views.push(view);
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
    for (const stop of this.stopWatching ?? []) stop();
    this.times = times.map((time) => ({ ...time }));
    this.stopWatching = nets.flatMap(({ name }, number) =>
      times[number].is_followed
        ? [runs(this.base).watch(name, ({ told }) => told && this.follow(number, told))]
        : []
    );
    this.showScrubber();
  }

  // A training tells that it has moved: what is shown of it moves too, unless one looks at an earlier moment.
  follow(number, { moments, newest, latest, state }) {
    const before = this.times[number];
    this.times[number] = { ...before, moments, newest, latest, state };
    this.showScrubber();
    const isNews = newest !== before.newest || latest.step !== before.latest.step || state !== before.state;
    if (isNews && this.scrubber.isAtEnd) this.changed(!this.isLearning);
    if (moments.length !== before.moments.length) this.showHistory();
  }

  // Whether what is shown moves by itself, so that nothing rests.
  get isLearning() {
    return this.scrubber.isAtEnd && this.times.some(({ state }) => state === "running");
  }

  showHistory() {
    if (!this.frame || this.frame.isBlank || !this.scrubber.isOfUse) return;
    const pixels = this.frame.arrays.seen.values;
    this.data.nets.forEach(({ name, has_logits }, number) => {
      const steps = this.times[number].moments.map(({ step }) => step);
      if (has_logits && steps.length > 1) this.history.ask(number, name, steps, pixels);
    });
  }

  showScrubber() {
    this.scrubber.update(this.data.nets.map(({ title }, number) => ({ title, ...this.times[number] })));
    const reasons = this.times.map(({ untold }) => untold).filter(Boolean);
    this.untold.replaceChildren();
    if (this.scrubber.isOfUse || !reasons.length) return;
    const button = make("button", "", this.data.words.scrubber.train);
    button.type = "button";
    button.addEventListener("click", () => this.setTriggerValue("wanted", true));
    this.untold.append(reasons[0], button);
  }

  layOut() {
    for (const view of this.filters) view.layOutIn(this.kernels.clientWidth);
    for (const view of this.views) {
      const width = Math.floor(view.root.clientWidth);
      if (!width || (view.laidOutFor === width && view.laidOutShown === this.data.channels)) continue;
      view.laidOutFor = width;
      view.laidOutShown = this.data.channels;
      view.layOut(width, this.data.channels, this.data.channels ? 4 : null);
      this.isStale = true;
    }
    if (this.isStale) {
      this.isStale = false;
      this.changed(true);
    }
  }

  scrolled(entries) {
    for (const { target, isIntersecting } of entries) {
      const view = this.views.find(({ root }) => root === target);
      if (view) view.isInView = isIntersecting;
    }
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.changed(true);
  }

  get usesDigit() {
    return this.data.source === "digit" || this.drawing.isEmpty;
  }

  drawn(isResting, at) {
    this.scrubber?.growStale();
    this.changed(isResting, at);
    clearTimeout(this.reporting);
    // The page's script runs after the exact maps are there, or soon if they do not come.
    if (isResting) this.reporting = setTimeout(() => this.report(), REPORTS_WITHIN);
  }

  report() {
    clearTimeout(this.reporting);
    this.reporting = null;
    this.setStateValue("drawing", this.drawing.isEmpty ? "" : this.drawing.png());
  }

  // A picture that was pasted or dropped goes the way of an uploaded one.
  dropped(file) {
    if (file.size > LARGEST_PICTURE) return this.say(this.data.words.too_large);
    const reader = new FileReader();
    reader.onload = () => this.setStateValue("picture", { name: file.name, data: reader.result });
    reader.readAsDataURL(file);
  }

  changed(isResting, at = performance.now()) {
    this.changedAt = at;
    clearTimeout(this.resting);
    this.isMoving = !isResting;
    if (!isResting && !this.isLearning) this.resting = setTimeout(() => this.changed(true), RESTS_AFTER);
    this.connection?.request();
  }

  compose(id) {
    const { nets, channels, per_channel } = this.data;
    const bitmap = this.usesDigit ? this.pixels : this.drawing.bitmap();
    const layers = [...new Set(this.views.filter(({ isInView }) => isInView).map(({ layer }) => layer.name))];
    const { chosen } = this.scrubber;
    this.askedOf = chosen.join();
    this.answersTo = this.changedAt;
    this.wasMoving = this.isMoving;
    return packMessage(
      {
        id,
        bitmap: this.usesDigit ? "digit" : "drawing",
        side: this.usesDigit ? 28 : BITMAP_SIDE,
        nets: nets.map(({ name }) => name),
        moments: chosen,
        filters: this.filtersOf !== this.askedOf || chosen.includes(NEWEST),
        layers,
        channels,
        per_channel,
        is_exact: !this.isMoving,
        left_out: this.data.left_out,
        disturbance: this.disturbances.values,
        curve: this.isMoving ? null : this.disturbances.curve,
      },
      bitmap,
    );
  }

  paint(frame) {
    this.frame = frame;
    this.say("");
    paintGrey(this.seen, frame.arrays.seen.values);
    if (!this.usesDigit) this.drawing.showGhost(frame.arrays.seen.values);
    const rests = !this.wasMoving && !this.isMoving; // a stroke under way is no digit yet, and that is no news
    if (rests || this.usesDigit) write(this.notice, this.usesDigit ? "" : frame.notices.join(" "));
    write(this.caption, this.usesDigit ? this.data.caption : this.data.words.drawn);
    this.paintAnswers(frame);
    const curve = frame.arrays["0/curve"];
    if (curve) this.disturbances.paint(curve);
    this.filters.forEach((view, number) => {
      const filters = frame.arrays[`${number}/filters`]; // the same for every digit, and so not in every frame
      if (!filters) return;
      view.paint(filters);
      this.filtersOf = this.askedOf;
    });
    const maps = this.views.map((view) => [view, frame.arrays[`${view.number}/${view.layer.name}`]]);
    for (const [view, map] of maps) {
      if (!map) continue;
      view.paint(map);
      view.move();
    }
    // benchmarks listen: which change is painted now, in how many bytes it came, and of which step each net is
    this.tell("painted", { changedAt: this.answersTo, bytes: frame.bytes, steps: frame.steps });
    this.scrubber.isBusy = false;
    if (!this.wasMoving && !this.isMoving) this.rest(frame, maps);
  }

  tell(name, detail) {
    this.root.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  paintAnswers({ arrays, isBlank }) {
    this.bars.forEach((bars, number) => {
      const probabilities = arrays[`${number}/probabilities`];
      if (!probabilities) return;
      bars.paint(probabilities.values, arrays[`${number}/logits`].values, {
        label: this.usesDigit ? this.data.label : null,
        areLogits: this.areLogits,
        isBlank,
        isResting: !this.wasMoving && !this.isMoving,
      });
    });
  }

  async rest(frame, maps) {
    this.scrubber.tell();
    this.showHistory();
    const plotly = await loadPlotly(this.base);
    this.bringStyles();
    for (const [view, map] of maps) {
      if (this.frame !== frame || this.isMoving) return;
      if (map && map.values instanceof Float32Array) await view.rest(plotly, map);
    }
    this.tell("rested", { changedAt: this.answersTo });
    if (this.reporting) this.report();
  }

  // plotly.js writes its rules into the document's head, where the component's shadow does not see them.
  bringStyles() {
    const rules = document.getElementById("plotly.js-style-global")?.sheet?.cssRules;
    if (this.hasStyles || !rules) return;
    this.hasStyles = true;
    const style = document.createElement("style");
    style.textContent = [...rules].map(({ cssText }) => cssText).join("\n");
    this.root.before(style);
  }

  showDigit(pixels) {
    paintGrey(this.digit, pixels);
  }

  say(sentence) {
    write(this.state, sentence ?? "");
  }

  stop() {
    clearTimeout(this.resting);
    clearTimeout(this.reporting);
    for (const stop of this.stopWatching ?? []) stop();
    this.connection?.stop();
    this.scrubber?.stop();
    this.history?.stop();
    this.drawing?.stop();
    this.watching?.disconnect();
    this.resizing?.disconnect();
    for (const view of this.views ?? []) view.stop(globalThis.Plotly);
  }
}

let plotly;

// plotly.js of the installed package, fetched once and only when something rests.
function loadPlotly(base) {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${base}plotly.js`;
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => {
      plotly = undefined;
      reject(new Error("plotly.js did not load"));
    };
    document.head.append(script);
  });
  return plotly;
}
