// Which input meets which weight on the way to which output, along one axis: `cnn_core/arithmetic/links.py`'s table. Each
// question is one selection from it: by the output, by the input, or by the tap.

/** @import { LinkName } from "../../scripts/wire.d.ts" */

/**
 * @typedef {object} Meeting
 * @property {number} input
 * @property {number} tap
 * @property {number} output
 * @property {boolean} isPadding
 */

export class Links {
  /**
   * @param {ArrayLike<number>} inputs
   * @param {ArrayLike<number>} taps
   * @param {ArrayLike<number>} outputs as many as the others
   * @param {number} size how many inputs there are, the padding left out
   */
  constructor(inputs, taps, outputs, size) {
    this.inputs = inputs;
    this.taps = taps;
    this.outputs = outputs;
    this.size = size;
    /** @type {Partial<Record<LinkName, Map<number, number[]>>>} */
    this.places = {}; // of each index, where it stands
  }

  // The meetings of one index.
  /** @type {(name: LinkName, index: number) => Meeting[]} */
  by(name, index) {
    const places = (this.places[name] ??= sorted(this[name]));
    return (places.get(index) ?? []).map((at) => ({
      input: this.inputs[at],
      tap: this.taps[at],
      output: this.outputs[at],
      isPadding: this.isOutside(this.inputs[at]),
    }));
  }

  /** @param {number} input */
  isOutside(input) {
    return input < 0 || input >= this.size;
  }

  // Whether any output reads an input.
  /** @param {number} input */
  isRead(input) {
    return this.by("inputs", input).length > 0;
  }
}

// Where each index stands among some.
/** @type {(indices: ArrayLike<number>) => Map<number, number[]>} */
function sorted(indices) {
  /** @type {Map<number, number[]>} */
  const found = new Map();
  Array.from(indices).forEach((index, at) => {
    const places = found.get(index);
    if (places) places.push(at);
    else found.set(index, [at]);
  });
  return found;
}
