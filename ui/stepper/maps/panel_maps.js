// What each map of a panel holds, in the form in which `MapView` draws it.

import { productText } from "../reckoning/arithmetic.js";
import { isRoomy, short, writer } from "../reckoning/numbers.js";
import { ABSENT, isNumbered, PADDING, UNREAD } from "./map_view.js";

/** @import { MapName, PanelColors, ScaleName } from "../../scripts/wire.d.ts" */
/** @import { Panel } from "../blob.js" */
/** @import { Product } from "../reckoning/answers.js" */
/** @import { Writers } from "../reckoning/arithmetic.js" */
/** @import { Links } from "../reckoning/links.js" */
/** @import { Colors, InkedScale, MapWish } from "./map_view.js" */

const MOST_NUMBERED = 12; // rows and columns of an image, its padding left out

// A map with cells of a size, and how its numbers are written there. One and the same number is written alike in the
// map and in the sums, so that this is asked once for both.
/**
 * @template {MapWish} Map
 * @param {Map} map
 * @param {number} cell
 */
export function inCells(map, cell) {
  return { ...map, cell, isRoomy: !isNumbered(map) || isRoomy(map.values, cell) };
}

// How the numbers of a map that `inCells` made are written.
/** @param {MapWish} map */
export function writerOf(map) {
  return map.isRoomy ? short : writer(map.values);
}

export class PanelMaps {
  /**
   * @param {Panel} panel
   * @param {Record<ScaleName, InkedScale>} scales
   */
  constructor(panel, scales) {
    this.panel = panel;
    this.scales = scales;
    this.operation = panel.operation;
    /** @type {Map<string, PanelColors>} */
    this.ranges = new Map(); // of the products of a filter and a channel
    this.hasKernel = Boolean(panel.arrays.weights) && !this.operation?.isPooling;
  }

  get ring() {
    return this.panel.kind === null ? [[0, 0], [0, 0]] : this.panel.ring;
  }

  // Their [rows, columns], by which they are laid out; of the output null where there is none.
  get shapes() {
    const { arrays } = this.panel;
    const [[top, bottom], [left, right]] = this.ring;
    const [height, width] = arrays.image.shape;
    return {
      input: [top + height + bottom, left + width + right],
      kernel: (this.hasKernel && arrays.weights?.shape.slice(0, 2)) || [0, 0],
      products: this.windowShape,
      output: this.operation ? [this.operation.outputHeight, this.operation.outputWidth] : null,
    };
  }

  // Of the largest window, and of the kernel, whose products are shown there when a pixel is looked at.
  get windowShape() {
    return this.operation ? [this.operation.kernelHeight, this.operation.kernelWidth] : [0, 0];
  }

