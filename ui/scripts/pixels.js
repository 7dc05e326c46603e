// Digits as pictures.

export const SIDE = 28;

// Paints 28 × 28 grey bytes on a canvas of that size.
export function paintGrey(canvas, values) {
  const pixels = new ImageData(SIDE, SIDE);
  const words = new Uint32Array(pixels.data.buffer);
  for (let at = 0; at < values.length; at++) words[at] = 0xff000000 | (values[at] * 0x010101);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}
