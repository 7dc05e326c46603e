// The lessons as cards. What this browser keeps of them says how far one came.

import { fill, find, make } from "../../../scripts/dom.js";
import { forgetLesson, keepTeachersKey, keptLessons, teachersKey } from "../../../scripts/lessons_kept.js";
import { counted, handedIn } from "./hand_in.js";

/** @import { CourseCardsData, CourseLesson } from "../../../scripts/wire.d.ts" */
/** @import { Component } from "../../../scripts/types.d.ts" */

const HTML = `
  <div class="list"></div>
  <p class="whole"><a target="_blank"></a></p>
  <details hidden><summary></summary><form class="teacher"><label for="key"></label><input id="key" type="password" autocomplete="off">
    <button type="submit"></button><p role="status"></p></form></details>`;

export default class CourseCards {
  /**
   * @param {HTMLElement} root
   * @param {string} base
   * @param {Component<CourseCardsData>} component
   */
  constructor(root, base, { data, setTriggerValue }) {
    this.base = base;
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    root.innerHTML = HTML;
    this.list = find(root, ".list", "div");
    this.whole = find(root, ".whole a", "a");
    this.whole.href = `${base}handout`;
    this.details = find(root, "details", "details");
    this.teacher = find(root, ".teacher", "form");
    this.key = find(root, "input", "input");
    this.told = find(root, ".teacher p", "p");
    this.elsewhere = () => this.show(); // in another tab something was answered
    addEventListener("storage", this.elsewhere);
    this.teacher.addEventListener("submit", (event) => {
      event.preventDefault();
      keepTeachersKey(this.key.value.trim());
      this.told.textContent = this.data.words[this.key.value.trim() ? "key_kept" : "key_gone"];
    });
  }

  /** @param {Component<CourseCardsData>} component */
  update({ data, setTriggerValue }) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    const { has_teacher, words } = data;
    this.details.hidden = !has_teacher;
    this.whole.textContent = words.print_course;
    find(this.details, "summary", "summary").textContent = words.teacher;
    find(this.teacher, "label", "label").textContent = words.key;
    find(this.teacher, "button", "button").textContent = words.keep_key;
    this.key.value = teachersKey();
    this.show();
  }

  show() {
    this.list.replaceChildren(...this.data.lessons.map((lesson) => this.card(lesson)));
  }

  /** @param {CourseLesson} lesson */
  card(lesson) {
    const { words } = this.data;
    const { name, title, goal, minutes, steps, questions } = lesson;
    const kept = keptLessons()[name];
    const { ended, first } = counted(lesson, kept);
    const isDone = ended === questions.length && ended > 0;
    const card = make("article", "card");
    const progress = make("progress");
    progress.value = questions.length ? ended / questions.length : 0;
    progress.setAttribute("aria-label", words.progress);
    const came = kept ? fill(words.came, { ended, count: questions.length, first }) : words.not_begun;
    const open = make("button", "main", isDone ? words.again : kept ? words.go_on : words.start);
    open.setAttribute("aria-label", `${open.textContent}: ${title}`);
    const at = kept && !isDone ? Math.min(Math.max(1, Math.trunc(kept.at) || 1), steps) : 1;
    open.addEventListener("click", () => this.setTriggerValue("opened", `${name}.${at}`));
    const buttons = make("div", "buttons");
    buttons.append(open);
    if (kept) {
      const link = make("a", "", words.hand_in);
      const text = handedIn(lesson, kept, words, new Date().toISOString().slice(0, 10));
      link.href = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
      link.download = `${name}.txt`;
      const forget = make("button", "", words.forget);
      forget.setAttribute("aria-label", `${words.forget}: ${title}`);
      forget.addEventListener("click", () => {
        forgetLesson(name);
        this.show();
      });
      buttons.append(link, forget);
    }
    const lead = make("p", "lead", fill(words.lead, { minutes, steps }));
    const [about, far] = [make("div", "about"), make("div", "far")];
    about.append(make("h2", "", title), make("p", "goal", goal), lead);
    far.append(progress, make("p", "came", came));
    card.append(about, far, buttons, this.along(lesson));
    for (const button of card.querySelectorAll("button")) button.type = "button";
    return card;
  }

  /**
   * Returns the ways to what of a lesson is taken along: on paper, as a notebook, its program.
   *
   * @param {CourseLesson} lesson
   */
  along({ name, title, code }) {
    const { words } = this.data;
    const along = make("div", "along");
    const print = make("a", "", words.print);
    print.href = `${this.base}handout/${name}`;
    print.target = "_blank";
    print.setAttribute("aria-label", `${words.print}: ${title}`);
    const notebook = make("a", "", words.notebook);
    notebook.href = `${this.base}notebook/${name}.ipynb`;
    notebook.download = `${name}.ipynb`;
    notebook.setAttribute("aria-label", `${words.notebook}: ${title}`);
    along.append(print, notebook);
    if (code) {
      const fold = make("details");
      fold.append(make("summary", "", words.code), make("pre", "", code));
      along.append(fold);
    }
    return along;
  }

  stop() {
    removeEventListener("storage", this.elsewhere);
  }
}
