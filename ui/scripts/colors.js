// Scales of colour, which come from `cnn_core/figures/colors.py` as stops `[share, "#rrggbb"]`.

/** @import { Scale } from "./wire.d.ts" */

const LEVELS = 256;
const SIGNED_ZERO = 128; // the byte, and the colour, that stand for zero in what goes below it

// Where zero lies among the levels of a scale, and how many there are from there to its top.
/** @param {boolean} isSigned */
export function levelsOf(isSigned) {
  return isSigned ? { zero: SIGNED_ZERO, steps: LEVELS - 1 - SIGNED_ZERO } : { zero: 0, steps: LEVELS - 1 };
}

// The red, green and blue of "#rrggbb", 0..255.
/** @param {string} color */
export function channelsOf(color) {
  return [1, 3, 5].map((from) => parseInt(color.slice(from, from + 2), 16));
}

// A scale with its table.
/** @param {Scale} scale */
export function withTable(scale) {
  return { scale, table: colorTable(scale) };
}

// The same with black or white for what is written on each colour.
/** @param {Scale} scale */
export function withInks(scale) {
  const found = withTable(scale);
  return { ...found, inks: inkTable(found.table) };
}

// The table of 256 colours, as the little-endian words of an ImageData, that a scale of hexadecimal stops makes.
/** @param {Scale} scale */
export function colorTable(scale) {
  const stops = scale.map(([at, color]) => ({ at, channels: channelsOf(color) }));
  const table = new Uint32Array(LEVELS);
  for (let share = 0; share < LEVELS; share++) {
    const at = share / (LEVELS - 1);
    const next = Math.max(1, stops.findIndex((stop) => stop.at >= at));
    const [from, to] = [stops[next - 1], stops[next]];
    const part = (at - from.at) / (to.at - from.at);
    const mixed = (/** @type {number} */ value, /** @type {number} */ channel) =>
      Math.round(value + part * (to.channels[channel] - value));
    const [red, green, blue] = from.channels.map(mixed);
    table[share] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
  return table;
}

// Black or white for what is written on each colour of a table: the one with the contrast of 4.5 or more.
/** @param {Uint32Array} table */
export function inkTable(table) {
  return Array.from(table, (color) => {
    const [red, green, blue] = [0, 8, 16].map((shift) => linear(((color >>> shift) & 255) / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
  });
}

/** @param {number} level */
function linear(level) {
  return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
}

// A scale as CSS paints it.
/** @param {Scale} scale */
export function gradient(scale) {
  return `linear-gradient(to right, ${scale.map(([at, color]) => `${color} ${100 * at}%`).join(", ")})`;
}
