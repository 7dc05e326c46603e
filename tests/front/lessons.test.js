import assert from "./assert.js";
import { COMES_WITHIN, Newest } from "../../ui/lessons/bar/newest.js";
import { shownWays } from "../../ui/lessons/bar/ways.js";
import { counted, handedIn } from "../../ui/pages/course/cards/hand_in.js";
import {
  forgetLesson,
  keepPlace,
  keepStep,
  keptLessons,
  keptStep,
  readLessons,
} from "../../ui/scripts/lessons_kept.js";

/** @import { CourseLesson, CourseWords, LessonData, LessonQuestion } from "../../ui/scripts/wire.d.ts" */
/** @import { KeptStep } from "../../ui/scripts/types.d.ts" */

const words = new Proxy({}, { get: (_, name) => String(name) });

/** @type {LessonQuestion} */
const TYPED = { step: "a", asked: "?", is_typed: true, asks_net: false, can_be_seen: true };
const OPEN = { end: /** @type {const} */ (""), failed: 0, isStuck: false, isTaught: false };

/** @type {(question: LessonQuestion | null, known: Parameters<typeof shownWays>[1], ...ways: string[]) => string} */
function shown(question, known, ...ways) {
  const given = /** @type {[string, string][]} */ (ways.map((way) => [way, way]));
  const data = /** @type {LessonData} */ (/** @type {unknown} */ ({ ways: given, question, words }));
  const found = shownWays(data, known);
  return `${found.shown.map(([way]) => way).join(" ")}, ${found.main}`;
}

Deno.test("a question is answered before one goes on, and given up after two tries", () => {
  const ways = ["back", "next", "end"];
  assert.equal(shown(null, OPEN, ...ways), "back next end, next");
  assert.equal(shown(TYPED, OPEN, ...ways), "back end, undefined");
  assert.equal(shown(TYPED, { ...OPEN, failed: 1 }, ...ways), "back end, undefined");
  assert.equal(shown(TYPED, { ...OPEN, failed: 2 }, ...ways), "back give_up end, undefined");
  assert.equal(shown(TYPED, { ...OPEN, end: "shown", failed: 2 }, ...ways), "back see next end, see");
  assert.equal(shown({ ...TYPED, is_typed: false }, OPEN, ...ways), "back end, undefined");
  assert.equal(
    shown({ ...TYPED, is_typed: false }, { ...OPEN, failed: 1 }, ...ways),
    "back give_up end, undefined",
  );
  assert.equal(
    shown({ ...TYPED, is_typed: false }, { ...OPEN, isStuck: true }, ...ways),
    "back give_up end, undefined",
  );
  assert.equal(shown(TYPED, { ...OPEN, isStuck: true }, ...ways), "back end, undefined");
  assert.equal(shown(null, OPEN, "here", "end"), "here end, here");
});

Deno.test("what was foretold is seen before one goes on, and what was done on the page is seen already", () => {
  const right = { ...OPEN, end: /** @type {const} */ ("right") };
  const done = { ...TYPED, is_typed: false };
  assert.equal(shown(TYPED, right, "next", "end"), "see next end, see");
  assert.equal(shown({ ...TYPED, can_be_seen: false }, right, "next", "end"), "next end, next");
  assert.equal(shown(done, right, "exit.0", "exit.1", "end"), "exit.0 exit.1 end, exit.0");
  assert.equal(shown(done, right, "following", "exit.0", "course"), "following exit.0 course, following");
  assert.equal(shown(TYPED, OPEN, "following", "exit.0", "course"), "course, undefined");
  assert.equal(shown(done, { ...right, end: "shown" }, "next", "end"), "see next end, see");
});

Deno.test("a teacher goes on without an answer", () => {
  assert.equal(shown(TYPED, { ...OPEN, isTaught: true }, "back", "next", "end"), "back see next end, see");
});

