import assert from "./assert.js";
import { Scalings } from "../../ui/pages/explanation/why/scalings.js";
import { story } from "../../ui/pages/explanation/why/story.js";
import { outline } from "../../ui/pages/explanation/why/views/contour.js";
import { linesOf, pathOf } from "../../ui/pages/explanation/why/views/net_edges.js";
import { hit, layOut } from "../../ui/pages/explanation/why/views/net_layout.js";
import { fitted, onCanvas } from "../../ui/pages/explanation/why/views/space_view.js";
import { columnsOfFilters } from "../../ui/lab/filter_view.js";
import { columnsOfFew } from "../../ui/lab/layer_view.js";
import { digits, signed } from "../../ui/scripts/digits.js";
import { table } from "./tables.js";

/** @import { Asked, Plan } from "../../ui/pages/explanation/why/views/net_layout.js" */
/** @import { Turning, WhyArrays, WhyNet, WhyWords } from "../../ui/scripts/wire.d.ts" */
/** @import { WhyFrame } from "../../ui/pages/explanation/why/views.d.ts" */

/** @type {{ isWhole: boolean, columns: Asked[], shapes: Record<string, number[]> }[]} */
const nets = table("columns");
const ROOM = { width: 1000, height: 516, isTouched: false };

Deno.test("an outline crosses where the library says that the ink ends", () => {
  for (const { pixels, crossings } of table("outlines")) {
    const segments = outline(pixels, 28);
    assert.equal(segments.length, crossings.length); // closed lines have as many corners as sides
    const corners = segments.flatMap(([x1, y1, x2, y2]) => [[x1, y1], [x2, y2]]);
    for (const [x, y] of corners) {
      /** @param {number[]} crossing */
      const isTold = ([left, top]) => Math.hypot(left - x, top - y) < 1e-5;
      assert.ok(crossings.some(isTold), `${x}, ${y}`);
    }
    for (const [x, y] of crossings) {
      const met = corners.filter(([left, top]) => Math.hypot(left - x, top - y) < 1e-5);
      assert.equal(met.length, 2, `${x}, ${y}`);
    }
  }
});

Deno.test("two pieces of ink that touch at a corner stay apart", () => {
  const segments = outline([0, 255, 255, 0], 2);
  assert.equal(segments.length, 8); // two squares of four sides
});

Deno.test("tiles stand beside each other in their column, in order, and none covers another", () => {
  for (const { columns, isWhole } of nets) {
    const plan = layOut(columns, { ...ROOM, isWhole });
    assert.ok(plan.width >= ROOM.width - 1 && plan.height >= ROOM.height);
    let edge = plan.digit.x + plan.digit.side;
    for (const column of plan.columns) {
      assert.ok(column.left > edge, column.name);
      edge = column.left + column.width;
      column.tiles.forEach((tile, at) => {
        assert.equal(tile.channel, column.channels[at]);
        assert.ok(tile.x >= column.left && tile.x + tile.side <= column.left + column.width);
        assert.ok(tile.y >= 0 && tile.y + tile.side <= plan.height + 1);
        for (const other of column.tiles.slice(at + 1)) {
          const isApart = other.x >= tile.x + tile.side || other.y >= tile.y + tile.side;
          assert.ok(isApart, `${column.name} ${at}`);
        }
      });
    }
    assert.ok(plan.target.x > edge);
  }
});

Deno.test("what is pointed at is the tile that is drawn there, with its cell", () => {
  for (const { columns, isWhole, shapes } of nets) {
    const plan = layOut(columns, { ...ROOM, isWhole });
    const shapeOf = (/** @type {string} */ layer) => shapes[layer];
    for (const { tiles, name, left, label } of plan.columns) {
      const [rows, cells] = shapes[name];
      for (const { layer, channel, x, y, side } of tiles) {
        const [row, column] = [rows - 1, Math.floor(cells / 2)];
        const [right, down] = [x + ((column + 0.5) * side) / cells, y + ((row + 0.5) * side) / rows];
        assert.deepEqual(hit(plan, shapeOf, right, down), { layer, channel, row, column });
        if (label) assert.deepEqual(hit(plan, shapeOf, x + 2, y - 2), { layer, channel, isSwitch: true });
      }
      assert.deepEqual(hit(plan, shapeOf, left + 1, 5), { layer: name });
    }
    assert.equal(hit(plan, shapeOf, plan.digit.x, plan.digit.y), null);
  }
});

