// One layer's feature maps: painted on a canvas while the digit moves, a Plotly heatmap of the exact values at rest.
// Both draw the same tiles at the same pixels with the same colours, so that the change cannot be seen.

import { gradient, levelsOf } from "../scripts/colors.js";
import { digits } from "../scripts/digits.js";
import { fill, find, make, penOf, write } from "../scripts/dom.js";
import { ARROWS, wrap } from "../scripts/keys.js";
import { enlarged } from "../scripts/letters.js";

/** @import { LabLayer, MapWords } from "../scripts/wire.d.ts" */
/** @import { ChannelCell, Maps, Pair, Pen, PlotElement, PlotlyScript, ScaleTable } from "../scripts/types.d.ts" */

const GAP = 3; // CSS pixels between tiles
const LARGEST_TILE = 168;
const LABEL = 14; // room for a channel's number above its tile
const LETTERS = 11; // of that number, in CSS pixels
const HOVER_LETTERS = 13;
const MOST_LABELLED = 16;
const STRIP = 8; // tiles in one row, where the layers stand below each other
const LEAST_IN_STRIP = 34; // CSS pixels of a tile there

/**
 * @typedef {object} Options
 * @property {MapWords} words
 * @property {{ signed: ScaleTable, unsigned: ScaleTable }} colors
 * @property {(place: ChannelCell & { layer: string }) => void} onSelect called with a cell that is chosen
 */

export class LayerView {
  /**
   * @param {LabLayer} layer
   * @param {Options} options
   */
  constructor(layer, { words, colors, onSelect }) {
    this.layer = layer;
    this.words = words;
    this.onSelect = onSelect;
    this.colors = layer.is_signed ? colors.signed : colors.unsigned;
    const { zero, steps } = levelsOf(layer.is_signed);
    this.zero = zero;
    this.steps = steps;
    const [height, width, channels] = layer.shape;
    this.height = height;
    this.width = width;
    this.channels = channels;
    // How the tiles stand: how many, in how many columns, and how large, in CSS pixels.
    this.shown = 0;
    /** @type {number[]} */
    this.numbers = []; // which channels they are, in the order of their tiles
    this.columns = 1;
    this.side = 0;
    this.label = 0;
    this.boxWidth = 0;
    this.boxHeight = 0;
    this.hasPaper = false; // what lies below the tiles is painted
    this.hasPlot = false;
    /** @type {Maps | null} */
    this.latest = null;
    /** @type {Float32Array | null} */
    this.exact = null;
    this.placesOf = ""; // how the tiles stood when the places were made
    /** @type {(ChannelCell | null)[][]} */
    this.knownPlaces = [];
    /** @type {ChannelCell} */
    this.cursor = { channel: 0, row: 0, column: 0 };
    this.tile = make("canvas");
    this.tile.width = width;
    this.tile.height = height;
    this.tilePen = penOf(this.tile, { willReadFrequently: true }); // stays in memory, where it is written
    this.pixels = new ImageData(width, height);
    this.ink = new Uint32Array(this.pixels.data.buffer);
    this.root = make("section", "layer");
    this.root.innerHTML = `
      <header><h3></h3><div class="scale"><span></span><i></i><span></span></div></header>
      <div class="maps" tabindex="0" role="application"><canvas aria-hidden="true"></canvas><div class="plot" aria-hidden="true"></div><div class="cell" hidden></div></div>
      <p class="chosen" role="status"></p>`;
    const name = `${layer.name} · ${layer.shape.join(" × ")}`;
    find(this.root, "h3", "h3").textContent = name;
    this.box = find(this.root, ".maps", "div");
    this.box.setAttribute("aria-label", fill(words.maps_label, { layer: name }));
    this.canvas = find(this.root, "canvas", "canvas");
    this.plot = /** @type {PlotElement} */ (find(this.root, ".plot", "div"));
    this.cell = find(this.root, ".cell", "div");
    this.chosen = find(this.root, ".chosen", "p");
    this.least = find(this.root, ".scale span:first-child", "span");
    this.most = find(this.root, ".scale span:last-child", "span");
    find(this.root, ".scale i", "i").style.background = gradient(this.colors.scale);
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", (event) => this.click(event));
  }

