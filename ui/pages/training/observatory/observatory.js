// What a training tells while it runs: how far it is, its curves, and the digits that it still gets wrong.

import { fill, make, write } from "../../../scripts/dom.js";
import { runs } from "../../../scripts/runs.js";
import { Curves } from "./curves.js";
import { Mistakes } from "./mistakes.js";

// Of a point of the curve: step, loss, accuracy, and both on the validation digits.
const LOSS = [1, 3];
const ACCURACY = [2, 4];
const UNDER_WAY = ["waiting", "starting", "running", "paused"];
const COMMANDS = ["start", "again", "pause", "resume", "cancel"];
// How long a button has to be there before somebody can have seen it and pressed it.
const UNSEEN = 250; // ms
const BUTTONS = {
  start: ["none", "cancelled", "failed"],
  again: ["done"],
  pause: ["running"],
  resume: ["paused"],
  cancel: UNDER_WAY,
  results: ["done"],
};

export default class Observatory {
  constructor(root, base) {
    this.root = root;
    this.runs = runs(base);
  }

  // Called with what the page's script wants, at the first time and after each of its runs.
  update({ data, setTriggerValue }) {
    this.setTriggerValue = setTriggerValue;
    const before = this.data;
    this.data = data;
    if (!before) this.build();
    if (before?.net !== data.net) this.watch();
    else this.show();
  }

  build() {
    const { words, colors } = this.data;
    this.root.innerHTML = `
      <section class="state"><h2></h2><p class="detail"></p><progress max="1"></progress>
        <div class="buttons"></div><p class="trouble" role="alert"></p><p class="small"></p></section>
      <div class="drawings"></div>
      <section class="mistakes"></section>
      <p class="told" role="status"></p>
      <div class="told"><table><caption></caption><thead></thead><tbody></tbody></table></div>
      <nav class="others"></nav>`;
    const find = (selector) => this.root.querySelector(selector);
    this.heading = find("h2");
    this.detail = find(".detail");
    this.bar = find("progress");
    this.bar.setAttribute("aria-label", words.progress);
    this.trouble = find(".trouble");
    this.small = find(".small");
    this.told = find("p.told");
    this.table = find("table");
    this.others = find(".others");
    this.others.setAttribute("aria-label", words.others);
    write(this.table.querySelector("caption"), words.table);
    const head = make("tr");
    head.append(...words.columns.map((name) => Object.assign(make("th", "", name), { scope: "col" })));
    this.table.querySelector("thead").append(head);
    this.buttons = {};
    this.shownAt = new Map();
    for (const name of Object.keys(BUTTONS)) {
      const button = (this.buttons[name] = make("button", name, words[name]));
      button.type = "button";
      button.addEventListener("click", ({ detail }) => this.isMeant(button, detail) && this.press(name));
      find(".buttons").append(button);
    }
    const named = { names: [words.training, words.validation], colors, axis: words.epoch };
    const percent = (share, places) => `${(100 * share).toFixed(places)} %`;
    this.curves = [
      new Curves({ ...named, title: words.accuracy, columns: ACCURACY, format: percent, range: [0, 1] }),
      new Curves({
        ...named,
        title: words.loss,
        columns: LOSS,
        format: (loss, places) => loss.toFixed(places + 1),
        range: [0],
      }),
    ];
    find(".drawings").append(...this.curves.map(({ root }) => root));
    this.mistakes = new Mistakes(find(".mistakes"), words, (index) => this.setTriggerValue("picked", index));
  }

  watch() {
    this.stopWatching?.();
    this.state = null;
    this.tableOf = null;
    this.stopWatching = this.runs.watch(this.data.net, (news) => this.receive(news));
    this.show();
  }

  // The second click of a double click would press the button that has just come in the first one's place. Browsers
  // count any quick click as a second one, though: Pause, there a quarter of a second after Start, is meant if it is seen.
  isMeant(button, clicks) {
    return clicks < 2 || performance.now() - this.shownAt.get(button) > UNSEEN;
  }

  press(name) {
    if (!COMMANDS.includes(name)) return this.setTriggerValue("wanted", name);
    write(this.trouble, this.runs.command(name, this.data.net) ? "" : this.data.words.lost);
  }

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
      if (this.news && !this.news.isOpen) write(this.detail, words.lost);
      for (const button of Object.values(this.buttons)) button.hidden = true;
      return;
    }
    write(this.heading, told.heading);
    write(this.detail, this.news.isOpen ? told.detail : words.lost);
    write(this.small, told.small);
    write(this.told, told.spoken);
    this.bar.hidden = !["starting", "running", "paused"].includes(told.state);
    if (told.state === "starting") this.bar.removeAttribute("value");
    else this.bar.value = told.share;
    const mayStop = told.is_yours || !UNDER_WAY.includes(told.state);
    for (const [name, states] of Object.entries(BUTTONS)) {
      // Anybody may let a paused one go on, or one whose browser is gone would bar its net.
      const button = this.buttons[name];
      const isShown = states.includes(told.state) && (mayStop || name === "resume");
      if (isShown && button.hidden) this.shownAt.set(button, performance.now());
      button.hidden = !isShown;
      button.disabled = !this.news.isOpen && COMMANDS.includes(name);
    }
    write(this.buttons.start, told.can_go_on ? words.go_on : words.start);
    for (const curves of this.curves) curves.paint(told.curve, told);
    this.mistakes.paint(told.wrong);
    this.showTable(told);
    this.showOthers();
  }

  // For whoever cannot see the curves: what was measured at each epoch's end.
  showTable({ curve }) {
    const rows = curve.filter((point) => Number.isFinite(point[ACCURACY[1]]));
    const key = `${this.data.net} ${rows.length}`;
    if (this.tableOf === key) return;
    this.tableOf = key;
    this.table.querySelector("tbody").replaceChildren(
      ...rows.map((point) => {
        const row = make("tr");
        row.append(
          ...point.map((value) =>
            make("td", "", Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "–")
          ),
        );
        return row;
      }),
    );
  }

  showOthers() {
    const others = this.news.all.filter(({ net }) => net !== this.data.net);
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
    for (const curves of this.curves ?? []) curves.stop();
  }
}
