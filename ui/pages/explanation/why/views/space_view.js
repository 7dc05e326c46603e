// The digit among the held-out ones, where the net's last hidden layer places them: each a numeral of its label.
//
// The thousand lie on one canvas that is drawn once for a net; the digit, its way and its neighbours on another.

import { fill, make, write } from "../../../../scripts/dom.js";
import { paintGrey } from "../../../../scripts/pixels.js";

const TILE = 28;
const SHEET_COLUMNS = 40; // of `ui/routes/digit_sheet.py`
const MARGIN = 26; // CSS pixels around the points
const REACH = 14; // CSS pixels within which the pointer finds a digit
const TRAIL = 40; // places that the digit came from

export class SpaceView {
  constructor(page) {
    this.page = page;
    this.words = page.words.space;
    this.classes = page.colors.classes;
    if (page.space?.net !== page.net.name) page.space = { net: page.net.name, points: null };
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
    side.append(make("h2", "", this.words.nearest), this.nearest, this.told, this.caution);
    const row = make("div", "row");
    row.append(this.plot, side);
    this.root.append(this.lead, row);
    this.neighbours = [];
    this.trail = [];
    this.sheet = new Image();
    this.sheet.onload = () => this.paintNeighbours();
    this.sheet.src = `${page.base}held_out_digits.png`;
    this.listen();
    this.takePoints();
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
    return { space: { is_known: Boolean(this.points) } };
  }

  // The thousand places come once for a net, and stay when another view is looked at.
  takePoints() {
    const { points, labels, explained } = this.page.space;
    if (!points) return;
    Object.assign(this, { points, labels });
    const share = Math.round(100 * explained.reduce((sum, part) => sum + part, 0));
    write(this.caution, fill(this.words.caution, { share }));
  }

  paint({ arrays, header, isBlank }) {
    const { target } = header;
    if (arrays["space/coordinates"]) {
      const [points, labels, explained] = ["coordinates", "labels", "explained"].map((name) =>
        arrays[`space/${name}`].values
      );
      this.page.space = { net: this.page.net.name, points, labels, explained };
      this.takePoints();
      this.paintPoints();
    }
    const place = arrays["space/place"];
    if (!place || !this.points) return;
    Object.assign(this, { seen: arrays.seen.values, isBlank, place: [...place.values] });
    this.neighbours = [...arrays["space/neighbours"].values];
    this.distances = [...arrays["space/distances"].values];
    const last = this.trail.at(-1);
    if (!last || Math.hypot(last[0] - this.place[0], last[1] - this.place[1]) > 0) this.trail.push(this.place);
    this.trail = isBlank ? [] : this.trail.slice(-TRAIL);
    const same = this.neighbours.filter((index) => this.labels[index] === target).length;
    const counts = { same, count: this.neighbours.length, target };
    const lead = isBlank ? this.words.blank : fill(this.words.lead, counts);
    write(this.lead, this.page.scalings.isEmpty ? lead : `${lead} ${this.words.unscaled}`);
    this.layOut();
    this.paintDigit();
    this.paintNeighbours();
  }

  // Where a place of the space lies on the canvas; both directions have one scale.
  onCanvas([x, y]) {
    const { scale, middle } = this.frame;
    return [this.width / 2 + (x - middle[0]) * scale, this.height / 2 - (y - middle[1]) * scale];
  }

  paintPoints() {
    this.width = this.plot.clientWidth;
    this.height = this.plot.clientHeight;
    if (!this.points || !this.width) return;
    const [xs, ys] = [0, 1].map((axis) => this.points.filter((_, at) => at % 2 === axis));
    const ends = [xs, ys].map((
      each,
    ) => [each.reduce((a, b) => Math.min(a, b)), each.reduce((a, b) => Math.max(a, b))]);
    const spans = ends.map(([least, most]) => most - least || 1);
    this.frame = {
      middle: ends.map(([least, most]) => (least + most) / 2),
      scale: Math.min((this.width - 2 * MARGIN) / spans[0], (this.height - 2 * MARGIN) / spans[1]),
    };
    this.places = Array.from(
      this.labels,
      (_, index) => this.onCanvas(this.points.subarray(2 * index, 2 * index + 2)),
    );
    const pen = penOf(this.below, this.width, this.height);
    pen.clearRect(0, 0, this.width, this.height);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `600 11px ${getComputedStyle(this.root).fontFamily}`;
    this.places.forEach(([x, y], index) => {
      pen.fillStyle = this.classes[this.labels[index]];
      pen.fillText(this.labels[index], x, y);
    });
  }

