// The trainings, as the server tells of them: one socket for all the components of a page that listen.

const FIRST_DELAY = 250; // ms
const LONGEST_DELAY = 4000;

let shared;

// Returns the page's own, made when it is first asked for.
export function runs(base) {
  return (shared ??= new Runs(base));
}

class Runs {
  constructor(base) {
    this.url = new URL(`${base}runs`);
    this.url.protocol = this.url.protocol.replace("http", "ws");
    this.listeners = new Set();
    this.delay = FIRST_DELAY;
    this.forget();
  }

  // Calls back with each piece of news until the function that it returns is called.
  // net: whose training is told of in full; onNews({ told, all, isOpen, refusal })
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

  // what: "start", "pause", "resume" or "cancel"; false where nobody hears it
  command(what, net) {
    if (this.isOpen) this.socket.send(JSON.stringify({ do: what, net }));
    return this.isOpen;
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  forget() {
    this.all = [];
    this.told = {};
  }

  open() {
    if (this.socket) return;
    clearTimeout(this.retrying);
    const socket = (this.socket = new WebSocket(this.url));
    socket.onopen = () => {
      this.delay = FIRST_DELAY;
      this.subscribe();
    };
    socket.onmessage = ({ data }) => this.receive(JSON.parse(data));
    socket.onclose = () => {
      if (socket !== this.socket) return;
      this.socket = null;
      this.tell();
      this.retrying = setTimeout(() => this.open(), this.delay);
      this.delay = Math.min(2 * this.delay, LONGEST_DELAY);
    };
  }

  close() {
    const { socket } = this;
    clearTimeout(this.retrying);
    this.socket = null;
    this.forget();
    socket?.close();
  }

  subscribe() {
    this.forget();
    this.socket.send(JSON.stringify({ watch: [...new Set([...this.listeners].map(({ net }) => net))] }));
  }

  receive({ all, nets, refusal }) {
    if (all) this.all = all;
    for (const [net, { curve, ...news }] of Object.entries(nets ?? {})) {
      const told = (this.told[net] ??= { curve: [], moments: [], wrong: [] });
      Object.assign(told, news);
      if (curve) told.curve = [...told.curve.slice(0, curve.from), ...curve.points];
    }
    this.tell(refusal);
  }

  tell(refusal) {
    for (const { net, onNews } of this.listeners) {
      onNews({ told: this.told[net], all: this.all, isOpen: this.isOpen, refusal });
    }
  }
}
