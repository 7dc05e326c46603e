// The place that is looked at in the drawing of the whole net: its tile, its map as large as there is room, its cell and
// what that sees of the digit.

import { fill } from "../../../../scripts/dom.js";
import { SIDE } from "../../../../scripts/pixels.js";
import { nameOf } from "./net_words.js";

/** @import { FieldAxis } from "../../../../scripts/wire.d.ts" */
/** @import { Cell, Pair, Pen } from "../../../../scripts/types.d.ts" */
/** @import { Hit } from "./net_layout.js" */
/** @import { NetView } from "./net_view.js" */

/** @type {(view: NetView, pen: Pen, hit: Hit, width: number) => void} */
export function frameTile(view, pen, { layer, channel }, width) {
  const tile = view.columnOf(layer)?.tiles.find((each) => each.channel === channel);
  if (!tile) return;
  pen.strokeStyle = view.page.colors.accent;
  pen.lineWidth = width;
  pen.strokeRect(tile.x - 1.5, tile.y - 1.5, tile.side + 3, tile.side + 3);
}

// The map of a channel, large enough to see and to point at its cells.
/** @type {(view: NetView, pen: Pen, layer: string, channel: number) => void} */
export function paintLens(view, pen, layer, channel) {
  const at = view.columnOf(layer)?.channels.indexOf(channel) ?? -1;
  const map = view.frame?.arrays[`map/${layer}`];
  const lens = view.plan?.lens;
  if (at < 0 || !map || !lens) return;
  view.tiles.get(layer)?.draw(pen, map, at, lens.x, lens.y, lens.side);
  pen.lineWidth = 1;
  pen.strokeStyle = "rgba(128, 128, 128, 0.5)";
  pen.strokeRect(lens.x - 0.5, lens.y - 0.5, lens.side + 1, lens.side + 1);
  Object.assign(pen, { font: `600 11px ${view.font}`, fillStyle: view.ink });
  pen.fillText(fill(view.words.lens, { layer, channel: nameOf(view.page, layer, channel) }), lens.x, lens.y - 5);
}

/** @type {(view: NetView, pen: Pen, hit: Hit, cell: Cell) => void} */
export function paintCell(view, pen, { layer, channel }, { row, column }) {
  if (!view.plan) return;
  const tile = view.columnOf(layer)?.tiles.find((each) => each.channel === channel);
  const { field } = view.page.layer(layer);
  const [rows, columns] = view.gridOf(layer);
  pen.strokeStyle = view.page.colors.accent;
  pen.lineWidth = 2;
  for (const { x, y, side } of [tile, view.plan.lens].filter((each) => !!each)) {
    const [high, wide] = [side / rows, side / columns];
    const [height, width] = [Math.max(high, 4), Math.max(wide, 4)];
    pen.strokeRect(x + (column + 0.5) * wide - width / 2, y + (row + 0.5) * high - height / 2, width, height);
  }
  if (!field) return;
  const { digit } = view.plan;
  const unit = digit.side / SIDE;
  const [top, bottom] = span(field.rows, row);
  const [left, right] = span(field.columns, column);
  pen.save();
  pen.beginPath();
  pen.rect(digit.x - 1, digit.y - 1, digit.side + 2, digit.side + 2);
  pen.clip();
  pen.strokeRect(
    digit.x + left * unit,
    digit.y + top * unit,
    (right - left + 1) * unit,
    (bottom - top + 1) * unit,
  );
  pen.restore();
}

/** @type {(options: FieldAxis, index: number) => Pair} */
function span({ size, jump, first }, index) {
  const start = first + index * jump;
  return [start, start + size - 1];
}
