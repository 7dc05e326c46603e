// One map on two canvases: below the colours and the numbers, over them what is highlighted, so that a highlight
// draws no number again. The lower one is painted when all maps have their sizes (`Theme.paint`): to choose letters for
// a canvas makes the browser work out the page's styles again if any has changed meanwhile.

import { gradient } from "../../scripts/colors.js";
import { make, penOf, write } from "../../scripts/dom.js";
import { proper, short, writer } from "../reckoning/numbers.js";
import { isSame } from "./same.js";
import { LABEL_LEFT, LABEL_TOP, stepOf } from "./sizes.js";

/** @import { Cell, Pair, Pen, ScaleTable } from "../../scripts/types.d.ts" */
/** @import { Theme } from "./theme.js" */

const MOST_NUMBERED = 12; // rows and columns
const GAPPED = 14; // pixels of a cell, from which on a line of the page's colour lies between cells
const LEAST_TEXT = 7.5; // pixels
const LEAST_NOTE = 8;
const LARGEST_TEXT = 28;
const MARGIN = 0.2; // of a cell, left and right of its number together
const LABEL_TEXT = 11;

// What a cell is, beside its value.
export const PADDING = 1;
export const UNREAD = 2;
export const ABSENT = 4;

/** @typedef {ScaleTable & { inks: string[] }} InkedScale a scale, and what is written on each of its colours */
/** @typedef {InkedScale & { zmin: number, zmax: number }} Colors */

/**
 * What a map is to show.
 *
 * @typedef {object} MapWish
 * @property {number} rows of the map, padding included
 * @property {number} columns
 * @property {number[]} [first] [row, column] of the first cell, below 0 in the padding
 * @property {Float32Array} values one a cell, in rows
 * @property {Uint8Array} [states] the same, of PADDING, UNREAD and ABSENT
 * @property {Colors} colors
 * @property {number} [cell] pixels
 * @property {string[] | null} [notes] a smaller line for each cell
 * @property {boolean} [isBare] without the numbers of rows and columns
 * @property {boolean} [hasNumbers] by default up to 12 × 12
 * @property {boolean} [isRoomy] with three digits each, and not all with the same decimals
 */

/** @typedef {{ rows: number[], columns: number[], kind: "strong" | "soft" | "pin" }} Mark cells that are outlined */
/** @typedef {[number, number, number, number]} Box left, top, width, height */

export class MapView {
  /**
   * @param {string} name of the map, which is its class too
   * @param {Theme} theme
   * @param {string} [label] for a screen reader, where the keys go from cell to cell
   */
  constructor(name, theme, label) {
    this.theme = theme;
    this.root = make("figure", `map ${name}`);
    this.caption = make("figcaption");
    this.box = make("div", "box");
    this.base = make("canvas");
    this.over = make("canvas", "over");
    for (const canvas of [this.base, this.over]) canvas.setAttribute("aria-hidden", "true");
    this.box.append(this.base, this.over);
    if (label) {
      this.box.tabIndex = 0;
      this.box.setAttribute("role", "application");
      this.box.setAttribute("aria-label", label);
    }
    this.scale = make("div", "scale");
    this.ends = { least: make("span"), bar: make("i"), most: make("span") };
    this.scale.append(this.ends.least, this.ends.bar, this.ends.most);
    this.term = make("b");
    this.more = make("span");
    this.root.append(this.caption, this.box, this.scale);
    this.tile = make("canvas");
    this.rows = this.columns = 0;
    this.first = [0, 0];
    /** @type {Float32Array} */
    this.values = new Float32Array(0);
    /** @type {Uint8Array | undefined} */
    this.states = undefined;
    /** @type {Colors} */
    this.colors = { scale: [], table: new Uint32Array(256), inks: [], zmin: 0, zmax: 1 };
    this.cell = 1;
    /** @type {string[] | null} */
    this.notes = null;
    this.isRoomy = false;
    this.left = this.top = 0; // of the first cell in the box
    this.ratio = 1;
    /** @type {MapWish | null} */
    this.wish = null; // what is drawn
    this.drawnIn = ""; // the theme's key
  }

  // Names the map above it: the term, then what is said of it.
  /** @type {(term: string, rest?: string) => void} */
  title(term, rest) {
    if (!this.caption.firstChild) this.caption.append(this.term, this.more);
    write(this.term, term);
    write(this.more, rest ? ` · ${rest}` : "");
  }

