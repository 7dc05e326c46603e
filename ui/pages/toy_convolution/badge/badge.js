// Asks the app's own route how far the page's result is from TensorFlow's, once the page has come to rest.

const REST = 150; // ms without another operation
const AGAIN = 1500; // ms, after which an engine that was starting is asked again

class Badge {
  constructor(line) {
    [this.lead, this.root] = line.children;
    this.lead.append(document.createElement("b"), document.createElement("span"));
    this.path = undefined; // of what is shown or asked for
  }

  update({ lead: [term, meaning], page, path, said, words }) {
    this.lead.firstChild.textContent = term;
    this.lead.lastChild.textContent = ` · ${meaning}`;
    if (path !== null && path === this.path) return;
    this.stop();
    this.path = path;
    if (path === null) return this.show("cannot", said);
    // Wherever a proxy has put the app, its root is the address without the page's name.
    const base = location.pathname.slice(0, location.pathname.lastIndexOf(`/${page}`));
    this.show("comparing", words.comparing);
    this.waiting = setTimeout(() => this.ask(`${location.origin}${base}/${path}`, words), REST);
  }

  async ask(url, words) {
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const answer = await fetch(url, { signal });
      if (answer.status === 404) return; // the page shows something else by now, and asks for that
      if (!answer.ok) throw new Error(answer.statusText);
      const { state, said } = await answer.json();
      if (signal.aborted) return;
      this.show(state, said);
      if (state === "starting") this.waiting = setTimeout(() => this.ask(url, words), AGAIN);
    } catch {
      if (!signal.aborted) this.show("failed", words.lost);
    }
  }

  show(state, said) {
    this.root.dataset.state = state;
    this.root.textContent = said;
  }

  stop() {
    clearTimeout(this.waiting);
    this.asking?.abort();
  }
}

const badges = new WeakMap();

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".line");
  if (!badges.has(root)) badges.set(root, new Badge(root));
  badges.get(root).update(data);
  return () => {
    badges.get(root)?.stop();
    badges.delete(root);
  };
}
