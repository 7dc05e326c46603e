// How large the cells of the maps may be in the room there is, and how the maps stand.
//
// Input, kernel and output have cells of one size where they fit, so that a kernel is as large as what it reads.

export const LABEL_LEFT = 22; // room for the numbers of the rows
export const LABEL_TOP = 17; // and of the columns
export const SIGN = 34; // between two maps in a row, for what is done there

const LARGEST = 72;
const LEAST = 2;
const LEAST_KERNEL = 40; // or decimals cannot be read
const ROOMY_KERNEL = 58; // with what it is multiplied by below each product
const READABLE = 26; // a cell with a number in it
const WIDE = 860; // from here on all four stand in a row
const GAP = 20;

const width = (columns, cell) => LABEL_LEFT + columns * cell;
const height = (rows, cell) => LABEL_TOP + rows * cell;

// Each shape is [rows, columns]; `output` may be null. Returns { name, cell, kernelCell, rest }, the last of them
// the room that is left beside.
export function arrange(room, tall, { input, kernel, products, output }) {
  const out = output ?? [0, -1];
  const kernelCell = (cell) => Math.max(cell, LEAST_KERNEL);
  const middle = (cell) => width(kernel[1], cell) + width(products[1], cell);
  const below = (most) => largest(most, (cell) => kernel[1] + products[1] > 0 && width(kernel[1], cell) + GAP + width(products[1], cell) <= room);
  const fits = {
    row: (cell) =>
      width(input[1], cell) + middle(kernelCell(cell)) + width(out[1], cell) + 3 * SIGN <= room &&
      height(Math.max(input[0], out[0]), cell) <= tall &&
      height(kernel[0], kernelCell(cell)) <= Math.max(tall, height(kernel[0], LEAST_KERNEL)),
    pair: (cell) =>
      width(input[1], cell) + GAP + width(out[1], cell) <= room && height(Math.max(input[0], out[0]), cell) <= tall,
    stack: (cell) => width(Math.max(input[1], out[1]), cell) <= room && height(Math.max(input[0], out[0]), cell) <= Math.max(tall, room),
  };
  const found = Object.fromEntries(Object.entries(fits).map(([name, fit]) => [name, largest(LARGEST, fit)]));
  if (room >= WIDE && found.row >= Math.min(found.pair, 5)) {
    const rest = room - width(input[1], found.row) - width(out[1], found.row) - 3 * SIGN;
    const roomy = largest(ROOMY_KERNEL, (cell) => middle(cell) <= rest && height(kernel[0], cell) <= tall);
    const chosen = Math.max(kernelCell(found.row), roomy);
    return { name: "row", cell: found.row, kernelCell: chosen, rest: rest - middle(chosen) };
  }
  const name = found.pair >= Math.min(READABLE, found.stack) ? "pair" : "stack";
  return { name, cell: found[name], kernelCell: below(kernelCell(found[name])), rest: 0 };
}

// The same for panels of an input and an output each, all with cells of one size. `panels` has pairs of shapes.
// Returns { perRow, isStacked, cell }.
export function arrangePanels(room, tall, panels, gap) {
  const shown = panels.filter(Boolean);
  if (!shown.length) return { perRow: panels.length, isStacked: false, cell: LARGEST };
  const half = Math.ceil(panels.length / 2);
  const ways = [...new Set([panels.length, half, 1])].flatMap((perRow) => [false, true].map((isStacked) => ({ perRow, isStacked })));
  for (const way of ways) {
    const each = (room - (way.perRow - 1) * gap) / way.perRow;
    way.cell = largest(44, (cell) =>
      shown.every(({ input, output }) =>
        way.isStacked
          ? width(Math.max(input[1], output[1]), cell) <= each && height(input[0] + output[0], cell) <= 1.6 * tall
          : width(input[1], cell) + GAP + width(output[1], cell) <= each && height(Math.max(input[0], output[0]), cell) <= tall,
      ),
    );
  }
  return ways.find(({ cell }) => cell >= 22) ?? ways.reduce((best, way) => (way.cell > best.cell ? way : best));
}

function largest(most, isFitting) {
  for (let cell = most; cell > LEAST; cell--) if (isFitting(cell)) return cell;
  return LEAST;
}
