// What is highlighted, and what is said, for a cell that is looked at.
//
// An answer has `marks`, by the name of a map: `{ rows, columns, kind }` as `MapView` outlines them; `texts`, of the
// output's cells; `terms`, the products to show, and their `shape`; and the words: `title`, `more`, `arithmetic`.

import { fill, make } from "../../scripts/dom.js";
import { cellArithmetic, reachArithmetic } from "./arithmetic.js";
import { bracketed, exact, proper } from "./numbers.js";

/** @import { Axis, Look, MapName, Words } from "../../scripts/wire.d.ts" */
/** @import { Cell } from "../../scripts/types.d.ts" */
/** @import { Mark } from "../maps/map_view.js" */
/** @import { Writers } from "./arithmetic.js" */
/** @import { Meeting } from "./links.js" */
/** @import { Operation, Reached, Trace, Use } from "./operation.js" */

/**
 * The products that are shown, at their places [i, j].
 *
 * @typedef {{ i: number, j: number, input: number, weight: number, product: number, isPadding: boolean }} Product
 */

/** @typedef {{ i: number, j: number }} Focus the product under the pointer */
/** @typedef {MapName | "products"} Drawn */

/**
 * @typedef {object} Answer
 * @property {Record<Drawn, Mark[]>} marks
 * @property {(Cell & { text: string })[]} texts of the output's cells
 * @property {Product[]} terms
 * @property {number[]} shape of the products
 * @property {string} title
 * @property {string} more
 * @property {HTMLElement} arithmetic
 */

/** @typedef {Partial<Answer> & Pick<Answer, "title" | "arithmetic"> & { marks?: Partial<Answer["marks"]> }} Found */

/**
 * @typedef {object} About
 * @property {Cell} at the output cell that the player has reached
 * @property {Focus | null} focus
 * @property {number} filter
 * @property {number} channel
 * @property {Words} words
 * @property {Writers} write
 */

/** @type {(operation: Operation, look: Look, about: About) => Answer} */
export function answer(operation, look, about) {
  const question = { output: ofCell, input: ofPixel, kernel: ofWeight }[look.map];
  const found = question(operation, look, about);
  const marks = { input: [], kernel: [], output: [], products: [], ...found.marks };
  return { texts: [], terms: [], shape: [0, 0], more: "", ...found, marks };
}

// Whether two looks are at the same cell.
/** @type {(look: Look | null, other: Look | null) => boolean} */
export function isSame(look, other) {
  return Boolean(look && other) && look?.map === other?.map && look?.row === other?.row &&
    look?.column === other?.column;
}

// What an output cell is made of.
/** @type {(operation: Operation, options: Cell, options2: About) => Found} */
function ofCell(operation, { row, column }, { focus, filter, channel, words, write }) {
  if (!operation.has(row, column)) {
    return { title: fill(words.cell, { row, column }), arithmetic: make("p", "none", words.no_cell) };
  }
  const trace = operation.trace(row, column, filter);
  const rows = trace.rows.map(({ input }) => input);
  const columns = trace.columns.map(({ input }) => input);
  const taps = { rows: trace.rows.map(({ tap }) => tap), columns: trace.columns.map(({ tap }) => tap) };
  /** @type {Answer["marks"]} */
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
/** @type {(operation: Operation, options: Cell, options2: About) => Found} */
function ofPixel(operation, { row, column }, { focus, filter, channel, words, write }) {
  const cells = operation.reach(row, column, channel, filter);
  const input = operation.pixel(row, column, channel);
  const isPadding = operation.rows.isOutside(row) || operation.columns.isOutside(column);
  /** @type {Answer["marks"]} */
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
/** @type {(operation: Operation, options: Cell, options2: About) => Found} */
function ofWeight(operation, { row, column }, { at, filter, channel, words }) {
  const use = operation.use(row, column);
  /** @type {(axis: Axis, name: "input" | "output") => number[]} */
  const along = (axis, name) => use[axis].map((meeting) => meeting[name]);
  /** @param {"input" | "output"} name */
  const places = (name) => ({ rows: along("rows", name), columns: along("columns", name) });
  const value = proper(exact(operation.weight(row, column, operation.placeOf(channel, filter), filter)));
  /** @type {Answer["marks"]} */
  const marks = {
    input: [{ ...places("input"), kind: "strong" }],
    output: [{ ...places("output"), kind: "soft" }],
    kernel: [{ rows: [row], columns: [column], kind: "strong" }],
    products: [],
  };
  const found = {
    marks,
    title: fill(words.weight, { row, column, value }),
    more: useText(use, words),
    arithmetic: make("div", "arithmetic"),
  };
  if (!operation.has(at.row, at.column)) return found;
  const trace = operation.trace(at.row, at.column, filter);
  const i = trace.rows.findIndex(({ tap }) => tap === row);
  const j = trace.columns.findIndex(({ tap }) => tap === column);
  if (i >= 0 && j >= 0) marks.products = [{ rows: [i], columns: [j], kind: "strong" }];
  return { ...found, ...productsOf(operation, trace, channel) };
}

// The products of one channel of a trace.
/** @type {(operation: Operation, trace: Trace, channel: number) => Pick<Answer, "terms" | "shape">} */
function productsOf(operation, trace, channel) {
  const place = operation.placeOf(channel, trace.filter);
  return { terms: trace.terms.filter(({ k }) => k === place), shape: [trace.rows.length, trace.columns.length] };
}

// How often a weight is used, and on which inputs.
/** @type {(options: Use, words: Words) => string} */
function useText({ rows, columns }, words) {
  /** @param {Meeting[]} meetings */
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

/** @type {(options: Operation, words: Words) => string} */
function cellTitle({ filterCount, isPooling }, words) {
  if (filterCount < 2) return words.cell;
  return isPooling ? words.cell_of_channel : words.cell_of_filter;
}

/** @type {(count: number, words: Words) => string} */
function overlap(count, words) {
  if (count === 0) return "";
  return count === 1 ? words.one_kernel : fill(words.kernels, { count });
}

/** @type {(options: Operation, options2: Reached, write: Writers) => string} */
function shareText({ kind }, { weight }, write) {
  if (kind === "max") return weight ? "max" : "";
  return `·${bracketed(write.weight(weight))}`;
}
