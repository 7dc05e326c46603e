import assert from "./assert.js";
import { fill } from "../../ui/scripts/dom.js";
import { particle } from "../../ui/scripts/particles.js";
import { table } from "./tables.js";

const told = table("particles");

Deno.test("each value is followed by the particle that the library gives it", () => {
  for (const [text, particles] of told.said) {
    assert.deepEqual(told.forms.map((/** @type {string} */ form) => particle(text, form)), particles, text);
  }
});

Deno.test("a sentence is filled as the library fills it, and what a value says stays", () => {
  for (const [sentence, said] of told.sentences) assert.equal(fill(sentence, told.values), said);
});

Deno.test("a sentence without a mark is filled as ever", () => {
  assert.equal(fill("{a} of {b} (all)", { a: 1 }), "1 of {b} (all)");
});
