// Pictures of pixels on canvases.

// Grey bytes, 28 × 28, from black to white.
export function paintGrey(canvas, values) {
  const pixels = new ImageData(28, 28);
  const words = new Uint32Array(pixels.data.buffer);
  for (let at = 0; at < values.length; at++) words[at] = 0xff000000 | (values[at] * 0x010101);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}
