// Reads what `ui/stepper/blob.py` packs: four bytes of length (little-endian), so much JSON, then the arrays.

import { Operation } from "./reckoning/operation.js";

const ALIGNED = 4;

// data: a Uint8Array. Returns the header, its panels with their arrays in place of where they lie.
export function readBlob(data) {
  const bytes = data.slice(); // it may come at an odd offset, and arrays want an even one
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(ALIGNED, ALIGNED + length)));
  for (const panel of header.panels) {
    for (const [name, { type, shape, at }] of Object.entries(panel.arrays)) {
      const size = shape.reduce((product, side) => product * side, 1);
      const Kind = type === "i4" ? Int32Array : Float32Array;
      panel.arrays[name] = { values: new Kind(bytes.buffer, ALIGNED + length + at, size), shape };
    }
    panel.operation = panel.kind ? new Operation(panel) : null;
  }
  return header;
}
