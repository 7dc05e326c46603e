import assert from "./assert.js";
import { Foreseen } from "../../ui/stepper/controls/foreseen.js";

// A route that answers when it is let, and keeps what it was asked.
function route() {
  /** @type {string[]} */
  const asked = [];
  /** @type {Map<string, PromiseWithResolvers<ArrayBuffer | null>>} */
  const open = new Map();
  return {
    asked,
    open,
    /** @param {string} question */
    ask: (question) => {
      asked.push(question);
      open.set(question, Promise.withResolvers());
      return /** @type {PromiseWithResolvers<ArrayBuffer | null>} */ (open.get(question)).promise;
    },
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("what was foreseen is not asked again, until it holds no more", async () => {
  const { ask, asked, open } = route();
  const foreseen = new Foreseen(ask);
  foreseen.foresee(["2"]);
  const answer = foreseen.answer("2");
  open.get("2")?.resolve(null);
  await answer;
  assert.deepEqual(asked, ["2"]);
  foreseen.forget();
  foreseen.answer("2");
  assert.deepEqual(asked, ["2", "2"]);
});

Deno.test("guesses are asked one at a time, and the newest win", async () => {
  const { ask, asked, open } = route();
  const foreseen = new Foreseen(ask);
  foreseen.foresee(["2", "4"]);
  foreseen.foresee(["3", "5"]);
  assert.deepEqual(asked, ["2"]);
  open.get("2")?.resolve(null);
  await turn();
  open.get("3")?.resolve(null);
  await turn();
  assert.deepEqual(asked, ["2", "3", "5"]);
  foreseen.answer("9"); // no guess holds it up
  assert.deepEqual(asked, ["2", "3", "5", "9"]);
});

Deno.test("what failed is asked again", async () => {
  const { ask, asked, open } = route();
  const foreseen = new Foreseen(ask);
  foreseen.foresee(["2", "4"]);
  open.get("2")?.reject(new Error("the line is cut"));
  await turn();
  open.get("4")?.resolve(null);
  foreseen.answer("2");
  assert.deepEqual(asked, ["2", "4", "2"]);
});

Deno.test("what was asked long ago is forgotten", () => {
  const { ask, asked } = route();
  const foreseen = new Foreseen(ask);
  for (let at = 0; at <= 16; at++) foreseen.answer(String(at));
  foreseen.answer("16");
  foreseen.answer("0");
  assert.deepEqual(asked.slice(-2), ["16", "0"]);
});
