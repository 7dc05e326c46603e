import assert from "./assert.js";
import { placesOf } from "../../ui/lab/scrubber.js";
import { readHistory } from "../../ui/lab/history.js";
import { colorTable, inkTable } from "../../ui/scripts/colors.js";
import { readFrame } from "../../ui/scripts/frames.js";
import { packMessage, readHeader } from "../../ui/scripts/packed.js";
import { merged } from "../../ui/scripts/runs.js";
import { bytes, table } from "./tables.js";

/** @import { ArrayEntry, Packed, Told } from "../../ui/scripts/wire.d.ts" */

Deno.test("a frame is read as it was packed, whatever its arrays are made of", () => {
  const { buffer, byteLength } = bytes("frame");
  /** @type {ReturnType<typeof readFrame<{ arrays: ArrayEntry<string, number>[], notices: string[] }, Record<string, Packed>>>} */
  const frame = readFrame(buffer);
  assert.equal(frame.number, 2 ** 40 + 7);
  assert.equal(frame.bytes, byteLength);
  assert.deepEqual(frame.header.notices, ["é"]);
  const packed = table("frame");
  assert.deepEqual(Object.keys(frame.arrays), Object.keys(packed));
  for (const [name, values] of Object.entries(packed)) assert.deepEqual([...frame.arrays[name].values], values);
  assert.deepEqual(frame.arrays["map/pool2"], {
    values: new Float32Array(packed["map/pool2"]),
    shape: [3, 2, 5],
    most: 2.5,
    channels: [4, 0, 9],
  });
  assert.ok(frame.arrays["space/neighbours"].values instanceof Uint16Array);
  assert.equal(frame.arrays.seen.values.buffer, buffer); // views, not copies
});

Deno.test("a message has the form that the library reads", () => {
  const { header, bitmap } = table("message");
  const [packed, own] = [bytes("message"), packMessage(header, Uint8Array.from(bitmap))];
  for (const message of [packed, own]) {
    const read = readHeader(message.buffer, 0);
    assert.deepEqual(read.header, header);
    assert.deepEqual([...message.subarray(read.start)], bitmap);
  }
});

Deno.test("a history is read, and its probabilities are the library's", () => {
  const { steps, probabilities } = table("history");
  const history = readHistory(bytes("history").buffer);
  assert.deepEqual([...history.keys()], steps);
  [...history.values()].forEach((shares, at) => {
    shares.forEach((share, digit) => assert.ok(Math.abs(share - probabilities[at][digit]) < 1e-6));
  });
});

Deno.test("news of a training, piece by piece, come to all that is told of it", () => {
  /** @type {Record<string, Told>} */
  let known = {};
  for (const { told, ...news } of table("news")) {
    known = merged(known, news);
    assert.deepEqual(known, { net: told });
  }
});

Deno.test("the slider has a place for each moment, and of two nets for each epoch of either", () => {
  const cases = table("moments");
  for (const { nets, places } of cases) assert.deepEqual(placesOf(nets).map(({ chosen }) => chosen), places);
  assert.ok(Math.max(...cases.map((/** @type {{ places: [] }} */ { places }) => places.length)) > 4);
});

Deno.test("colours and inks are the library's", () => {
  for (const { scale, rgb, inks } of table("colors")) {
    const colors = colorTable(scale);
    colors.forEach((word, level) => {
      const channels = [word & 255, (word >>> 8) & 255, (word >>> 16) & 255];
      channels.forEach((channel, at) => assert.ok(Math.abs(channel - rgb[level][at]) <= 1)); // .5 goes up here
      assert.equal(word >>> 24, 255);
    });
    assert.deepEqual(inkTable(colors), inks);
  }
});
