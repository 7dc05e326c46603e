// The whole net: the strongest channels of every layer, and along which edges the explained class comes about.

import { percent } from "../../../../scripts/bars.js";
import { fill, find, make, penOf, write } from "../../../../scripts/dom.js";
import { ARROWS, wrap } from "../../../../scripts/keys.js";
import { enlarged } from "../../../../scripts/letters.js";
import { SIDE } from "../../../../scripts/pixels.js";
import { linesOf, pathOf } from "./net_edges.js";
import { cellAt, HEAD, hit, isIn, layOut } from "./net_layout.js";
import { frameTile, paintCell, paintLens } from "./net_place.js";
import { describe, signed } from "./net_words.js";
import { DigitTile, Tile } from "./tiles.js";

/** @import Why from "../why.js" */
/** @import { WhyLayer } from "../../../../scripts/wire.d.ts" */
/** @import { Cell, Pen, Place } from "../../../../scripts/types.d.ts" */
/** @import { WhyFrame } from "../views.d.ts" */
/** @import { Line } from "./net_edges.js" */
/** @import { Asked, Column, Hit, Plan } from "./net_layout.js" */

const SHOWN = 8; // channels of each layer
const MOST_EDGES = 24; // drawn into each layer
const WIDEST = 6;
// Heights, in units of a CSS pixel where the page's letters are as large as usual, and larger with them.
const ROOM = 516;
const LEAST_ROOM = 450;
const ROOM_FOR_FINGERS = 562;
const ABOVE = 180; // of the page, over the drawing
const TOUCHED = matchMedia("(pointer: coarse)");

/** @typedef {{ size?: number, weight?: number, alpha?: number }} TextStyle */

export class NetView {
  /** @param {Why} page */
  constructor(page) {
    this.page = page;
    this.words = page.words;
    this.isWhole = page.isWhole;
    /** @type {Record<string, number[]>} */
    this.shown = {};
    this.isSettled = true; // or the next frame chooses anew
    /** @type {WhyFrame | null} */
    this.frame = null;
    /** @type {Plan | null} */
    this.plan = null;
    this.planned = ""; // what it was made for
    /** @type {Line[][]} */
    this.drawn = [];
    /** @type {Hit | null} */
    this.hovered = null;
    this.unit = 1; // in CSS pixels
    this.ratio = 1; // a unit in the canvas' pixels
    this.ink = "";
    this.font = "";
    const { layers } = page.net;
    this.layers = layers.filter(({ name }) => name !== "logits");
    this.root = make("section", "net-view");
    this.root.innerHTML =
      `<p class="onward"></p><div class="scroller"><div class="net" tabindex="0" role="application">
      <canvas class="edges"></canvas><canvas class="tiles"></canvas><canvas class="over"></canvas></div></div>
      <div class="below"><p class="pointed" role="status"></p><span class="legend"><i class="for"></i><span></span><i class="against"></i><span></span></span></div>`;
    const { words } = page;
    this.box = find(this.root, ".net", "div");
    this.box.setAttribute("aria-label", words.net_label);
    this.scroller = find(this.root, ".scroller", "div");
    this.scroller.addEventListener("scroll", () => this.tellOnward());
    write(find(this.root, ".onward", "p"), words.onward);
    this.edges = find(this.root, ".edges", "canvas");
    this.maps = find(this.root, ".tiles", "canvas");
    this.over = find(this.root, ".over", "canvas");
    this.pointed = find(this.root, ".pointed", "p");
    write(find(this.root, ".for + span", "span"), words.speaks_for);
    write(find(this.root, ".against + span", "span"), words.speaks_against);
    const [more, less] = page.colors.parts;
    this.root.style.setProperty("--for", more);
    this.root.style.setProperty("--against", less);
    this.all = make("button", "all");
    this.all.type = "button";
    this.all.addEventListener("click", () => {
      this.isWhole = page.isWhole = !this.isWhole;
      this.unsettle();
      this.page.changed(true);
      this.nameAll();
      page.reportSoon();
    });
    this.nameAll();
    find(this.root, ".below", "div").append(this.all);
    this.box.addEventListener("pointermove", (event) => this.point(this.at(event)));
    this.box.addEventListener("pointerleave", () => this.point(null));
    this.box.addEventListener("click", (event) => this.click(this.at(event)));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.tiles = new Map(this.layers.map((layer) => [layer.name, new Tile(layer, page.colors)]));
    this.digit = new DigitTile(page.colors);
  }

