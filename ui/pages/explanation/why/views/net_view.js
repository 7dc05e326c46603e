// The whole net: the strongest channels of every layer, and along which edges the explained class comes about.

import { percent } from "../../../../scripts/bars.js";
import { fill, make, write } from "../../../../scripts/dom.js";
import { cellAt, HEAD, hit, isIn, layOut } from "./net_layout.js";
import { DigitTile, Tile } from "./tiles.js";

const SHOWN = 8; // channels of each layer
const MOST_EDGES = 24; // drawn into each layer
const WIDEST = 6;
const ROOM = 516; // CSS pixels of height

export class NetView {
  constructor(page) {
    Object.assign(this, { page, words: page.words, isWhole: false, shown: {} });
    const { layers } = page.net;
    this.layers = layers.filter(({ name }) => name !== "logits");
    this.build();
    this.tiles = new Map(this.layers.map((layer) => [layer.name, new Tile(layer, page.colors)]));
    this.digit = new DigitTile(page.colors);
  }

  build() {
    this.root = make("section", "net-view");
    this.root.innerHTML = `<div class="scroller"><div class="net" tabindex="0" role="application">
      <canvas class="edges"></canvas><canvas class="tiles"></canvas><canvas class="over"></canvas></div></div>
      <div class="below"><p class="pointed" role="status"></p><span class="legend"><i class="for"></i><span></span><i class="against"></i><span></span></span></div>`;
    const { words } = this;
    this.box = this.root.querySelector(".net");
    this.box.setAttribute("aria-label", words.net_label);
    this.scroller = this.root.querySelector(".scroller");
    [this.edges, this.maps, this.over] = this.root.querySelectorAll("canvas");
    this.pointed = this.root.querySelector(".pointed");
    const [speaksFor, against] = this.root.querySelectorAll(".legend span");
    write(speaksFor, words.speaks_for);
    write(against, words.speaks_against);
    const [more, less] = this.page.colors.parts;
    this.root.style.setProperty("--for", more);
    this.root.style.setProperty("--against", less);
    this.all = make("button", "all");
    this.all.type = "button";
    this.all.addEventListener("click", () => {
      this.isWhole = !this.isWhole;
      this.unsettle();
      this.page.changed(true);
      this.nameAll();
    });
    this.nameAll();
    this.root.querySelector(".below").append(this.all);
    this.box.addEventListener("pointermove", (event) => this.point(this.at(event)));
    this.box.addEventListener("pointerleave", () => this.point(null));
    this.box.addEventListener("click", (event) => this.click(this.at(event)));
    this.box.addEventListener("keydown", (event) => this.key(event));
  }

  nameAll() {
    write(this.all, this.isWhole ? fill(this.words.strongest_only, { count: SHOWN }) : this.words.all_channels);
    this.all.setAttribute("aria-pressed", this.isWhole);
  }

  get wish() {
    const kept = {};
    for (const [layer, channel] of this.page.scalings.list()) {
      if (channel !== null) (kept[layer] ??= []).push(channel);
    }
    const { layer, channel } = this.page.place ?? {};
    if (channel != null) (kept[layer] ??= []).push(channel);
    return { net_view: { channels: this.isWhole ? null : SHOWN, shown: this.shown, kept } };
  }

  // Other channels may be the strongest; while the digit moves and while switches are turned, the same ones stay.
  unsettle() {
    this.shown = {};
  }

  select(place) {
    const isMissing = place?.channel != null && !this.columnOf(place.layer)?.channels.includes(place.channel);
    if (isMissing) {
      this.unsettle();
      this.page.changed(true);
    }
    this.mark();
  }

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

