// Small multiples: all channels of the image, or all filters with their outputs, of which one is chosen.

import { make, penOf, write } from "../../scripts/dom.js";
import { MapView } from "./map_view.js";

/** @import { Packed } from "../../scripts/wire.d.ts" */
/** @import { MapWish, Mark } from "./map_view.js" */
/** @import { Theme } from "./theme.js" */

const LARGEST = 26; // pixels of a cell

export class Tiles {
  /**
   * @param {string} name
   * @param {Theme} theme
   * @param {string} title what they are
   * @param {(index: number) => void} choose
   */
  constructor(name, theme, title, choose) {
    this.theme = theme;
    this.root = make("div", `tiles ${name}`);
    this.root.hidden = true;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", title);
    this.words = title;
    this.title = make("p", "title", title);
    this.list = make("div", "list");
    this.root.append(this.title, this.list);
    this.choose = choose;
    /** @type {{ button: HTMLElement, pictures: HTMLElement, label: HTMLElement, views: MapView[] }[]} */
    this.tiles = [];
  }

  // each: what a tile shows; note: about their colours
  /**
   * @param {{ label: string, maps: (MapWish & { cell: number })[] }[]} each
   * @param {number} chosen
   * @param {string} [note]
   */
  draw(each, chosen, note) {
    while (this.tiles.length > each.length) this.tiles.pop()?.button.remove();
    while (this.tiles.length < each.length) this.add(this.tiles.length);
    this.root.hidden = each.length < 2;
    this.title.replaceChildren(this.words);
    if (note) this.title.append(make("span", "", ` · ${note}`));
    each.forEach(({ label, maps }, index) => {
      const tile = this.tiles[index];
      write(tile.label, label);
      while (tile.views.length < maps.length) {
        const view = new MapView("tile", this.theme);
        tile.views.push(view);
        tile.pictures.append(view.box);
      }
      while (tile.views.length > maps.length) tile.views.pop()?.box.remove();
      maps.forEach((map, at) => tile.views[at].draw({ ...map, isBare: true }));
    });
    this.mark(chosen);
  }

  /** @param {number} index */
  add(index) {
    const button = make("button", "tile");
    button.type = "button";
    const pictures = make("span", "pictures");
    const label = make("span", "label");
    button.append(pictures, label);
    button.addEventListener("click", () => this.choose(index));
    this.list.append(button);
    this.tiles.push({ button, pictures, label, views: [] });
  }

  /** @param {number} chosen */
  mark(chosen) {
    this.tiles.forEach(({ button }, index) => button.setAttribute("aria-pressed", String(index === chosen)));
  }

  // Outlines the same cells in each tile's last map.
  /** @param {Mark[]} marks */
  highlight(marks) {
    for (const { views } of this.tiles) views.at(-1)?.highlight(marks);
  }
}

// The size of a tile's cells, for tiles of so many rows and columns.
/** @type {(count: number, rows: number, columns: number) => number} */
export function tileCell(count, rows, columns) {
  const side = count <= 8 ? 88 : 64;
  return Math.max(1, Math.min(LARGEST, Math.floor(side / Math.max(rows, columns))));
}

// The image in its own colours, which is no choice. values: (H, W, 3) from 0 to 1
/** @type {(options: Packed, cell: number, label: string) => HTMLElement} */
export function colorTile({ values, shape: [height, width] }, cell, label) {
  const figure = make("span", "tile picture");
  const canvas = make("canvas");
  Object.assign(canvas, { width, height });
  const pen = penOf(canvas);
  const pixels = pen.createImageData(width, height);
  for (let at = 0; at < height * width; at++) {
    const colors = Array.from(values.subarray(3 * at, 3 * at + 3), (value) => 255 * value);
    pixels.data.set([...colors, 255], 4 * at);
  }
  pen.putImageData(pixels, 0, 0);
  Object.assign(canvas.style, { width: `${cell * width}px`, height: `${cell * height}px` });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  figure.append(canvas, make("span", "label", label));
  return figure;
}
