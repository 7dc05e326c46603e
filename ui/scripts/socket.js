// A socket to the app that opens again by itself, after a longer and longer delay, until it is stopped.

const FIRST_DELAY = 250; // ms
const LONGEST_DELAY = 4000;

/**
 * @typedef {object} Heard
 * @property {() => void} onOpen it is open, for the first time or again; a refused one is closed then
 * @property {(data: string | ArrayBuffer) => void} onMessage
 * @property {(isForLong: boolean, reason: string) => void} onLoss it is closed; isForLong: it was tried often
 *   enough; reason: the server's sentence, if it has one
 */

export class Socket {
  /**
   * @param {string} base the app's address
   * @param {string} path of the route
   * @param {Heard} heard
   */
  constructor(base, path, { onOpen, onMessage, onLoss }) {
    this.url = new URL(`${base}${path}`);
    this.url.protocol = this.url.protocol.replace("http", "ws");
    this.onOpen = onOpen;
    this.onMessage = onMessage;
    this.onLoss = onLoss;
    this.delay = FIRST_DELAY;
    /** @type {number | undefined} */
    this.retrying = undefined;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.open();
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  open() {
    clearTimeout(this.retrying);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (socket === this.socket) this.onOpen();
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      this.delay = FIRST_DELAY;
      this.onMessage(data);
    };
    socket.onclose = ({ reason }) => {
      if (socket !== this.socket) return;
      this.onLoss(this.delay >= LONGEST_DELAY, reason);
      this.retrying = setTimeout(() => this.open(), this.delay);
      this.delay = Math.min(2 * this.delay, LONGEST_DELAY);
    };
  }

  /** @param {string | Uint8Array<ArrayBuffer>} message */
  send(message) {
    this.socket?.send(message);
  }

  // Opens now what would open again later.
  hurry() {
    if (this.socket?.readyState === WebSocket.CLOSED) this.open();
  }

  // Closes what is open, to open it again.
  drop() {
    this.socket?.close();
  }

  stop() {
    clearTimeout(this.retrying);
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }
}
