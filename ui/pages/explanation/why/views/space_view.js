// The digit among the held-out ones, where the net's last hidden layer places them: each a numeral of its label.
//
// The thousand lie on one canvas that is drawn once for a net; the digit, its way and its neighbours on another.

import { fill, find, make, penOf, write } from "../../../../scripts/dom.js";
import { ARROWS } from "../../../../scripts/keys.js";
import { enlarged } from "../../../../scripts/letters.js";
import { paintGrey, SIDE as TILE } from "../../../../scripts/pixels.js";

/** @import Why from "../why.js" */
/** @import { Pair } from "../../../../scripts/types.d.ts" */
/** @import { WhyFrame } from "../views.d.ts" */

const SHEET_COLUMNS = 40; // of `ui/routes/digit_sheet.py`
const LETTERS = 11; // CSS pixels of a numeral
const MARGIN = 26; // CSS pixels around the points
const REACH = 14; // CSS pixels within which the pointer finds a digit
const TRAIL = 40; // places that the digit came from

/** @typedef {{ width: number, height: number }} Room */
/** @typedef {{ scale: number, middle: Pair }} Fit pixels to a unit of the space, and the place in the middle */
/** @typedef {{ scale: Fit, places: Pair[] }} Drawn where the held-out digits lie on the canvas */

/**
 * What the last frame said of the digit.
 *
 * @typedef {object} Placed
 * @property {ArrayLike<number>} seen
 * @property {boolean} isBlank
 * @property {Pair} at
 * @property {number[]} neighbours
 * @property {number[]} distances
 */

export class SpaceView {
  /** @param {Why} page */
  constructor(page) {
    this.page = page;
    this.words = page.words.space;
    this.classes = page.colors.classes;
    // The thousand places come once for a net, and stay when another view is looked at.
    if (page.space?.net !== page.net.name) page.space = null;
    /** @type {Drawn | null} */
    this.drawn = null;
    /** @type {Placed | null} */
    this.placed = null;
    this.width = 0;
    this.height = 0;
    /** @type {string | null} */
    this.shownNeighbours = null;
    /** @type {number | null} */
    this.pointed = null; // a held-out digit
    this.root = make("section", "space");
    this.lead = make("p", "lead");
    this.plot = make("div", "plot");
    Object.assign(this.plot, { tabIndex: 0, ariaLabel: this.words.plot });
    this.plot.setAttribute("role", "application");
    this.below = make("canvas");
    this.above = make("canvas");
    this.tip = make("div", "tip");
    this.tip.hidden = true;
    this.tipPicture = tile();
    this.tipText = make("span");
    this.tip.append(this.tipPicture, this.tipText);
    this.plot.append(this.below, this.above, this.tip);
    this.nearest = make("ol");
    this.caution = make("p", "caution");
    const side = make("aside");
    this.told = make("p");
    this.told.setAttribute("role", "status");
    const distances = make("p", "caution", this.words.distances);
    side.append(make("h2", "", this.words.nearest), this.nearest, distances, this.told, this.caution);
    const row = make("div", "row");
    row.append(this.plot, side);
    this.root.append(this.lead, row);
    /** @type {Pair[]} */
    this.trail = []; // where the digit was
    this.sheet = new Image();
    this.sheet.onload = () => this.paintNeighbours();
    this.sheet.src = `${page.base}held_out_digits.png`;
    this.listen();
    this.caution.textContent = this.share;
  }

  listen() {
    this.plot.addEventListener("pointermove", (event) => {
      const box = this.plot.getBoundingClientRect();
      this.point(this.closest(event.clientX - box.left, event.clientY - box.top, REACH));
    });
    this.plot.addEventListener("pointerleave", () => this.point(null));
    this.plot.addEventListener("keydown", (event) => this.key(event));
  }

  get wish() {
    return { space: { is_known: Boolean(this.page.space) } };
  }

  // How much the two axes explain, in words.
  get share() {
    const explained = this.page.space?.explained;
    if (!explained) return "";
    const share = Math.round(100 * explained.reduce((sum, part) => sum + part, 0));
    return fill(this.words.caution, { share });
  }

