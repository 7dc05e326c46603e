// A layer's channels by what their absence does: each switched off by itself, the strongest support first.
//
// A bar for every channel; cards with their maps for those that speak most, for the class and against it.

import { digits, signed } from "../../../../scripts/digits.js";
import { fill, make, penOf, write } from "../../../../scripts/dom.js";
import { Tile } from "./tiles.js";

/** @import Why from "../why.js" */
/** @import { ArrayValues, Packed } from "../../../../scripts/wire.d.ts" */
/** @import { Place } from "../../../../scripts/types.d.ts" */
/** @import { WhyFrame } from "../views.d.ts" */

const HEIGHT = 150; // CSS pixels of the bars
const CARDS_FOR = 10;
const CARDS_AGAINST = 5;
const WIDEST_BAR = 26;
const LEAST_GAPPED = 3; // pixels of a bar that leaves a gap to the next

const KINDS = /** @type {const} */ (["for", "against", "off"]);

/** @typedef {(typeof KINDS)[number]} CardKind */

/**
 * What the last frame said.
 *
 * @typedef {object} Found
 * @property {ArrayValues} changes (channels, classes): how each class's logit rises without each channel
 * @property {number} classes
 * @property {number} target the class by which they are ranked
 * @property {boolean} isBlank
 * @property {number[]} base the logits with all channels
 * @property {Packed | null} maps of a layer that has some
 */

/**
 * @typedef {object} Card
 * @property {HTMLElement} root
 * @property {HTMLButtonElement} pick
 * @property {HTMLButtonElement} toggle
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} name
 * @property {HTMLElement} value
 * @property {number} channel
 */

export class RankingView {
  /** @param {Why} page */
  constructor(page) {
    this.page = page;
    this.words = page.words.ranking;
    this.layers = page.net.layers.filter(({ is_scaled: isScaled }) => isScaled);
    const wished = page.place?.layer ?? page.rankedLayer;
    const convolutions = this.layers.filter(({ kind }) => kind === "conv");
    this.layer = this.layers.find(({ name }) => name === wished) ?? convolutions.at(-1) ??
      this.layers[this.layers.length - 1];
    /** @type {Found | null} */
    this.found = null;
    /** @type {number[]} */
    this.support = []; // of each channel, what the class loses without it
    /** @type {number[]} */
    this.order = []; // the channels, the strongest support first
    this.step = 1; // pixels from a bar to the next
    /** @type {number | null} */
    this.pointed = null; // a rank
    this.tile = new Tile(this.layer, page.colors);
    this.root = make("section", "ranking");
    this.lead = make("p", "lead");
    this.list = make("select");
    this.chooser = this.layerList();
    const head = make("div", "head");
    head.append(this.lead, this.chooser);
    this.box = make("div", "channel-bars");
    Object.assign(this.box, { tabIndex: 0 });
    this.box.setAttribute("role", "application");
    this.canvas = make("canvas");
    this.said = make("p", "said");
    this.said.setAttribute("role", "status");
    this.box.append(this.canvas);
    this.groups = { for: this.group("for"), against: this.group("against"), off: this.group("off") };
    const cards = make("div", "groups");
    cards.append(...Object.values(this.groups).map(({ root }) => root));
    this.root.append(head, this.box, this.said, cards);
    this.listen();
  }

  get wish() {
    return { ranking: { layer: this.layer.name } };
  }

  layerList() {
    const { list } = this;
    list.ariaLabel = this.words.layer;
    list.append(...this.layers.map(({ name }) => new Option(name, name, false, name === this.layer.name)));
    list.addEventListener("change", () => this.show(list.value));
    const label = make("label", "", this.words.layer);
    label.append(list);
    return label;
  }

  /** @param {string} name */
  show(name) {
    this.layer = this.layers.find((layer) => layer.name === name) ?? this.layer;
    this.tile = new Tile(this.layer, this.page.colors);
    this.page.rankedLayer = name;
    this.pointed = null;
    this.page.changed(true);
    this.page.reportSoon();
  }

  /** @param {CardKind} kind */
  group(kind) {
    const root = make("section", `group ${kind}`);
    const title = make("h2");
    const cards = make("div", "cards");
    root.append(title, cards);
    root.hidden = true;
    return { root, title, box: cards, cards: /** @type {Card[]} */ ([]) };
  }

