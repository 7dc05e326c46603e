// An operation carried out, and the questions that can be put to it. All operations come in one form; how the
// weighted inputs become an output is the only thing that differs: a sum, the largest, or the average.
//
// Products and sums are formed in doubles, as in `cnn_core/arithmetic/tracing.py`; the outputs are those that Python computed.

import { Links } from "./links.js";

/** @import { Cell } from "../../scripts/types.d.ts" */
/** @import { OperationPanel } from "../blob.js" */
/** @import { Meeting } from "./links.js" */

/**
 * A product of an output cell: of row i, column j and channel k of what it reads.
 *
 * @typedef {object} Term
 * @property {number} i
 * @property {number} j
 * @property {number} k
 * @property {number} input
 * @property {number} weight
 * @property {number} product
 * @property {boolean} isPadding
 * @property {boolean} isWinner it is the largest of a maximum
 */

/**
 * What made an output cell: R rows by S columns by K channels of inputs, weights and products, all in one line.
 *
 * @typedef {object} Trace
 * @property {number} row
 * @property {number} column
 * @property {number} filter
 * @property {Meeting[]} rows
 * @property {Meeting[]} columns
 * @property {number[]} channels that are read
 * @property {Term[]} terms
 * @property {number[]} channelSums
 * @property {number} count of pixels, padding left out
 * @property {number} sum as float32
 * @property {boolean} isSumExact
 * @property {number} bias
 * @property {number} total before the activation
 * @property {number} value
 */

/**
 * An output cell that a pixel reaches, by which tap of the kernel, and the weight.
 *
 * @typedef {Cell & { i: number, j: number, isPadding: boolean, weight: number }} Reached
 */

/** @typedef {{ rows: Meeting[], columns: Meeting[] }} Use what a weight touches */

export class Operation {
  /** @param {OperationPanel} panel with its arrays in place of where they lie */
  constructor({ kind, activation, arrays }) {
    this.kind = kind;
    this.activation = activation;
    const [height, width, channelCount] = arrays.image.shape;
    this.height = height;
    this.width = width;
    this.channelCount = channelCount;
    const [kernelHeight, kernelWidth, depth, filterCount] = arrays.weights.shape;
    this.kernelHeight = kernelHeight;
    this.kernelWidth = kernelWidth;
    this.depth = depth; // channels that a filter reads
    this.filterCount = filterCount;
    const [outputHeight, outputWidth] = arrays.output.shape;
    this.outputHeight = outputHeight;
    this.outputWidth = outputWidth;
    this.image = arrays.image.values;
    this.weights = arrays.weights.values;
    this.channels = arrays.channels.values;
    this.bias = arrays.bias.values;
    this.output = arrays.output.values;
    const { rows_inputs, rows_taps, rows_outputs, columns_inputs, columns_taps, columns_outputs } = arrays;
    this.rows = new Links(rows_inputs.values, rows_taps.values, rows_outputs.values, this.height);
    this.columns = new Links(columns_inputs.values, columns_taps.values, columns_outputs.values, this.width);
    this.isPooling = kind === "max" || kind === "average";
    this.hasBias = Array.from(this.bias).some((value) => value !== 0);
  }

  /** @type {(row: number, column: number, channel: number) => number} */
  pixel(row, column, channel) {
    if (this.rows.isOutside(row) || this.columns.isOutside(column)) return 0;
    return this.image[(row * this.width + column) * this.channelCount + channel];
  }

  /** @type {(row: number, column: number, place: number, filter: number) => number} */
  weight(row, column, place, filter) {
    return this.weights[((row * this.kernelWidth + column) * this.depth + place) * this.filterCount + filter];
  }

  /** @type {(row: number, column: number, filter: number) => number} */
  value(row, column, filter) {
    return this.output[(row * this.outputWidth + column) * this.filterCount + filter];
  }

  /** @type {(row: number, column: number) => boolean} */
  has(row, column) {
    return row >= 0 && row < this.outputHeight && column >= 0 && column < this.outputWidth;
  }

