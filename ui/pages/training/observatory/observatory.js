// What a training tells while it runs: how far it is, its curves, and the digits that it still gets wrong.

import { Curves } from "../../../scripts/curves.js";
import { fill, find, make, write } from "../../../scripts/dom.js";
import { runs } from "../../../scripts/runs.js";
import { Mistakes } from "./mistakes.js";

/** @import { Command, ObservatoryData, RunState, Told } from "../../../scripts/wire.d.ts" */
/** @import { Component } from "../../../scripts/types.d.ts" */
/** @import { News } from "../../../scripts/runs.js" */

// Of a point of the curve: step, loss, accuracy, and both on the validation digits.
const LOSS = [1, 3];
const ACCURACY = [2, 4];
/** @type {(RunState | undefined)[]} */
const UNDER_WAY = ["waiting", "starting", "running", "paused"];
// How long a button has to be there before somebody can have seen it and pressed it.
const UNSEEN = 250; // ms
/** @type {Record<ButtonName, (RunState | undefined)[]>} */
const BUTTONS = {
  start: ["none", "cancelled", "failed"],
  again: ["done"],
  pause: ["running"],
  resume: ["paused"],
  cancel: UNDER_WAY,
  results: ["done"],
};

const NAMES = /** @type {ButtonName[]} */ (Object.keys(BUTTONS));

/** @typedef {Command | "results"} ButtonName */

export default class Observatory {
  /**
   * @param {HTMLElement} root
   * @param {string} base
   * @param {Component<ObservatoryData>} component
   */
  constructor(root, base, { data, setTriggerValue }) {
    const { words, colors } = data;
    this.root = root;
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    this.runs = runs(base);
    /** @type {(() => void) | null} */
    this.stopWatching = null;
    /** @type {string | null} */
    this.watched = null; // the net
    /** @type {News | null} */
    this.news = null;
    /** @type {RunState | null} */
    this.state = null;
    this.tableOf = ""; // what the table and the line of the others were made for
    this.othersAre = "";
    root.innerHTML = `
      <section class="state"><h2></h2><p class="detail"></p><progress max="1"></progress>
        <div class="buttons"></div><p class="trouble" role="alert"></p><p class="small"></p></section>
      <div class="drawings"></div>
      <section class="mistakes"></section>
      <p class="told" role="status"></p>
      <div class="told"><table><caption></caption><thead></thead><tbody></tbody></table></div>
      <nav class="others"></nav>`;
    this.heading = find(root, "h2", "h2");
    this.detail = find(root, ".detail", "p");
    this.bar = find(root, "progress", "progress");
    this.bar.setAttribute("aria-label", words.progress);
    this.trouble = find(root, ".trouble", "p");
    this.small = find(root, ".small", "p");
    this.told = find(root, "p.told", "p");
    this.rows = find(root, "tbody", "tbody");
    this.others = find(root, ".others", "nav");
    this.others.setAttribute("aria-label", words.others);
    write(find(root, "caption", "caption"), words.table);
    const head = make("tr");
    head.append(...words.columns.map((name) => Object.assign(make("th", "", name), { scope: "col" })));
    find(root, "thead", "thead").append(head);
    /** @type {Map<HTMLButtonElement, number>} */
    this.shownAt = new Map();
    /** @param {ButtonName} name */
    const button = (name) => {
      const made = make("button", name, words[name]);
      made.type = "button";
      made.addEventListener("click", ({ detail }) => {
        if (this.isMeant(made, detail)) this.press(name);
      });
      find(root, ".buttons", "div").append(made);
      return made;
    };
    this.buttons = new Map(NAMES.map((name) => [name, button(name)]));
    const named = { names: [words.training, words.validation], colors, axis: words.epoch };
    this.curves = [
      new Curves({
        ...named,
        title: words.accuracy,
        columns: ACCURACY,
        format: (share, places) => `${(100 * share).toFixed(places)} %`,
        isShare: true,
        note: words.stretched,
      }),
      new Curves({
        ...named,
        title: words.loss,
        columns: LOSS,
        format: (loss, places) => loss.toFixed(places + 1),
      }),
    ];
    find(root, ".drawings", "div").append(...this.curves.map((curves) => curves.root));
    this.mistakes = new Mistakes(
      find(root, ".mistakes", "section"),
      words,
      (index) => this.setTriggerValue("picked", index),
    );
  }

