// What is said of a place in the drawing of the whole net.

import { fill } from "../../../../scripts/dom.js";

/** @import Why from "../why.js" */
/** @import { WhyFrame } from "../views.d.ts" */
/** @import { Hit } from "./net_layout.js" */

/** @type {(page: Why, layer: string, channel: number) => string} */
export function nameOf(page, layer, channel) {
  return fill(page.layer(layer).is_map ? page.words.channel : page.words.unit, { channel });
}

/**
 * @param {Why} page
 * @param {WhyFrame} frame
 * @param {number[]} channels that are shown of the place's layer
 * @param {Hit | null} place
 */
export function describe(page, { arrays, header }, channels, place) {
  const { words } = page;
  if (!place) return ""; // the bar below says what to do
  const isTouched = matchMedia("(pointer: coarse)").matches;
  const { layer, channel, row, column } = place;
  if (channel === undefined) return fill(words.pointed_layer, { layer });
  const part = arrays[`part/${layer}`]?.values[channel] ?? 0;
  const said = {
    layer,
    channel: nameOf(page, layer, channel),
    row,
    column,
    part: signed(part),
    target: header.target,
  };
  const sentence = fill(words.pointed_channel, said);
  const at = channels.indexOf(channel);
  const map = arrays[`map/${layer}`];
  if (at < 0 || !map || !page.layer(layer).is_map) return sentence;
  const isSelected = page.place?.layer === layer && page.place.channel === channel;
  if (row === undefined || column === undefined) {
    return isSelected ? `${sentence} ${isTouched ? words.point_cell_touch : words.point_cell}` : sentence;
  }
  if (!(map.values instanceof Float32Array)) return `${sentence} ${fill(words.pointed_cell, said)}`;
  const [, rows, columns] = map.shape;
  const value = map.values[(at * rows + row) * columns + column];
  return `${sentence} ${fill(words.pointed_value, { ...said, value: Number(value.toPrecision(9)) })}`;
}

/** @param {number} value */
export function signed(value) {
  const size = Math.abs(value);
  const said = size >= 99.5 ? size.toFixed(0) : size >= 9.95 ? size.toFixed(1) : size.toFixed(2);
  return Number(said) === 0 ? "0" : `${value < 0 ? "−" : "+"}${said}`;
}
