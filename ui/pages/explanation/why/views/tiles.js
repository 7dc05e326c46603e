// The pictures in the drawing of the whole net: a channel's map, and the digit with what each pixel contributes.

import { make } from "../../../../scripts/dom.js";

const SIGNED_ZERO = 128; // the byte that stands for zero in a layer that goes below it

// The maps of a layer, painted one at a time.
export class Tile {
  constructor(layer, colors) {
    this.colors = layer.is_signed ? colors.signed : colors.unsigned;
    [this.zero, this.steps] = layer.is_signed ? [SIGNED_ZERO, 255 - SIGNED_ZERO] : [0, 255];
    const [height, width] = layer.is_map ? layer.shape : [1, 1];
    this.size = height * width;
    this.canvas = make("canvas");
    Object.assign(this.canvas, { width, height });
    this.ownPen = this.canvas.getContext("2d", { willReadFrequently: true });
    this.pixels = new ImageData(width, height);
    this.ink = new Uint32Array(this.pixels.data.buffer);
  }

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
  constructor(colors) {
    this.parts = colors.parts.map((color) => [1, 3, 5].map((from) => parseInt(color.slice(from, from + 2), 16)));
    this.canvas = make("canvas");
    Object.assign(this.canvas, { width: 28, height: 28 });
    this.ownPen = this.canvas.getContext("2d", { willReadFrequently: true });
    this.pixels = new ImageData(28, 28);
  }

  draw(pen, arrays, { x, y, side }) {
    const [seen, parts] = [arrays.seen.values, arrays["part/pixels"].values];
    const most = parts.reduce((high, value) => Math.max(high, Math.abs(value)), 1e-9);
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
