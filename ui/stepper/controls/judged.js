// Whether a text is a number that a cell takes. The rule and its sentences are Python's (`number_rule` in
// `ui/operations/grids.py`), and so is the last word.

import { fill } from "../../scripts/dom.js";

// Returns why a text is refused, or "" where it is not. cell: { row, column }
export function refusalOf(text, { number, two_ways, largest, shown, sentences }, cell) {
  const typed = text.trim().replaceAll("−", "-");
  const isLike = (pattern) => new RegExp(`^(?:${pattern})$`, "i").test(typed);
  const say = (name, more) => fill(sentences[name], { came: quoted(text.trim(), shown), ...cell, ...more });
  if (!typed) return say("empty");
  if (isLike(two_ways)) return say("two_ways", { one: typed.replace(",", "."), other: typed.replace(",", "") });
  if (!isLike(number)) return say("no_number");
  return Math.abs(Number(typed.replace(",", "."))) > largest ? say("too_large") : "";
}

function quoted(text, shown) {
  const plain = Array.from(text.replaceAll("`", "'").split(/\s+/).join(" "));
  return `\`${plain.slice(0, shown).join("")}${plain.length > shown ? "…" : ""}\``;
}
