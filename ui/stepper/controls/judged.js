// Whether a text is a number that a cell takes. The rule and its sentences are Python's (`number_rule` in
// `ui/operations/grids.py`), and so is the last word.

import { fill } from "../../scripts/dom.js";

/** @import { NumberRule } from "../../scripts/wire.d.ts" */
/** @import { Cell } from "../../scripts/types.d.ts" */

// Whether a text is written as one number, its comma a decimal one.
/** @type {(text: string, options: Pick<NumberRule, "number">) => boolean} */
export function isOneNumber(text, { number }) {
  return new RegExp(`^(?:${number})$`, "i").test(text.trim().replaceAll("−", "-"));
}

// Returns why a text is refused, or "" where it is not.
/** @type {(text: string, options: NumberRule, cell: Cell) => string} */
export function refusalOf(text, { number, two_ways, largest, shown, sentences }, cell) {
  const typed = text.trim().replaceAll("−", "-");
  /** @param {string} pattern */
  const isLike = (pattern) => new RegExp(`^(?:${pattern})$`, "i").test(typed);
  /** @type {(name: keyof NumberRule["sentences"], more?: Record<string, string>) => string} */
  const say = (name, more) => fill(sentences[name], { came: quoted(text.trim(), shown), ...cell, ...more });
  if (!typed) return say("empty");
  if (isLike(two_ways)) return say("two_ways", { one: typed.replace(",", "."), other: typed.replace(",", "") });
  if (!isLike(number)) return say("no_number");
  return Math.abs(Number(typed.replace(",", "."))) > largest ? say("too_large") : "";
}

/** @type {(text: string, shown: number) => string} */
function quoted(text, shown) {
  const plain = Array.from(text.replaceAll("`", "'").split(/\s+/).join(" "));
  return `\`${plain.slice(0, shown).join("")}${plain.length > shown ? "…" : ""}\``;
}
