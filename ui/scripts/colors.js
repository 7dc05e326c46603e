// Scales of colour, which come from `cnn_core/figures/colors.py` as stops `[share, "#rrggbb"]`.

const LEVELS = 256;

// The table of 256 colours, as the little-endian words of an ImageData, that a scale of hexadecimal stops makes.
export function colorTable(scale) {
  const stops = scale.map((
    [at, color],
  ) => [at, [1, 3, 5].map((from) => parseInt(color.slice(from, from + 2), 16))]);
  const table = new Uint32Array(LEVELS);
  for (let share = 0; share < LEVELS; share++) {
    const at = share / (LEVELS - 1);
    const next = Math.max(1, stops.findIndex(([place]) => place >= at));
    const [[from, a], [to, b]] = [stops[next - 1], stops[next]];
    const part = (at - from) / (to - from);
    const [red, green, blue] = a.map((value, channel) => Math.round(value + part * (b[channel] - value)));
    table[share] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
  return table;
}

// Black or white for what is written on each colour of a table: the one with the contrast of 4.5 or more.
export function inkTable(table) {
  const linear = (level) => (level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4);
  return Array.from(table, (color) => {
    const [red, green, blue] = [0, 8, 16].map((shift) => linear(((color >>> shift) & 255) / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
  });
}

// A scale as CSS paints it.
export function gradient(scale) {
  return `linear-gradient(to right, ${scale.map(([at, color]) => `${color} ${100 * at}%`).join(", ")})`;
}
