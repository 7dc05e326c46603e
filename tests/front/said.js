// Prints what the pages say to the server, for `test_wire.py` to read as the server reads it: every message that they
// have, under the types that the pages are held to.

import { addressed as addressedLab, addressedCell } from "../../ui/lab/addressed.js";
import { packMessage } from "../../ui/scripts/packed.js";
import { runs } from "../../ui/scripts/runs.js";
import { addressed } from "../../ui/stepper/controls/told.js";

/** @import { AheadMessage, LabMessage, LessonMessage, ViewWish, WhyMessage } from "../../ui/scripts/wire.d.ts" */
/** @import { StepperEdit, StepperPaste, StepperPlace } from "../../ui/scripts/wire.d.ts" */

const hand = { bitmap: /** @type {const} */ ("drawing"), side: 2, left_out: ["crop"], is_exact: true };

/** @type {LabMessage} */
const lab = {
  ...hand,
  id: 7,
  nets: ["two_block/default", "three_block/default"],
  moments: [3, null],
  filters: true,
  layers: ["conv1", "pool2"],
  channels: 5,
  settled: { "0/conv1": [2, 4] },
  per_channel: true,
  disturbance: { rotation: 30, noise: 0.5 },
  curve: "scale",
};

/** @type {Required<ViewWish>} */
const wishes = {
  net_view: { channels: 6, shown: { conv1: [1, 2] }, kept: { conv2: [3] } },
  strokes: { layer: "conv2", patch: 3, stride: 1, is_checked: true },
  ranking: { layer: "conv1" },
  space: { is_known: true },
};

/** @type {Omit<WhyMessage, "view">} */
const why = { ...hand, kind: "why", id: 8, net: "two_block/default", target: 4, scalings: [["conv1", null, 0.5]] };

/** @type {WhyMessage[]} */
const views = [
  { ...why, view: "net", net_view: wishes.net_view },
  { ...why, view: "strokes", strokes: wishes.strokes },
  { ...why, view: "ranking", ranking: wishes.ranking },
  { ...why, view: "space", space: wishes.space },
];

/** @type {StepperPlace} */
const place = { pin: { map: "kernel", row: 1, column: 2 }, filter: 3, channel: 4, told: "a" };
/** @type {StepperEdit} */
const edit = { map: "input", row: 0, column: 1, index: 0, text: "2", told: "b" };
/** @type {StepperPaste} */
const paste = { map: "kernel", index: 0, text: "1 2", told: "c" };
/** @type {AheadMessage} */
const ahead = {
  handles: { toy_stride: 2 },
  edits: [{ map: "kernel", row: 1, column: 0, index: 1, text: "0,5" }],
  place: { pin: null, filter: 1, channel: 0 },
};

/** @type {LessonMessage} */
const lesson = {
  lesson: "convolution",
  step: "sum",
  wish: "check",
  typed: "21",
  address: "?toy_padding=SAME",
  key: "",
  drawing: "",
};

const address = {
  ...addressed("toy", place),
  ...addressed("cell", { pin: null, filter: 0, channel: 0 }),
  ...addressedLab({ logits: true, disturbed: { rotation: 15, noise: 0.05 }, curve: "scale", moments: [3, null] }),
  ...addressedCell({ net: 1, layer: "conv1", channel: 1, row: 2, column: 3 }),
};

/** @type {string[]} */
const told = [];

// A socket that is open, and keeps what is said.
class Recorder extends EventTarget {
  static OPEN = 1;
  static CLOSED = 3;
  readyState = Recorder.OPEN;
  /** @type {(() => void) | null} */
  onopen = null;

  /** @param {string} message */
  send(message) {
    told.push(message);
  }

  close() {}
}

Object.assign(globalThis, { WebSocket: Recorder });
const trainings = runs("http://127.0.0.1/");
trainings.watch("c2-max2/e2-n200", () => {});
trainings.subscribe();
trainings.command("cancel", "c2-max2/e2-n200", "Slim");

/** @param {Uint8Array<ArrayBuffer>} message */
const text = (message) => btoa(String.fromCharCode(...message));
const bitmap = Uint8Array.from([0, 255, 255, 0]);
const messages = [lab, ...views].map((header) => text(packMessage(header, bitmap)));
console.log(JSON.stringify({ messages, runs: told, stepper: { place, edit, paste }, ahead, lesson, address }));
