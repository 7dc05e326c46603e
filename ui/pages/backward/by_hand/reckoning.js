// One training step on nine numbers and a kernel of four, in doubles. Arrays are flat, row by row.

export const IMAGE = 3; // the image's side
export const KERNEL = 2;
export const OUTPUT = IMAGE - KERNEL + 1;

/**
 * @typedef {object} Numbers
 * @property {number[]} image
 * @property {number[]} kernel
 * @property {number[]} target
 * @property {boolean} hasRelu
 */

/** @typedef {{ pixel: number, cell: number }} Meeting the indices of a pixel and of the output cell that it goes to */

// The pixel that a weight meets on the way to each output cell.
/** @type {(weight: number) => Meeting[]} */
export function meetings(weight) {
  const [row, column] = [Math.floor(weight / KERNEL), weight % KERNEL];
  return Array.from({ length: OUTPUT * OUTPUT }, (_, cell) => {
    const [top, left] = [Math.floor(cell / OUTPUT), cell % OUTPUT];
    return { pixel: (top + row) * IMAGE + left + column, cell };
  });
}

// The sums of the convolution, and its output.
/** @type {(numbers: Omit<Numbers, "target">) => { sums: number[], output: number[] }} */
export function forward({ image, kernel, hasRelu }) {
  /** @type {number[]} */
  const sums = Array(OUTPUT * OUTPUT).fill(0);
  kernel.forEach((value, weight) => {
    for (const { pixel, cell } of meetings(weight)) sums[cell] += value * image[pixel];
  });
  return { sums, output: hasRelu ? sums.map((sum) => Math.max(sum, 0)) : sums };
}

// Output less target, and the sum of their squares.
/** @type {(output: number[], target: number[]) => { differences: number[], loss: number }} */
export function squaredError(output, target) {
  const differences = output.map((value, cell) => value - target[cell]);
  return { differences, loss: differences.reduce((sum, each) => sum + each * each, 0) };
}

// The step, from the numbers to the loss after it.
/** @param {Numbers & { rate: number }} options */
export function stepOf({ image, kernel, target, hasRelu, rate }) {
  const { sums, output } = forward({ image, kernel, hasRelu });
  const { differences, loss } = squaredError(output, target);
  const atOutput = differences.map((each) => 2 * each);
  const atSums = atOutput.map((each, cell) => (hasRelu && sums[cell] <= 0 ? 0 : each));
  const gradient = kernel.map((_, weight) =>
    meetings(weight).reduce((sum, { pixel, cell }) => sum + image[pixel] * atSums[cell], 0)
  );
  // As a float32 holds it: the page's address has it so.
  const next = kernel.map((value, weight) => Math.fround(value - rate * gradient[weight]));
  const after = squaredError(forward({ image, kernel: next, hasRelu }).output, target);
  return { sums, output, differences, loss, atOutput, atSums, gradient, next, lossAfter: after.loss };
}