  nameAll() {
    write(this.all, this.isWhole ? fill(this.words.strongest_only, { count: SHOWN }) : this.words.all_channels);
    this.all.setAttribute("aria-pressed", String(this.isWhole));
  }

  get wish() {
    const { place, scalings } = this.page;
    if (!this.isSettled) this.shown = {}; // what came meanwhile was asked for before
    this.isSettled = true;
    /** @type {Record<string, number[]>} */
    const kept = {};
    for (const [layer, channel] of scalings.list()) {
      if (channel !== null) (kept[layer] ??= []).push(channel);
    }
    if (place && place.channel !== null) (kept[place.layer] ??= []).push(place.channel);
    return { net_view: { channels: this.isWhole ? null : SHOWN, shown: this.shown, kept } };
  }

  // Other channels may be the strongest; while the digit moves and while switches are turned, the same ones stay.
  unsettle() {
    this.isSettled = false;
  }

  /** @param {Place | null} place */
  select(place) {
    if (place && place.channel !== null && !this.columnOf(place.layer)?.channels.includes(place.channel)) {
      this.unsettle();
      this.page.changed(true);
    }
    this.mark();
  }

  /** @param {string} layer */
  columnOf(layer) {
    return this.plan?.columns.find(({ name }) => name === layer);
  }

  layOut() {
    if (!this.frame) return;
    this.plan = null;
    this.paint(this.frame);
  }

  repaint() {
    this.layOut();
  }

  /** @param {WhyFrame} frame */
  paint(frame) {
    this.frame = frame;
    const columns = this.layers.map(({ name, is_map }) => ({
      name,
      isMap: is_map,
      channels: frame.arrays[`map/${name}`]?.channels ?? [],
    }));
    const asked = JSON.stringify([columns, this.isWhole]);
    if (!this.plan || this.planned !== asked) {
      this.planned = asked;
      this.place(columns);
    }
    // The strongest of a digit at rest stay in their places until it is another one.
    if (this.page.rests) this.shown = Object.fromEntries(columns.map(({ name, channels }) => [name, channels]));
    this.paintEdges();
    this.paintTiles();
    this.mark();
  }

  /** @param {Asked[]} columns */
  place(columns) {
    this.unit = enlarged();
    const width = this.scroller.clientWidth / this.unit;
    const isTouched = TOUCHED.matches;
    const height = isTouched
      ? ROOM_FOR_FINGERS
      : Math.max(LEAST_ROOM, Math.min(ROOM, innerHeight / this.unit - ABOVE));
    const plan = layOut(columns, { width, height, isWhole: this.isWhole, isTouched });
    this.plan = plan;
    this.ratio = (globalThis.devicePixelRatio || 1) * this.unit;
    for (const canvas of [this.edges, this.maps, this.over]) {
      canvas.width = Math.round(plan.width * this.ratio);
      canvas.height = Math.round(plan.height * this.ratio);
    }
    this.box.style.width = `${plan.width * this.unit}px`;
    this.box.style.height = `${plan.height * this.unit}px`;
    const style = getComputedStyle(this.page.root);
    this.ink = style.color;
    this.font = style.fontFamily;
    this.tellOnward();
  }

  // Where the drawing is wider than its place: that it goes on, until one is at its end.
  tellOnward() {
    const { scrollLeft, scrollWidth, clientWidth } = this.scroller;
    this.root.classList.toggle("is-cut", scrollLeft + clientWidth < scrollWidth - 1);
  }

  /** @param {HTMLCanvasElement} canvas */
  pen(canvas) {
    const pen = penOf(canvas);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingEnabled = false;
    return pen;
  }

  paintEdges() {
    if (!this.plan || !this.frame) return;
    const pen = this.pen(this.edges);
    this.drawn = linesOf(this.plan, this.frame.arrays);
    for (const lines of this.drawn) {
      for (const line of lines.slice(-MOST_EDGES)) this.draw(pen, line, 0.15 + 0.65 * line.share);
    }
  }

  /** @type {(pen: Pen, options: Line, alpha: number) => void} */
  draw(pen, { from, to, value, share }, alpha) {
    const [more, less] = this.page.colors.parts;
    const [x0, y0, x1, y1] = [from.x + from.side, from.y + from.side / 2, to.x, to.y + to.side / 2];
    const bend = (x1 - x0) / 2;
    pen.globalAlpha = alpha;
    pen.strokeStyle = value < 0 ? less : more;
    pen.lineWidth = 0.5 + WIDEST * share;
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
    pen.stroke();
    pen.globalAlpha = 1;
  }

