// The slider over the kept moments of a training: every picture of the page follows it, and a chart tells what the
// net made of this very digit at each of them.
//
// A place of the slider is a moment of each net that is shown. What `chosen` says of a net is what a live request
// says: the step of a kept moment, -1 for the newest weights of a training under way, null for the finished ones.

import { draw, fill, find, make, write } from "../scripts/dom.js";
import { percent } from "../scripts/bars.js";

/** @import { Moment, ScrubberWords, Times } from "../scripts/wire.d.ts" */
/** @import { Answers } from "./history.js" */

const PLAYS_EVERY = 160; // ms a moment: an eye needs that long to see what has changed
const WIDTH = 320;
const HEIGHT = 96;
const SHOWN_FROM = 0.05; // the least probability for which a digit has a curve
const NAMED_FROM = 0.2; // and for which it has a name at its peak
const NOW = -1;
const FINISHED = null;
const ICONS = { play: "M5 3v10l8-5z", pause: "M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z" };

/**
 * A net on the slider.
 *
 * @typedef {Pick<Times, "moments" | "newest" | "latest"> & { title: string }} Net
 */

/**
 * What a place of the slider says of a net, and the name of the sentence for it. `chosen`: as a live request says it.
 *
 * @typedef {Moment & { chosen: number | null, name: "at" | "now" | "finished" }} Said
 */

/** @typedef {{ said: Said[], chosen: (number | null)[] }} SliderPlace one of each net */

