// The arithmetic of what is looked at, written out: `1·1 + 2·1 + 4·1 + 5·1 = 12`.
//
// Factors are shown to three digits and results to six; where that, or float32, rounded what counts, "≈" stands for
// "=". Terms carry the place of their product (`data-i`, `data-j`), so that the pointer finds it in the maps.

import { fill, make } from "../modules/dom.js";
import { isShownInFull, short } from "./numbers.js";

const MOST_IN_LINE = 9; // terms
const MOST_TERMS = 121;
const MOST_CELLS = 16; // that a pixel reaches, one by one

// How an output cell comes about.
export function cellArithmetic(operation, trace, { words, channel }) {
  if (operation.kind === "max") return maximum(trace);
  if (operation.kind === "average") return average(trace);
  const box = make("div", "arithmetic");
  const place = trace.channels.indexOf(channel);
  const hasChannels = trace.channels.length > 1;
  if (!trace.terms.length) {
    box.append(line(make("span", "none", words.no_kernel), " ", result(trace.value, true)));
    return box;
  }
  const terms = hasChannels ? trace.terms.filter(({ k }) => k === place) : trace.terms;
  const areExact = terms.every(({ input, weight, product }) => product === 0 || (isShownInFull(input) && isShownInFull(weight)));
  box.append(...sumLines(terms));
  const last = box.lastChild;
  if (terms.length > MOST_IN_LINE) box.classList.add("lines");
  const bias = operation.hasBias ? biasTerm(trace.bias, words) : null;
  if (!hasChannels) {
    const end = box.classList.contains("lines") ? line() : last;
    box.append(end);
    if (bias) end.append(" + ", bias);
    const isExact = areExact && trace.isSumExact && isShownInFull(trace.total, 6) && (!bias || isShownInFull(trace.bias));
    finish(end, operation, trace, isExact, words);
    return box;
  }
  const sum = trace.channelSums[place] ?? 0;
  const end = box.classList.contains("lines") ? line() : last;
  end.append(" ", make("span", "sign", areExact && isShownInFull(sum, 6) ? "=" : "≈"), " ", make("span", "channel-sum chosen", short(sum, 6)));
  const name = make("span", "of-channel", `${fill(words.channel, { channel })}: `);
  box.firstChild.prepend(name);
  const total = line(make("span", "of-channel", `${words.all_channels}: `));
  trace.channelSums.forEach((channelSum, k) => {
    if (k) total.append(" + ");
    const part = make("span", `channel-sum${k === place ? " chosen" : ""}`, bracketed(short(channelSum, 6)));
    part.dataset.channel = trace.channels[k];
    total.append(part);
  });
  if (bias) total.append(" + ", bias);
  const isExact = trace.isSumExact && trace.channelSums.every((each) => isShownInFull(each, 6)) && isShownInFull(trace.total, 6);
  finish(total, operation, trace, isExact, words);
  box.append(total);
  return box;
}

// Where a pixel goes: each cell that it reaches, with its weight.
export function reachArithmetic(operation, cells, value, words) {
  const box = make("div", "arithmetic reach");
  const shown = line();
  cells.slice(0, MOST_CELLS).forEach(({ row, column, i, j, weight, isPadding }, at) => {
    if (at) shown.append(" ");
    const term = make("span", `term${isPadding ? " padding" : ""}`);
    Object.assign(term.dataset, { i, j });
    const product = operation.kind === "max" ? words[weight ? "is_largest" : "is_not_largest"] : `${factor(value)}·${factor(weight)}`;
    term.append(`${product} `, make("span", "to", fill(words.to_cell, { row, column })));
    shown.append(term);
  });
  if (cells.length > MOST_CELLS) shown.append(" ", make("span", "more", fill(words.more, { count: cells.length - MOST_CELLS })));
  if (cells.length) box.append(shown);
  return box;
}

function maximum({ terms, value }) {
  const box = make("div", "arithmetic");
  const shown = line("max(");
  terms.filter(({ isPadding }) => !isPadding).forEach(({ i, j, input, isWinner }, at) => {
    if (at) shown.append(", ");
    shown.append(termOf({ i, j, isWinner }, short(input)));
  });
  shown.append(") ", make("span", "sign", "="), " ", result(value));
  box.append(shown);
  return box;
}

function average({ terms, count, value, sum, isSumExact }) {
  const box = make("div", "arithmetic");
  const inside = terms.filter(({ isPadding }) => !isPadding);
  const shown = line("(");
  inside.forEach(({ i, j, input }, at) => {
    if (at) shown.append(" + ");
    shown.append(termOf({ i, j }, factor(input)));
  });
  const isExact = isSumExact && inside.every(({ input }) => isShownInFull(input)) && isShownInFull(value, 6) && value * count === sum;
  shown.append(`) / ${count} `, make("span", "sign", isExact ? "=" : "≈"), " ", result(value));
  box.append(shown);
  return box;
}

// The products, a line for each row of the window.
function sumLines(terms) {
  if (terms.length > MOST_TERMS) return [line(make("span", "more", `Σ ${terms.length}`))];
  const lines = [];
  for (const term of terms) {
    if (!lines[term.i]) lines[term.i] = line(lines.length ? "+ " : "");
    else lines[term.i].append(" + ");
    lines[term.i].append(termOf(term, `${factor(term.input)}·${factor(term.weight)}`));
  }
  return lines.filter(Boolean).flatMap((each, at) => (at ? [" ", each] : [each]));
}

function termOf({ i, j, isPadding, isWinner }, text) {
  const term = make("span", `term${isPadding ? " padding" : ""}${isWinner ? " winner" : ""}`, text);
  Object.assign(term.dataset, { i, j });
  return term;
}

// The end of a sum: what it gives, and what the activation makes of it.
function finish(end, { activation }, { total, value }, isExact, words) {
  end.append(" ", make("span", "sign", isExact ? "=" : "≈"), " ");
  if (activation !== "relu") return end.append(result(value));
  end.append(make("span", "total", short(total, 6)), " ", make("span", "sign", "→"), " ", make("span", "activation", words.relu), " ", result(value));
}

function biasTerm(bias, words) {
  const term = make("span", "bias", factor(bias));
  term.title = words.bias;
  term.append(" ", make("small", "", words.bias));
  return term;
}

function result(value) {
  return make("b", "", short(value, 6));
}

function line(...parts) {
  const element = make("span", "row");
  element.append(...parts);
  return element;
}

function factor(number) {
  return bracketed(short(number));
}

function bracketed(text) {
  return text.startsWith("−") ? `(${text})` : text;
}