  paintTiles() {
    if (!this.plan || !this.frame) return;
    const pen = this.pen(this.maps);
    const { digit, columns, target, hasSwitches } = this.plan;
    const { arrays, header } = this.frame;
    const { words, page } = this;
    pen.fillStyle = this.ink;
    pen.textBaseline = "alphabetic";
    /** @type {(said: string, x: number, y: number, style?: TextStyle) => void} */
    const text = (said, x, y, { size = 11, weight = 400, alpha = 1 } = {}) => {
      Object.assign(pen, { font: `${weight} ${size}px ${this.font}`, fillStyle: this.ink, globalAlpha: alpha });
      pen.fillText(said, x, y);
      pen.globalAlpha = 1;
    };
    this.digit.draw(pen, arrays.seen.values, arrays["part/pixels"]?.values ?? [], digit);
    text(words.the_digit, digit.x, HEAD - 19, { size: 13, weight: 600 });
    text(`${SIDE} × ${SIDE}`, digit.x, HEAD - 6, { alpha: 0.75 });
    for (const column of columns) {
      const layer = page.layer(column.name);
      const isOff = page.scalings.get(column.name) === 0;
      text(isOff ? fill(words.layer_off, { layer: column.name }) : column.name, column.left, HEAD - 19, {
        size: 13,
        weight: 600,
      });
      text(layer.shape.join(" × "), column.left, HEAD - 6, { alpha: 0.75 });
      const map = arrays[`map/${column.name}`];
      const parts = arrays[`part/${column.name}`]?.values;
      const tile = this.tiles.get(column.name);
      if (!map || !parts || !tile) continue;
      for (const { channel, at, x, y, side } of column.tiles) {
        const factor = page.scalings.of(column.name, channel);
        tile.draw(pen, map, at, x, y, side);
        pen.strokeStyle = factor === 1 ? "rgba(128, 128, 128, 0.5)" : this.ink;
        pen.setLineDash(factor === 0 ? [3, 2] : []);
        pen.lineWidth = 1;
        pen.strokeRect(x - 0.5, y - 0.5, side + 1, side + 1);
        pen.setLineDash([]);
        if (!column.label) continue;
        if (hasSwitches) this.paintSwitch(pen, x, y, factor);
        const from = hasSwitches ? x + 12 : x;
        text(String(channel), from, y - 4, { weight: 600, alpha: factor === 0 ? 0.6 : 1 });
        const next = from + 5 + pen.measureText(String(channel)).width;
        const said = factor === 1
          ? signed(parts[channel])
          : factor === 0
          ? words.off
          : `${Math.round(factor * 100)} %`;
        text(said, next, y - 4, { alpha: 0.85 });
      }
    }
    const probability = arrays.probabilities.values[header.target];
    text(words.class_head, target.x + 6, HEAD - 19, { size: 13, weight: 600 });
    text(String(header.target), target.x + 8, target.y + 13, { size: 36, weight: 600 });
    text(
      fill(words.logit, { logit: arrays.logits.values[header.target].toFixed(1).replace("-", "−") }),
      target.x + 8,
      target.y + 32,
    );
    text(percent(probability), target.x + 8, target.y + 47);
  }

  /** @type {(pen: Pen, x: number, y: number, factor: number) => void} */
  paintSwitch(pen, x, y, factor) {
    pen.lineWidth = 1;
    pen.strokeStyle = this.ink;
    pen.fillStyle = this.ink;
    pen.beginPath();
    pen.arc(x + 4, y - 8, 3.5, 0, 2 * Math.PI);
    if (factor === 0) pen.stroke();
    else pen.fill();
  }

