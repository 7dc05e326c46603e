// The socket of the live page: one update in flight, the newest state wins, and it reconnects by itself.
//
// The connection pulls: `compose` is asked for a message when there is room for one, so that what is sent is what
// the page wants at that moment, and nothing waits in a queue.

import { Socket } from "./socket.js";

/** @import { LiveError } from "./wire.d.ts" */

const PATIENCE = 15000; // ms without an answer to an update, after which the socket counts as dead

/**
 * @typedef {object} Page
 * @property {(id: number) => Uint8Array<ArrayBuffer>} compose makes a message of a number
 * @property {(frame: ArrayBuffer) => void} onFrame
 * @property {(sentence: string) => void} onError
 * @property {(state: "open" | "reconnecting" | "lost", reason: string) => void} onState "open" with the first answer;
 *   reason: the server's sentence on the loss, if it has one
 */

export class Connection {
  /**
   * @param {string} base the app's address
   * @param {Page} page
   */
  constructor(base, { compose, onFrame, onError, onState }) {
    this.compose = compose;
    this.onFrame = onFrame;
    this.onError = onError;
    this.isWanted = false;
    this.isAnswered = false; // since it was opened last
    this.number = 0;
    /** @type {number | null} */
    this.inFlight = null;
    /** @type {number | undefined} */
    this.watchdog = undefined;
    this.opened = 0; // how often
    this.socket = new Socket(base, "live", {
      onOpen: () => {
        this.opened += 1;
        this.inFlight = null;
        this.isAnswered = false;
        this.request();
      },
      onMessage: (data) => {
        if (!this.isAnswered) onState("open", "");
        this.isAnswered = true;
        this.receive(data);
      },
      onLoss: (isForLong, reason) => {
        clearTimeout(this.watchdog);
        onState(isForLong ? "lost" : "reconnecting", reason);
      },
    });
  }

  // Asks for an update of what the page wants now.
  request() {
    this.isWanted = true;
    this.pump();
  }

  pump() {
    if (!this.isWanted || this.inFlight !== null || !this.socket.isOpen) return;
    this.isWanted = false;
    this.inFlight = ++this.number;
    this.socket.send(this.compose(this.inFlight));
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.socket.drop(), PATIENCE);
  }

  /** @param {string | ArrayBuffer} data */
  receive(data) {
    clearTimeout(this.watchdog);
    if (typeof data === "string") this.onError(/** @type {LiveError} */ (JSON.parse(data)).error);
    else this.onFrame(data);
    // An answer that the screen has no time for would only delay the one that it shows.
    const { opened } = this;
    inNextFrame(() => {
      if (opened !== this.opened) return;
      this.inFlight = null;
      this.pump();
    });
  }

  stop() {
    clearTimeout(this.watchdog);
    this.socket.stop();
  }
}

// Calls back when the browser draws next; a page that is not seen draws nothing.
/** @param {() => void} then */
function inNextFrame(then) {
  if (document.hidden) then();
  else requestAnimationFrame(then);
}
