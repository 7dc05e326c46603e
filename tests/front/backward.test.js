import assert from "./assert.js";
import { meetings, stepOf } from "../../ui/pages/backward/by_hand/reckoning.js";
import { table } from "./tables.js";

/** @type {(ours: number[], theirs: number[]) => void} */
function near(ours, theirs) {
  assert.equal(ours.length, theirs.length);
  ours.forEach((value, index) => {
    const room = 1e-5 * Math.max(1, Math.abs(theirs[index]));
    assert.ok(Math.abs(value - theirs[index]) <= room, `${value} beside ${theirs[index]}`);
  });
}

Deno.test("a step by hand is the library's: output, loss, gradients, new kernel and the loss after it", () => {
  const steps = table("backward");
  assert.ok(steps.some((/** @type {{ at_sums: number[] }} */ { at_sums: gradients }) => gradients.includes(0)));
  for (const told of steps) {
    const step = stepOf(told.numbers);
    near(step.output, told.output);
    near([step.loss, step.lossAfter], [told.loss, told.loss_after]);
    near(step.atSums, told.at_sums);
    near(step.gradient, told.gradient);
    near(step.next, told.next);
  }
});

Deno.test("a weight meets the library's pixels", () => {
  const [{ pixels }] = table("backward");
  for (let weight = 0; weight < 4; weight++) {
    assert.deepEqual(meetings(weight).map(({ pixel }) => pixel), pixels[weight]);
  }
});
