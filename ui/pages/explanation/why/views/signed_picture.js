// Values of either sign over a digit: blue to amber about a dark zero, with the outline of the ink above them.

import { levelsOf } from "../../../../scripts/colors.js";
import { make, penOf } from "../../../../scripts/dom.js";
import { SIDE } from "../../../../scripts/pixels.js";

/** @import { Pair } from "../../../../scripts/types.d.ts" */

/** @typedef {[number, number, number, number]} Segment [x1, y1, x2, y2] */

/**
 * @typedef {object} Listening
 * @property {string} label
 * @property {(cell: Pair | null) => void} onPoint called with the pixel under the pointer, [row, column]
 * @property {(event: KeyboardEvent) => void} onKey
 */

export class SignedPicture {
  /**
   * @param {Uint32Array} table the 256 colours
   * @param {Listening} [listening] where it is more than a picture
   */
  constructor(table, listening) {
    this.table = table;
    this.root = make("div", "picture");
    this.canvas = make("canvas");
    this.cell = make("i", "cell");
    this.cell.hidden = true;
    this.root.append(this.canvas, this.cell);
    this.tile = make("canvas");
    this.tile.width = this.tile.height = SIDE;
    this.tilePen = penOf(this.tile, { willReadFrequently: true });
    this.pixels = new ImageData(SIDE, SIDE);
    this.ink = new Uint32Array(this.pixels.data.buffer);
    /** @type {[ArrayLike<number>, number, Segment[]] | null} */
    this.latest = null;
    if (listening) this.listen(listening);
    else this.canvas.setAttribute("aria-hidden", "true");
    this.resizing = new ResizeObserver(() => this.repaint());
    this.resizing.observe(this.root);
  }

  /** @param {Listening} listening */
  listen({ label, onPoint, onKey }) {
    Object.assign(this.root, { tabIndex: 0, ariaLabel: label });
    this.root.setAttribute("role", "application");
    this.root.addEventListener("pointermove", (event) => {
      const box = this.root.getBoundingClientRect();
      const [row, column] = [
        Math.floor(((event.clientY - box.top) / box.height) * SIDE),
        Math.floor(((event.clientX - box.left) / box.width) * SIDE),
      ];
      if (row >= 0 && column >= 0 && row < SIDE && column < SIDE) onPoint([row, column]);
    });
    this.root.addEventListener("pointerleave", () => onPoint(null));
    this.root.addEventListener("keydown", onKey);
  }

  /**
   * @param {ArrayLike<number>} values (28, 28) of either sign
   * @param {number} most the magnitude of both ends of the scale
   * @param {Segment[]} outline over it
   */
  paint(values, most, outline) {
    this.latest = [values, most, outline];
    const { zero, steps } = levelsOf(true);
    const by = most > 0 ? steps / most : 0;
    for (let at = 0; at < values.length; at++) {
      const share = Math.round(zero + values[at] * by);
      this.ink[at] = this.table[Math.min(255, Math.max(1, share))];
    }
    this.tilePen.putImageData(this.pixels, 0, 0);
    const side = Math.round(this.root.clientWidth * (globalThis.devicePixelRatio || 1));
    if (!side) return;
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const pen = penOf(this.canvas, { alpha: false });
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

  /** @param {Pair | null} place */
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
