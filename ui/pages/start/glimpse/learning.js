// "Watch it learn": a small training on the start page. It tells the glimpse whose weights are to be asked, and shows how
// far the training is; one that is kept already is played from its moments.

import { Curves } from "../../../scripts/curves.js";
import { fill, find, write } from "../../../scripts/dom.js";
import { percent } from "../../../scripts/bars.js";
import { runs } from "../../../scripts/runs.js";

/** @import { LearningWords, Moment, Told } from "../../../scripts/wire.d.ts" */
/** @import { News } from "../../../scripts/runs.js" */

const PLAYS_EVERY = 450; // ms between two moments
/** @type {unknown[]} */
const UNDER_WAY = ["waiting", "starting", "running", "paused"];
const ACCURACY = [2, 4]; // of a point of the curve, on training and on held-out digits
const HTML = `
  <div class="buttons"><button type="button" class="watch"></button><button type="button" class="stop"></button>
    <button type="button" class="more"></button></div>
  <p class="how"></p><progress max="1"></progress><div class="curve"></div><p class="told" role="status"></p>`;

/**
 * What a press needs: where a training stands, and what to do then.
 *
 * @param {Told} told
 * @returns {"play" | "follow" | "again" | "start"}
 */
export function wayOf({ state, moments }) {
  if (UNDER_WAY.includes(state)) return "follow";
  if (state !== "done") return "start";
  return moments.length > 1 ? "play" : "again";
}

export class Learning {
  /**
   * @param {HTMLElement} root
   * @param {string} base the app's address
   * @param {{ net: string, words: LearningWords, colors: string[] }} options `net`: which training
   * @param {{ onWeights: () => void, onMore: () => void }} heard `onWeights`: others are to be shown; `onMore`: the
   *   page of the training is wanted
   */
  constructor(root, base, { net, words, colors }, { onWeights, onMore }) {
    this.root = root;
    this.runs = runs(base);
    this.net = net;
    this.words = words;
    this.onWeights = onWeights;
    /** @type {(() => void) | null} */
    this.stopWatching = null;
    /** @type {Told | null} */
    this.told = null;
    this.way = ""; // how it is shown, as `wayOf` says; empty before the first news
    /** @type {number | undefined} */
    this.timer = undefined;
    this.at = 0; // which moment is played
    this.isBusy = false; // the weights that are wanted are not painted yet
    root.innerHTML = HTML;
    /** @type {(name: string, press: () => void) => HTMLButtonElement} */
    const button = (name, press) => {
      const found = find(root, `.${name}`, "button");
      found.addEventListener("click", press);
      return found;
    };
    this.buttons = {
      watch: button("watch", () => this.begin()),
      stop: button("stop", () => this.end()),
      more: button("more", onMore),
    };
    write(this.buttons.stop, words.back);
    write(this.buttons.more, words.more);
    this.how = find(root, ".how", "p");
    this.bar = find(root, "progress", "progress");
    this.bar.setAttribute("aria-label", words.progress);
    this.spoken = find(root, ".told", "p");
    this.curve = new Curves({
      title: words.right,
      columns: ACCURACY,
      names: [words.training, words.held_out],
      colors,
      axis: words.epoch,
      format: (share, places) => `${(100 * share).toFixed(places)} %`,
      isShare: true,
      note: words.stretched,
    });
    find(root, ".curve", "div").append(this.curve.root);
    this.show();
  }

  // Whether the weights of this training are shown.
  get isOn() {
    return this.stopWatching !== null;
  }

  // Whether what is shown moves by itself.
  get isMoving() {
    return this.isOn && (this.way === "play" ? this.timer !== undefined : UNDER_WAY.includes(this.told?.state));
  }

  // Whether its last weights are shown.
  get isLearned() {
    return this.isOn && !this.isMoving && this.told?.state === "done";
  }

  // Which weights are wanted, as a live request names them.
  get moment() {
    if (this.way !== "play") return this.told?.newest ?? null;
    const moments = this.told?.moments ?? [];
    return this.at >= moments.length - 1 ? null : moments[this.at].step;
  }

  begin() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.at = 0;
    this.way = "";
    if (this.stopWatching) this.decide();
    else this.stopWatching = this.runs.watch(this.net, (news) => this.receive(news));
    this.show();
  }

  // The trained net is shown again; the training goes on.
  end() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.stopWatching?.();
    this.stopWatching = null;
    this.told = null;
    this.way = "";
    this.show();
    this.onWeights();
    this.buttons.watch.focus();
  }

  /** @param {News} news */
  receive({ told, isOpen, reason, refusal }) {
    if (!isOpen) return write(this.how, reason || this.words.lost);
    if (!told) return;
    const before = this.told;
    this.told = told;
    if (!this.way) this.decide();
    if (refusal) return write(this.how, refusal);
    const isNews = before?.newest !== told.newest || before?.latest.step !== told.latest.step;
    this.show();
    if (isNews && this.way !== "play") this.onWeights();
  }

  // What is to be done is known with the first news; from then on it is followed, or played.
  decide() {
    if (!this.told) return;
    this.way = wayOf(this.told);
    if (this.way === "play") {
      this.timer = setInterval(() => this.step(), PLAYS_EVERY);
      this.onWeights();
    } else if (this.way !== "follow") this.runs.command(this.way === "again" ? "again" : "start", this.net);
  }

  step() {
    if (this.isBusy) return; // each moment is seen before the next comes
    this.at += 1;
    if (this.at >= (this.told?.moments.length ?? 0) - 1) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    this.isBusy = true;
    this.show();
    this.onWeights();
  }

  // The weights that were wanted last are painted.
  painted() {
    this.isBusy = false;
  }

  show() {
    const { told, words, isOn } = this;
    const isDone = this.isLearned;
    this.root.classList.toggle("on", isOn);
    write(this.buttons.watch, isDone ? words.again : words.watch);
    this.buttons.watch.hidden = isOn && !isDone;
    this.buttons.stop.hidden = this.buttons.more.hidden = !isOn;
    this.bar.hidden = !this.isMoving;
    find(this.root, ".curve", "div").hidden = !isOn;
    if (!isOn) {
      write(this.how, words.what);
      write(this.spoken, "");
    }
    if (!isOn || !told) return;
    const latest = this.way === "play" ? told.moments[this.at] : told.latest;
    const share = told.steps ? latest.step / told.steps : 0;
    if (told.state === "starting") this.bar.removeAttribute("value");
    else this.bar.value = share;
    write(this.how, this.sentence(told, latest));
    write(this.spoken, isDone ? this.how.textContent ?? "" : words.watching);
    this.curve.paint(told.curve.filter(([step]) => step <= latest.step), told);
  }

  /** @type {(told: Told, latest: Moment) => string} */
  sentence(told, latest) {
    if (this.way === "play") {
      const values = {
        count: told.moments.length,
        step: latest.step,
        steps: told.steps,
        right: latest.right === null ? "–" : percent(latest.right),
      };
      return fill(this.isMoving ? this.words.playing : this.words.played, values) +
        (this.isMoving ? "" : ` ${told.detail}`);
    }
    return `${told.heading}. ${told.detail}${told.is_yours || told.state === "done" ? "" : ` ${told.small}`}`;
  }

  stop() {
    clearInterval(this.timer);
    this.stopWatching?.();
    this.curve.stop();
  }
}