  listen() {
    this.box.addEventListener("pointermove", ({ clientX }) => this.point(this.rankAt(clientX)));
    this.box.addEventListener("pointerleave", () => this.point(null));
    this.box.addEventListener("click", ({ clientX }) => this.choose(this.rankAt(clientX)));
    this.box.addEventListener("keydown", (event) => this.key(event));
  }

  // Arrows go along the ranking; Enter selects, the space bar switches off and on.
  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.found) return;
    const last = this.order.length - 1;
    /** @type {Record<string, (at: number) => number>} */
    const places = {
      ArrowRight: (at) => Math.min(at + 1, last),
      ArrowLeft: (at) => Math.max(at - 1, 0),
      Home: () => 0,
      End: () => last,
    };
    if (event.key in places) this.point(this.pointed === null ? 0 : places[event.key](this.pointed));
    else if (event.key === "Enter") this.choose(this.pointed);
    else if (event.key === " " && this.pointed !== null) this.toggle(this.order[this.pointed]);
    else return;
    event.preventDefault();
  }

  /** @type {(clientX: number) => number | null} */
  rankAt(clientX) {
    if (!this.found) return null;
    const rank = Math.floor((clientX - this.box.getBoundingClientRect().left) / this.step);
    return rank >= 0 && rank < this.order.length ? rank : null;
  }

  /** @param {number | null} rank */
  choose(rank) {
    if (rank !== null) {
      this.page.select({ layer: this.layer.name, channel: this.order[rank], row: null, column: null });
    }
  }

  /** @param {number} channel */
  toggle(channel) {
    this.page.scale(this.layer.name, channel, this.isOff(channel) ? 1 : 0);
  }

  /** @param {number} channel */
  isOff(channel) {
    return this.page.scalings.get(this.layer.name, channel) === 0;
  }

  /** @param {WhyFrame} options */
  paint({ arrays, header: { target, is_blank: isBlank } }) {
    const changes = arrays["ranking/changes"];
    const base = arrays["ranking/base"];
    if (!changes || !base || changes.shape[0] !== this.layer.shape.at(-1)) return;
    const [count, classes] = changes.shape;
    this.found = {
      changes: changes.values,
      classes,
      target,
      isBlank,
      base: Array.from(base.values),
      maps: arrays["ranking/maps"] ?? null,
    };
    this.support = Array.from({ length: count }, (_, channel) => -changes.values[channel * classes + target]);
    this.order = [...this.support.keys()].sort((one, other) =>
      this.support[other] - this.support[one] || one - other
    );
    const reach = Math.max(...this.support.map(Math.abs));
    const supporting = this.support.filter((value) => value > 0.01 * reach).length;
    const said = {
      target,
      layer: this.layer.name,
      count,
      supporting,
      first: this.order[0],
      loss: digits(Math.max(0, ...this.support)),
    };
    write(this.lead, isBlank ? this.words.blank : fill(this.words.lead, said));
    this.box.ariaLabel = fill(this.words.bars, { layer: this.layer.name });
    this.paintBars();
    this.paintCards();
    this.point(this.pointed);
  }

  paintBars() {
    if (!this.found) return;
    const width = this.box.clientWidth;
    if (!width) return;
    const ratio = globalThis.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(HEIGHT * ratio);
    this.canvas.style.height = `${HEIGHT}px`;
    const pen = penOf(this.canvas);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.step = Math.min(width / this.order.length, WIDEST_BAR);
    const most = Math.max(0, ...this.support);
    const least = Math.min(0, ...this.support);
    const scale = (HEIGHT - 2) / (most - least || 1);
    const zero = 1 + most * scale;
    const { muted, parts: [more, less] } = this.page.colors;
    this.order.forEach((channel, rank) => {
      const value = this.support[channel];
      pen.fillStyle = value >= 0 ? more : less;
      const height = Math.abs(value) * scale;
      const gap = this.step > LEAST_GAPPED ? 1 : 0;
      pen.fillRect(rank * this.step, value >= 0 ? zero - height : zero, this.step - gap, height);
      if (rank === this.pointed) {
        pen.fillStyle = muted;
        pen.globalAlpha = 0.25;
        pen.fillRect(rank * this.step, 0, this.step, HEIGHT);
        pen.globalAlpha = 1;
      }
    });
    pen.fillStyle = muted;
    pen.fillRect(0, Math.round(zero), this.step * this.order.length, 1);
  }

  paintCards() {
    if (!this.found) return;
    const { isBlank, target } = this.found;
    const off = this.order.filter((channel) => this.isOff(channel));
    const on = this.order.filter((channel) => !this.isOff(channel) && this.support[channel]);
    const speaking = on.filter((channel) => this.support[channel] > 0).slice(0, CARDS_FOR);
    const against = on.filter((channel) => this.support[channel] < 0).slice(-CARDS_AGAINST).reverse();
    const groups = isBlank ? { for: [], against: [], off } : { for: speaking, against, off };
    for (const kind of KINDS) {
      const { root, title, box, cards } = this.groups[kind];
      const channels = groups[kind];
      root.hidden = !channels.length;
      write(title, fill(this.words.groups[kind], { target }));
      while (cards.length > channels.length) cards.pop()?.root.remove();
      while (cards.length < channels.length) {
        const card = this.card();
        cards.push(card);
        box.append(card.root);
      }
      channels.forEach((channel, at) => this.paintCard(cards[at], channel, kind));
    }
  }

  card() {
    const root = make("div", "card");
    const pick = make("button", "pick");
    const toggle = make("button", "toggle");
    pick.type = toggle.type = "button";
    toggle.setAttribute("role", "switch");
    const [canvas, name, value] = [make("canvas"), make("b"), make("span")];
    pick.append(canvas, name, value);
    root.append(pick, toggle);
    /** @type {Card} */
    const card = { root, pick, toggle, canvas, name, value, channel: -1 };
    pick.addEventListener("click", () => this.choose(this.order.indexOf(card.channel)));
    toggle.addEventListener("click", () => this.toggle(card.channel));
    return card;
  }

  /** @type {(card: Card, channel: number, kind: CardKind) => void} */
  paintCard(card, channel, kind) {
    const { place } = this.page;
    card.channel = channel;
    card.root.classList.toggle("is-selected", place?.layer === this.layer.name && place.channel === channel);
    const { pick, toggle, canvas, name, value } = card;
    const said = { channel, layer: this.layer.name };
    write(name, String(channel));
    write(value, kind === "off" ? this.words.off : digits(Math.abs(this.support[channel])));
    pick.ariaLabel = fill(this.words.select, said);
    toggle.ariaLabel = fill(this.words.switch, said);
    toggle.setAttribute("aria-checked", String(kind !== "off"));
    write(toggle, kind === "off" ? this.words.turn_on : this.words.turn_off);
    const maps = this.found?.maps;
    canvas.hidden = !maps;
    if (maps) this.paintMap(canvas, maps, channel);
  }

  /** @type {(canvas: HTMLCanvasElement, maps: Packed, channel: number) => void} */
  paintMap(canvas, maps, channel) {
    const side = this.layer.shape[1];
    if (canvas.width !== side) canvas.width = canvas.height = side;
    this.tile.draw(penOf(canvas), maps, channel, 0, 0, side);
  }

  // Says what the net would answer without the channel of a rank.
  /** @param {number | null} rank */
  point(rank) {
    const before = this.pointed;
    this.pointed = rank;
    if (before !== rank) this.paintBars();
    if (rank === null || !this.found) {
      return write(this.said, this.found?.maps ? `${this.words.hint} ${this.words.maps}` : this.words.hint);
    }
    const { base, classes, target } = this.found;
    const channel = this.order[rank];
    const changes = Array.from(this.found.changes.subarray(channel * classes, (channel + 1) * classes));
    const logits = changes.map((change, digit) => Math.fround(base[digit] + change));
    const others = [...changes.keys()].filter((digit) => digit !== target);
    const gains = others.reduce((best, digit) => (changes[digit] > changes[best] ? digit : best), others[0]);
    const values = {
      channel,
      target,
      change: signed(changes[target]),
      gains,
      gain: signed(changes[gains]),
      answer: logits.indexOf(Math.max(...logits)),
    };
    const stays = values.answer === base.indexOf(Math.max(...base));
    write(this.said, fill(stays ? this.words.stays : this.words.turns, values));
  }

  /** @param {Place | null} place */
  select(place) {
    if (place?.layer && place.layer !== this.layer.name && this.layers.some(({ name }) => name === place.layer)) {
      this.list.value = place.layer;
      this.show(place.layer);
    }
    this.paintCards();
  }

  layOut() {
    this.paintBars();
  }

  repaint() {
    this.paintBars();
  }

  stop() {}
}