  // Places the tiles of so many channels in a box of a width.
  /** @type {(width: number, shown: number | null, columns: number | null) => void} */
  layOut(width, shown, columns) {
    this.shown = Math.min(shown ?? this.channels, this.channels);
    this.numbers = [...Array(this.shown).keys()];
    this.columns = Math.min(columns ?? bestColumns(this.shown, width), this.shown);
    const room = Math.floor((width - GAP * (this.columns - 1)) / this.columns);
    this.side = Math.max(8, Math.min(room, LARGEST_TILE));
    this.label = this.shown <= MOST_LABELLED ? Math.round(LABEL * enlarged()) : 0;
    const rows = Math.ceil(this.shown / this.columns);
    this.boxWidth = this.columns * this.side + GAP * (this.columns - 1);
    this.boxHeight = rows * (this.side + this.label) + GAP * (rows - 1);
    const ratio = globalThis.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.boxWidth * ratio);
    this.canvas.height = Math.round(this.boxHeight * ratio);
    this.box.style.width = this.canvas.style.width = `${this.boxWidth}px`;
    this.box.style.height = this.canvas.style.height = `${this.boxHeight}px`;
    this.hasPaper = false;
    this.hasPlot = false;
    this.plot.hidden = true;
    if (!this.cell.hidden) this.mark(this.cursor);
  }

  /** @type {(tile: number) => Pair} */
  corner(tile) {
    const row = Math.floor(tile / this.columns);
    return [
      (tile % this.columns) * (this.side + GAP),
      row * (this.side + this.label + GAP) + this.label,
    ];
  }

  // Of a layer that goes below zero, the scale begins at the negative of its top.
  /** @param {Maps} maps */
  paint(maps) {
    const { values, most } = maps;
    this.latest = maps;
    this.number(maps.channels);
    const ratio = globalThis.devicePixelRatio || 1;
    const pen = penOf(this.canvas, { alpha: false }); // or the browser blends it with the page
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.imageSmoothingEnabled = false;
    if (!this.hasPaper) this.paintPaper(pen);
    const isExact = values instanceof Float32Array;
    this.exact = isExact ? values : null;
    const size = this.height * this.width;
    for (let tile = 0; tile < this.shown; tile++) {
      const top = isExact && most[tile] > 0 ? this.steps / most[tile] : 0;
      for (let at = 0, from = tile * size; at < size; at++, from++) {
        const share = isExact ? Math.round(this.zero + values[from] * top) : values[from];
        this.ink[at] = this.colors.table[share];
      }
      this.tilePen.putImageData(this.pixels, 0, 0);
      const [left, above] = this.corner(tile);
      pen.drawImage(this.tile, left, above, this.side, this.side);
    }
    this.showScale(most);
  }

  // Takes which channels are shown; what is written above their tiles, and what is marked, follows.
  /** @param {number[]} [channels] */
  number(channels) {
    if (!channels || channels.join() === this.numbers.join()) return;
    this.numbers = channels;
    this.hasPaper = false;
    this.placesOf = "";
    if (!channels.includes(this.cursor.channel)) {
      this.cursor = { channel: channels[0] ?? 0, row: 0, column: 0 };
      this.cell.hidden = true;
      write(this.chosen, "");
    } else if (!this.cell.hidden) this.mark(this.cursor);
  }

  /** @param {Pen} pen */
  paintPaper(pen) {
    const style = getComputedStyle(this.root);
    pen.fillStyle = style.getPropertyValue("--st-background-color");
    pen.fillRect(0, 0, this.boxWidth, this.boxHeight);
    this.hasPaper = true;
    pen.strokeStyle = "rgba(128, 128, 128, 0.45)"; // a map of zeros is as dark as a dark page
    for (let tile = 0; tile < this.shown; tile++) {
      const [left, above] = this.corner(tile);
      pen.strokeRect(left - 0.5, above - 0.5, this.side + 1, this.side + 1);
    }
    if (!this.label) return;
    pen.fillStyle = style.color;
    pen.font = `${LETTERS * enlarged()}px ${style.fontFamily}`;
    pen.textBaseline = "bottom";
    this.numbers.forEach((channel, tile) => {
      const [left, above] = this.corner(tile);
      pen.fillText(String(channel), left, above - 1);
    });
  }

  // Paints once more what is shown, in the page's present colours.
  repaint() {
    this.hasPaper = false;
    if (this.latest) this.paint(this.latest);
  }

  /** @param {number[]} most */
  showScale(most) {
    const isShared = most.every((value) => value === most[0]);
    const top = isShared ? digits(most[0]) : this.words.own_most;
    write(this.least, this.layer.is_signed && most[0] ? `−${top}` : "0");
    write(this.most, top);
  }

  move() {
    if (!this.plot.hidden) this.plot.hidden = true;
  }

  // Draws the exact values as a Plotly heatmap over the canvas; its own pixels replace the canvas' only when drawn.
  /** @type {(plotly: PlotlyScript, maps: Maps) => Promise<void>} */
  async rest(plotly, maps) {
    this.paint(maps);
    const trace = this.trace(maps);
    const isNew = !this.hasPlot;
    this.hasPlot = true;
    const config = { displayModeBar: false, scrollZoom: false, doubleClick: "reset" };
    await plotly.react(this.plot, [trace], this.plotLayout(), config);
    this.plot.hidden = false;
    if (!this.cell.hidden) this.tell(this.cursor);
    if (isNew) {
      this.plot.removeAllListeners?.("plotly_click");
      this.plot.on("plotly_click", ({ points }) => this.select(points[0].customdata));
    }
  }

  /** @param {Maps} options */
  trace({ values, most }) {
    const isPerChannel = !most.every((value) => value === most[0]);
    const zmax = isPerChannel ? 1 : most[0] || 1;
    const rows = Math.ceil(this.shown / this.columns);
    /** @type {(number | null)[][]} */
    const z = [];
    /** @type {(number | null)[][] | undefined} */
    const text = isPerChannel ? [] : undefined;
    const size = this.height * this.width;
    for (let tileRow = 0; tileRow < rows; tileRow++) {
      if (tileRow) this.pushGap(z, text);
      for (let row = 0; row < this.height; row++) {
        /** @type {(number | null)[]} */
        const line = [];
        /** @type {(number | null)[]} */
        const words = [];
        for (let tileColumn = 0; tileColumn < this.columns; tileColumn++) {
          if (tileColumn) (line.push(null), words.push(null));
          const tile = tileRow * this.columns + tileColumn;
          const top = isPerChannel ? most[tile] || 1 : 1;
          for (let column = 0; column < this.width; column++) {
            const value = tile < this.shown ? values[tile * size + row * this.width + column] : null;
            line.push(value === null ? null : value / top);
            words.push(value);
          }
        }
        z.push(line);
        text?.push(words);
      }
    }
    return {
      type: "heatmap",
      z,
      x: this.edges(this.columns, this.width, 0),
      y: this.edges(rows, this.height, this.label),
      text,
      customdata: this.places(rows),
      zmin: this.layer.is_signed ? -zmax : 0,
      zmax,
      colorscale: this.colors.scale,
      showscale: false,
      hoverongaps: false,
      hovertemplate: fill(this.words.hover, {
        channel: "%{customdata.channel}",
        row: "%{customdata.row}",
        column: "%{customdata.column}",
        value: isPerChannel ? "%{text:.9~g}" : "%{z:.9~g}",
      }),
    };
  }

  /** @type {(z: (number | null)[][], text: (number | null)[][] | undefined) => void} */
  pushGap(z, text) {
    const length = this.columns * this.width + this.columns - 1;
    z.push(new Array(length).fill(null));
    text?.push(new Array(length).fill(null));
  }

  // The borders of cells in CSS pixels: those of each tile, and a gap between two tiles.
  /** @type {(tiles: number, cells: number, label: number) => number[]} */
  edges(tiles, cells, label) {
    const edges = [];
    for (let tile = 0; tile < tiles; tile++) {
      const start = tile * (this.side + label + GAP) + label;
      for (let cell = 0; cell <= cells; cell++) edges.push(start + (cell * this.side) / cells);
    }
    return edges;
  }

  /** @param {number} rows */
  places(rows) {
    const key = `${this.shown}/${this.columns}`;
    if (this.placesOf === key) return this.knownPlaces;
    /** @type {(ChannelCell | null)[][]} */
    const all = [];
    for (let tileRow = 0; tileRow < rows; tileRow++) {
      if (tileRow) all.push([]);
      for (let row = 0; row < this.height; row++) {
        /** @type {(ChannelCell | null)[]} */
        const line = [];
        for (let tileColumn = 0; tileColumn < this.columns; tileColumn++) {
          if (tileColumn) line.push(null);
          const channel = this.numbers[tileRow * this.columns + tileColumn] ?? 0;
          for (let column = 0; column < this.width; column++) line.push({ channel, row, column });
        }
        all.push(line);
      }
    }
    this.placesOf = key;
    this.knownPlaces = all;
    return all;
  }

  plotLayout() {
    const axis = { visible: false, fixedrange: false, autorange: false };
    const font = getComputedStyle(this.root);
    return {
      width: this.boxWidth,
      height: this.boxHeight,
      margin: { l: 0, r: 0, t: 0, b: 0, pad: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: { ...axis, range: [0, this.boxWidth] },
      yaxis: { ...axis, range: [this.boxHeight, 0] },
      font: { family: font.fontFamily, color: font.color },
      hoverlabel: { namelength: -1, font: { size: HOVER_LETTERS * enlarged() } },
      dragmode: "zoom",
    };
  }

  // A click on the canvas, before Plotly lies over it.
  /** @param {MouseEvent} event */
  click(event) {
    if (!this.plot.hidden) return;
    const box = this.box.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    for (const [tile, channel] of this.numbers.entries()) {
      const [left, above] = this.corner(tile);
      if (x < left || y < above || x >= left + this.side || y >= above + this.side) continue;
      const row = Math.floor(((y - above) / this.side) * this.height);
      const column = Math.floor(((x - left) / this.side) * this.width);
      this.select({ channel, row, column });
    }
  }

  // Arrows go from cell to cell and, with shift, from channel to channel; Enter selects.
  /** @param {KeyboardEvent} event */
  key(event) {
    const arrow = ARROWS[event.key];
    if (event.key === "Enter" || event.key === " ") {
      this.select({ ...this.cursor });
    } else if (arrow) {
      const [down, right] = arrow;
      const { channel, row, column } = this.cursor;
      if (event.shiftKey) {
        const tile = this.numbers.indexOf(channel) + right + down * this.columns;
        this.cursor.channel = this.numbers[wrap(tile, this.shown)];
      } else {
        this.cursor.row = wrap(row + down, this.height);
        this.cursor.column = wrap(column + right, this.width);
      }
      this.mark(this.cursor);
    } else {
      return;
    }
    event.preventDefault();
  }

  // Marks a cell that was chosen elsewhere, or none.
  /** @param {ChannelCell | null} place */
  show(place) {
    this.cell.hidden = !place;
    if (!place) return write(this.chosen, "");
    const { channel, row, column } = place;
    this.cursor = { channel, row, column };
    if (this.side) this.mark(this.cursor);
  }

  /** @param {ChannelCell | null} place */
  select(place) {
    if (!place) return;
    this.cursor = { ...place };
    this.mark(place);
    this.onSelect({ layer: this.layer.name, ...place });
  }

  /** @param {ChannelCell} options */
  mark({ channel, row, column }) {
    const tile = this.numbers.indexOf(channel);
    if (tile < 0) {
      this.cell.hidden = true; // it is not among those that are shown
      return;
    }
    const [left, above] = this.corner(tile);
    const [high, wide] = [this.side / this.height, this.side / this.width];
    Object.assign(this.cell.style, {
      left: `${left + column * wide}px`,
      top: `${above + row * high}px`,
      width: `${wide}px`,
      height: `${high}px`,
    });
    this.cell.hidden = false;
    this.tell({ channel, row, column });
  }

  // Says which cell is marked and, at rest, what it holds.
  /** @param {ChannelCell} options */
  tell({ channel, row, column }) {
    const value = this.exact?.[(this.numbers.indexOf(channel) * this.height + row) * this.width + column];
    const sentence = value === undefined ? this.words.chosen : this.words.chosen_value;
    write(this.chosen, fill(sentence, { channel, row, column, value: value && Number(value.toPrecision(9)) }));
  }

  /** @param {PlotlyScript | undefined} plotly */
  stop(plotly) {
    if (this.hasPlot) plotly?.purge(this.plot);
  }
}

/**
 * Says in how many columns a few tiles stand: in one row where that is how all layers fit into a small window.
 *
 * @param {number} width of the box
 * @param {boolean} isNarrow whether the window is small
 */
export function columnsOfFew(width, isNarrow) {
  const room = Math.floor((width - GAP * (STRIP - 1)) / STRIP);
  return isNarrow && room >= LEAST_IN_STRIP ? STRIP : STRIP / 2;
}

/** @type {(count: number, width: number) => number} */
function bestColumns(count, width) {
  for (const columns of [32, 16, 8, 4]) {
    if (columns <= count && width / columns >= 22) return columns;
  }
  return Math.min(4, count);
}