  paint(frame) {
    this.frame = frame;
    const columns = this.layers.map(({ name, is_map }) => ({
      name,
      isMap: is_map,
      channels: frame.arrays[`map/${name}`].channels,
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

  place(columns) {
    const width = this.scroller.clientWidth;
    this.plan = layOut(columns, { width, height: ROOM, isWhole: this.isWhole });
    this.ratio = globalThis.devicePixelRatio || 1;
    for (const canvas of [this.edges, this.maps, this.over]) {
      canvas.width = Math.round(this.plan.width * this.ratio);
      canvas.height = Math.round(this.plan.height * this.ratio);
    }
    this.box.style.width = `${this.plan.width}px`;
    this.box.style.height = `${this.plan.height}px`;
    const style = getComputedStyle(this.page.root);
    this.ink = style.color;
    this.font = style.fontFamily;
  }

  pen(canvas) {
    const pen = canvas.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.clearRect(0, 0, this.plan.width, this.plan.height);
    pen.imageSmoothingEnabled = false;
    return pen;
  }

  // The edges into each column, and at last into the class: { from, to, value, share of the strongest }.
  lines() {
    const { digit, columns, target } = this.plan;
    let below = [{ layer: "pixels", channel: 0, at: 0, ...digit }];
    const end = { layer: "logits", channel: 0, at: 0, x: target.x, y: target.y - 1, side: 2 };
    const all = [...columns, { name: "logits", tiles: [end] }].map(({ name, tiles }, at) => {
      const { values, shape } = this.frame.arrays[`edge/${name}`];
      const isApart = at > 0 && shape[0] === 1 && below.length > 1;
      const lines = tiles.flatMap((to, column) => {
        if (isApart) return [{ from: below[column], to, value: values[column] }];
        return below.map((from, row) => ({ from, to, value: values[row * shape[1] + column] }));
      });
      below = tiles;
      const most = Math.max(...lines.map(({ value }) => Math.abs(value)), 1e-9);
      for (const line of lines) line.share = Math.abs(line.value) / most;
      return lines.sort((a, b) => a.share - b.share);
    });
    return all;
  }

  paintEdges() {
    const pen = this.pen(this.edges);
    this.drawn = this.lines();
    for (const lines of this.drawn) {
      for (const line of lines.slice(-MOST_EDGES)) this.draw(pen, line, 0.15 + 0.65 * line.share);
    }
  }

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
    const pen = this.pen(this.maps);
    const { digit, columns, target } = this.plan;
    const { arrays, header } = this.frame;
    const { words, page } = this;
    pen.fillStyle = this.ink;
    pen.textBaseline = "alphabetic";
    const text = (said, x, y, { size = 11, weight = 400, alpha = 1 } = {}) => {
      Object.assign(pen, { font: `${weight} ${size}px ${this.font}`, fillStyle: this.ink, globalAlpha: alpha });
      pen.fillText(said, x, y);
      pen.globalAlpha = 1;
    };
    this.digit.draw(pen, arrays, digit);
    text(words.the_digit, digit.x, HEAD - 19, { size: 13, weight: 600 });
    text("28 × 28", digit.x, HEAD - 6, { alpha: 0.75 });
    for (const column of columns) {
      const layer = page.layer(column.name);
      const isOff = page.scalings.get(column.name) === 0;
      text(isOff ? fill(words.layer_off, { layer: column.name }) : column.name, column.left, HEAD - 19, {
        size: 13,
        weight: 600,
      });
      text(layer.shape.join(" × "), column.left, HEAD - 6, { alpha: 0.75 });
      const map = arrays[`map/${column.name}`];
      const parts = arrays[`part/${column.name}`].values;
      const tile = this.tiles.get(column.name);
      for (const { channel, at, x, y, side } of column.tiles) {
        const factor = page.scalings.of(column.name, channel);
        tile.draw(pen, map, at, x, y, side);
        pen.strokeStyle = factor === 1 ? "rgba(128, 128, 128, 0.5)" : this.ink;
        pen.setLineDash(factor === 0 ? [3, 2] : []);
        pen.lineWidth = 1;
        pen.strokeRect(x - 0.5, y - 0.5, side + 1, side + 1);
        pen.setLineDash([]);
        if (!column.label) continue;
        this.paintSwitch(pen, x, y, factor);
        text(String(channel), x + 12, y - 4, { weight: 600, alpha: factor === 0 ? 0.6 : 1 });
        const next = x + 17 + pen.measureText(channel).width;
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

  paintSwitch(pen, x, y, factor) {
    pen.lineWidth = 1;
    pen.strokeStyle = this.ink;
    pen.fillStyle = this.ink;
    pen.beginPath();
    pen.arc(x + 4, y - 8, 3.5, 0, 2 * Math.PI);
    if (factor === 0) pen.stroke();
    else pen.fill();
  }

  at(event) {
    if (!this.plan) return null;
    const box = this.box.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { place } = this.page;
    if (place?.channel != null && isIn(this.plan.lens, x, y)) {
      const { layer, channel } = place;
      return { layer, channel, ...cellAt(this.plan.lens, this.gridOf(layer), x, y) };
    }
    return hit(this.plan, (layer) => this.gridOf(layer), x, y);
  }

  nameOf(layer, channel) {
    return fill(this.page.layer(layer).is_map ? this.words.channel : this.words.unit, { channel });
  }

  gridOf(layer) {
    const { shape } = this.page.layer(layer);
    return shape.length === 3 ? shape : [1, 1];
  }

  point(place) {
    if (JSON.stringify(place) === JSON.stringify(this.hovered)) return;
    this.hovered = place;
    this.box.style.cursor = place ? "pointer" : "";
    this.mark();
  }

  // A click on a channel selects it, and one on a map of the selected channel a cell.
  click(place) {
    if (!place) return;
    const { layer, channel, row, column, isSwitch } = place;
    if (isSwitch) return this.toggle(layer, channel);
    const { page } = this;
    const isDeeper = row != null && page.place?.layer === layer && page.place?.channel === channel;
    page.select({ layer, channel: channel ?? null, row: isDeeper ? row : null, column: isDeeper ? column : null });
  }

  toggle(layer, channel) {
    this.page.scale(layer, channel, this.page.scalings.get(layer, channel) === 0 ? 1 : 0);
  }

  // Arrows go from layer to layer and from channel to channel, with shift from cell to cell; Enter goes down, Escape up.
  key(event) {
    const { page, plan } = this;
    if (!plan) return;
    const arrow = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const place = page.place;
    const column = place && this.columnOf(place.layer);
    if (arrow && event.shiftKey && place?.channel != null) {
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
        : plan.columns.at(right < 0 ? -1 : 0);
      const at = column && place.channel != null ? column.channels.indexOf(place.channel) : -1;
      const index = at < 0 ? 0 : wrap(Math.min(at, next.channels.length - 1) + down, next.channels.length);
      page.select({ layer: next.name, channel: next.channels[index], row: null, column: null });
    } else if (event.key === "Enter" && place?.channel != null && place.row == null) {
      page.select({ ...place, ...this.brightest(place) });
    } else if (event.key === " " && place?.layer) {
      this.toggle(place.layer, place.channel ?? null);
    } else if (event.key === "Escape" && place) {
      page.up();
    } else {
      return;
    }
    event.preventDefault();
  }

  // The cell of a map that is furthest from zero.
  brightest({ layer, channel }) {
    const at = this.columnOf(layer)?.channels.indexOf(channel) ?? -1;
    const [rows, columns] = this.gridOf(layer);
    if (at < 0) return { row: 0, column: 0 };
    const { values } = this.frame.arrays[`map/${layer}`];
    const zero = values instanceof Float32Array ? 0 : this.tiles.get(layer).zero;
    const sizes = Array.from(
      values.subarray(at * rows * columns, (at + 1) * rows * columns),
      (value) => Math.abs(value - zero),
    );
    const index = sizes.indexOf(Math.max(...sizes));
    return { row: Math.floor(index / columns), column: index % columns };
  }

  // Highlights what is under the pointer, or else what is selected: its edges, its window, its field on the digit.
  mark() {
    if (!this.plan) return;
    const pen = this.pen(this.over);
    const place = this.hovered ?? this.page.place;
    const isBusy = place?.channel != null;
    this.edges.style.opacity = isBusy ? 0.3 : 1;
    if (this.page.place?.channel != null) this.frameTile(pen, this.page.place, 3);
    if (isBusy) {
      for (const line of this.pathOf(place)) this.draw(pen, line, 0.35 + 0.6 * line.share);
      this.frameTile(pen, place, 2);
    }
    const shown = place?.channel != null ? place : null;
    if (shown) this.paintLens(pen, shown);
    if (shown?.row != null) this.paintCell(pen, shown);
    write(this.pointed, this.describe(place));
  }

  frameTile(pen, { layer, channel }, width) {
    const tile = this.columnOf(layer)?.tiles.find((each) => each.channel === channel);
    if (!tile) return;
    pen.strokeStyle = this.page.colors.accent;
    pen.lineWidth = width;
    pen.strokeRect(tile.x - 1.5, tile.y - 1.5, tile.side + 3, tile.side + 3);
  }

  // All edges of a channel, and from there the strongest ones on to the digit and to the class.
  pathOf({ layer, channel }) {
    const at = this.plan.columns.findIndex(({ name }) => name === layer);
    if (at < 0) return [];
    const is = (end, tile) => end.layer === tile.layer && end.channel === tile.channel;
    const here = { layer, channel };
    const into = this.drawn[at].filter(({ to }) => is(to, here));
    const out = this.drawn[at + 1].filter(({ from }) => is(from, here));
    const path = [...into, ...out];
    for (let next = into.at(-1)?.from, column = at - 1; next && column >= 0; column--) {
      const best = this.drawn[column].filter(({ to }) => is(to, next)).at(-1);
      if (best) path.push(best);
      next = best?.from;
    }
    for (let next = out.at(-1)?.to, column = at + 2; next && column < this.drawn.length; column++) {
      const best = this.drawn[column].filter(({ from }) => is(from, next)).at(-1);
      if (best) path.push(best);
      next = best?.to;
    }
    return path;
  }

  // The map of a channel, large enough to see and to point at its cells.
  paintLens(pen, { layer, channel }) {
    const { lens } = this.plan;
    const at = this.columnOf(layer)?.channels.indexOf(channel) ?? -1;
    if (at < 0) return;
    this.tiles.get(layer).draw(pen, this.frame.arrays[`map/${layer}`], at, lens.x, lens.y, lens.side);
    pen.lineWidth = 1;
    pen.strokeStyle = "rgba(128, 128, 128, 0.5)";
    pen.strokeRect(lens.x - 0.5, lens.y - 0.5, lens.side + 1, lens.side + 1);
    Object.assign(pen, { font: `600 11px ${this.font}`, fillStyle: this.ink });
    pen.fillText(fill(this.words.lens, { layer, channel: this.nameOf(layer, channel) }), lens.x, lens.y - 5);
  }

  paintCell(pen, { layer, channel, row, column }) {
    const tile = this.columnOf(layer)?.tiles.find((each) => each.channel === channel);
    const { field } = this.page.layer(layer);
    const [rows, columns] = this.gridOf(layer);
    pen.strokeStyle = this.page.colors.accent;
    pen.lineWidth = 2;
    for (const { x, y, side } of [tile, this.plan.lens].filter(Boolean)) {
      const [high, wide] = [side / rows, side / columns];
      const [height, width] = [Math.max(high, 4), Math.max(wide, 4)];
      pen.strokeRect(x + (column + 0.5) * wide - width / 2, y + (row + 0.5) * high - height / 2, width, height);
    }
    if (!field) return;
    const { digit } = this.plan;
    const unit = digit.side / 28;
    const [top, bottom] = span(field.rows, row);
    const [left, right] = span(field.columns, column);
    pen.save();
    pen.beginPath();
    pen.rect(digit.x - 1, digit.y - 1, digit.side + 2, digit.side + 2);
    pen.clip();
    pen.strokeRect(
      digit.x + left * unit,
      digit.y + top * unit,
      (right - left + 1) * unit,
      (bottom - top + 1) * unit,
    );
    pen.restore();
  }

  describe(place) {
    const { words, page } = this;
    const suffix = matchMedia("(pointer: coarse)").matches ? "_touch" : "";
    if (!place) return words[`point${suffix}`];
    const { layer, channel, row, column } = place;
    if (channel == null) return fill(words.pointed_layer, { layer });
    const part = this.frame.arrays[`part/${layer}`].values[channel];
    const said = {
      layer,
      channel: this.nameOf(layer, channel),
      row,
      column,
      part: signed(part),
      target: this.frame.header.target,
    };
    const sentence = fill(words.pointed_channel, said);
    const at = this.columnOf(layer)?.channels.indexOf(channel) ?? -1;
    const map = this.frame.arrays[`map/${layer}`];
    if (at < 0 || !page.layer(layer).is_map) return sentence;
    const isSelected = page.place?.layer === layer && page.place.channel === channel;
    if (row == null) return isSelected ? `${sentence} ${words[`point_cell${suffix}`]}` : sentence;
    if (!(map.values instanceof Float32Array)) return `${sentence} ${fill(words.pointed_cell, said)}`;
    const [, rows, columns] = map.shape;
    const value = map.values[(at * rows + row) * columns + column];
    return `${sentence} ${fill(words.pointed_value, { ...said, value: Number(value.toPrecision(9)) })}`;
  }

  stop() {}
}

function span({ size, jump, first }, index) {
  const start = first + index * jump;
  return [start, start + size - 1];
}

function signed(value) {
  const size = Math.abs(value);
  const said = size >= 99.5 ? size.toFixed(0) : size >= 9.95 ? size.toFixed(1) : size.toFixed(2);
  return Number(said) === 0 ? "0" : `${value < 0 ? "−" : "+"}${said}`;
}

function wrap(index, length) {
  return ((index % length) + length) % length;
}
