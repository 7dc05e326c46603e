// What is highlighted, and what is said, for a cell that is looked at.
//
// An answer has `marks`, by the name of a map: `{ rows, columns, kind }` as `MapView` outlines them; `texts`, of the
// output's cells; `terms`, the products to show, and their `shape`; and the words: `title`, `more`, `arithmetic`.

import { fill, make } from "../../scripts/dom.js";
import { cellArithmetic, reachArithmetic } from "./arithmetic.js";
import { bracketed, exact, proper } from "./numbers.js";

// look: { map: "output", "input" or "kernel", row, column }; at: the output cell that the player has reached;
// focus: { i, j } of the product under the pointer, or null; write: how inputs and weights are written
export function answer(operation, look, about) {
  const question = { output: ofCell, input: ofPixel, kernel: ofWeight }[look.map];
  const found = question(operation, look, about);
  const marks = { input: [], kernel: [], output: [], products: [], ...found.marks };
  return { texts: [], terms: [], shape: [0, 0], more: "", ...found, marks };
}

// What an output cell is made of.
function ofCell(operation, { row, column }, { focus, filter, channel, words, write }) {
  if (!operation.has(row, column)) {
    return { title: fill(words.cell, { row, column }), arithmetic: make("p", "none", words.no_cell) };
  }
  const trace = operation.trace(row, column, filter);
  const rows = trace.rows.map(({ input }) => input);
  const columns = trace.columns.map(({ input }) => input);
  const taps = { rows: trace.rows.map(({ tap }) => tap), columns: trace.columns.map(({ tap }) => tap) };
  const marks = {
    input: [{ rows, columns, kind: "strong" }],
    output: [{ rows: [row], columns: [column], kind: "strong" }],
    kernel: [],
    products: [],
  };
  const isPart = taps.rows.length < operation.kernelHeight || taps.columns.length < operation.kernelWidth;
  if (isPart) marks.kernel.push({ ...taps, kind: "soft" });
  for (const { i, j } of trace.terms.filter(({ isWinner }) => isWinner)) {
    marks.input.push({ rows: [rows[i]], columns: [columns[j]], kind: "soft" });
    marks.products.push({ rows: [i], columns: [j], kind: "strong" });
  }
  if (focus && focus.i in rows && focus.j in columns) {
    marks.input.push({ rows: [rows[focus.i]], columns: [columns[focus.j]], kind: "strong" });
    marks.kernel.push({ rows: [taps.rows[focus.i]], columns: [taps.columns[focus.j]], kind: "strong" });
    marks.products.push({ rows: [focus.i], columns: [focus.j], kind: "strong" });
  }
  return {
    marks,
    ...productsOf(operation, trace, channel),
    title: fill(cellTitle(operation, words), { row, column, filter, channel: filter }),
    more: operation.kind === "transposed" ? overlap(trace.count, words) : "",
    arithmetic: cellArithmetic(operation, trace, { words, write, place: operation.placeOf(channel, filter) }),
  };
}

// Where a pixel goes.
function ofPixel(operation, { row, column }, { focus, filter, channel, words, write }) {
  const cells = operation.reach(row, column, channel, filter);
  const input = operation.pixel(row, column, channel);
  const isPadding = operation.rows.isOutside(row) || operation.columns.isOutside(column);
  const marks = {
    input: [{ rows: [row], columns: [column], kind: "strong" }],
    output: [{ rows: cells.map((cell) => cell.row), columns: cells.map((cell) => cell.column), kind: "strong" }],
    kernel: [{ rows: cells.map(({ i }) => i), columns: cells.map(({ j }) => j), kind: "soft" }],
    products: [],
  };
  if (focus) {
    marks.kernel.push({ rows: [focus.i], columns: [focus.j], kind: "strong" });
    marks.products.push({ rows: [focus.i], columns: [focus.j], kind: "strong" });
  }
  const isIgnored = isPadding && operation.isPooling;
  const key = isIgnored ? "reaches_padding" : ["reaches_none", "reaches_one"][cells.length] ?? "reaches";
  const place = { row: proper(String(row)), column: proper(String(column)), value: proper(exact(input)) };
  return {
    marks,
    texts: cells.map((cell) => ({ ...cell, text: shareText(operation, cell, write) })).filter(({ text }) => text),
    terms: cells.map(({ i, j, weight }) => ({ i, j, input, weight, product: input * weight, isPadding })),
    shape: [operation.kernelHeight, operation.kernelWidth],
    title: fill(isPadding ? words.padding_cell : words.pixel, place),
    more: fill(words[key], { count: cells.length }),
    arithmetic: reachArithmetic(operation, isIgnored ? [] : cells, input, { words, write }),
  };
}

// What a weight touches; the products stay those of the cell that the player has reached.
function ofWeight(operation, { row, column }, { at, filter, channel, words }) {
  const use = operation.use(row, column);
  const along = (axis, name) => use[axis].map((meeting) => meeting[name]);
  const places = (name) => ({ rows: along("rows", name), columns: along("columns", name) });
  const value = proper(exact(operation.weight(row, column, operation.placeOf(channel, filter), filter)));
  const found = {
    marks: {
      input: [{ ...places("input"), kind: "strong" }],
      output: [{ ...places("output"), kind: "soft" }],
      kernel: [{ rows: [row], columns: [column], kind: "strong" }],
    },
    title: fill(words.weight, { row, column, value }),
    more: useText(use, words),
    arithmetic: make("div", "arithmetic"),
  };
  if (!operation.has(at.row, at.column)) return found;
  const trace = operation.trace(at.row, at.column, filter);
  const i = trace.rows.findIndex(({ tap }) => tap === row);
  const j = trace.columns.findIndex(({ tap }) => tap === column);
  if (i >= 0 && j >= 0) found.marks.products = [{ rows: [i], columns: [j], kind: "strong" }];
  return { ...found, ...productsOf(operation, trace, channel) };
}

// The products of one channel of a trace.
function productsOf(operation, trace, channel) {
  const place = operation.placeOf(channel, trace.filter);
  return { terms: trace.terms.filter(({ k }) => k === place), shape: [trace.rows.length, trace.columns.length] };
}

// How often a weight is used, and on which inputs.
function useText({ rows, columns }, words) {
  const inside = (meetings) => meetings.filter(({ isPadding }) => !isPadding).map(({ input }) => input);
  const [along, across] = [inside(rows), inside(columns)];
  const count = rows.length * columns.length;
  const pixels = along.length * across.length;
  const padding = count - pixels;
  const place = {
    pixels,
    top: Math.min(...along),
    bottom: Math.max(...along),
    left: Math.min(...across),
    right: Math.max(...across),
  };
  const on = [];
  if (pixels) on.push(fill(pixels === 1 ? words.on_pixel : words.on_pixels, place));
  if (padding) on.push(fill(padding === 1 ? words.on_padding_once : words.on_padding, { padding }));
  const used = ["used_never", "used_once"][count] ?? "used";
  return [fill(words[used], { count }), on.join(` ${words.and} `)].filter(Boolean).join(" ") +
    (on.length ? "." : "");
}

function cellTitle({ filterCount, isPooling }, words) {
  if (filterCount < 2) return words.cell;
  return isPooling ? words.cell_of_channel : words.cell_of_filter;
}

function overlap(count, words) {
  if (count === 0) return "";
  return count === 1 ? words.one_kernel : fill(words.kernels, { count });
}

function shareText({ kind }, { weight }, write) {
  if (kind === "max") return weight ? "max" : "";
  return `·${bracketed(write.weight(weight))}`;
}
