// The bar at the window's lower edge: what to do at this step, what is asked, and the way to the next.
//
// A number is typed here. What is done on the page is read from its address, and sooner from the components, which say
// what the address will be (`address_ahead.js`). Both are judged by a route of the app's own, so that no script runs for
// an answer. Escape ends the tour, which asks nothing.

import { fill, find, make, write } from "../../scripts/dom.js";
import { storedBitmap } from "../../scripts/drawing.js";
import { keepPlace, keepStep, keptStep, teachersKey } from "../../scripts/lessons_kept.js";
import { keepTourSeen } from "../../scripts/tour_seen.js";
import { COMES_WITHIN, Newest } from "./newest.js";
import { shownWays } from "./ways.js";

/** @import { Addressed, LessonData, LessonMessage, LessonVerdict } from "../../scripts/wire.d.ts" */
/** @import { Component, KeptStep } from "../../scripts/types.d.ts" */

const REST = 30; // ms without another change of the address
const BEGUN = 4000; // ms without another, after which what the page shows is no longer on its way to the answer
const STUCK = 30_000; // ms at a step, after which the answer can be shown without a try
const NARROW = "(max-width: 900px)"; // as in bar.css
const STAGES = [
  "start_glimpse",
  "mnist_lab",
  "why_page",
  "training_observatory",
  "backward_by_hand",
  "backward_net_choices",
].map((key) => `.st-key-${key}`);
const STAGE = `[class*='_stepper'], ${STAGES}`; // what a step is about, which stands below the page's choices
const LAB = ".st-key-mnist_lab [data-testid='stBidiComponentIsolated']";
const SLIDERS = ".disturbances[open] .sliders";
const COMES = 20_000; // ms for the stage to come
const DRAWN = 3000; // ms from then on for all that stands above it, or until a hand moves the page

const HTML = `
  <header><p class="title"></p><p class="place"></p><progress max="1"></progress>
    <button type="button" class="fold" aria-expanded="true"></button></header>
  <div class="middle">
    <p class="said" role="status"></p>
    <form class="question" hidden>
      <label class="asked" for="typed"></label>
      <span class="answer"><input id="typed" type="text" autocomplete="off" spellcheck="false" maxlength="24">
        <button type="submit" class="check main"></button></span>
    </form>
    <p class="verdict" role="status"></p>
  </div>
  <div class="buttons"></div>`;

// What a step is about: the part that a component marks itself. Where the window is narrow it may mark a smaller one
// ("narrow"), and another that shows the answer ("seen"). isMarked: whether there is one
/** @type {(isSeen: boolean, isNarrow: boolean) => { part: Element | null, isMarked: boolean }} */
function stageOf(isSeen, isNarrow) {
  const stage = document.querySelector(STAGE);
  const inside = [...stage?.querySelectorAll("*") ?? []].find(({ shadowRoot }) => shadowRoot)?.shadowRoot;
  const names = [...(isSeen && isNarrow ? ["seen"] : []), ...(isNarrow ? ["narrow"] : []), ""];
  const marked = names.map((name) => inside?.querySelector(`[data-stage="${name}"]`)).find((part) => part);
  return { part: marked ?? stage, isMarked: Boolean(marked) };
}