export class Scrubber {
  /**
   * @param {ScrubberWords} words
   * @param {{ colors: string[], onChange: (at?: number) => void }} options `onChange` is called with each place of the
   *   handle, and when it moved, as its event says
   */
  constructor(words, { colors, onChange }) {
    this.words = words;
    this.colors = colors;
    this.onChange = onChange;
    /** @type {SliderPlace[]} */
    this.places = [];
    this.at = 0;
    /** @type {(number | null)[] | null} */
    this.wanted = null; // the moments to show as soon as they are there, one of each net
    /** @type {Net[]} */
    this.nets = [];
    /** @type {Chart[]} */
    this.charts = [];
    this.isBusy = false; // what was chosen last is not painted yet; the painter says so
    /** @type {number | null} */
    this.timer = null; // while it plays
    this.root = make("section", "scrubber");
    this.root.innerHTML = `
      <div class="handle"><button type="button"><svg viewBox="0 0 16 16" aria-hidden="true"><path></path></svg></button><input type="range" min="0" step="1"></div>
      <p class="moment"></p><p class="told" role="status"></p>`;
    this.button = find(this.root, "button", "button");
    this.button.addEventListener("click", () => this.toggle());
    this.slider = find(this.root, "input", "input");
    this.slider.setAttribute("aria-label", words.label);
    this.slider.addEventListener("input", (event) => {
      this.pause();
      this.go(Number(this.slider.value), event.timeStamp);
    });
    this.slider.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      this.toggle();
    });
    this.moment = find(this.root, ".moment", "p");
    this.told = find(this.root, ".told", "p");
    this.pasts = make("div", "pasts"); // it stands by itself, where there is more room
    this.showButton();
  }

  /** @param {Net[]} nets */
  update(nets) {
    const wasAtEnd = this.isAtEnd && !this.wanted;
    const chosen = this.wanted ?? this.chosen;
    this.nets = nets;
    this.places = placesOf(nets);
    const found = this.places.findIndex((place) => place.chosen.every((moment, net) => moment === chosen[net]));
    this.at = wasAtEnd || found < 0 ? Math.max(this.places.length - 1, 0) : found;
    if (found >= 0) this.wanted = null;
    this.root.hidden = this.pasts.hidden = !this.isOfUse;
    this.slider.max = String(Math.max(this.places.length - 1, 1));
    if (this.charts.length !== nets.length) this.buildCharts();
    this.show();
  }

  buildCharts() {
    this.charts = this.nets.map(({ title }) =>
      new Chart(this.words, this.colors, this.nets.length > 1 ? title : "", (at, when) => {
        this.pause();
        this.go(at, when);
      })
    );
    this.pasts.replaceChildren(...this.charts.map(({ root }) => root));
  }

  get isOfUse() {
    return this.places.length > 1;
  }

  // One a net.
  get chosen() {
    return this.places[this.at]?.chosen ?? this.nets.map(({ newest }) => newest);
  }

  get isAtEnd() {
    return this.at >= this.places.length - 1;
  }

  /** @type {(at: number, when?: number) => void} */
  go(at, when) {
    if (at === this.at) return;
    this.at = at;
    this.isBusy = true;
    this.show();
    this.onChange(when);
  }

  // Shows moments that were chosen elsewhere, as soon as they are there: of each net a step, of none the end.
  /** @param {(number | null)[]} moments */
  want(moments) {
    this.pause();
    this.wanted = moments.length ? moments : null;
    this.at = Math.max(this.places.length - 1, 0);
    this.update(this.nets);
  }

  toggle() {
    if (this.timer !== null) return this.pause();
    if (this.isAtEnd) this.go(0);
    this.timer = setInterval(() => {
      if (this.isAtEnd) return this.pause();
      if (!this.isBusy) this.go(this.at + 1); // each moment is seen before the next comes
    }, PLAYS_EVERY);
    this.showButton();
  }

  pause() {
    this.stop();
    this.timer = null;
    this.showButton();
  }

  showButton() {
    const name = this.timer === null ? "play" : "pause";
    this.button.title = this.words[name];
    this.button.setAttribute("aria-label", this.words[name]);
    find(this.button, "path", "path").setAttribute("d", ICONS[name]);
  }

  show() {
    this.slider.value = String(this.at);
    const place = this.places[this.at];
    const said = place ? this.sentence(place) : "";
    write(this.moment, said);
    this.slider.setAttribute("aria-valuetext", said);
    for (const chart of this.charts) chart.mark(this.at);
  }

  /** @type {(options: SliderPlace) => string} */
  sentence({ said }) {
    return said
      .map(({ step, epoch, right, name }, net) => {
        const words = {
          step: step.toLocaleString("en"),
          epoch: Number(epoch.toFixed(2)),
          right: right && percent(right),
        };
        const sentence = fill(this.words[name], words) +
          (right === null ? "" : ` · ${fill(this.words.right, words)}`);
        return this.nets.length > 1 ? `${this.nets[net].title}: ${sentence}` : sentence;
      })
      .join(". ");
  }

  // Tells what each net made of the digit; history: a Map from step to its ten probabilities, and the same of logits.
  /** @type {(net: number, history: Answers) => void} */
  paint(net, history) {
    this.pasts.classList.remove("stale");
    const series = this.places.map(({ said }) => history.get(said[net].step) ?? null);
    const steps = this.places.map(({ said }) => said[net].step);
    this.charts[net].paint(series, steps, this.at);
  }

  // The digit is another one: what is told of the one before is shown pale until its own comes.
  growStale() {
    this.pasts.classList.add("stale");
  }

  // What a screen reader hears of the moment, when the handle rests.
  tell() {
    write(this.told, this.root.hidden ? "" : this.moment.textContent ?? "");
  }

  stop() {
    if (this.timer !== null) clearInterval(this.timer);
  }
}

