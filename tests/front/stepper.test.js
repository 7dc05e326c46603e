import assert from "./assert.js";
import { readBlob } from "../../ui/stepper/blob.js";
import { refusalOf } from "../../ui/stepper/controls/judged.js";
import { arrangePanels, arrangeWithTiles, LABEL_LEFT } from "../../ui/stepper/maps/sizes.js";
import { exact, isInFull, isRoomy, short, writer } from "../../ui/stepper/reckoning/numbers.js";
import { bytes, table } from "./tables.js";

/** @import { Trace } from "../../ui/stepper/reckoning/operation.js" */

const blob = readBlob(bytes("operations"));
const operations = blob.panels.flatMap(({ operation }) => (operation ? [operation] : []));
const answers = table("operations");

// Calls back with each cell of a trace: (row, column, channel) of what is read, and its term.
/** @type {(trace: Trace, then: (i: number, j: number, k: number, term: Trace["terms"][number]) => void) => void} */
function each(trace, then) {
  assert.equal(trace.terms.length, trace.rows.length * trace.columns.length * trace.channels.length);
  for (const term of trace.terms) then(term.i, term.j, term.k, term);
}

Deno.test("a blob is read with its panels, and what else it holds", () => {
  assert.equal(operations.length, answers.length);
  assert.equal(/** @type {{ more?: string }} */ (blob).more, "é");
  const misfit = blob.panels[blob.panels.length - 1];
  assert.equal(misfit.operation, null);
  assert.equal(misfit.kind === null && misfit.reason, "too large");
  assert.deepEqual(misfit.arrays.weights?.shape, [4, 4, 1, 2]);
  operations.forEach((operation, number) => {
    const { kernelHeight, kernelWidth, depth, filterCount } = operation;
    assert.deepEqual([kernelHeight, kernelWidth, depth, filterCount], answers[number].shape);
    const read = Array.from({ length: filterCount }, (_, filter) => operation.readBy(filter));
    assert.deepEqual(read, answers[number].channels);
  });
});

Deno.test("a blob may come at an odd offset", () => {
  const data = bytes("operations");
  const shifted = new Uint8Array(data.length + 1);
  shifted.set(data, 1);
  assert.deepEqual(readBlob(shifted.subarray(1)).panels[3].arrays, blob.panels[3].arrays);
});

Deno.test("what made a cell: the inputs, the weights, the products and their sums are the library's", () => {
  operations.forEach((operation, number) => {
    for (const { at: [row, column, filter], ...told } of answers[number].cells) {
      const trace = operation.trace(row, column, filter);
      assert.deepEqual(trace.rows.map(({ input }) => input), told.rows);
      assert.deepEqual(trace.columns.map(({ input }) => input), told.columns);
      assert.equal(trace.value, told.value);
      each(trace, (i, j, k, { input, weight, product, isPadding, isWinner }) => {
        assert.equal(isPadding, told.is_padding[i][j]);
        if (!operation.isPooling) {
          assert.equal(input, told.patch[i][j][k]);
          assert.equal(weight, told.weights[i][j][k]);
          assert.equal(product, told.products[i][j][k]);
        } else if (!isPadding) {
          assert.equal(input, told.patch[i][j]);
          if (operation.kind === "max") assert.equal(isWinner, told.is_winner[i][j]);
        }
      });
      if (operation.isPooling) {
        assert.equal(trace.count, told.count);
        if (operation.kind === "average") assert.equal(trace.sum, told.sum);
      } else {
        trace.channelSums.forEach((sum, k) => assert.ok(Math.abs(sum - told.channel_sums[k]) < 1e-9));
        assert.ok(Math.abs(trace.sum - told.sum) <= 1e-6 * Math.max(1, Math.abs(told.sum)));
        assert.ok(Math.abs(trace.total - told.total) <= 1e-6 * Math.max(1, Math.abs(told.total)));
        assert.equal(trace.bias, told.bias);
      }
    }
  });
});

