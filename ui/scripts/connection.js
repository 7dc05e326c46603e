// The socket of the live page: one update in flight, the newest state wins, and it reconnects by itself.
//
// The connection pulls: `compose` is asked for a message when there is room for one, so that what is sent is what
// the page wants at that moment, and nothing waits in a queue.

const PATIENCE = 15000; // ms without an answer to an update, after which the socket counts as dead
const FIRST_DELAY = 250;
const LONGEST_DELAY = 4000;

export class Connection {
  constructor(url, { compose, onFrame, onError, onState }) {
    Object.assign(this, { url, compose, onFrame, onError, onState });
    this.delay = FIRST_DELAY;
    this.isWanted = false;
    this.number = 0;
    this.open();
  }

  // Asks for an update of what the page wants now.
  request() {
    this.isWanted = true;
    this.pump();
  }

  open() {
    this.inFlight = null;
    const socket = (this.socket = new WebSocket(this.url));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.delay = FIRST_DELAY;
      this.onState("open");
      this.request();
    };
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = () => this.retry(socket);
  }

  pump() {
    if (!this.isWanted || this.inFlight !== null || this.socket.readyState !== WebSocket.OPEN) return;
    this.isWanted = false;
    this.inFlight = ++this.number;
    this.socket.send(this.compose(this.inFlight));
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.socket.close(), PATIENCE);
  }

  receive(data) {
    clearTimeout(this.watchdog);
    if (typeof data === "string") this.onError(JSON.parse(data).error);
    else this.onFrame(readFrame(data));
    // An answer that the screen has no time for would only delay the one that it shows.
    const { socket } = this;
    inNextFrame(() => {
      if (socket !== this.socket) return;
      this.inFlight = null;
      this.pump();
    });
  }

  retry(socket) {
    if (socket !== this.socket || this.isStopped) return;
    clearTimeout(this.watchdog);
    this.onState(this.delay < LONGEST_DELAY ? "reconnecting" : "lost");
    this.retrying = setTimeout(() => this.open(), this.delay);
    this.delay = Math.min(2 * this.delay, LONGEST_DELAY);
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.watchdog);
    clearTimeout(this.retrying);
    this.socket.close();
  }
}

// Calls back when the browser draws next; a page that is not seen draws nothing.
function inNextFrame(then) {
  if (document.hidden) then();
  else requestAnimationFrame(then);
}

// A message: four bytes of length (little-endian), so many bytes of JSON, then the bitmap.
export function packMessage(header, bitmap) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const message = new Uint8Array(4 + text.length + bitmap.length);
  new DataView(message.buffer).setUint32(0, text.length, true);
  message.set(text, 4);
  message.set(bitmap, 4 + text.length);
  return message;
}

// A frame: eight bytes of number, then as `cnn_core/live/lab.py` packs it. The arrays are views, not copies.
function readFrame(buffer) {
  const view = new DataView(buffer);
  const number = Number(view.getBigUint64(0, true));
  const length = view.getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 12, length)));
  const arrays = {};
  for (const { name, type, shape, at, most, channels } of header.arrays) {
    const count = shape.reduce((product, side) => product * side, 1);
    const Kind = { u1: Uint8Array, u2: Uint16Array, f4: Float32Array }[type];
    arrays[name] = { values: new Kind(buffer, 12 + length + at, count), shape, most, channels };
  }
  return {
    number,
    header,
    isBlank: header.is_blank,
    notices: header.notices,
    steps: header.moments,
    arrays,
    bytes: buffer.byteLength,
  };
}
