// Reads the frames of the live socket.

import { readArray, readHeader } from "./packed.js";

/** @import { ArrayEntry, Packed } from "./wire.d.ts" */
/** @import { Frame } from "./types.d.ts" */

/**
 * Reads eight bytes of number, then arrays as `cnn_core/packed_arrays.py` packs them.
 *
 * @template {{ arrays: ArrayEntry<string, unknown>[] }} Header
 * @template Arrays
 * @param {ArrayBuffer} buffer
 * @returns {Frame<Header, Arrays>}
 */
export function readFrame(buffer) {
  const number = Number(new DataView(buffer).getBigUint64(0, true));
  /** @type {{ header: Header, start: number }} */
  const { header, start } = readHeader(buffer, 8);
  /** @type {Record<string, Packed & { most: unknown, channels?: number[] }>} */
  const arrays = {};
  for (const entry of header.arrays) {
    const { name, most, channels } = entry;
    arrays[name] = { ...readArray(buffer, start, entry), most, channels };
  }
  // What is packed under which name is for `wire.d.ts` to say.
  return { number, header, arrays: /** @type {Arrays} */ (arrays), bytes: buffer.byteLength };
}
