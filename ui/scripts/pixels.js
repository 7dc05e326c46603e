// Digits as pictures: 28 × 28 grey bytes.

import { penOf } from "./dom.js";

export const SIDE = 28;

// Paints a digit on a canvas of that size.
/** @type {(canvas: HTMLCanvasElement, values: ArrayLike<number>) => void} */
export function paintGrey(canvas, values) {
  const pixels = new ImageData(SIDE, SIDE);
  const words = new Uint32Array(pixels.data.buffer);
  for (let at = 0; at < values.length; at++) words[at] = 0xff000000 | (values[at] * 0x010101);
  penOf(canvas).putImageData(pixels, 0, 0);
}

// The bytes of a text in base64.
/** @param {string} text */
export function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
