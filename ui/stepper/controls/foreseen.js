// Answers of a route by what they were asked for. What a hand is likely to do next is asked before it does it: one
// question at a time, and the newest guesses win.

const MOST_KEPT = 16;

/** @typedef {(question: string) => Promise<ArrayBuffer | null>} Ask null: the route has no answer to it */

export class Foreseen {
  /** @param {Ask} ask */
  constructor(ask) {
    this.ask = ask;
    /** @type {Map<string, Promise<ArrayBuffer | null>>} */
    this.answers = new Map();
    /** @type {string[]} */
    this.guesses = [];
    this.isGuessing = false;
  }

  // Returns the answer to a question, at once where it was foreseen.
  /** @type {Ask} */
  answer(question) {
    const kept = this.answers.get(question);
    if (kept) return kept;
    const { answers } = this;
    const answer = this.ask(question);
    answers.set(question, answer);
    answer.catch(() => answers.delete(question)); // the next one asks again
    for (const oldest of answers.keys()) {
      if (answers.size <= MOST_KEPT) break;
      answers.delete(oldest);
    }
    return answer;
  }

  /** @param {string[]} questions */
  async foresee(questions) {
    this.guesses = questions;
    if (this.isGuessing) return;
    this.isGuessing = true;
    for (let next = this.guesses.shift(); next !== undefined; next = this.guesses.shift()) {
      await this.answer(next).catch(() => null);
    }
    this.isGuessing = false;
  }

  // What was answered so far holds no more.
  forget() {
    this.answers = new Map();
    this.guesses = [];
  }
}
