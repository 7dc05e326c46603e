// Values of either sign over a digit: blue to amber about a dark zero, with the outline of the ink above them.

import { make } from "../../../../scripts/dom.js";

const SIDE = 28;
const ZERO = 128; // of the 256 colours

export class SignedPicture {
  // table: the 256 colours; onPoint(row, column) or onPoint(null): the pixel under the pointer
  constructor(table, { label = "", onPoint = null, onKey = null } = {}) {
    this.table = table;
    this.root = make("div", "picture");
    this.canvas = make("canvas");
    this.cell = make("i", "cell");
    this.cell.hidden = true;
    this.root.append(this.canvas, this.cell);
    this.tile = make("canvas");
    this.tile.width = this.tile.height = SIDE;
    this.tilePen = this.tile.getContext("2d", { willReadFrequently: true });
    this.pixels = new ImageData(SIDE, SIDE);
    this.ink = new Uint32Array(this.pixels.data.buffer);
    this.label = label;
    if (onPoint) this.listen(onPoint, onKey);
    else this.canvas.setAttribute("aria-hidden", "true");
    this.resizing = new ResizeObserver(() => this.repaint());
    this.resizing.observe(this.root);
  }

  listen(onPoint, onKey) {
    Object.assign(this.root, { tabIndex: 0, ariaLabel: this.label });
    this.root.setAttribute("role", "application");
    this.root.addEventListener("pointermove", (event) => {
      const box = this.root.getBoundingClientRect();
      const [row, column] = [
        Math.floor(((event.clientY - box.top) / box.height) * SIDE),
        Math.floor(((event.clientX - box.left) / box.width) * SIDE),
      ];
      if (row >= 0 && column >= 0 && row < SIDE && column < SIDE) onPoint(row, column);
    });
    this.root.addEventListener("pointerleave", () => onPoint(null));
    this.root.addEventListener("keydown", onKey);
  }

  // values: (28, 28) of either sign; most: the magnitude of both ends of the scale; outline: segments over it
  paint(values, most, outline) {
    this.latest = [values, most, outline];
    const steps = most > 0 ? (255 - ZERO) / most : 0;
    for (let at = 0; at < values.length; at++) {
      const share = Math.round(ZERO + values[at] * steps);
      this.ink[at] = this.table[Math.min(255, Math.max(1, share))];
    }
    this.tilePen.putImageData(this.pixels, 0, 0);
    const side = Math.round(this.root.clientWidth * (globalThis.devicePixelRatio || 1));
    if (!side) return;
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const pen = this.canvas.getContext("2d", { alpha: false });
    pen.imageSmoothingEnabled = false;
    pen.drawImage(this.tile, 0, 0, side, side);
    const scale = side / SIDE;
    pen.lineWidth = Math.max(1, scale / 7);
    pen.strokeStyle = "rgb(255 255 255 / 75%)";
    pen.beginPath();
    for (const [left, top, right, bottom] of outline) {
      pen.moveTo(left * scale, top * scale);
      pen.lineTo(right * scale, bottom * scale);
    }
    pen.stroke();
  }

  repaint() {
    if (this.latest) this.paint(...this.latest);
  }

  mark(place) {
    this.cell.hidden = !place;
    if (!place) return;
    const [row, column] = place;
    const share = 100 / SIDE;
    Object.assign(this.cell.style, { top: `${row * share}%`, left: `${column * share}%` });
  }

  stop() {
    this.resizing.disconnect();
  }
}
