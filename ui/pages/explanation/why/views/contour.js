// The outline of a digit's ink: marching squares on the pixels' centres, so that a picture of something else can lie
// within it and the strokes are still seen.

const LEVEL = 96; // of 255: what is brighter is ink

// Returns the line segments [x1, y1, x2, y2] of the outline, in pixels; the centre of pixel 0 lies at 0.5.
/** @type {(values: ArrayLike<number>, side: number) => [number, number, number, number][]} */
export function outline(values, side) {
  /** @type {(row: number, column: number) => number} */
  const at = (row, column) =>
    row < 0 || column < 0 || row >= side || column >= side ? 0 : values[row * side + column];
  /** @type {(from: number, to: number) => number} */
  const between = (from, to) => (LEVEL - from) / (to - from);
  /** @type {[number, number, number, number][]} */
  const segments = [];
  for (let row = -1; row < side; row++) {
    for (let column = -1; column < side; column++) {
      const [a, b, c, d] = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)];
      /** @type {[number, number][]} */
      const crossed = [];
      if (a > LEVEL !== b > LEVEL) crossed.push([column + between(a, b), row]);
      if (b > LEVEL !== c > LEVEL) crossed.push([column + 1, row + between(b, c)]);
      if (d > LEVEL !== c > LEVEL) crossed.push([column + between(d, c), row + 1]);
      if (a > LEVEL !== d > LEVEL) crossed.push([column, row + between(a, d)]);
      // Four crossings are a saddle: two pieces of ink that touch at a corner, which stay apart here.
      const pairs = crossed.length === 4 ? [[0, 3], [1, 2]] : crossed.length === 2 ? [[0, 1]] : [];
      for (const [from, to] of pairs) {
        const [[x1, y1], [x2, y2]] = [crossed[from], crossed[to]];
        segments.push([x1 + 0.5, y1 + 0.5, x2 + 0.5, y2 + 0.5]);
      }
    }
  }
  return segments;
}