Deno.test("what was just done counts before the address says it, and until it does", () => {
  const newest = new Newest();
  newest.tell({ toy_pin: "input,2,2", toy_filter: "" }, 100);
  assert.equal(newest.over("?v=2&toy_filter=1", 200), "?toy_pin=input%2C2%2C2&v=2");
  newest.written("?v=2&toy_filter=1"); // of an earlier act
  newest.tell({ toy_pin: "input,0,0" }, 300);
  newest.written("?v=2&toy_pin=input,2,2"); // the first act's, late
  assert.equal(newest.over("?v=2&toy_pin=input,2,2", 400), "?toy_pin=input%2C0%2C0&v=2");
  newest.written("?toy_pin=input,0,0&v=2");
  assert.equal(newest.over("?v=2&toy_pin=input,5,5", 500), "?toy_pin=input%2C5%2C5&v=2");
});

Deno.test("what the address never says is given up, and forgotten where one steps back", () => {
  const newest = new Newest();
  newest.tell({ toy_pin: "input,9,9" }, 0);
  assert.equal(newest.over("?a=1", COMES_WITHIN), "?a=1&toy_pin=input%2C9%2C9");
  assert.equal(newest.over("?a=1", COMES_WITHIN + 1), "?a=1");
  newest.tell({ toy_pin: "input,9,9" }, 0);
  newest.forget();
  assert.equal(newest.over("", 1), "?");
});

/** @type {(tries: string[], end: KeptStep["end"], answer?: string) => KeptStep} */
const step = (tries, end, answer = "") => ({ asked: "How many?", tries, end, answer, said: "" });

Deno.test("what was answered is kept by lesson and step, and forgotten by lesson", () => {
  for (const lesson of Object.keys(keptLessons())) forgetLesson(lesson);
  keepPlace("one", 3);
  keepStep("one", "a", step(["1", "2"], "right", "2"));
  keepStep("two", "a", step([], "shown"));
  assert.equal(keptLessons().one.at, 3);
  assert.deepEqual(keptStep("one", "a")?.tries, ["1", "2"]);
  assert.equal(keptStep("one", "b"), undefined);
  forgetLesson("one");
  assert.deepEqual(Object.keys(keptLessons()), ["two"]);
  forgetLesson("two");
});

Deno.test("what is no lesson is left out of what is kept", () => {
  for (const text of [null, "", "x", "[1]", "null", "3", '"x"', '{"one":3,"two":null,"three":[]}']) {
    assert.deepEqual(readLessons(text), {}, String(text));
  }
  const text = '{"one":{"at":1,"steps":{"a":{"tries":[]},"b":3,"c":null,"d":{}}},"two":3,"three":{"steps":null}}';
  assert.deepEqual(readLessons(text), { one: { at: 1, steps: { a: { tries: [] } } } });
});

Deno.test("a text to hand in says what was answered at which try", () => {
  /** @type {CourseLesson} */
  const lesson = {
    name: "l",
    title: "Nine",
    goal: "",
    minutes: 10,
    steps: 4,
    questions: ["a", "b", "c", "d"],
    code: "",
  };
  const kept = {
    at: 1,
    steps: { c: step([], "shown", "7"), a: step(["1", "2"], "right", "2"), b: step(["3"], "") },
  };
  const said = /** @type {CourseWords} */ (/** @type {unknown} */ ({
    tried: "Answered: {tries}",
    not_tried: "Not answered.",
    right_at: "Right at try {count}.",
    was_shown: "Shown after {count}.",
    is_open: "Open.",
    answer_was: "It is {answer}.",
  }));
  const text = handedIn(lesson, kept, said, "2026-11-30");
  assert.deepEqual(text.split("\n").filter(Boolean).map((line) => line.trim()), [
    ...["Nine", "2026-11-30"],
    ...["1. How many?", "Answered: 1 · 2", "Right at try 2.", "It is 2."],
    ...["2. How many?", "Answered: 3", "Open."],
    ...["3. How many?", "Not answered.", "Shown after 0.", "It is 7."],
  ]);
  assert.deepEqual(counted(lesson, kept), { ended: 2, first: 0 });
  assert.deepEqual(counted(lesson, undefined), { ended: 0, first: 0 });
});