  // Called with what the page's script wants, at the first time and after each of its runs.
  /** @param {Component<ObservatoryData>} component */
  update({ data, setTriggerValue }) {
    this.setTriggerValue = setTriggerValue;
    this.data = data;
    if (this.watched !== data.net) this.watch();
    else this.show();
  }

  watch() {
    this.stopWatching?.();
    this.watched = this.data.net;
    this.state = null;
    this.tableOf = "";
    this.stopWatching = this.runs.watch(this.data.net, (news) => this.receive(news));
    this.show();
  }

  // The second click of a double click would press the button that has just come in the first one's place. Browsers
  // count any quick click as a second one, though: Pause, there a quarter of a second after Start, is meant if it is seen.
  /** @type {(button: HTMLButtonElement, clicks: number) => boolean} */
  isMeant(button, clicks) {
    return clicks < 2 || performance.now() - (this.shownAt.get(button) ?? 0) > UNSEEN;
  }

  /** @param {ButtonName} name */
  press(name) {
    if (name === "results") return this.setTriggerValue("wanted", name);
    const { net, own_name: ownName, words } = this.data;
    write(this.trouble, this.runs.command(name, net, ownName) ? "" : words.lost);
  }

  /** @param {News} news */
  receive(news) {
    this.news = news;
    if (news.refusal) write(this.trouble, news.refusal);
    this.show();
    const state = news.told?.state;
    // The page's script hears of an end, which is when there is more to show.
    if (this.state && UNDER_WAY.includes(this.state) && !UNDER_WAY.includes(state)) {
      this.setTriggerValue("ended", state);
    }
    if (state && state !== this.state) write(this.trouble, news.refusal ?? "");
    this.state = state ?? this.state;
  }

  show() {
    const { words } = this.data;
    const told = this.news?.told;
    if (!told) {
      write(this.heading, words.asking);
      if (this.news && !this.news.isOpen) write(this.detail, this.news.reason || words.lost);
      for (const button of this.buttons.values()) button.hidden = true;
      return;
    }
    write(this.heading, told.heading);
    write(this.detail, this.news?.isOpen ? told.detail : this.news?.reason || words.lost);
    write(this.small, told.small);
    write(this.told, told.spoken);
    this.bar.hidden = !UNDER_WAY.slice(1).includes(told.state);
    if (told.state === "starting") this.bar.removeAttribute("value");
    else this.bar.value = told.share;
    const mayStop = told.is_yours || !UNDER_WAY.includes(told.state);
    for (const [name, button] of this.buttons) {
      // Anybody may let a paused one go on, or one whose browser is gone would bar its net.
      const isShown = BUTTONS[name].includes(told.state) && (mayStop || name === "resume");
      if (isShown && button.hidden) this.shownAt.set(button, performance.now());
      button.hidden = !isShown;
      button.disabled = !this.news?.isOpen && name !== "results";
    }
    const start = this.buttons.get("start");
    if (start) write(start, told.can_go_on ? words.go_on : words.start);
    for (const curves of this.curves) curves.paint(told.curve, told);
    this.mistakes.paint(told.wrong);
    this.showTable(told);
    this.showOthers();
  }

  // For readers who cannot see the curves: what was measured at each epoch's end.
  /** @param {Told} options */
  showTable({ curve }) {
    const rows = curve.filter((point) => Number.isFinite(point[ACCURACY[1]]));
    const key = `${this.data.net} ${rows.length}`;
    if (this.tableOf === key) return;
    this.tableOf = key;
    this.rows.replaceChildren(
      ...rows.map((point) => {
        const row = make("tr");
        row.append(
          ...point.map((value) => make("td", "", value === null ? "–" : String(Number(value.toPrecision(3))))),
        );
        return row;
      }),
    );
  }

  showOthers() {
    const others = (this.news?.all ?? []).filter(({ net }) => net !== this.data.net);
    const key = JSON.stringify(others);
    if (this.othersAre === key) return;
    this.othersAre = key;
    this.others.replaceChildren(
      ...others.map(({ net, title, said }) => {
        const button = make("button", "", fill(this.data.words.other, { title, said }));
        button.type = "button";
        button.addEventListener("click", () => this.setTriggerValue("opened", net));
        return button;
      }),
    );
  }

  stop() {
    this.stopWatching?.();
    for (const curves of this.curves) curves.stop();
  }
}