  /** @type {(event: MouseEvent) => Hit | null} */
  at(event) {
    if (!this.plan) return null;
    const box = this.box.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / this.unit, (event.clientY - box.top) / this.unit];
    const { place } = this.page;
    const { lens } = this.plan;
    if (place && place.channel !== null && lens && isIn(lens, x, y)) {
      const { layer, channel } = place;
      return { layer, channel, ...cellAt(lens, this.gridOf(layer), x, y) };
    }
    return hit(this.plan, (layer) => this.gridOf(layer), x, y);
  }

  /** @param {string} layer */
  gridOf(layer) {
    const { shape } = this.page.layer(layer);
    return shape.length === 3 ? shape : [1, 1];
  }

  /** @param {Hit | null} place */
  point(place) {
    if (JSON.stringify(place) === JSON.stringify(this.hovered)) return;
    this.hovered = place;
    this.box.style.cursor = place ? "pointer" : "";
    this.mark();
  }

  // A click on a channel selects it, and one on a map of the selected channel a cell.
  /** @param {Hit | null} place */
  click(place) {
    if (!place) return;
    const { layer, channel, row, column, isSwitch } = place;
    if (isSwitch && channel !== undefined) return this.toggle(layer, channel);
    const { page } = this;
    const isDeeper = page.place?.layer === layer && page.place?.channel === channel;
    const cell = isDeeper ? { row: row ?? null, column: column ?? null } : { row: null, column: null };
    page.select({ layer, channel: channel ?? null, ...cell });
  }

  /** @type {(layer: string, channel: number | null) => void} */
  toggle(layer, channel) {
    this.page.scale(layer, channel, this.page.scalings.get(layer, channel) === 0 ? 1 : 0);
  }

  // Arrows go from layer to layer and from channel to channel, with shift from cell to cell; Enter goes down, Escape up.
  /** @param {KeyboardEvent} event */
  key(event) {
    const { page, plan } = this;
    if (!plan) return;
    const arrow = ARROWS[event.key];
    const { place } = page;
    const column = place && this.columnOf(place.layer);
    if (arrow && event.shiftKey && place && place.channel !== null) {
      const [rows, columns] = this.gridOf(place.layer);
      page.select({
        ...place,
        row: wrap((place.row ?? -arrow[0]) + arrow[0], rows),
        column: wrap((place.column ?? -arrow[1]) + arrow[1], columns),
      });
    } else if (arrow) {
      const [down, right] = arrow;
      const names = plan.columns.map(({ name }) => name);
      const next = column
        ? plan.columns[wrap(names.indexOf(column.name) + right, names.length)]
        : plan.columns[right < 0 ? plan.columns.length - 1 : 0];
      const at = column && place && place.channel !== null ? column.channels.indexOf(place.channel) : -1;
      const index = at < 0 ? 0 : wrap(Math.min(at, next.channels.length - 1) + down, next.channels.length);
      page.select({ layer: next.name, channel: next.channels[index], row: null, column: null });
    } else if (event.key === "Enter" && place && place.channel !== null && place.row === null) {
      page.select({ ...place, ...this.brightest(place) });
    } else if (event.key === " " && place) {
      this.toggle(place.layer, place.channel);
    } else if (event.key === "Escape" && place) {
      page.up();
    } else {
      return;
    }
    event.preventDefault();
  }

  // The cell of a map that is furthest from zero.
  /** @type {(options: Place) => Cell} */
  brightest({ layer, channel }) {
    const at = this.columnOf(layer)?.channels.indexOf(channel ?? -1) ?? -1;
    const [rows, columns] = this.gridOf(layer);
    const map = this.frame?.arrays[`map/${layer}`];
    if (at < 0 || !map) return { row: 0, column: 0 };
    const { values } = map;
    const zero = values instanceof Float32Array ? 0 : this.tiles.get(layer)?.zero ?? 0;
    const sizes = Array.from(
      values.subarray(at * rows * columns, (at + 1) * rows * columns),
      (value) => Math.abs(value - zero),
    );
    const index = sizes.indexOf(Math.max(...sizes));
    return { row: Math.floor(index / columns), column: index % columns };
  }

  // Highlights what is under the pointer, or else what is selected: its edges, its window, its field on the digit.
  mark() {
    const { plan, frame, page } = this;
    if (!plan || !frame) return;
    const pen = this.pen(this.over);
    const selected = page.place && hitOf(page.place);
    const place = this.hovered ?? selected;
    const channel = place?.channel;
    this.edges.style.opacity = channel === undefined ? "1" : "0.3";
    if (selected && selected.channel !== undefined) frameTile(this, pen, selected, 3);
    if (place && channel !== undefined) {
      for (const line of pathOf(plan, this.drawn, place)) this.draw(pen, line, 0.35 + 0.6 * line.share);
      frameTile(this, pen, place, 2);
      paintLens(this, pen, place.layer, channel);
      if (place.row !== undefined && place.column !== undefined) {
        paintCell(this, pen, place, { row: place.row, column: place.column });
      }
    }
    write(this.pointed, describe(page, frame, (place && this.columnOf(place.layer)?.channels) ?? [], place));
  }

  stop() {}
}

// What is selected, as the pointer would meet it.
/** @type {(place: Place) => Hit} */
function hitOf({ layer, channel, row, column }) {
  return { layer, channel: channel ?? undefined, row: row ?? undefined, column: column ?? undefined };
}