  // Draws values, unless they are there already.
  /** @param {MapWish & { cell: number }} wish */
  draw(wish) {
    if (isSame(wish, this.wish) && this.drawnIn === this.theme.key) return;
    this.wish = wish;
    this.drawnIn = this.theme.key;
    const { rows, columns, first = [0, 0], values, states, colors, cell, notes, isBare = false } = wish;
    this.rows = rows;
    this.columns = columns;
    this.first = first;
    this.values = values;
    this.states = states;
    this.colors = colors;
    this.cell = cell;
    this.notes = notes ?? null;
    this.isRoomy = Boolean(wish.isRoomy);
    this.left = isBare ? 0 : LABEL_LEFT;
    this.top = isBare ? 0 : LABEL_TOP;
    const [width, height] = [this.left + columns * cell, this.top + rows * cell];
    this.ratio = this.theme.ratio;
    for (const canvas of [this.base, this.over]) fit(canvas, width, height, this.ratio);
    Object.assign(this.box.style, { width: `${width}px`, height: `${height}px` });
    this.showScale();
    this.theme.paintLater(this);
  }

  // Paints what `draw` was given last.
  paint() {
    const { wish } = this;
    if (!wish) return;
    const pen = this.pen(this.base);
    pen.clearRect(0, 0, this.left + this.columns * this.cell, this.top + this.rows * this.cell);
    this.paintCells(pen);
    this.paintStates(pen);
    this.paintFrame(pen);
    if (isNumbered(wish)) this.paintNumbers(pen);
    if (!wish.isBare) this.paintLabels(pen);
  }

  /** @param {HTMLCanvasElement} canvas */
  pen(canvas) {
    const pen = penOf(canvas);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    return pen;
  }

  // What a cell is beside its value.
  /** @param {number} at */
  state(at) {
    return this.states ? this.states[at] : 0;
  }

  /** @param {number} value */
  level(value) {
    const { zmin, zmax } = this.colors;
    return Math.max(0, Math.min(255, Math.round((255 * (value - zmin)) / (zmax - zmin))));
  }

  /** @param {Pen} pen */
  paintCells(pen) {
    const { rows, columns, values, colors } = this;
    Object.assign(this.tile, { width: columns, height: rows });
    const tilePen = penOf(this.tile);
    const pixels = tilePen.createImageData(columns, rows);
    const words = new Uint32Array(pixels.data.buffer);
    for (let at = 0; at < words.length; at++) {
      if (this.state(at) & (PADDING | ABSENT) || Number.isNaN(values[at])) continue;
      words[at] = colors.table[this.level(values[at])];
    }
    tilePen.putImageData(pixels, 0, 0);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(this.tile, this.left, this.top, columns * this.cell, rows * this.cell);
    if (this.cell < GAPPED) return;
    const line = 1 / Math.max(1, Math.floor(this.ratio));
    const [wide, tall] = [columns * this.cell, rows * this.cell];
    for (let y = this.cell; y < tall; y += this.cell) pen.clearRect(this.left, this.top + y - line / 2, wide, line);
    for (let x = this.cell; x < wide; x += this.cell) pen.clearRect(this.left + x - line / 2, this.top, line, tall);
  }

  // Hatches what is padding and crosses out what no window reads.
  /** @param {Pen} pen */
  paintStates(pen) {
    if (!this.states) return;
    const { hatched, crossed } = this.theme;
    const inset = this.cell < GAPPED ? 0 : 0.5;
    const side = this.cell - 2 * inset;
    this.states.forEach((state, at) => {
      if (!state || state & ABSENT) return;
      const x = this.left + (at % this.columns) * this.cell + inset;
      const y = this.top + Math.floor(at / this.columns) * this.cell + inset;
      if (state & UNREAD && !(state & PADDING)) {
        pen.fillStyle = this.theme.veil;
        pen.fillRect(x, y, side, side);
      }
      pen.fillStyle = state & UNREAD ? crossed : hatched;
      pen.fillRect(x, y, side, side);
    });
  }

  // A thin frame, because a map of zeros is as dark as a dark page.
  /** @param {Pen} pen */
  paintFrame(pen) {
    pen.strokeStyle = this.theme.frame;
    pen.lineWidth = 1;
    pen.strokeRect(this.left + 0.5, this.top + 0.5, this.columns * this.cell - 1, this.rows * this.cell - 1);
  }