  // The channels that a filter reads, in the order of its weights.
  /** @param {number} filter */
  readBy(filter) {
    return Array.from(this.channels.subarray(filter * this.depth, (filter + 1) * this.depth));
  }

  // The first filter that reads a channel.
  /** @param {number} channel */
  filterOf(channel) {
    const filters = Array.from({ length: this.filterCount }, (_, filter) => filter);
    return filters.find((filter) => this.readBy(filter).includes(channel)) ?? 0;
  }

  // Where the weights for a channel stand among a filter's; the first where it does not read the channel.
  /** @type {(channel: number, filter: number) => number} */
  placeOf(channel, filter) {
    return Math.max(this.readBy(filter).indexOf(channel), 0);
  }

  // What made an output cell.
  /** @type {(row: number, column: number, filter: number) => Trace} */
  trace(row, column, filter) {
    const [along, across] = [this.rows.by("outputs", row), this.columns.by("outputs", column)];
    const channels = this.readBy(filter);
    const value = this.value(row, column, filter);
    /** @type {Term[]} */
    const terms = [];
    const channelSums = channels.map(() => 0);
    let count = 0;
    along.forEach((vertical, i) =>
      across.forEach((horizontal, j) => {
        const isPadding = vertical.isPadding || horizontal.isPadding;
        if (!isPadding) count += 1;
        channels.forEach((channel, k) => {
          const input = this.pixel(vertical.input, horizontal.input, channel);
          const weight = this.weight(vertical.tap, horizontal.tap, k, filter);
          const product = input * weight;
          const isWinner = this.kind === "max" && !isPadding && input === value;
          channelSums[k] += product;
          terms.push({ i, j, k, input, weight, product, isPadding, isWinner });
        });
      })
    );
    const sum = terms.reduce((total, { product }) => total + product, 0);
    const bias = this.bias[filter];
    return {
      row,
      column,
      filter,
      rows: along,
      columns: across,
      channels,
      terms,
      channelSums,
      count,
      sum: Math.fround(sum),
      isSumExact: Math.fround(sum) === sum,
      bias,
      total: Math.fround(sum + bias),
      value,
    };
  }

  // Where a pixel goes: every output cell that it reaches, and with which weight.
  /** @type {(row: number, column: number, channel: number, filter: number) => Reached[]} */
  reach(row, column, channel, filter) {
    const place = this.readBy(filter).indexOf(channel);
    const input = this.pixel(row, column, channel);
    /** @type {Reached[]} */
    const cells = [];
    for (const vertical of this.rows.by("inputs", row)) {
      for (const horizontal of this.columns.by("inputs", column)) {
        const isPadding = vertical.isPadding || horizontal.isPadding;
        const cell = { row: vertical.output, column: horizontal.output, i: vertical.tap, j: horizontal.tap };
        const isRead = place >= 0 && !(isPadding && this.isPooling);
        cells.push({ ...cell, isPadding, weight: isRead ? this.share(cell, place, filter, input) : 0 });
      }
    }
    return cells;
  }

  // The weight with which an input reaches a cell: of a maximum 1 or 0, of an average 1 over the count.
  /**
   * @param {{ row: number, column: number, i: number, j: number }} options
   * @param {number} place
   * @param {number} filter
   * @param {number} input
   * @returns {number}
   */
  share({ row, column, i, j }, place, filter, input) {
    if (this.kind === "max") return Number(this.value(row, column, filter) === input);
    if (this.kind === "average") return 1 / this.countOf(row, column);
    return this.weight(i, j, place, filter);
  }

  // How many pixels an output cell is made of, padding left out.
  /** @type {(row: number, column: number) => number} */
  countOf(row, column) {
    /** @type {(links: Links, index: number) => number} */
    const inside = (links, index) => links.by("outputs", index).filter(({ isPadding }) => !isPadding).length;
    return inside(this.rows, row) * inside(this.columns, column);
  }

  // What a weight touches: inputs and outputs meet in pairs, row by row and column by column.
  /** @type {(row: number, column: number) => Use} */
  use(row, column) {
    return { rows: this.rows.by("taps", row), columns: this.columns.by("taps", column) };
  }
}
