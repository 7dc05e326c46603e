// How large the cells of the maps may be in the room there is, and how the maps stand.
//
// Input, kernel and output have cells of one size where they fit, so that a kernel is as large as what it reads.

export const LABEL_LEFT = 22; // room for the numbers of the rows
export const LABEL_TOP = 17; // and of the columns
const SIGN = 44; // between two maps in a row, for what is done there

const LARGEST = 104;
const LEAST = 2;
const LEAST_KERNEL = 40; // or decimals cannot be read
const ROOMY_KERNEL = 84; // with what it is multiplied by below each product
const READABLE = 26; // a cell with a number in it
const WIDE = 860; // from here on all four stand in a row
const GAP = 20;
const MOST_TILES = 4; // beside the maps
const TILES = 250; // pixels, for small multiples beside the maps, with their gap
const LEAST_BESIDE = 56; // a cell that may shrink no further for their sake
const NARROW = 700; // below, the shared kernel stands above the panels
const PANEL_GAP = 28;
const LARGEST_IN_PANEL = 44;
const READABLE_IN_PANEL = 22;
const READABLE_IN_NARROW = 20; // where maps below each other make a long way

const width = (columns, cell) => LABEL_LEFT + columns * cell;
const height = (rows, cell) => LABEL_TOP + rows * cell;

// Each shape is [rows, columns]; `output` may be null. Returns { name, cell, kernelCell }.
function arrange(room, tall, { input, kernel, products, output }) {
  const out = output ?? [0, -1];
  const most = output ? Math.max(input[1], output[1]) : -1; // so that no map changes its size with the stride
  const kernelCell = (cell) => Math.max(cell, LEAST_KERNEL);
  const middle = (cell) => width(kernel[1], cell) + width(products[1], cell);
  const below = (wanted) => largest(wanted, (cell) => middle(cell) + GAP <= room);
  const fits = {
    row: (cell) =>
      width(input[1], cell) + middle(kernelCell(cell)) + width(most, cell) + 3 * SIGN <= room &&
      height(Math.max(input[0], out[0]), cell) <= tall &&
      height(kernel[0], kernelCell(cell)) <= Math.max(tall, height(kernel[0], LEAST_KERNEL)),
    pair: (cell) =>
      width(input[1], cell) + GAP + width(out[1], cell) <= room && height(Math.max(input[0], out[0]), cell) <= tall,
    stack: (cell) =>
      width(Math.max(input[1], out[1]), cell) <= room &&
      height(Math.max(input[0], out[0]), cell) <= Math.max(tall, room),
  };
  const found = Object.fromEntries(Object.entries(fits).map(([name, fit]) => [name, largest(LARGEST, fit)]));
  if (room >= WIDE && found.row >= Math.min(found.pair, 5)) {
    const rest = room - width(input[1], found.row) - width(most, found.row) - 3 * SIGN;
    const roomy = largest(ROOMY_KERNEL, (cell) => middle(cell) <= rest && height(kernel[0], cell) <= tall);
    const chosen = Math.max(kernelCell(found.row), roomy);
    return { name: "row", cell: found.row, kernelCell: chosen };
  }
  const name = found.pair >= Math.min(READABLE, found.stack) ? "pair" : "stack";
  return { name, cell: found[name], kernelCell: below(kernelCell(found[name])) };
}

// The same with small multiples beside the maps, or below them where that would make the maps too small or where they
// are many: count; tall: of the maps, with nothing else and above the multiples. Returns `isBeside` too.
export function arrangeWithTiles(room, [tall, tallAbove], shapes, count) {
  const way = arrange(room, tall, shapes);
  if (!count) return { ...way, isBeside: true };
  const beside = arrange(room - TILES, tall, shapes);
  if (count <= MOST_TILES && beside.name === "row" && beside.cell >= Math.min(way.cell, LEAST_BESIDE)) {
    return { ...beside, isBeside: true };
  }
  return { ...arrange(room, tallAbove, shapes), isBeside: false };
}

// The same for panels of an input and an output each, all with cells of one size, beside a kernel that they share.
// panels: their shapes, null where there is nothing to show; kernel: its shape, or null.
// Returns { perRow, isStacked, isNarrow, cell, kernelCell }.
export function arrangePanels(room, tall, panels, kernel) {
  const kernelCell = kernel ? Math.max(30, Math.min(44, Math.floor(150 / Math.max(...kernel)))) : 0;
  const isNarrow = room < NARROW;
  const rest = isNarrow || !kernel ? room : room - width(kernel[1], kernelCell) - PANEL_GAP;
  const shown = panels.filter(Boolean);
  const counts = [...new Set([panels.length, Math.ceil(panels.length / 2), 1])];
  const ways = counts.flatMap((perRow) => [false, true].map((isStacked) => ({ perRow, isStacked })));
  for (const way of ways) {
    const each = (rest - (way.perRow - 1) * PANEL_GAP) / way.perRow;
    const size = way.isStacked ? stacked : side;
    const isFitting = (shapes, cell) => size(shapes, cell)[0] <= each && size(shapes, cell)[1] <= tall;
    way.cell = largest(LARGEST_IN_PANEL, (cell) => shown.every((shapes) => isFitting(shapes, cell)));
  }
  const least = isNarrow ? READABLE_IN_NARROW : READABLE_IN_PANEL;
  const readable = ways.find(({ cell }) => cell >= least);
  const best = readable ?? ways.reduce((most, way) => (way.cell > most.cell ? way : most));
  return { ...best, isNarrow, kernelCell };
}

// Width and height of a panel with its maps side by side, and with one above the other, which may be taller.
function side({ input, output }, cell) {
  return [width(input[1], cell) + GAP + width(output[1], cell), height(Math.max(input[0], output[0]), cell)];
}

function stacked({ input, output }, cell) {
  return [width(Math.max(input[1], output[1]), cell), height(input[0] + output[0], cell) / 1.6];
}

function largest(most, isFitting) {
  for (let cell = most; cell > LEAST; cell--) if (isFitting(cell)) return cell;
  return LEAST;
}