  /** @param {Pen} pen */
  paintNumbers(pen) {
    const { columns, values, cell, notes } = this;
    const text = this.isRoomy ? short : writer(values);
    const texts = Array.from(
      values,
      (value, at) => (Number.isNaN(value) || this.state(at) & ABSENT ? "" : text(value)),
    );
    const noteSize = notes ? this.textSize(notes, Math.min(0.22 * cell, 13)) : 0;
    const hasNotes = noteSize >= LEAST_NOTE;
    const size = this.textSize(texts, hasNotes ? 0.32 * cell : 0.42 * cell);
    if (size < LEAST_TEXT) return;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    /** @type {(lines: string[], letters: number, style: { alpha: number, down: number }) => void} */
    const write = (lines, letters, { alpha, down }) => {
      pen.font = `${letters}px ${this.theme.font}`;
      for (let at = 0; at < lines.length; at++) {
        if (!texts[at]) continue;
        const x = this.left + (at % columns + 0.5) * cell;
        const y = this.top + (Math.floor(at / columns) + 0.5) * cell + 1;
        const isPale = this.state(at) & (PADDING | UNREAD);
        pen.globalAlpha = isPale ? 0.72 : alpha;
        pen.fillStyle = isPale ? this.theme.ink : this.colors.inks[this.level(values[at])];
        pen.fillText(lines[at], x, y + down * cell);
      }
    };
    write(texts, size, { alpha: 1, down: hasNotes ? -0.12 : 0 });
    if (notes && hasNotes) write(notes, noteSize, { alpha: 0.85, down: 0.22 });
    pen.globalAlpha = 1;
  }

  // The size at which the longest text fits into a cell.
  /** @type {(texts: string[], wanted: number) => number} */
  textSize(texts, wanted) {
    const size = Math.min(wanted, LARGEST_TEXT);
    const longest = Math.max(...texts.map(({ length }) => length));
    const long = texts.filter(({ length }) => length > longest - 2);
    const widest = Math.max(1, ...long.map((text) => this.theme.width(text, size)));
    return Math.min(size, (size * (this.cell - Math.max(6, MARGIN * this.cell))) / widest);
  }

  /** @param {Pen} pen */
  paintLabels(pen) {
    pen.font = `${LABEL_TEXT}px ${this.theme.font}`;
    pen.fillStyle = this.theme.ink;
    pen.globalAlpha = 0.72;
    pen.textBaseline = "alphabetic";
    pen.textAlign = "center";
    const step = stepOf(this.cell);
    /** @type {(count: number, start: number, place: (text: string, at: number) => void) => void} */
    const write = (count, start, place) => {
      /** @param {number} at */
      const isWhole = (at) =>
        this.cell > LABEL_TEXT || (at + 0.5) * this.cell + LABEL_TEXT / 2 <= count * this.cell;
      for (let at = 0; at < count; at++) {
        if ((at + start) % step === 0 && isWhole(at)) place(proper(String(at + start)), (at + 0.5) * this.cell);
      }
    };
    write(this.columns, this.first[1], (text, x) => pen.fillText(text, this.left + x, this.top - 6));
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    write(this.rows, this.first[0], (text, y) => pen.fillText(text, this.left - 6, this.top + y + 0.5));
    pen.globalAlpha = 1;
  }

  showScale() {
    const { least, bar, most } = this.ends;
    write(least, short(this.colors.zmin));
    write(most, short(this.colors.zmax));
    bar.style.background = gradient(this.colors.scale);
    this.scale.style.marginLeft = `${this.left}px`;
  }

  // Outlines cells. texts: small at the foot of cells
  /** @type {(marks: Mark[], texts?: (Cell & { text: string })[]) => void} */
  highlight(marks, texts = []) {
    if (!this.rows) return;
    const pen = this.pen(this.over);
    pen.clearRect(0, 0, this.left + this.columns * this.cell, this.top + this.rows * this.cell);
    const { accent } = this.theme;
    const blocks = marks.map(({ rows, columns, kind }) => ({ kind, edges: this.blocks(rows, columns) }));
    const thin = this.cell < 9 ? 0.7 : 1;
    pen.lineJoin = "round";
    for (const { kind, edges } of blocks) {
      if (kind === "pin" || kind === "soft") continue;
      stroke(pen, edges, { color: "rgb(255 255 255 / 92%)", width: 4.5 * thin });
    }
    for (const { kind, edges } of blocks) {
      if (kind === "soft") stroke(pen, edges, { color: "rgb(255 255 255 / 75%)", width: 2.5 * thin });
      const dash = kind === "pin" ? [3, 3] : [];
      stroke(pen, edges, { color: accent, width: (kind === "soft" ? 1.25 : 2) * thin, dash });
    }
    this.writeTexts(pen, texts);
  }

