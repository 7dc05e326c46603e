// What is switched off or turned up: factors of channels and of whole layers, 1 where nothing is said.

/** @import { Scaling } from "../../../scripts/wire.d.ts" */

export class Scalings {
  /** @param {Scaling[]} [list] */
  constructor(list = []) {
    /** @type {Map<string, { layer: string, channel: number | null, factor: number }>} */
    this.factors = new Map(
      list.map(([layer, channel, factor]) => [key(layer, channel), { layer, channel, factor }]),
    );
  }

  get isEmpty() {
    return this.factors.size === 0;
  }

  get size() {
    return this.factors.size;
  }

  // Of a channel by itself, or with null of the layer.
  /** @type {(layer: string, channel?: number | null) => number} */
  get(layer, channel = null) {
    return this.factors.get(key(layer, channel))?.factor ?? 1;
  }

  // What a channel is multiplied by in all.
  /** @type {(layer: string, channel: number) => number} */
  of(layer, channel) {
    return this.get(layer) * this.get(layer, channel);
  }

  /** @type {(layer: string, channel: number | null, factor: number) => void} */
  set(layer, channel, factor) {
    if (factor === 1) this.factors.delete(key(layer, channel));
    else this.factors.set(key(layer, channel), { layer, channel, factor });
  }

  clear() {
    this.factors.clear();
  }

  // As a request says it.
  /** @returns {Scaling[]} */
  list() {
    return [...this.factors.values()].map(({ layer, channel, factor }) => [layer, channel, factor]);
  }
}

/** @type {(layer: string, channel: number | null) => string} */
function key(layer, channel) {
  return channel === null ? layer : `${layer}/${channel}`;
}
