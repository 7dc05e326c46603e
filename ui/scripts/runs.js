// The trainings, as the server tells of them: one socket for all the components of a page that listen.

import { Socket } from "./socket.js";

/** @import { Command, OtherRun, RunsMessage, RunsNews, Told } from "./wire.d.ts" */

/**
 * What a listener is told: all that is known of its training, a line on each that is under way, and why the last
 * command was refused.
 *
 * @typedef {object} News
 * @property {Told | undefined} told
 * @property {OtherRun[]} all
 * @property {boolean} isOpen whether the server tells more
 * @property {string} reason why it does not, in its words, if it has said so
 * @property {string | undefined} refusal
 */

/** @type {Runs | undefined} */
let shared;

// Returns the page's own, made when it is first asked for.
/** @param {string} base */
export function runs(base) {
  return (shared ??= new Runs(base));
}

class Runs {
  /** @param {string} base */
  constructor(base) {
    this.base = base;
    /** @type {Set<{ net: string, onNews: (news: News) => void }>} */
    this.listeners = new Set();
    /** @type {Socket | null} */
    this.socket = null;
    /** @type {OtherRun[]} */
    this.all = [];
    /** @type {Record<string, Told>} */
    this.told = {};
    this.reason = "";
  }

  // Calls back with each piece of news until the function that it returns is called.
  // net: whose training is told of in full
  /** @type {(net: string, onNews: (news: News) => void) => () => void} */
  watch(net, onNews) {
    const listener = { net, onNews };
    this.listeners.add(listener);
    if (this.isOpen) this.subscribe();
    else this.open();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.close();
    };
  }

  // Returns false where nobody hears it.
  // name: what the net is to be called, of a command that starts its training
  /** @type {(what: Command, net: string, name?: string) => boolean} */
  command(what, net, name) {
    if (this.isOpen) this.send(name ? { do: what, net, name } : { do: what, net });
    return this.isOpen;
  }

  get isOpen() {
    return Boolean(this.socket?.isOpen);
  }

  forget() {
    this.all = [];
    this.told = {};
  }

  open() {
    if (this.socket) return this.socket.hurry();
    this.socket = new Socket(this.base, "runs", {
      onOpen: () => this.subscribe(),
      onMessage: (data) => this.receive(JSON.parse(/** @type {string} */ (data))),
      onLoss: (_isForLong, reason) => {
        this.reason = reason;
        this.tell();
      },
    });
  }

  close() {
    this.forget();
    this.socket?.stop();
    this.socket = null;
  }

  /** @param {RunsMessage} message */
  send(message) {
    this.socket?.send(JSON.stringify(message));
  }

  subscribe() {
    this.forget();
    this.send({ watch: [...new Set([...this.listeners].map(({ net }) => net))] });
  }

  /** @param {RunsNews} news */
  receive(news) {
    if (news.all) this.all = news.all;
    this.told = merged(this.told, news);
    this.tell(news.refusal);
  }

  /** @param {string} [refusal] */
  tell(refusal) {
    for (const { net, onNews } of this.listeners) {
      onNews({ told: this.told[net], all: this.all, isOpen: this.isOpen, reason: this.reason, refusal });
    }
  }
}

// What is known of trainings, with what is new; the first news of a training is all of it.
/** @type {(known: Record<string, Told>, news: RunsNews) => Record<string, Told>} */
export function merged(known, { nets = {} }) {
  const now = { ...known };
  for (const [net, { curve, ...news }] of Object.entries(nets)) {
    const before = known[net]?.curve ?? [];
    const points = curve ? [...before.slice(0, curve.from), ...curve.points] : before;
    now[net] = /** @type {Told} */ ({ ...known[net], ...news, curve: points });
  }
  return now;
}