  /** @type {(rows: number[], columns: number[]) => Box[]} */
  blocks(rows, columns) {
    const [top, left] = this.first;
    const inset = this.cell < GAPPED ? 0 : 1;
    const along = runs(rows.filter((row) => row >= top && row < top + this.rows));
    const across = runs(columns.filter((column) => column >= left && column < left + this.columns));
    return along.flatMap(([firstRow, lastRow]) =>
      across.map(([firstColumn, lastColumn]) => /** @type {Box} */ ([
        this.left + (firstColumn - left) * this.cell + inset,
        this.top + (firstRow - top) * this.cell + inset,
        (lastColumn - firstColumn + 1) * this.cell - 2 * inset,
        (lastRow - firstRow + 1) * this.cell - 2 * inset,
      ]))
    );
  }

  // Small texts on the accent's colour, at the foot of their cells.
  /** @type {(pen: Pen, texts: (Cell & { text: string })[]) => void} */
  writeTexts(pen, texts) {
    const size = Math.min(11, 0.3 * this.cell);
    if (!texts.length || size < LEAST_TEXT) return;
    pen.font = `600 ${size}px ${this.theme.font}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (const { row, column, text } of texts) {
      const x = this.left + (column - this.first[1] + 0.5) * this.cell;
      const y = this.top + (row - this.first[0] + 1) * this.cell - size / 2 - 4;
      const wide = Math.min(this.theme.width(text, size, 600) + 8, this.cell - 4);
      pen.fillStyle = this.theme.accent;
      pen.beginPath();
      pen.roundRect(x - wide / 2, y - size / 2 - 2.5, wide, size + 4, 3);
      pen.fill();
      pen.fillStyle = this.theme.onAccent;
      pen.fillText(text, x, y + 0.5, this.cell - 8);
    }
  }

  // The cell at a place of the window, or null; in the cells' own numbers, below 0 in the padding.
  /** @type {(x: number, y: number) => Cell | null} */
  cellAt(x, y) {
    const { left, top } = this.box.getBoundingClientRect();
    const row = Math.floor((y - top - this.top) / this.cell);
    const column = Math.floor((x - left - this.left) / this.cell);
    if (row < 0 || column < 0 || row >= this.rows || column >= this.columns) return null;
    if (this.state(row * this.columns + column) & ABSENT) return null;
    return { row: row + this.first[0], column: column + this.first[1] };
  }

  /** @param {Cell} options */
  holds({ row, column }) {
    const [top, left] = this.first;
    return row >= top && row < top + this.rows && column >= left && column < left + this.columns;
  }

  // Where a cell is, in pixels of the box.
  /** @type {(options: Cell) => Pair} */
  placeOf({ row, column }) {
    return [this.left + (column - this.first[1]) * this.cell, this.top + (row - this.first[0]) * this.cell];
  }
}

// Whether the numbers of a map are written into its cells, where they can be read.
/** @param {Pick<MapWish, "rows" | "columns" | "hasNumbers">} options */
export function isNumbered({ rows, columns, hasNumbers }) {
  return hasNumbers ?? Math.max(rows, columns) <= MOST_NUMBERED;
}

/** @type {(canvas: HTMLCanvasElement, width: number, height: number, ratio: number) => void} */
function fit(canvas, width, height, ratio) {
  const [wide, tall] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== tall) canvas.height = tall;
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
}

/** @type {(pen: Pen, edges: Box[], options: { color: string, width: number, dash?: number[] }) => void} */
function stroke(pen, edges, { color, width, dash = [] }) {
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  for (const edge of edges) pen.rect(...edge);
  pen.stroke();
  pen.setLineDash([]);
}

// The stretches of neighbours among some indices, as [first, last].
/** @param {number[]} indices */
function runs(indices) {
  /** @type {Pair[]} */
  const found = [];
  for (const index of [...new Set(indices)].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else found.push([index, index]);
  }
  return found;
}
