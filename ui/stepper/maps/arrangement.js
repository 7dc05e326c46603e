// Draws the maps of all panels as large as there is room.

import { arrangePanels, arrangeWithTiles } from "./sizes.js";

/** @import { Panel } from "../blob.js" */
/** @import { MapView } from "./map_view.js" */
/** @import { PanelView } from "./panel_view.js" */

// What stands around the maps, so that the sum of a cell stays above the window's lower edge, in pixels.
const AROUND = 505;
const AROUND_WITH_TILES = 565;
const AROUND_PANELS = 420;
const LEAST_TALL = 170;
const MOST_TALL = 460;

/** @typedef {{ filter: number, channel: number }} Chosen */

// Draws the only panel in a width.
/** @type {(view: PanelView, room: number, chosen: Chosen) => void} */
export function drawOne(view, room, chosen) {
  const { panel, held: { shapes } } = view;
  const counts = [filtersOf(panel), channelsOf(panel)].filter((count) => count > 1);
  const tiles = counts.reduce((sum, count) => sum + count, 0);
  const heights = [tall(AROUND), tall(AROUND_WITH_TILES)];
  const { name, cell, kernelCell, isBeside } = arrangeWithTiles(room, heights, shapes, tiles);
  view.maps.className = `maps ${name}`;
  view.root.classList.toggle("tiles-below", !isBeside);
  view.draw({ cell, kernelCell, ...chosen });
}

/**
 * Draws several panels that share a kernel in a width.
 *
 * @param {HTMLElement} root that all of them stand in
 * @param {MapView} kernel
 * @param {string} title of the kernel
 * @param {PanelView[]} views
 * @param {number} room
 * @param {Chosen} chosen
 */
export function drawPanels(root, kernel, title, views, room, { filter, channel }) {
  const owner = views.find(({ held }) => held.hasKernel);
  const shapes = views.map(({ held: { shapes: { input, output } } }) => output && { input, output });
  const way = arrangePanels(room, tall(AROUND_PANELS), shapes, owner?.held.shapes.kernel ?? null);
  root.style.setProperty("--per-row", String(way.perRow));
  root.classList.toggle("stacked", way.isStacked);
  root.classList.toggle("narrow", way.isNarrow);
  kernel.root.hidden = !owner;
  kernel.title(title, owner?.panel.shapes.kernel);
  for (const view of views) view.draw({ ...way, filter: Math.min(filter, filtersOf(view.panel) - 1), channel });
  const weights = owner?.weights;
  if (weights) kernel.draw(weights);
}

/** @param {Panel} panel */
export function filtersOf({ operation, arrays }) {
  return operation?.filterCount ?? arrays.weights?.shape[3] ?? 1;
}

/** @param {Panel} panel */
export function channelsOf({ arrays }) {
  return arrays.image.shape[2];
}

// What is left of the window's height, within what can be used.
/** @param {number} around what else stands in it, in pixels */
function tall(around) {
  return Math.min(Math.max(globalThis.innerHeight - around, LEAST_TALL), MOST_TALL);
}