  /** @param {WhyFrame} options */
  paint({ arrays, header: { target, is_blank: isBlank } }) {
    const { "space/coordinates": points, "space/labels": labels, "space/explained": explained } = arrays;
    if (points && labels && explained) {
      this.page.space = {
        net: this.page.net.name,
        points: /** @type {Float32Array} */ (points.values),
        labels: /** @type {Uint8Array} */ (labels.values),
        explained: Array.from(explained.values),
      };
      write(this.caution, this.share);
      this.paintPoints();
    }
    const { "space/place": place, "space/neighbours": nearest, "space/distances": distances } = arrays;
    if (!place || !nearest || !distances || !this.page.space) return;
    const { labels: known } = this.page.space;
    const neighbours = Array.from(nearest.values);
    const at = /** @type {Pair} */ (Array.from(place.values));
    this.placed = { seen: arrays.seen.values, isBlank, at, neighbours, distances: Array.from(distances.values) };
    const last = this.trail.at(-1);
    if (!last || Math.hypot(last[0] - at[0], last[1] - at[1]) > 0) this.trail.push(at);
    this.trail = isBlank ? [] : this.trail.slice(-TRAIL);
    const same = neighbours.filter((index) => known[index] === target).length;
    const counts = { same, count: neighbours.length, target };
    const lead = isBlank ? this.words.blank : fill(this.words.lead, counts);
    write(this.lead, this.page.scalings.isEmpty ? lead : `${lead} ${this.words.unscaled}`);
    this.layOut();
    this.paintDigit();
    this.paintNeighbours();
  }

  paintPoints() {
    this.width = this.plot.clientWidth;
    this.height = this.plot.clientHeight;
    if (!this.page.space || !this.width) return;
    const { points, labels } = this.page.space;
    const room = { width: this.width, height: this.height };
    const scale = fitted(points, room);
    const places = Array.from(
      labels,
      (_, index) => onCanvas([points[2 * index], points[2 * index + 1]], scale, room),
    );
    this.drawn = { scale, places };
    const pen = fittedPen(this.below, this.width, this.height);
    pen.clearRect(0, 0, this.width, this.height);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `600 ${LETTERS * enlarged()}px ${getComputedStyle(this.root).fontFamily}`;
    places.forEach(([x, y], index) => {
      pen.fillStyle = this.classes[labels[index]];
      pen.fillText(String(labels[index]), x, y);
    });
  }

  paintDigit() {
    const { drawn, placed } = this;
    if (!drawn || !placed) return;
    const pen = fittedPen(this.above, this.width, this.height);
    pen.clearRect(0, 0, this.width, this.height);
    if (placed.isBlank) return;
    const style = getComputedStyle(this.root);
    const accent = style.getPropertyValue("--st-primary-color");
    const room = { width: this.width, height: this.height };
    const [left, top] = onCanvas(placed.at, drawn.scale, room);
    const [x, y] = [
      Math.min(room.width - TILE, Math.max(TILE, left)),
      Math.min(room.height - TILE, Math.max(TILE, top)),
    ];
    pen.strokeStyle = accent;
    pen.globalAlpha = 0.5;
    pen.lineWidth = 1.5;
    pen.setLineDash([2, 4]);
    pen.beginPath();
    this.trail.forEach((place, at) => pen[at ? "lineTo" : "moveTo"](...onCanvas(place, drawn.scale, room)));
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    for (const index of placed.neighbours) {
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(...drawn.places[index]);
      pen.stroke();
      pen.beginPath();
      pen.arc(...drawn.places[index], 8, 0, 2 * Math.PI);
      pen.stroke();
    }
    pen.drawImage(greyTile(placed.seen), x - TILE / 2 - 4, y - TILE / 2 - 4, TILE + 8, TILE + 8);
    pen.lineWidth = 2;
    pen.strokeRect(x - TILE / 2 - 5, y - TILE / 2 - 5, TILE + 10, TILE + 10);
  }

  paintNeighbours() {
    const { placed } = this;
    if (!placed) return;
    const { isBlank, neighbours, distances } = placed;
    const key = isBlank ? "" : neighbours.join();
    if (this.shownNeighbours !== key) {
      this.shownNeighbours = key;
      this.nearest.replaceChildren(...(isBlank ? [] : neighbours.map((index) => this.neighbour(index))));
    }
    if (isBlank) return;
    [...this.nearest.children].forEach((item, at) => {
      this.drawHeldOut(find(item, "canvas", "canvas"), neighbours[at]);
      write(find(item, ".distance", "span"), distances[at].toFixed(1));
    });
  }

  /** @param {number} index */
  neighbour(index) {
    const item = make("li");
    const label = this.labelOf(index);
    const name = make("b", "", String(label));
    name.style.borderColor = this.classes[label];
    item.append(tile(), name, make("span", "distance"));
    item.addEventListener("pointerenter", () => this.point(index));
    item.addEventListener("pointerleave", () => this.point(null));
    return item;
  }

