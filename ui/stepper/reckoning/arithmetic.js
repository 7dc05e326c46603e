// The arithmetic of what is looked at, written out: `1·1 + 2·1 + 4·1 + 5·1 = 12`.
//
// Factors are written as they are in their maps (`write`: of an "input", of a "weight") and results to six digits; where
// that, or float32, rounded what counts, "≈" stands for "=". Terms carry the place of their product (`data-i`, `data-j`), so that the pointer finds it in the maps.

import { fill, make } from "../../scripts/dom.js";
import { bracketed, isInFull, short } from "./numbers.js";

/** @import { Words } from "../../scripts/wire.d.ts" */
/** @import { Write } from "./numbers.js" */
/** @import { Operation, Reached, Term, Trace } from "./operation.js" */

const MOST_IN_LINE = 9; // terms
const MOST_TERMS = 121;
const MOST_CELLS = 16; // that a pixel reaches, one by one

/** @typedef {{ input: Write, weight: Write }} Writers how inputs and weights are written in their maps */

// How an output cell comes about. place: of the channel whose products are written out, among those that are read.
/**
 * @param {Operation} operation
 * @param {Trace} trace
 * @param {{ words: Words, place: number, write: Writers }} options
 * @returns {HTMLElement}
 */
export function cellArithmetic(operation, trace, { words, place, write }) {
  if (operation.kind === "max") return maximum(trace, write);
  if (operation.kind === "average") return average(trace, write);
  const box = make("div", "arithmetic");
  if (!trace.terms.length) {
    box.append(line(make("span", "none", words.no_kernel), " ", result(trace.value)));
    return box;
  }
  const hasChannels = trace.channels.length > 1;
  const terms = hasChannels ? trace.terms.filter(({ k }) => k === place) : trace.terms;
  if (terms.length > MOST_IN_LINE) box.classList.add("lines");
  const lines = sumLines(terms, write);
  lines.forEach((each, at) => box.append(...(at ? [" ", each] : [each])));
  const isLong = box.classList.contains("lines");
  const [first, last] = [lines[0], lines[lines.length - 1]];
  const end = isLong ? line() : last;
  box.append(end);
  /** @param {Term} term */
  const isExact = ({ input, weight, product }) =>
    product === 0 || (isInFull(write.input(input), input) && isInFull(write.weight(weight), weight));
  const areExact = terms.every(isExact);
  if (!hasChannels) {
    finish(end, operation, trace, areExact, words);
    return box;
  }
  const sum = trace.channelSums[place];
  first.prepend(
    make("span", "of-channel", `${fill(words.channel, { channel: trace.channels[place] })}: `),
  );
  end.append(isLong ? "" : " ", sign(areExact && isResult(sum)), " ", channelSum(trace, place, true));
  const total = line(make("span", "of-channel", `${words.all_channels}: `));
  trace.channels.forEach((_, k) => total.append(...(k ? [" + "] : []), channelSum(trace, k, k === place)));
  finish(total, operation, trace, trace.channelSums.every((each) => isResult(each)), words);
  box.append(total);
  return box;
}

// An input times its weight, as the tiles of the products have it too.
/** @type {(input: number, weight: number, write: Writers) => string} */
export function productText(input, weight, write) {
  return `${bracketed(write.input(input))}·${bracketed(write.weight(weight))}`;
}

// Where a pixel goes: each cell that it reaches, with its weight.
/**
 * @param {Operation} operation
 * @param {Reached[]} cells
 * @param {number} value
 * @param {{ words: Words, write: Writers }} options
 * @returns {HTMLElement}
 */
export function reachArithmetic(operation, cells, value, { words, write }) {
  const box = make("div", "arithmetic reach");
  const shown = line();
  cells.slice(0, MOST_CELLS).forEach(({ row, column, i, j, weight, isPadding }, at) => {
    if (at) shown.append(" ");
    const term = make("span", `term${isPadding ? " padding" : ""}`);
    place(term, i, j);
    const product = productText(value, weight, write);
    const largest = weight ? words.is_largest : words.is_not_largest;
    const share = operation.kind === "max" ? largest : product;
    const to = make("span", "to", fill(words.to_cell, { row, column }));
    to.dataset.said = fill(words.to_cell_said, { row, column });
    term.append(`${share} `, to);
    shown.append(term);
  });
  const rest = cells.length - MOST_CELLS;
  if (rest > 0) shown.append(" ", make("span", "more", fill(words.more, { count: rest })));
  if (cells.length) box.append(shown);
  return box;
}