  // A channel of the image between its padding, with what no window reads.
  /** @param {number} channel */
  input(channel) {
    const { image } = this.panel.arrays;
    const [height, width, channels] = image.shape;
    const [[top], [left]] = this.ring;
    const [rows, columns] = this.shapes.input;
    const values = new Float32Array(rows * columns).fill(this.operation?.isPooling ? NaN : 0);
    const states = new Uint8Array(rows * columns).fill(PADDING);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = (row + top) * columns + column + left;
        values[at] = image.values[(row * width + column) * channels + channel];
        states[at] = 0;
      }
    }
    if (this.operation) {
      /** @type {(links: Links, count: number, first: number) => boolean[]} */
      const unread = (links, count, first) => Array.from({ length: count }, (_, at) => !links.isRead(at + first));
      const unreadRows = unread(this.operation.rows, rows, -top);
      const unreadColumns = unread(this.operation.columns, columns, -left);
      for (let at = 0; at < states.length; at++) {
        if (unreadRows[Math.floor(at / columns)] || unreadColumns[at % columns]) states[at] |= UNREAD;
      }
    }
    const hasNumbers = Math.max(height, width) <= MOST_NUMBERED;
    return { rows, columns, first: [-top, -left], values, states, hasNumbers, colors: this.colors("input") };
  }

  // The same without padding and numbers, for a small multiple.
  /** @param {number} channel */
  smallInput(channel) {
    const { image } = this.panel.arrays;
    const [rows, columns, channels] = image.shape;
    const values = Float32Array.from({ length: rows * columns }, (_, at) => image.values[at * channels + channel]);
    return { rows, columns, values, colors: this.colors("input"), hasNumbers: false };
  }

  // The weights with which a filter reads a channel, or the first that it reads.
  /** @type {(filter: number, channel: number) => MapWish} */
  kernel(filter, channel) {
    const { weights } = this.panel.arrays;
    if (!weights) throw new Error("the panel has no kernel");
    const [rows, columns, depth, filters] = weights.shape;
    const place = this.operation ? this.operation.placeOf(channel, filter) : Math.min(channel, depth - 1);
    const values = Float32Array.from(
      { length: rows * columns },
      (_, at) => weights.values[(at * depth + place) * filters + filter],
    );
    return { rows, columns, values, colors: this.colors("kernel", filter) };
  }

  /** @param {number} filter */
  output(filter) {
    const { outputHeight: rows, outputWidth: columns, output, filterCount } = this.carried;
    const values = Float32Array.from({ length: rows * columns }, (_, at) => output[at * filterCount + filter]);
    return { rows, columns, values, colors: this.colors("output", filter) };
  }

  // Products at their places [i, j], of a shape of its own; of a pooling, what its window holds.
  /**
   * @param {Product[]} terms
   * @param {number[]} pair
   * @param {{ filter: number, channel: number, write: Writers }} options
   * @returns {MapWish}
   */
  products(terms, [rows, columns], { filter, channel, write }) {
    const { isPooling } = this.carried;
    const values = new Float32Array(rows * columns).fill(NaN);
    const states = new Uint8Array(rows * columns).fill(ABSENT);
    const notes = isPooling ? null : new Array(rows * columns).fill("");
    for (const { i, j, input, weight, product, isPadding } of terms) {
      const at = i * columns + j;
      states[at] = isPadding ? PADDING : 0;
      if (!isPooling) {
        values[at] = product;
        if (notes) notes[at] = productText(input, weight, write);
      } else if (!isPadding) values[at] = input;
    }
    return { rows, columns, values, states, notes, isRoomy: true, colors: this.productColors(filter, channel) };
  }

  // The operation, where there is one.
  get carried() {
    if (!this.operation) throw new Error("the panel has no operation");
    return this.operation;
  }

  /** @type {(name: MapName, index?: number) => Colors} */
  colors(name, index = 0) {
    /** @type {Partial<Record<MapName, PanelColors | PanelColors[]>>} */
    const colors = this.panel.colors;
    const found = colors[name];
    if (!found) throw new Error(`the panel has no ${name}`);
    return this.scaled(Array.isArray(found) ? found[index] : found);
  }

  /** @type {(options: PanelColors) => Colors} */
  scaled({ scale, zmin, zmax }) {
    return { ...this.scales[scale], zmin, zmax };
  }

  // As far as any product of a filter and a channel can go, so that the scale stays the same from cell to cell.
  /** @type {(filter: number, channel: number) => Colors} */
  productColors(filter, channel) {
    const { isPooling, image, channelCount } = this.carried;
    if (isPooling) return this.colors("input");
    const key = `${filter}/${channel}`;
    let found = this.ranges.get(key);
    if (!found) {
      const [low, high] = extremes(image, channel, channelCount);
      const [least, most] = extremes(this.kernel(filter, channel).values, 0, 1);
      const isSigned = low * most < 0 || high * least < 0;
      const zmax = Math.max(-low, high) * Math.max(-least, most) || 1;
      found = { scale: isSigned ? "diverging" : "sequential", zmin: isSigned ? -zmax : 0, zmax };
      this.ranges.set(key, found);
    }
    return this.scaled(found);
  }
}

// The least and the largest of every so many values from one on, and of 0.
/** @type {(values: ArrayLike<number>, from: number, step: number) => [number, number]} */
function extremes(values, from, step) {
  let [least, most] = [0, 0];
  for (let at = from; at < values.length; at += step) {
    if (values[at] < least) least = values[at];
    if (values[at] > most) most = values[at];
  }
  return [least, most];
}
