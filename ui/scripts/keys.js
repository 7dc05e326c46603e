// What keys mean, wherever they go from one thing to the next.

/**
 * The steps of the arrow keys, [down, right].
 *
 * @type {Record<string, [number, number] | undefined>}
 */
export const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// The keys that a telephone offers for a number: an iPhone's for decimals have no minus.
export const NUMBER_KEYS = globalThis.CSS?.supports("-webkit-touch-callout", "none") ? "text" : "decimal";

// An index that goes on at the other end.
/** @type {(index: number, length: number) => number} */
export function wrap(index, length) {
  return ((index % length) + length) % length;
}
