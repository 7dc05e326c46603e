// The lessons as cards. What this browser keeps of them says how far one came.

import { fill, find, make } from "../../../scripts/dom.js";
import { forgetLesson, keepTeachersKey, keptLessons, teachersKey } from "../../../scripts/lessons_kept.js";
import { counted, handedIn } from "./hand_in.js";

/** @import { CourseCardsData, CourseLesson } from "../../../scripts/wire.d.ts" */
/** @import { Component } from "../../../scripts/types.d.ts" */

const HTML = `
  <div class="list"></div>
  <details hidden><summary></summary><form class="teacher"><label for="key"></label><input id="key" type="password" autocomplete="off">
    <button type="submit"></button><p role="status"></p></form></details>`;

export default class CourseCards {
  /**
   * @param {HTMLElement} root
   * @param {string} _base
   * @param {Component<CourseCardsData>} component
   */
  constructor(root, _base, { data, setTriggerValue }) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    root.innerHTML = HTML;
    this.list = find(root, ".list", "div");
    this.details = find(root, "details", "details");
    this.teacher = find(root, ".teacher", "form");
    this.key = find(root, "input", "input");
    this.told = find(root, ".teacher p", "p");
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
    card.append(about, far, buttons);
    for (const button of card.querySelectorAll("button")) button.type = "button";
    return card;
  }

  stop() {}
}