Deno.test("where a pixel goes: the cells, the taps and the weights are the library's", () => {
  operations.forEach((operation, number) => {
    for (const { at: [row, column, channel], ...told } of answers[number].pixels) {
      for (let place = 0; place < told.filters.length; place++) {
        const cells = operation.reach(row, column, channel, told.filters[place]);
        assert.equal(cells.length, told.rows.length * told.columns.length);
        cells.forEach((cell, at) => {
          const [i, j] = [Math.floor(at / told.columns.length), at % told.columns.length];
          assert.deepEqual([cell.row, cell.column], [told.rows[i], told.columns[j]]);
          assert.deepEqual([cell.i, cell.j], [told.kernel_rows[i], told.kernel_columns[j]]);
          assert.ok(Math.abs(cell.weight - told.weights[i][j][place]) < 1e-7);
          assert.equal(cell.isPadding, false);
        });
      }
    }
  });
});

Deno.test("what a weight touches is what the cells that it helps to make read by it", () => {
  for (const operation of operations) {
    for (let tap = 0; tap < operation.kernelHeight; tap++) {
      const { rows } = operation.use(tap, 0);
      const read = Array.from({ length: operation.outputHeight }, (_, row) => operation.rows.by("outputs", row));
      const touched = read.flat().filter((meeting) => meeting.tap === tap);
      /** @param {{ input: number, output: number }} meeting */
      const key = ({ input, output }) => `${input} ${output}`;
      assert.deepEqual(rows.map(key).sort(), touched.map(key).sort());
    }
  }
});

Deno.test("numbers are written as Python writes them", () => {
  for (const [value, three, six, all] of table("numbers")) {
    assert.equal(short(value), three);
    assert.equal(short(value, 6), six);
    assert.equal(exact(value), all);
    assert.equal(Math.fround(Number(exact(value))), value);
    assert.equal(isInFull(short(value, 6), value), Number(six.replaceAll("−", "-")) === value);
  }
});

Deno.test("the numbers of a map have the same decimals, and fit where they are said to", () => {
  const values = Float32Array.from([0, -12.345, 3.5, NaN, -0.04]);
  assert.deepEqual(Array.from(values.filter((value) => !Number.isNaN(value)), writer(values)), [
    "0",
    "−12.3",
    "3.5",
    "0.0",
  ]);
  assert.equal(writer(Float32Array.from([1, -20]))(-20), "−20");
  assert.equal(isRoomy(Float32Array.from([1, 2]), 20), true);
  assert.equal(isRoomy(Float32Array.from([-1.25, 2]), 20), false);
});

Deno.test("a text is refused by the browser where the library refuses it, in the same words", () => {
  for (const { rule, refusals } of table("judged")) {
    assert.ok(refusals.length > 40);
    for (const [text, sentence] of refusals) assert.equal(refusalOf(text, rule, { row: 3, column: 4 }), sentence);
  }
});

Deno.test("maps are as large as the room allows", () => {
  for (const room of [360, 700, 900, 1200, 1600]) {
    for (const [rows, columns] of [[3, 3], [8, 5], [12, 12], [28, 28]]) {
      const shapes = { input: [rows, columns], kernel: [3, 3], products: [3, 3], output: [rows - 2, columns - 2] };
      const way = arrangeWithTiles(room, [400, 330], shapes, 0);
      const wide = Math.max(columns * way.cell, way.name === "stack" ? 0 : 3 * way.kernelCell) + LABEL_LEFT;
      assert.ok(wide <= room, `${way.name} of ${way.cell} in ${room}`);
      const wider = arrangeWithTiles(room + 400, [400, 330], shapes, 0);
      if (wider.name === way.name) assert.ok(wider.cell >= way.cell);
      const tiled = arrangeWithTiles(room, [400, 330], shapes, 40);
      assert.equal(tiled.isBeside, false);
    }
  }
});

Deno.test("panels have cells of one size, and none is wider than the room", () => {
  const panels = [{ input: [10, 10], output: [10, 10] }, null, { input: [5, 7], output: [3, 5] }];
  for (const room of [400, 800, 1300]) {
    const { perRow, isStacked, isNarrow, cell, kernelCell } = arrangePanels(room, 400, panels, [3, 3]);
    assert.equal(isNarrow, room < 700);
    assert.ok(kernelCell >= 30 && kernelCell <= 44);
    const wide = (isStacked ? 10 : 20) * cell + LABEL_LEFT;
    assert.ok(perRow * wide <= room);
  }
});
