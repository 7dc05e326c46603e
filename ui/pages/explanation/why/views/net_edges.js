// What goes from each channel to each in the drawing of the whole net, up to the class.

/** @import { WhyArrays } from "../../../../scripts/wire.d.ts" */
/** @import { Plan, PlacedTile } from "./net_layout.js" */

/**
 * An edge: its ends, what goes along it, and its share of the strongest into the same layer.
 *
 * @typedef {{ from: PlacedTile, to: PlacedTile, value: number, share: number }} Line
 */

/**
 * Returns the edges into each column and at last into the class, the strongest last.
 *
 * @param {Plan} plan
 * @param {WhyArrays} arrays
 * @returns {Line[][]}
 */
export function linesOf({ digit, columns, target }, arrays) {
  /** @type {PlacedTile[]} */
  let below = [{ layer: "pixels", channel: 0, at: 0, ...digit }];
  const end = { layer: "logits", channel: 0, at: 0, x: target.x, y: target.y - 1, side: 2 };
  return [...columns, { name: "logits", tiles: [end] }].map(({ name, tiles }, at) => {
    const { values, shape } = arrays[`edge/${name}`] ?? { values: [], shape: [0, 0] };
    const isApart = at > 0 && shape[0] === 1 && below.length > 1;
    const all = tiles.flatMap((to, column) => {
      if (isApart) return [{ from: below[column], to, value: values[column] }];
      return below.map((from, row) => ({ from, to, value: values[row * shape[1] + column] }));
    });
    below = tiles;
    const most = Math.max(...all.map(({ value }) => Math.abs(value)), 1e-9);
    const lines = all.map((line) => ({ ...line, share: Math.abs(line.value) / most }));
    return lines.sort((a, b) => a.share - b.share);
  });
}

/**
 * Returns all edges of a channel, and from there the strongest ones on to the digit and to the class.
 *
 * @param {Plan} plan
 * @param {Line[][]} drawn as `linesOf` returns them
 * @param {{ layer: string, channel?: number | null }} place
 */
export function pathOf({ columns }, drawn, { layer, channel }) {
  const at = columns.findIndex(({ name }) => name === layer);
  if (at < 0) return [];
  /** @type {(end: PlacedTile, tile: { layer: string, channel?: number | null }) => boolean} */
  const is = (end, tile) => end.layer === tile.layer && end.channel === tile.channel;
  const here = { layer, channel };
  const into = drawn[at].filter(({ to }) => is(to, here));
  const out = drawn[at + 1].filter(({ from }) => is(from, here));
  const path = [...into, ...out];
  let below = into.at(-1)?.from;
  for (let column = at - 1; below && column >= 0; column--) {
    const [next] = [below];
    const best = drawn[column].filter(({ to }) => is(to, next)).at(-1);
    if (best) path.push(best);
    below = best?.from;
  }
  let above = out.at(-1)?.to;
  for (let column = at + 2; above && column < drawn.length; column++) {
    const [next] = [above];
    const best = drawn[column].filter(({ from }) => is(from, next)).at(-1);
    if (best) path.push(best);
    above = best?.to;
  }
  return path;
}