Deno.test("on a telephone the net fits, and a finger meets each channel and no small switch", () => {
  const { columns, shapes } = nets[0];
  const plan = layOut(columns, { width: 358, height: 562, isWhole: false, isTouched: true });
  assert.ok(plan.width <= 358 && plan.height <= 562);
  assert.equal(plan.lens, null);
  for (const { tiles } of plan.columns) {
    for (const { layer, channel, x, y, side } of tiles) {
      assert.ok(side >= 44);
      const onLabel = hit(plan, (name) => shapes[name], x + 2, y - 2);
      assert.deepEqual(onLabel, { layer, channel, isSwitch: false });
    }
  }
  const tablet = layOut(columns, { width: 740, height: 562, isWhole: false, isTouched: true });
  assert.ok(tablet.lens && !tablet.hasSwitches);
  assert.ok(tablet.columns.every(({ tiles }) => tiles.every(({ side }) => side >= 44)));
});

Deno.test("eight maps stand in one row in a small window, as long as they can be seen", () => {
  assert.deepEqual([358, 424, 220].map((width) => columnsOfFew(width, true)), [8, 8, 4]);
  assert.equal(columnsOfFew(358, false), 4);
});

Deno.test("filters stand in full rows, and are neither tiny nor large", () => {
  assert.deepEqual([[32, 358], [32, 716], [5, 358], [64, 230], [1, 20]].map(([n, w]) => columnsOfFilters(n, w)), [
    8,
    16,
    5,
    10,
    1,
  ]);
});

// A plan and edges of which each goes from a channel below to one above, numbered as in `edge/<layer>`.
/** @param {Plan} plan */
function edgesOf(plan) {
  /** @type {Record<string, { values: Float32Array, shape: number[] }>} */
  const arrays = {};
  let below = 1;
  for (const [name, count] of [...plan.columns.map(({ name, tiles }) => [name, tiles.length]), ["logits", 1]]) {
    const size = below * Number(count);
    const values = Float32Array.from({ length: size }, (_, at) => (at % 2 ? -1 : 1) * (at + 1));
    arrays[`edge/${name}`] = { values, shape: [below, Number(count)] };
    below = Number(count);
  }
  return /** @type {WhyArrays} */ (/** @type {unknown} */ (arrays));
}

Deno.test("edges go from every channel to every one above, the strongest last", () => {
  const plan = layOut(nets[0].columns, { ...ROOM, isWhole: false });
  const all = linesOf(plan, edgesOf(plan));
  assert.equal(all.length, plan.columns.length + 1);
  let below = 1;
  all.forEach((lines, at) => {
    const count = plan.columns[at]?.tiles.length ?? 1;
    assert.equal(lines.length, below * count);
    assert.equal(lines[lines.length - 1].share, 1);
    assert.deepEqual(lines.map(({ share }) => share), lines.map(({ share }) => share).sort((a, b) => a - b));
    for (const { from, to, value } of lines) assert.equal(Math.abs(value), from.at * count + to.at + 1);
    below = count;
  });
});

Deno.test("the path of a channel has all its own edges, and one a layer on to the digit and to the class", () => {
  const plan = layOut(nets[0].columns, { ...ROOM, isWhole: false });
  const all = linesOf(plan, edgesOf(plan));
  const at = 2;
  const [{ name, channels }, below, above] = [plan.columns[at], plan.columns[at - 1], plan.columns[at + 1]];
  const path = pathOf(plan, all, { layer: name, channel: channels[1] });
  const own = below.tiles.length + (above?.tiles.length ?? 1);
  assert.equal(path.length, own + at + Math.max(0, all.length - at - 2));
  assert.equal(path[path.length - 1].to.layer, "logits");
  assert.ok(path.some(({ from }) => from.layer === "pixels"));
  assert.deepEqual(pathOf(plan, all, { layer: "none", channel: 0 }), []);
});