/** @type {(options: Trace, write: Writers) => HTMLElement} */
function maximum({ terms, value }, write) {
  const box = make("div", "arithmetic");
  const shown = line("max(");
  terms.filter(({ isPadding }) => !isPadding).forEach(({ i, j, input, isWinner }, at) => {
    if (at) shown.append(", ");
    shown.append(termOf({ i, j, isWinner }, write.input(input)));
  });
  shown.append(") ", sign(true), " ", result(value));
  box.append(shown);
  return box;
}

/** @type {(options: Trace, write: Writers) => HTMLElement} */
function average({ terms, count, value, sum, isSumExact }, write) {
  const box = make("div", "arithmetic");
  const inside = terms.filter(({ isPadding }) => !isPadding);
  const shown = line("(");
  inside.forEach(({ i, j, input }, at) => {
    if (at) shown.append(" + ");
    shown.append(termOf({ i, j }, bracketed(write.input(input))));
  });
  const areExact = isSumExact && inside.every(({ input }) => isInFull(write.input(input), input));
  shown.append(`) / ${count} `, sign(areExact && isResult(value) && value * count === sum), " ", result(value));
  box.append(shown);
  return box;
}

// The products, a line for each row of the window.
/** @type {(terms: Term[], write: Writers) => HTMLElement[]} */
function sumLines(terms, write) {
  if (terms.length > MOST_TERMS) return [line(make("span", "more", `Σ ${terms.length}`))];
  /** @type {HTMLElement[]} */
  const lines = [];
  for (const term of terms) {
    if (!lines[term.i]) lines[term.i] = line(lines.length ? "+ " : "");
    else lines[term.i].append(" + ");
    lines[term.i].append(termOf(term, productText(term.input, term.weight, write)));
  }
  return lines.filter(Boolean);
}

// Says of a term which product it is.
/** @type {(term: HTMLElement, i: number, j: number) => void} */
function place(term, i, j) {
  term.dataset.i = String(i);
  term.dataset.j = String(j);
}

/**
 * @param {{ i: number, j: number, isPadding?: boolean, isWinner?: boolean }} options
 * @param {string} text
 * @returns {HTMLElement}
 */
function termOf({ i, j, isPadding, isWinner }, text) {
  const term = make("span", `term${isPadding ? " padding" : ""}${isWinner ? " winner" : ""}`, text);
  place(term, i, j);
  return term;
}

// The end of a sum: the bias, what it all gives, and what the activation makes of it. areExact: what stands before.
/** @type {(end: HTMLElement, options: Operation, options2: Trace, areExact: boolean, words: Words) => void} */
function finish(end, { activation, hasBias }, { isSumExact, bias, total, value }, areExact, words) {
  if (hasBias) {
    const term = make("span", "bias", bracketed(short(bias)));
    term.append(" ", make("small", "", words.bias));
    end.append(end.textContent ? " + " : "+ ", term);
  }
  const isExact = areExact && isSumExact && isResult(total) && isInFull(short(bias), bias);
  end.append(end.textContent ? " " : "", sign(isExact), " ");
  if (activation !== "relu") return end.append(result(value));
  const [arrow, name] = [make("span", "sign", "→"), make("span", "activation", words.relu)];
  end.append(short(total, 6), " ", arrow, " ", name, " ", result(value));
}

/** @type {(options: Trace, place: number, isChosen: boolean) => HTMLElement} */
function channelSum({ channels, channelSums }, place, isChosen) {
  const part = make("span", `channel-sum${isChosen ? " chosen" : ""}`, bracketed(short(channelSums[place], 6)));
  part.dataset.channel = String(channels[place]);
  return part;
}

/** @param {boolean} isExact */
function sign(isExact) {
  return make("span", "sign", isExact ? "=" : "≈");
}

/** @param {number} value */
function result(value) {
  return make("b", "", short(value, 6));
}

/** @param {...string | Node} parts */
function line(...parts) {
  const element = make("span", "row");
  element.append(...parts);
  return element;
}

// Whether a result, which gets six digits, is shown in full.
/** @param {number} value */
function isResult(value) {
  return isInFull(short(value, 6), value);
}
