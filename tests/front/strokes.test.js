import assert from "./assert.js";
import { packStrokes, tidied, unpackStrokes } from "../../ui/scripts/strokes.js";

/** @import { Pair, Stroke } from "../../ui/scripts/types.d.ts" */

// A pen that wanders, also beyond the canvas and in leaps; the same at each run.
/** @type {(seed: number, count: number) => Stroke} */
function wandering(seed, count) {
  let state = seed;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  /** @type {Pair[]} */
  const points = [[random(), random()]];
  for (let at = 1; at < count; at++) {
    const leap = random() < 0.1 ? 0.8 : 0.04;
    /** @param {number} share */
    const move = (share) => Math.min(1.4, Math.max(-0.4, share + leap * (random() - 0.5)));
    points.push([move(points[at - 1][0]), move(points[at - 1][1])]);
  }
  return { width: 0.03 + 0.005 * Math.floor(27 * random()), points };
}

// A straight line of many points.
/** @type {(from: Pair, to: Pair) => Pair[]} */
function line([x0, y0], [x1, y1]) {
  return Array.from({ length: 40 }, (_, at) => [x0 + ((x1 - x0) * at) / 39, y0 + ((y1 - y0) * at) / 39]);
}

Deno.test("what is packed comes back as it was tidied", () => {
  for (let seed = 1; seed < 200; seed++) {
    const strokes = [wandering(seed, 1 + (seed % 60)), wandering(seed + 1000, 3)].map(tidied);
    assert.deepEqual(unpackStrokes(packStrokes(strokes)), strokes);
  }
});

Deno.test("a tidied stroke keeps its ends, and stays near its points", () => {
  const stroke = wandering(7, 50);
  const { points } = tidied(stroke);
  for (const end of [0, -1]) {
    const [kept, drawn] = [points.at(end), stroke.points.at(end)];
    assert.ok(kept && drawn && Math.hypot(kept[0] - drawn[0], kept[1] - drawn[1]) < 1 / 512);
  }
  const along = points.slice(1).flatMap((to, at) => line(points[at], to));
  for (const [x, y] of stroke.points) {
    assert.ok(Math.min(...along.map((point) => Math.hypot(point[0] - x, point[1] - y))) < 8 / 512);
  }
});

Deno.test("a straight line is two points, a tap is one, and a drawn four takes less than a hundred characters", () => {
  assert.equal(tidied({ width: 0.085, points: line([0, 0], [0.5, 1]) }).points.length, 2);
  assert.equal(packStrokes([tidied({ width: 0.085, points: [[0.5, 0.5]] })]), "RIAIA");
  assert.deepEqual(unpackStrokes(""), []);
  const four = [
    [...line([0.3, 0.1], [0.25, 0.55]), ...line([0.25, 0.55], [0.8, 0.55])],
    line([0.65, 0.3], [0.62, 0.95]),
  ];
  assert.ok(packStrokes(four.map((points) => tidied({ width: 0.085, points }))).length < 100);
});