export default class LessonBar {
  /**
   * @param {HTMLElement} root
   * @param {string} base
   * @param {Component<LessonData>} component
   */
  constructor(root, base, { data, setTriggerValue }) {
    this.root = root;
    this.base = base;
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    root.innerHTML = HTML;
    root.setAttribute("role", "region");
    this.title = find(root, ".title", "p");
    this.place = find(root, ".place", "p");
    this.progress = find(root, "progress", "progress");
    this.fold = find(root, ".fold", "button");
    this.said = find(root, ".said", "p");
    this.form = find(root, ".question", "form");
    this.asked = find(root, ".asked", "label");
    this.answer = find(root, ".answer", "span");
    this.typed = find(root, "input", "input");
    this.checkButton = find(root, ".check", "button");
    this.verdict = find(root, ".verdict", "p");
    this.buttons = find(root, ".buttons", "div");
    this.shown = ""; // the ways whose buttons are there
    this.at = ""; // the step that is open
    this.isFolded = false;
    this.isTaught = false; // by a teacher's key
    this.failed = 0; // tries at this step that were not right
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {number | undefined} */
    this.waiting = undefined;
    /** @type {number | undefined} */
    this.resting = undefined;
    /** @type {number | undefined} */
    this.staying = undefined;
    this.isStuck = false; // what is done on the page does not get there
    this.coming = 0; // the frame in which the stage is looked for
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask("check");
    });
    this.fold.addEventListener("click", () => this.toggle());
    /** @param {KeyboardEvent} event */
    this.key = (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.data.is_tour) this.press("end");
    };
    this.newest = new Newest();
    this.askedOf = ""; // the state of the page that was asked about last
    this.isLost = false; // the last question, because the server did not answer
    this.address = () => {
      this.newest.written(location.search);
      this.lookIn(REST);
    };
    this.stepped = () => {
      this.newest.forget();
      this.address();
    };
    /** @param {Event} event */
    this.done = (event) => {
      const { detail } = /** @type {CustomEvent<Addressed>} */ (event);
      this.newest.tell(detail, performance.now());
      this.look();
      this.lookIn(COMES_WITHIN + REST);
    };
    this.drawn = () => {
      if (!this.data.question?.asks_net) return;
      this.askedOf = ""; // the address does not say it yet
      this.look();
    };
    this.back = () => {
      if (this.isLost) this.ask("check");
    };
    document.addEventListener("keydown", this.key);
    document.addEventListener("server-back", this.back);
    addEventListener("address", this.address);
    addEventListener("popstate", this.stepped);
    addEventListener("address-ahead", this.done);
    document.addEventListener("drawn", this.drawn); // the page's script, and the address, come later
    // The page's end can be scrolled out from under the bar.
    this.size = new ResizeObserver(() => {
      document.documentElement.style.setProperty("--lesson-bar", `${root.offsetHeight}px`);
    });
    this.size.observe(root);
    if (data.is_tour) keepTourSeen();
  }

  /** @param {Component<LessonData>} component */
  update({ data, setTriggerValue }) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    const { lesson, title, number, count, said, question, words } = data;
    this.root.hidden = false;
    this.root.setAttribute("aria-label", title);
    write(this.title, title);
    write(this.place, fill(words.place, { number, count }));
    this.progress.value = number / count;
    this.progress.setAttribute("aria-hidden", "true");
    write(this.fold, this.isFolded ? words.unfold : words.fold);
    write(this.said, said);
    this.form.hidden = !question;
    const at = JSON.stringify([lesson, number, question]);
    if (at !== this.at) {
      this.at = at;
      this.enter();
    }
    this.showWays();
  }

  // Comes to a step, of which the answer may be known already.
  enter() {
    const { lesson, number, question, words } = this.data;
    this.asking?.abort();
    this.newest.forget();
    this.askedOf = "";
    this.isLost = false;
    this.isTaught = false;
    this.isStuck = false;
    this.failed = 0;
    clearTimeout(this.resting);
    clearTimeout(this.staying);
    this.typed.value = "";
    this.say("", "");
    if (!this.data.is_tour) keepPlace(lesson, number);
    this.showStage();
    if (!question) return;
    this.asked.textContent = question.asked;
    this.typed.placeholder = words.answer;
    this.checkButton.textContent = words.check;
    const kept = this.kept;
    this.failed = kept.tries.length;
    if (kept.end) this.say(kept.end, kept.said, this.leadOf(kept));
    else if (teachersKey()) this.ask("teach");
    else this.staying = setTimeout(() => this.stick(), STUCK);
    this.showForm();
  }

  stick() {
    this.isStuck = true;
    this.showWays();
  }

  /** @returns {KeptStep} what was answered at this step */
  get kept() {
    const { lesson, question } = this.data;
    const known = question ? keptStep(lesson, question.step) : undefined;
    return known ?? { asked: question?.asked ?? "", tries: [], end: "", answer: "", said: "" };
  }

  // Sliders that the step has opened are brought into view, and so is what the step is about: where there is room for
  // the bar and for little more from its upper edge on, elsewhere as far as it lies under the bar.
  showStage() {
    let until = performance.now() + COMES;
    let isThere = false;
    let isLeft = false;
    const leave = () => isLeft = true;
    for (const hand of ["pointerdown", "wheel", "keydown"]) addEventListener(hand, leave, { once: true });
    const show = () => {
      const isNarrow = matchMedia(NARROW).matches;
      const { part: stage, isMarked } = stageOf(this.data.is_seen, isNarrow);
      const sliders = document.querySelector(LAB)?.shadowRoot?.querySelector(SLIDERS);
      if (sliders) sliders.scrollIntoView({ block: "end" });
      else if (isNarrow) stage?.scrollIntoView({ block: "start" });
      else if (isMarked) stage?.scrollIntoView({ block: "nearest" });
      if (stage && !isThere) until = performance.now() + DRAWN;
      isThere ||= Boolean(stage);
      if (!isLeft && performance.now() < until) this.coming = requestAnimationFrame(show);
    };
    cancelAnimationFrame(this.coming);
    this.coming = requestAnimationFrame(show);
  }

  /** @param {number} ms */
  lookIn(ms) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.look(), ms);
  }

  // The page is looked at where it is what answers.
  look() {
    const { question } = this.data;
    if (!question || question.is_typed || this.kept.end) return;
    if (this.state !== this.askedOf) this.ask("check");
  }

  /** @returns {string} the page's, as an address says it */
  get state() {
    return this.newest.over(location.search, performance.now());
  }

  /** @param {LessonMessage["wish"]} wish */
  async ask(wish) {
    const { lesson, question, words } = this.data;
    if (!question) return;
    this.asking?.abort();
    clearTimeout(this.resting);
    const { signal } = this.asking = new AbortController();
    const address = this.askedOf = this.state;
    const typed = question.is_typed ? this.typed.value : "";
    const drawing = question.asks_net ? storedBitmap() : "";
    /** @type {LessonMessage} */
    const message = { lesson, step: question.step, wish, typed, address, key: teachersKey(), drawing };
    try {
      const answer = await fetch(`${this.base}lesson`, { method: "POST", body: JSON.stringify(message), signal });
      if (answer.status === 404) { // its file is another one by now
        if (!signal.aborted) this.say("wrong", words.changed);
        return;
      }
      if (!answer.ok) throw new Error(answer.statusText);
      /** @type {LessonVerdict} */
      const verdict = await answer.json();
      if (signal.aborted) return;
      this.isLost = false;
      this.take(wish, typed, verdict);
    } catch {
      if (signal.aborted) return;
      this.isLost = wish === "check";
      this.askedOf = "";
      this.say("wrong", words.lost);
    }
  }

  /** @type {(wish: LessonMessage["wish"], typed: string, verdict: LessonVerdict) => void} */
  take(wish, typed, { verdict, said, answer }) {
    const { lesson, question, words } = this.data;
    if (!question) return;
    const kept = this.kept;
    if (wish === "teach") {
      this.isTaught = verdict === "shown";
      if (this.isTaught) this.say("taught", said, answer && fill(words.for_teacher, { answer }));
      return this.showWays();
    }
    if (verdict === "begun") {
      this.say("", "");
      this.resting = setTimeout(() => {
        this.say(verdict, said);
        this.stick();
      }, BEGUN);
      return;
    }
    // The page's address changes for other reasons too: a mistake that is said already is no other try.
    const isKnown = !question.is_typed && verdict === "wrong" && said === this.verdict.textContent;
    const isTry = wish === "check" && verdict !== "unread" && !isKnown;
    const tries = isTry ? [...kept.tries, typed || words.on_page] : kept.tries;
    const end = verdict === "right" || verdict === "shown" ? verdict : "";
    if (end || tries.length > kept.tries.length) {
      keepStep(lesson, question.step, { asked: question.asked, tries, end, answer, said });
    }
    if (verdict === "wrong" && isTry) this.failed++;
    this.say(verdict, said, end ? this.leadOf(this.kept) : "");
    const isTyping = this.form.matches(":focus-within");
    this.showForm();
    this.showWays();
    const main = this.buttons.querySelector("button.main");
    if (end && isTyping && main instanceof HTMLElement) main.focus(); // the field has gone
  }

  /** @param {KeptStep} kept */
  leadOf({ end, answer }) {
    const { right, right_done, shown, shown_done } = this.data.words;
    const lead = end === "right" ? (answer ? right : right_done) : answer ? shown : shown_done;
    return fill(lead, { answer });
  }

  /** @type {(kind: string, said: string, lead?: string) => void} */
  say(kind, said, lead = "") {
    this.verdict.dataset.kind = kind;
    const text = lead ? `${lead} ${said}` : said;
    if (this.verdict.textContent === text) return; // a screen reader tells again whatever is written again
    this.verdict.replaceChildren(...(lead ? [make("b", "", lead), ` ${said}`] : [said]));
  }

  showForm() {
    this.answer.hidden = !this.data.question?.is_typed || Boolean(this.kept.end);
  }

  showWays() {
    const { shown, main } = shownWays(this.data, {
      end: this.kept.end,
      failed: this.failed,
      isStuck: this.isStuck,
      isTaught: this.isTaught,
    });
    if (this.shown === JSON.stringify(shown)) return;
    this.shown = JSON.stringify(shown);
    this.buttons.replaceChildren(
      ...shown.map(([way, said]) => {
        const button = make("button", way === main ? "main" : "", said);
        button.type = "button";
        button.addEventListener("click", () => way === "give_up" ? this.ask("give_up") : this.press(way));
        return button;
      }),
    );
  }

  toggle() {
    this.isFolded = !this.isFolded;
    this.root.classList.toggle("folded", this.isFolded);
    this.fold.setAttribute("aria-expanded", String(!this.isFolded));
    write(this.fold, this.isFolded ? this.data.words.unfold : this.data.words.fold);
  }

  /** @param {string} way */
  press(way) {
    if (way === "end") this.root.hidden = true; // at once, whatever the server has to do
    this.setTriggerValue("pressed", way);
  }

  stop() {
    document.removeEventListener("keydown", this.key);
    document.removeEventListener("server-back", this.back);
    removeEventListener("address", this.address);
    removeEventListener("popstate", this.stepped);
    removeEventListener("address-ahead", this.done);
    document.removeEventListener("drawn", this.drawn);
    clearTimeout(this.waiting);
    clearTimeout(this.resting);
    clearTimeout(this.staying);
    cancelAnimationFrame(this.coming);
    this.asking?.abort();
    this.size.disconnect();
    document.documentElement.style.removeProperty("--lesson-bar");
  }
}
