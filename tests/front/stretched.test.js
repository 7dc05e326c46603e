import assert from "./assert.js";
import { placeOf, ticksFor } from "../../ui/scripts/stretched.js";

Deno.test("each further nine has as much room on the axis of shares right", () => {
  assert.equal(placeOf(0, 0.99), 0);
  assert.ok(Math.abs(placeOf(0.9, 0.99) - 0.5) < 1e-9);
  assert.equal(placeOf(0.99, 0.99), 1);
  assert.equal(placeOf(1, 0.99), 1, "what is all right lies at the top");
  assert.equal(placeOf(-0.1, 0.99), 0);
  assert.ok(placeOf(0.981, 0.99) - placeOf(0.95, 0.99) > 0.2, "of an even axis it would be 0.03");
});

Deno.test("the axis has a top that what is shown reaches at most by a little", () => {
  assert.deepEqual(ticksFor(0), [0, 0.5, 0.9, 0.99]);
  assert.deepEqual(ticksFor(0.981), [0, 0.5, 0.9, 0.99]);
  assert.deepEqual(ticksFor(0.9985), [0, 0.5, 0.9, 0.99, 0.999]);
  assert.deepEqual(ticksFor(1), [0, 0.5, 0.9, 0.99, 0.999]);
});
