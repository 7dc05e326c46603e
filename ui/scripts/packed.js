// Reads arrays that lie behind a JSON header: four bytes of length (little-endian), so much JSON, then the arrays.

/** @import { ArrayPlace, Packed } from "./wire.d.ts" */

const KINDS = { u1: Uint8Array, u2: Uint16Array, i4: Int32Array, f4: Float32Array };

/**
 * Reads the header.
 *
 * @param {ArrayBuffer} buffer
 * @param {number} from where the length stands
 * @returns its JSON, as it was packed, and where the arrays begin
 */
export function readHeader(buffer, from) {
  const length = new DataView(buffer).getUint32(from, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, from + 4, length));
  return { header: JSON.parse(text), start: from + 4 + length };
}

/**
 * Reads an array, which is a view, not a copy.
 *
 * @param {ArrayBuffer} buffer
 * @param {number} start where the arrays begin
 * @param {ArrayPlace} place
 * @returns {Packed}
 */
export function readArray(buffer, start, { type, shape, at }) {
  const count = shape.reduce((product, side) => product * side, 1);
  return { values: new KINDS[type](buffer, start + at, count), shape };
}

// A message: four bytes of length, so many bytes of JSON, then bytes.
/** @type {(header: object, bytes: Uint8Array) => Uint8Array<ArrayBuffer>} */
export function packMessage(header, bytes) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const message = new Uint8Array(4 + text.length + bytes.length);
  new DataView(message.buffer).setUint32(0, text.length, true);
  message.set(text, 4);
  message.set(bytes, 4 + text.length);
  return message;
}