// The places of the slider: the moments of one net, or of two nets those of both in the order of their epochs.
/** @type {(nets: Net[]) => SliderPlace[]} */
export function placesOf(nets) {
  const each = nets.map(placesOfNet);
  const epochs = [...new Set(each.flatMap((places) => places.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
  return epochs.map((epoch) => {
    const said = each.map((places) => places.findLast((place) => place.epoch <= epoch) ?? places[0]);
    return { said, chosen: said.map(({ chosen }) => chosen) };
  });
}

/** @type {(options: Net) => Said[]} */
function placesOfNet({ moments, newest, latest }) {
  /** @type {Said[]} */
  const places = moments.map((moment) => ({ ...moment, chosen: moment.step, name: "at" }));
  if (newest === FINISHED) {
    // They are those of the last step, and more exact than what is kept of that moment.
    const last = moments.at(-1)?.step === latest.step ? places.pop() : {};
    places.push({ ...latest, ...last, chosen: FINISHED, name: "finished" });
  } else if (newest === NOW) places.push({ ...latest, chosen: NOW, name: "now" });
  else if (!places.length) places.push({ ...latest, chosen: newest, name: "at" });
  return places;
}

// The ten probabilities of one digit over the kept moments, with the present one marked.
class Chart {
  /**
   * @param {ScrubberWords} words
   * @param {string[]} colors one a digit
   * @param {string} title
   * @param {(place: number, at: number) => void} onGo
   */
  constructor(words, colors, title, onGo) {
    this.words = words;
    this.colors = colors;
    this.title = title;
    this.onGo = onGo;
    this.root = make("figure", "past");
    this.root.hidden = true;
    this.svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" });
    this.names = make("div", "names");
    this.caption = make("figcaption");
    const frame = make("div", "frame");
    frame.append(this.svg, this.names);
    const ends = make("p", "ends");
    this.ends = ["", words.probability, ""].map((text) => make("span", "", text));
    ends.append(...this.ends);
    this.root.append(frame, ends, this.caption);
    /** @type {(number[] | null)[]} */
    this.series = [];
    /** @type {SVGElement | null} */
    this.marker = null;
    /** @param {PointerEvent} event */
    const point = (event) => {
      if (event.type === "pointermove" && !event.buttons) return;
      const share = event.offsetX / this.svg.clientWidth;
      this.onGo(Math.round(Math.min(1, Math.max(0, share)) * (this.series.length - 1)), event.timeStamp);
    };
    this.svg.addEventListener("pointerdown", point);
    this.svg.addEventListener("pointermove", point);
  }

  // series: of each place its ten probabilities, or null where they are not known
  /** @type {(series: (number[] | null)[], steps: number[], at: number) => void} */
  paint(series, steps, at) {
    this.series = series;
    const known = knownOf(series);
    this.root.hidden = known.length < 2;
    if (this.root.hidden) return;
    /** @param {number} place */
    const x = (place) => (WIDTH * place) / (series.length - 1);
    /** @param {number} share */
    const y = (share) => 3 + (HEIGHT - 6) * (1 - share);
    const lines = [];
    const names = [];
    for (let digit = 0; digit < 10; digit++) {
      const [peak, values] = known.reduce((best, each) => (each[1][digit] > best[1][digit] ? each : best));
      const highest = values[digit];
      if (highest < SHOWN_FROM) continue;
      const points = known.map(([place, shares]) => `${x(place).toFixed(1)},${y(shares[digit]).toFixed(1)}`);
      lines.push(draw("polyline", { points: points.join(" "), style: `stroke: ${this.colors[digit]}` }));
      if (highest < NAMED_FROM) continue;
      const name = make("span", "", String(digit));
      name.style.color = this.colors[digit];
      name.style.left = `${Math.min(97, Math.max(2, (100 * peak) / (series.length - 1)))}%`;
      name.style.top = `${Math.max(0, 100 * (1 - highest) - 16)}%`;
      names.push(name);
    }
    this.marker = draw("line", { class: "marker", y1: 0, y2: HEIGHT });
    this.svg.replaceChildren(...lines, this.marker);
    this.names.replaceChildren(...names);
    this.mark(at);
    const [least, , most] = this.ends;
    write(least, fill(this.words.step, { step: steps[0].toLocaleString("en") }));
    write(most, fill(this.words.step, { step: steps[steps.length - 1].toLocaleString("en") }));
    const sentence = this.sentence(known, steps);
    write(this.caption, this.title ? `${this.title}: ${sentence}` : sentence);
    this.svg.setAttribute("aria-label", `${this.words.chart} ${sentence}`);
  }

  // When the net first said what it says in the end, and since when it has not changed its mind.
  /** @type {(known: [number, number[]][], steps: number[]) => string} */
  sentence(known, steps) {
    const answers = known.map(([, shares]) => shares.indexOf(Math.max(...shares)));
    const answer = answers[answers.length - 1];
    const first = answers.indexOf(answer);
    const lastOther = answers.findLastIndex((each) => each !== answer);
    /** @param {number} index */
    const step = (index) => steps[known[index][0]].toLocaleString("en");
    if (lastOther < 0) return fill(this.words.always, { answer });
    const words = { answer, first: step(first), since: step(lastOther + 1) };
    return fill(first > lastOther ? this.words.since : this.words.first, words);
  }

  /** @param {number} at */
  mark(at) {
    if (!this.marker) return;
    const x = (WIDTH * at) / (this.series.length - 1);
    this.marker.setAttribute("x1", String(x));
    this.marker.setAttribute("x2", String(x));
  }
}

// The places whose probabilities are known, with them.
/** @type {(series: (number[] | null)[]) => [number, number[]][]} */
function knownOf(series) {
  return series.flatMap((values, place) => (values ? [[place, values]] : []));
}
