// The pictures in the drawing of the whole net: a channel's map, and the digit with what each pixel contributes.

import { make, penOf } from "../../../../scripts/dom.js";
import { channelsOf, levelsOf } from "../../../../scripts/colors.js";
import { SIDE } from "../../../../scripts/pixels.js";

/** @import { Packed } from "../../../../scripts/wire.d.ts" */
/** @import { Pen, ScaleTable } from "../../../../scripts/types.d.ts" */
/** @import { Square } from "./net_layout.js" */

/** @typedef {{ signed: ScaleTable, unsigned: ScaleTable }} Scales */

// The maps of a layer, painted one at a time.
export class Tile {
  /**
   * @param {{ shape: number[], is_map: boolean, is_signed: boolean }} layer
   * @param {Scales} colors
   */
  constructor(layer, colors) {
    this.colors = layer.is_signed ? colors.signed : colors.unsigned;
    const { zero, steps } = levelsOf(layer.is_signed);
    this.zero = zero;
    this.steps = steps;
    const [height, width] = layer.is_map ? layer.shape : [1, 1];
    this.size = height * width;
    this.canvas = make("canvas");
    Object.assign(this.canvas, { width, height });
    this.ownPen = penOf(this.canvas, { willReadFrequently: true });
    this.pixels = new ImageData(width, height);
    this.ink = new Uint32Array(this.pixels.data.buffer);
  }

  /**
   * @param {Pen} pen
   * @param {Packed & { most?: number }} maps what the top of the scale stands for matters of exact values alone
   * @param {number} at which of the maps
   * @param {number} x
   * @param {number} y
   * @param {number} side
   */
  draw(pen, { values, most }, at, x, y, side) {
    const by = values instanceof Float32Array ? this.steps / (most || 1) : 0;
    for (let cell = 0, from = at * this.size; cell < this.size; cell++, from++) {
      this.ink[cell] = this.colors.table[by ? Math.round(this.zero + values[from] * by) : values[from]];
    }
    this.ownPen.putImageData(this.pixels, 0, 0);
    pen.drawImage(this.canvas, x, y, side, side);
  }
}

// The digit in grey, and over it in amber what speaks for the class and in blue what speaks against it.
export class DigitTile {
  /** @param {{ parts: string[] }} colors */
  constructor(colors) {
    this.parts = colors.parts.map(channelsOf);
    this.canvas = make("canvas");
    Object.assign(this.canvas, { width: SIDE, height: SIDE });
    this.ownPen = penOf(this.canvas, { willReadFrequently: true });
    this.pixels = new ImageData(SIDE, SIDE);
  }

  /** @type {(pen: Pen, seen: ArrayLike<number>, parts: ArrayLike<number>, options: Square) => void} */
  draw(pen, seen, parts, { x, y, side }) {
    const most = Math.max(largest(parts), 1e-9);
    const { data } = this.pixels;
    for (let at = 0; at < seen.length; at++) {
      const share = Math.min(1, Math.abs(parts[at]) / most);
      const color = this.parts[parts[at] < 0 ? 1 : 0];
      const grey = seen[at] * 0.62;
      for (let channel = 0; channel < 3; channel++) {
        data[4 * at + channel] = grey + (color[channel] - grey) * share ** 0.75;
      }
      data[4 * at + 3] = 255;
    }
    this.ownPen.putImageData(this.pixels, 0, 0);
    pen.drawImage(this.canvas, x, y, side, side);
    pen.strokeStyle = "rgba(128, 128, 128, 0.5)";
    pen.strokeRect(x - 0.5, y - 0.5, side + 1, side + 1);
  }
}

// The largest magnitude.
/** @param {ArrayLike<number>} values */
export function largest(values) {
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, Math.abs(values[at]));
  return most;
}
