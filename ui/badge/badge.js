// Asks the app's own route how far the page's result is from TensorFlow's, once the page has come to rest. While the page
// is ahead of its script (`ui/stepper/controls/ahead.js`), what it shows has not been compared: the badge waits.

const REST = 150; // ms without another operation
const AGAIN = 1500; // ms, after which an engine that was starting is asked again

/** @import { Component } from "../scripts/types.d.ts" */

/**
 * @typedef {object} Data
 * @property {[term: string, meaning: string]} lead
 * @property {string} page its name in the address
 * @property {string | null} path of what is asked; null: TensorFlow cannot do it
 * @property {string} said why it cannot
 * @property {{ comparing: string, lost: string }} words
 */

class Badge {
  /** @param {Element} line */
  constructor(line) {
    const [lead, root] = line.querySelectorAll("p");
    this.root = root;
    this.term = document.createElement("b");
    this.meaning = document.createElement("span");
    lead.append(this.term, this.meaning);
    /** @type {string | null | undefined} */
    this.path = undefined; // of what is shown or asked for
    /** @type {number | undefined} */
    this.waiting = undefined;
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {Data | null} */
    this.data = null; // that the script has sent
    /** @type {Record<string, (event: Event) => void>} */
    this.listeners = {
      "went-ahead": (event) => {
        const { said } = /** @type {CustomEvent<{ said: Data["lead"] | null }>} */ (event).detail;
        if (said) this.wait(said);
      },
      "ahead-over": () => {
        if (this.data) this.follow(this.data);
      },
    };
    for (const [name, listener] of Object.entries(this.listeners)) document.addEventListener(name, listener);
  }

  /** @param {Data} data */
  update(data) {
    this.data = data;
    if (!("ahead" in document.documentElement.dataset)) this.follow(data);
  }

  // Shows what is said of numbers that the script has not sent yet.
  /** @param {Data["lead"]} lead */
  wait(lead) {
    this.stop();
    this.path = undefined;
    this.lead(lead);
    if (this.data) this.show("comparing", this.data.words.comparing);
  }

  /** @param {Data["lead"]} lead */
  lead([term, meaning]) {
    this.term.textContent = term;
    this.meaning.textContent = ` · ${meaning}`;
  }

  /** @param {Data} options */
  follow({ lead, page, path, said, words }) {
    this.lead(lead);
    if (path !== null && path === this.path) return;
    this.stop();
    this.path = path;
    if (path === null) return this.show("cannot", said);
    // Wherever a proxy has put the app, its root is the address without the page's name.
    const base = location.pathname.slice(0, location.pathname.lastIndexOf(`/${page}`));
    this.show("comparing", words.comparing);
    this.waiting = setTimeout(() => this.ask(`${location.origin}${base}/${path}`, words), REST);
  }

  /** @type {(url: string, words: Data["words"]) => Promise<void>} */
  async ask(url, words) {
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const answer = await fetch(url, { signal });
      if (answer.status === 404) return; // the page shows something else by now, and asks for that
      if (!answer.ok) throw new Error(answer.statusText);
      /** @type {{ state: string, said: string }} */
      const { state, said } = await answer.json();
      if (signal.aborted) return;
      this.show(state, said);
      if (state === "starting") this.waiting = setTimeout(() => this.ask(url, words), AGAIN);
    } catch {
      if (!signal.aborted) this.show("failed", words.lost);
    }
  }

  /** @type {(state: string, said: string) => void} */
  show(state, said) {
    this.root.dataset.state = state;
    this.root.textContent = said;
  }

  leave() {
    for (const [name, listener] of Object.entries(this.listeners)) document.removeEventListener(name, listener);
  }

  stop() {
    clearTimeout(this.waiting);
    this.asking?.abort();
  }
}

/** @type {WeakMap<Element, Badge>} */
const badges = new WeakMap();

/** @param {Component<Data>} component */
export default function ({ parentElement, data }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".line"));
  const badge = badges.get(root) ?? new Badge(root);
  badges.set(root, badge);
  badge.update(data);
  return () => {
    badge.stop();
    badge.leave();
    badges.delete(root);
  };
}
