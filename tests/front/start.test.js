import assert from "./assert.js";
import { wayOf } from "../../ui/pages/start/glimpse/learning.js";

/** @import { Moment, RunState, Told } from "../../ui/scripts/wire.d.ts" */

/** @type {(state: RunState, kept: number) => Told} */
function told(state, kept) {
  const moments = Array.from(
    { length: kept },
    (_, step) => /** @type {Moment} */ ({ step, epoch: 0, right: null }),
  );
  return /** @type {Told} */ ({ state, moments });
}

Deno.test("a training that is kept with its moments is played, and one without them is trained again", () => {
  assert.equal(wayOf(told("done", 16)), "play");
  assert.equal(wayOf(told("done", 1)), "again");
  assert.equal(wayOf(told("done", 0)), "again");
});

Deno.test("a training that is under way is watched by all, and nobody starts it twice", () => {
  for (const state of /** @type {RunState[]} */ (["waiting", "starting", "running", "paused"])) {
    assert.equal(wayOf(told(state, 5)), "follow");
  }
  for (const state of /** @type {RunState[]} */ (["none", "cancelled", "failed"])) {
    assert.equal(wayOf(told(state, 0)), "start");
  }
});