  // Shows a held-out digit beside its place.
  /** @param {number | null} index */
  point(index) {
    this.pointed = index;
    const place = index === null ? undefined : this.drawn?.places[index];
    this.tip.hidden = !place;
    if (index === null || !place) return;
    const [x, y] = place;
    this.drawHeldOut(this.tipPicture, index);
    write(this.tipText, fill(this.words.held_out, { index, label: this.labelOf(index) }));
    const width = this.tip.offsetWidth;
    Object.assign(this.tip.style, {
      left: `${Math.min(Math.max(0, x - width / 2), this.width - width)}px`,
      top: `${y > this.height / 2 ? y - this.tip.offsetHeight - 12 : y + 12}px`,
    });
  }

  /** @type {(x: number, y: number, reach: number) => number | null} */
  closest(x, y, reach) {
    /** @type {number | null} */
    let found = null;
    let least = reach;
    this.drawn?.places.forEach(([left, top], index) => {
      const distance = Math.hypot(left - x, top - y);
      if (distance >= least) return;
      found = index;
      least = distance;
    });
    return found;
  }

  // Arrows go to the next digit that way, beginning at the nearest of the drawn one.
  /** @param {KeyboardEvent} event */
  key(event) {
    const way = ARROWS[event.key];
    if (event.key === "Escape") this.point(null);
    if (!way || !this.drawn) return;
    const [down, right] = way;
    event.preventDefault();
    let found = this.placed?.neighbours[0] ?? 0;
    if (this.pointed !== null) {
      const [x, y] = this.drawn.places[this.pointed];
      found = this.pointed;
      let least = Infinity;
      this.drawn.places.forEach(([left, top], index) => {
        const along = (left - x) * right + (top - y) * down;
        const across = Math.abs((left - x) * down) + Math.abs((top - y) * right);
        if (along <= 0 || along + 3 * across >= least) return;
        found = index;
        least = along + 3 * across;
      });
    }
    this.point(found);
    write(this.told, fill(this.words.held_out, { index: found, label: this.labelOf(found) }));
  }

  /** @param {number} index */
  labelOf(index) {
    return this.page.space?.labels[index] ?? 0;
  }

  /** @type {(canvas: HTMLCanvasElement, index: number) => void} */
  drawHeldOut(canvas, index) {
    if (!this.sheet.complete || !this.sheet.naturalWidth) return;
    const [left, top] = [(index % SHEET_COLUMNS) * TILE, Math.floor(index / SHEET_COLUMNS) * TILE];
    penOf(canvas).drawImage(this.sheet, left, top, TILE, TILE, 0, 0, TILE, TILE);
  }

  layOut() {
    if (this.width === this.plot.clientWidth && this.height === this.plot.clientHeight) return;
    this.repaint();
  }

  repaint() {
    this.paintPoints();
    this.paintDigit();
  }

  select() {}

  stop() {}
}

function tile() {
  const canvas = make("canvas", "digit");
  canvas.width = canvas.height = TILE;
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}

/** @param {ArrayLike<number>} values */
function greyTile(values) {
  const canvas = tile();
  paintGrey(canvas, values);
  return canvas;
}

// A pen that draws in CSS pixels.
/** @type {(canvas: HTMLCanvasElement, width: number, height: number) => CanvasRenderingContext2D} */
function fittedPen(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  const pen = penOf(canvas);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.imageSmoothingEnabled = false;
  return pen;
}

// How places, two coordinates each, fit into a room; both directions have one scale.
/** @type {(points: ArrayLike<number>, room: Room) => Fit} */
export function fitted(points, { width, height }) {
  const least = [Infinity, Infinity];
  const most = [-Infinity, -Infinity];
  for (let at = 0; at < points.length; at++) {
    least[at % 2] = Math.min(least[at % 2], points[at]);
    most[at % 2] = Math.max(most[at % 2], points[at]);
  }
  const [wide, high] = [0, 1].map((axis) => most[axis] - least[axis] || 1);
  return {
    middle: [(least[0] + most[0]) / 2, (least[1] + most[1]) / 2],
    scale: Math.min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high),
  };
}

// Where a place of the space lies on the canvas.
/** @type {(place: Pair, fit: Fit, room: Room) => Pair} */
export function onCanvas([x, y], { scale, middle }, { width, height }) {
  return [width / 2 + (x - middle[0]) * scale, height / 2 - (y - middle[1]) * scale];
}
