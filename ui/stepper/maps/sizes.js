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

/**
 * The shapes of a panel's maps, [rows, columns] each; `output` is null where there is none.
 *
 * @typedef {{ input: number[], kernel: number[], products: number[], output: number[] | null }} Shapes
 */

/** @typedef {{ name: "row" | "pair" | "stack", cell: number, kernelCell: number }} Way how they stand, and how large */
/** @typedef {{ input: number[], output: number[] }} PanelShapes */
/** @typedef {{ perRow: number, isStacked: boolean, cell: number }} PanelsWay */

/** @type {(columns: number, cell: number) => number} */
const width = (columns, cell) => LABEL_LEFT + columns * cell;
/** @type {(rows: number, cell: number) => number} */
const height = (rows, cell) => LABEL_TOP + rows * cell;

/** @type {(room: number, tall: number, options: Shapes) => Way} */
function arrange(room, tall, { input, kernel, products, output }) {
  const out = output ?? [0, -1];
  const most = output ? Math.max(input[1], output[1]) : -1; // so that no map changes its size with the stride
  /** @param {number} cell */
  const kernelCell = (cell) => Math.max(cell, LEAST_KERNEL);
  /** @param {number} cell */
  const middle = (cell) => width(kernel[1], cell) + width(products[1], cell);
  /** @param {number} wanted */
  const below = (wanted) => largest(wanted, (cell) => middle(cell) + GAP <= room);
  /** @type {Record<Way["name"], (cell: number) => boolean>} */
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
  const found = {
    row: largest(LARGEST, fits.row),
    pair: largest(LARGEST, fits.pair),
    stack: largest(LARGEST, fits.stack),
  };
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
/** @type {(room: number, pair: number[], shapes: Shapes, count: number) => Way & { isBeside: boolean }} */
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
// panels: their shapes, null where there is nothing to show; kernel: its shape, or null
/**
 * @param {number} room
 * @param {number} tall
 * @param {(PanelShapes | null)[]} panels
 * @param {number[] | null} kernel
 * @returns {PanelsWay & { isNarrow: boolean, kernelCell: number }}
 */
export function arrangePanels(room, tall, panels, kernel) {
  const kernelCell = kernel ? Math.max(30, Math.min(44, Math.floor(150 / Math.max(...kernel)))) : 0;
  const isNarrow = room < NARROW;
  const rest = isNarrow || !kernel ? room : room - width(kernel[1], kernelCell) - PANEL_GAP;
  const shown = panels.filter((shapes) => shapes !== null);
  const counts = [...new Set([panels.length, Math.ceil(panels.length / 2), 1])];
  /** @type {(perRow: number, isStacked: boolean) => PanelsWay} */
  const wayOf = (perRow, isStacked) => {
    const each = (rest - (perRow - 1) * PANEL_GAP) / perRow;
    const size = isStacked ? stacked : side;
    /** @type {(shapes: PanelShapes, cell: number) => boolean} */
    const isFitting = (shapes, cell) => size(shapes, cell)[0] <= each && size(shapes, cell)[1] <= tall;
    const cell = largest(LARGEST_IN_PANEL, (wanted) => shown.every((shapes) => isFitting(shapes, wanted)));
    return { perRow, isStacked, cell };
  };
  const ways = counts.flatMap((perRow) => [false, true].map((isStacked) => wayOf(perRow, isStacked)));
  const least = isNarrow ? READABLE_IN_NARROW : READABLE_IN_PANEL;
  const readable = ways.find(({ cell }) => cell >= least);
  const best = readable ?? ways.reduce((most, way) => (way.cell > most.cell ? way : most));
  return { ...best, isNarrow, kernelCell };
}

// Width and height of a panel with its maps side by side, and with one above the other, which may be taller.
/** @type {(options: PanelShapes, cell: number) => [number, number]} */
function side({ input, output }, cell) {
  return [width(input[1], cell) + GAP + width(output[1], cell), height(Math.max(input[0], output[0]), cell)];
}

/** @type {(options: PanelShapes, cell: number) => [number, number]} */
function stacked({ input, output }, cell) {
  return [width(Math.max(input[1], output[1]), cell), height(input[0] + output[0], cell) / 1.6];
}

/** @type {(most: number, isFitting: (cell: number) => boolean) => number} */
function largest(most, isFitting) {
  for (let cell = most; cell > LEAST; cell--) if (isFitting(cell)) return cell;
  return LEAST;
}

// From which number of a row or column to the next that is written.
/** @param {number} cell */
export function stepOf(cell) {
  return [1, 2, 4, 8, 16].find((step) => step * cell >= 16) ?? 32;
}
