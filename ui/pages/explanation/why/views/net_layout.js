// Where everything stands in the drawing of the whole net: a column for the digit, one for each layer, one for the
// class. All in the units of the drawing.

const HEAD = 34; // the name and the shape over a column
const LABEL = 15; // a channel's number and what it contributes, over its tile
const GAP = 7; // between a tile and the label of the next
const LARGEST = 66;
const FINGER = 44; // what a finger goes for
const TIGHT_BELOW = 560;
// `least`: of a tile's side; `wide`: of a column, so that a label fits over a tile; `between`: two columns, at least
const ROOMY = { digit: 128, class: 64, least: 30, wide: 62, between: 30 };
const TIGHT = { digit: 48, class: 58, least: FINGER, wide: 48, between: 8 };
const ALL = { map: 22, unit: 9, between: 2, most: 4, mostUnits: 8 }; // where all channels are shown

/**
 * The channels of a layer that are shown.
 *
 * @typedef {{ name: string, isMap: boolean, channels: number[] }} Asked
 */

/** @typedef {{ x: number, y: number, side: number }} Square */
/** @typedef {Square & { layer: string, channel: number, at: number }} PlacedTile `at`: among the channels shown */

/**
 * How the tiles of a column stand, and how wide and high it is.
 *
 * @typedef {object} Form
 * @property {number} side
 * @property {number} label over a tile
 * @property {number} pitch from a tile to the next below it
 * @property {number} across tiles in a row
 * @property {number} between two tiles of a row
 * @property {number} width
 * @property {number} height
 */

/** @typedef {Asked & Form & { left: number, tiles: PlacedTile[] }} Column */

/**
 * @typedef {object} Plan
 * @property {number} width
 * @property {number} height
 * @property {Column[]} columns
 * @property {Square} digit
 * @property {Square | null} lens the selected map, large; null where there is no room for it
 * @property {boolean} hasSwitches whether a dot before each label switches the channel off
 * @property {{ x: number, y: number, width: number }} target
 */

/**
 * @param {Asked[]} asked
 * @param {{ width: number, height: number, isWhole: boolean, isTouched: boolean }} room `isTouched`: by fingers
 * @returns {Plan}
 */
export function layOut(asked, { width, height, isWhole, isTouched }) {
  const isTight = width < TIGHT_BELOW;
  const sizes = isTight ? TIGHT : isTouched ? { ...ROOMY, least: FINGER } : ROOMY;
  const room = { width, height: height - HEAD };
  const placed = isWhole ? asked.map((column) => grid(column, room.height)) : stacks(asked, room, sizes);
  const taken = placed.reduce((sum, column) => sum + column.width, 0);
  const between = Math.max(sizes.between, (width - sizes.digit - sizes.class - taken) / (asked.length + 1));
  const tall = Math.max(height, ...placed.map((column) => HEAD + column.height));
  let left = sizes.digit + between;
  const columns = placed.map((column) => {
    // Fewer channels than the others stand in the middle, except where all are shown.
    const top = HEAD + (isWhole ? 0 : (tall - HEAD - column.height) / 2);
    const from = left;
    const tiles = column.channels.map((channel, at) => ({
      layer: column.name,
      channel,
      at,
      x: from + (at % column.across) * (column.side + column.between),
      y: top + Math.floor(at / column.across) * column.pitch + column.label,
      side: column.side,
    }));
    left += column.width + between;
    return { ...column, left: from, tiles };
  });
  const middle = HEAD + (Math.min(tall, height) - HEAD) / 2;
  return {
    width: left + sizes.class,
    height: tall,
    columns,
    digit: { x: 0, y: HEAD + LABEL, side: sizes.digit },
    lens: isTight ? null : { x: 0, y: Math.min(tall, height) - sizes.digit - GAP, side: sizes.digit },
    hasSwitches: !isTight && !isTouched,
    target: { x: left, y: middle, width: sizes.class },
  };
}

/** @type {(columns: Asked[], room: { width: number, height: number }, sizes: typeof ROOMY) => (Asked & Form)[]} */
function stacks(columns, { width, height }, { digit, class: end, least, wide, between }) {
  const most = Math.max(...columns.map(({ channels }) => channels.length), 1);
  const byHeight = height / most - LABEL - GAP;
  const byWidth = (width - digit - end - between * (columns.length + 1)) / columns.length;
  const side = Math.floor(Math.max(least, Math.min(LARGEST, byHeight, byWidth)));
  return columns.map((column) => {
    const own = column.isMap ? side : Math.min(side, least);
    const pitch = column.isMap
      ? LABEL + own + GAP
      : Math.max(LABEL + own + GAP, Math.min(height / most, LABEL + side + GAP));
    return {
      ...column,
      side: own,
      label: LABEL,
      pitch,
      across: 1,
      between: 0,
      width: Math.max(side, byWidth < least ? wide : Math.min(wide, byWidth)),
      height: column.channels.length * pitch,
    };
  });
}

/** @type {(column: Asked, height: number) => Asked & Form} */
function grid(column, height) {
  const [side, most] = column.isMap ? [ALL.map, ALL.most] : [ALL.unit, ALL.mostUnits];
  const pitch = side + ALL.between;
  const count = column.channels.length;
  const across = Math.max(1, Math.min(most, Math.ceil((count * pitch) / height)));
  return {
    ...column,
    side,
    label: 0,
    pitch,
    across,
    between: ALL.between,
    width: across * pitch,
    height: Math.ceil(count / across) * pitch,
  };
}

/**
 * What lies at a point: a channel, with its cell, or whether its label's switch was met, or a layer alone. A gap
 * between two tiles belongs to neither.
 *
 * @typedef {object} Hit
 * @property {string} layer
 * @property {number} [channel]
 * @property {number} [row]
 * @property {number} [column]
 * @property {boolean} [isSwitch]
 */

/**
 * @param {Plan} plan
 * @param {(layer: string) => number[]} shapes
 * @param {number} x
 * @param {number} y
 * @returns {Hit | null}
 */
export function hit(plan, shapes, x, y) {
  for (const column of plan.columns) {
    if (x < column.left - 4 || x > column.left + column.width + 4) continue;
    if (y < HEAD - 4) return { layer: column.name };
    for (const tile of column.tiles) {
      const { layer, channel } = tile;
      if (isIn(tile, x, y)) return { layer, channel, ...cellAt(tile, shapes(layer), x, y) };
      const isOnLabel = y >= tile.y - column.label && y < tile.y && x >= tile.x && x < tile.x + column.width;
      if (isOnLabel) return { layer, channel, isSwitch: plan.hasSwitches && x < tile.x + LABEL };
    }
  }
  return null;
}

/** @type {(options: Square, x: number, y: number) => boolean} */
export function isIn({ x: left, y: top, side }, x, y) {
  return x >= left && x < left + side && y >= top && y < top + side;
}

// The cell of a map of (rows, columns) that is drawn as a square.
/** @type {(options: Square, pair: number[], x: number, y: number) => { row: number, column: number }} */
export function cellAt({ x: left, y: top, side }, [rows, columns], x, y) {
  return { row: Math.floor(((y - top) / side) * rows), column: Math.floor(((x - left) / side) * columns) };
}

export { HEAD, LABEL };