Deno.test("factors are kept where they differ from 1, and listed as a request says them", () => {
  const scalings = new Scalings([["conv1", 3, 0], ["conv2", null, 0.5]]);
  scalings.set("conv2", 1, 2);
  assert.equal(scalings.of("conv2", 1), 1);
  assert.equal(scalings.of("conv2", 0), 0.5);
  assert.equal(scalings.get("conv1", 3), 0);
  scalings.set("conv1", 3, 1);
  assert.deepEqual(scalings.list(), [["conv2", null, 0.5], ["conv2", 1, 2]]);
  scalings.clear();
  assert.ok(scalings.isEmpty);
});

Deno.test("all places of a space lie on the canvas, on one scale, with the middle in the middle", () => {
  const points = Float32Array.from([-3, 1, 5, 2, 1, -9]);
  const room = { width: 640, height: 480 };
  const fit = fitted(points, room);
  const places = [0, 2, 4].map((at) => onCanvas([points[at], points[at + 1]], fit, room));
  for (const [x, y] of places) assert.ok(x >= 26 && x <= 614 && y >= 25.9 && y <= 454.1);
  assert.deepEqual(onCanvas(fit.middle, fit, room), [320, 240]);
  assert.ok(places[1][1] < places[2][1] && places[1][0] > places[2][0]); // up is up, and right is right
  const apart = Math.hypot(places[0][0] - places[1][0], places[0][1] - places[1][1]);
  assert.ok(Math.abs(apart - fit.scale * Math.hypot(8, 1)) < 1e-9);
});

Deno.test("numbers are written in few digits, with their sign where it matters", () => {
  assert.deepEqual([0.123456, 1234.5, -2].map((value) => digits(value)), ["0.123", "1230", "-2"]);
  assert.equal(digits(0.0456, 2), "0.046");
  assert.deepEqual([0.5, 0, -12.345].map(signed), ["+0.5", "+0", "−12.3"]);
});

// What the page says of logits before and after something was switched off.
/** @type {(base: number[], logits: number[], turning?: Turning | null) => string} */
function told(base, logits, turning = null) {
  const packed = (/** @type {number[]} */ values) => ({
    values: Float32Array.from(values),
    shape: [values.length],
  });
  const arrays = { base_logits: packed(base), logits: packed(logits), probabilities: packed(logits) };
  const frame = /** @type {WhyFrame} */ (/** @type {unknown} */ ({ arrays, header: { target: 0, turning } }));
  const words = /** @type {WhyWords} */ (/** @type {unknown} */ ({
    story_off: "without {part}",
    story_part: "{layer} {part}",
    channel: "channel {channel}",
    story_stays: "{changed}: still {answer}, {from} to {to}, lead over {rival} {lead_from} to {lead_to}",
    story_changes: "{changed}: now {answer}, not {before}, {from} to {to}",
    story_turning_too: "{layer} {channels}: {answer}",
  }));
  const net = /** @type {WhyNet} */ ({ name: "", layers: [{ name: "conv2", kind: "conv", is_map: true }] });
  return story(frame, { net, words }, [["conv2", 4, 0]]).map((part) => typeof part === "string" ? part : "!").join(
    "",
  );
}

Deno.test("what a switch does is said by what falls, whether the answer stays or not", () => {
  assert.equal(
    told([12.7, 4, 3], [9.6, 5, 2]),
    "without conv2 channel 4: still 0, 12.7 to 9.6, lead over 1 8.7 to 4.6",
  );
  assert.equal(told([12.7, 4, 3], [4.5, 5, 2]), "without conv2 channel 4: now 1, not 0, 12.7 to 4.5");
});

Deno.test("what would turn an answer is told while it stands, and not when it is turned", () => {
  const turning = { layer: "conv2", channels: [1, 2], answer: 3 };
  assert.ok(told([12.7, 4, 3], [9.6, 5, 2], turning).endsWith("conv2 1, 2: 3 !"));
  assert.ok(!told([12.7, 4, 3], [4.5, 5, 2], turning).includes("!"));
});