  paintDigit() {
    if (!this.frame || !this.place) return;
    const pen = penOf(this.above, this.width, this.height);
    pen.clearRect(0, 0, this.width, this.height);
    if (this.isBlank) return;
    const style = getComputedStyle(this.root);
    const accent = style.getPropertyValue("--st-primary-color");
    const [x, y] = this.onCanvas(this.place).map((at, axis) =>
      Math.min([this.width, this.height][axis] - TILE, Math.max(TILE, at))
    );
    pen.strokeStyle = accent;
    pen.globalAlpha = 0.5;
    pen.lineWidth = 1.5;
    pen.setLineDash([2, 4]);
    pen.beginPath();
    this.trail.forEach((place, at) => pen[at ? "lineTo" : "moveTo"](...this.onCanvas(place)));
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    for (const index of this.neighbours) {
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(...this.places[index]);
      pen.stroke();
      pen.beginPath();
      pen.arc(...this.places[index], 8, 0, 2 * Math.PI);
      pen.stroke();
    }
    pen.drawImage(greyTile(this.seen), x - TILE / 2 - 4, y - TILE / 2 - 4, TILE + 8, TILE + 8);
    pen.lineWidth = 2;
    pen.strokeRect(x - TILE / 2 - 5, y - TILE / 2 - 5, TILE + 10, TILE + 10);
  }

  paintNeighbours() {
    if (!this.labels) return;
    const key = this.isBlank ? "" : this.neighbours.join();
    if (this.shownNeighbours !== key) {
      this.shownNeighbours = key;
      this.nearest.replaceChildren(...(this.isBlank ? [] : this.neighbours.map((index) => this.neighbour(index))));
    }
    if (this.isBlank) return;
    [...this.nearest.children].forEach((item, at) => {
      this.drawHeldOut(item.querySelector("canvas"), this.neighbours[at]);
      write(item.querySelector(".distance"), this.distances[at].toFixed(1));
    });
  }

  neighbour(index) {
    const item = make("li");
    const label = make("b", "", String(this.labels[index]));
    label.style.borderColor = this.classes[this.labels[index]];
    item.append(tile(), label, make("span", "distance"));
    item.addEventListener("pointerenter", () => this.point(index));
    item.addEventListener("pointerleave", () => this.point(null));
    return item;
  }

  // Shows a held-out digit beside its place.
  point(index) {
    this.pointed = index;
    this.tip.hidden = index === null || !this.places;
    if (this.tip.hidden) return;
    const [x, y] = this.places[index];
    this.drawHeldOut(this.tipPicture, index);
    const said = fill(this.words.held_out, { index, label: this.labels[index] });
    write(this.tipText, said);
    const width = this.tip.offsetWidth;
    Object.assign(this.tip.style, {
      left: `${Math.min(Math.max(0, x - width / 2), this.width - width)}px`,
      top: `${y > this.height / 2 ? y - this.tip.offsetHeight - 12 : y + 12}px`,
    });
  }

  closest(x, y, reach) {
    if (!this.places) return null;
    let [found, least] = [null, reach];
    this.places.forEach(([left, top], index) => {
      const distance = Math.hypot(left - x, top - y);
      if (distance < least) [found, least] = [index, distance];
    });
    return found;
  }

  // Arrows go to the next digit that way, beginning at the nearest of the drawn one.
  key(event) {
    const ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const way = ways[event.key];
    if (event.key === "Escape") this.point(null);
    if (!way || !this.places) return;
    event.preventDefault();
    if (this.pointed == null) this.point(this.neighbours[0] ?? 0);
    else {
      const [x, y] = this.places[this.pointed];
      let [found, least] = [this.pointed, Infinity];
      this.places.forEach(([left, top], index) => {
        const along = (left - x) * way[0] + (top - y) * way[1];
        const across = Math.abs((left - x) * way[1]) + Math.abs((top - y) * way[0]);
        if (along > 0 && along + 3 * across < least) [found, least] = [index, along + 3 * across];
      });
      this.point(found);
    }
    write(this.told, fill(this.words.held_out, { index: this.pointed, label: this.labels[this.pointed] }));
  }

  drawHeldOut(canvas, index) {
    if (!this.sheet.complete || !this.sheet.naturalWidth) return;
    const [left, top] = [(index % SHEET_COLUMNS) * TILE, Math.floor(index / SHEET_COLUMNS) * TILE];
    canvas.getContext("2d").drawImage(this.sheet, left, top, TILE, TILE, 0, 0, TILE, TILE);
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

function greyTile(values) {
  const canvas = tile();
  paintGrey(canvas, values);
  return canvas;
}

// A pen that draws in CSS pixels.
function penOf(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.imageSmoothingEnabled = false;
  return pen;
}
