// The first layer's filters as small pictures on a scale with zero in its middle; they are the same for every digit.

import { fill, write } from "../scripts/dom.js";
import { LayerView } from "./layer_view.js";

/** @import { LabWords } from "../scripts/wire.d.ts" */
/** @import { ChannelCell } from "../scripts/types.d.ts" */
/** @import { Options } from "./layer_view.js" */

const MOST_SHOWN = 64;
const LEAST_SIDE = 22; // CSS pixels
const LARGEST_SIDE = 44;
const MOST_ROWS = 4;

export class FilterView extends LayerView {
  /**
   * @param {{ name: string, shape: number[] }} layer its shape: [kernel height, kernel width, filters]
   * @param {Options & { words: LabWords }} options
   */
  constructor({ name, shape }, options) {
    super({ name: fill(options.words.filters, { layer: name }), shape, is_signed: true }, options);
    this.filterWords = options.words;
    this.root.className = "filters";
    this.laidOutFor = 0;
    this.box.setAttribute("aria-label", fill(options.words.filters_label, { layer: name }));
  }

  /** @param {number} width */
  layOutIn(width) {
    if (!width || this.laidOutFor === width) return;
    this.laidOutFor = width;
    const shown = Math.min(this.channels, MOST_SHOWN);
    this.layOut(width, shown, columnsOfFilters(shown, width));
    if (this.latest) this.paint(this.latest);
  }

  // What a byte stands for, to two digits: more it does not hold.
  /** @override @param {ChannelCell} options */
  tell({ channel, row, column }) {
    const at = (channel * this.height + row) * this.width + column;
    const { values, most } = this.latest ?? { values: [], most: [] };
    const weight = ((values[at] - this.zero) / this.steps) * most[channel];
    const words = { channel, row, column, value: Number(weight.toPrecision(2)).toString().replace("-", "−") };
    write(this.chosen, fill(this.filterWords.filter_chosen, words));
  }
}

// In rows that are full, of pictures that are neither tiny nor larger than they are worth.
/** @type {(count: number, width: number) => number} */
export function columnsOfFilters(count, width) {
  const fewest = Math.min(Math.ceil(count / MOST_ROWS), Math.floor(width / LEAST_SIDE));
  const columns = Math.max(fewest, Math.floor(width / LARGEST_SIDE), 1);
  return Math.ceil(count / Math.ceil(count / columns));
}
