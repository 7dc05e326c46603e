// One operation on the page: its maps in a row or below each other, its small multiples, and its highlights.

import { fill, make, write } from "../../scripts/dom.js";
import { answer } from "../reckoning/answers.js";
import { MapView } from "./map_view.js";
import { short } from "../reckoning/numbers.js";
import { inCells, PanelMaps, writerOf } from "./panel_maps.js";
import { colorTile, tileCell, Tiles } from "./tiles.js";

/** @import { Look, MapName, ScaleName, Words } from "../../scripts/wire.d.ts" */
/** @import { Panel } from "../blob.js" */
/** @import { About, Answer, Drawn } from "../reckoning/answers.js" */
/** @import { Writers } from "../reckoning/arithmetic.js" */
/** @import { Operation } from "../reckoning/operation.js" */
/** @import { InkedScale, MapWish } from "./map_view.js" */
/** @import { Theme } from "./theme.js" */

const SMALL_KERNEL = 44; // pixels of its side
const LEAST_NUMBERED = 16; // pixels of a cell of it

/**
 * @typedef {object} Options
 * @property {boolean} isCompact input and output alone, for panels that share a kernel
 * @property {{ filter: (index: number) => void, channel: (index: number) => void }} choose
 */

/**
 * What is looked at, and the cell that is pinned, if another is looked at.
 *
 * @typedef {Pick<About, "at" | "focus"> & { look: Look, pin: Look | null }} Seen
 */

export class PanelView {
  /**
   * @param {Words} words
   * @param {Theme} theme
   * @param {Panel} panel
   * @param {Record<ScaleName, InkedScale>} scales
   * @param {Options} options
   */
  constructor(words, theme, panel, scales, { isCompact, choose }) {
    this.words = words;
    this.isCompact = isCompact;
    /** @param {MapName | "products"} name */
    const map = (name) => new MapView(name, theme, words[`${name}_label`]);
    this.views = { input: map("input"), output: map("output"), kernel: map("kernel"), products: map("products") };
    this.panel = panel;
    this.operation = panel.operation;
    this.held = new PanelMaps(panel, scales);
    /** @type {Answer | null} */
    this.answer = null;
    this.kernelCell = 0;
    this.filter = 0;
    this.channel = 0;
    /** @type {Writers} */
    this.write = { input: short, weight: short };
    /** @type {HTMLElement | null} */
    this.picture = null;
    this.tiles = {
      channels: new Tiles("channels", theme, words.channels, choose.channel),
      filters: new Tiles("filters", theme, words.filters, choose.filter),
    };
    const { input, kernel, products, output } = this.views;
    this.root = make("section", "panel");
    this.head = make("h2");
    this.reason = make("p", "reason");
    this.maps = make("div", "maps");
    this.caption = make("p", "caption");
    this.sum = make("div", "sum");
    this.signs = { times: new Sign("×"), equals: new Sign("="), sum: new Sign("→") };
    const { times, equals, sum } = this.signs;
    if (this.isCompact) this.maps.append(input.root, output.root);
    else this.maps.append(input.root, times.root, kernel.root, equals.root, products.root, sum.root, output.root);
    const [main, strips, body] = [make("div", "main"), make("div", "strips"), make("div", "body")];
    main.append(this.maps, this.caption);
    strips.append(this.tiles.channels.root, this.tiles.filters.root);
    body.append(main, strips);
    this.root.append(this.head, this.reason, body);
    if (this.isCompact) this.root.append(this.sum);
  }

  /** @type {(panel: Panel, scales: Record<ScaleName, InkedScale>) => void} */
  take(panel, scales) {
    this.panel = panel;
    this.operation = panel.operation;
    this.held = new PanelMaps(panel, scales);
    this.answer = null;
  }

  // Draws all maps in cells of a size, for one filter and one channel.
  /** @param {{ cell: number, kernelCell: number, filter: number, channel: number }} options */
  draw({ cell, kernelCell, filter, channel }) {
    this.kernelCell = kernelCell;
    this.filter = filter;
    this.channel = channel;
    const { panel, words, operation, held } = this;
    const { input, output } = this.views;
    this.head.hidden = !panel.name;
    this.head.replaceChildren(make("b", "", panel.name), make("span", "", ` · ${this.sizes}`));
    if (this.isCompact && this.keepsSize) this.head.append(make("span", "keeps", words.keeps));
    write(this.reason, panel.kind === null ? panel.reason : "");
    this.caption.replaceChildren(...panel.caption.map((line) => make("span", "", line)));
    this.maps.hidden = this.isCompact && !operation;
    if (this.maps.hidden) return;
    const [inputs, weights] = [inCells(held.input(channel), cell), this.weights];
    this.write = { input: writerOf(inputs), weight: weights ? writerOf(weights) : short };
    input.title(words.input, this.isCompact ? "" : panel.shapes.input);
    input.draw(inputs);
    output.root.hidden = !operation;
    if (panel.kind !== null) {
      output.title(words.output, this.isCompact ? "" : panel.shapes.output);
      output.draw(inCells(held.output(filter), cell));
    }
    if (this.isCompact) return;
    this.drawMiddle(weights);
    this.drawChannels();
    this.drawFilters();
  }

  get sizes() {
    const { panel } = this;
    const all = panel.kind === null ? [panel.arrays.image] : [panel.arrays.image, panel.arrays.output];
    return all.map(({ shape }) => shape.slice(0, 2).join(" × ")).join(" → ");
  }

  get keepsSize() {
    const { kind, arrays } = this.panel;
    return kind !== null && [0, 1].every((axis) => arrays.image.shape[axis] === arrays.output.shape[axis]);
  }

  // The map of the kernel, or null where there is none.
  get weights() {
    const { held, kernelCell } = this;
    return held.hasKernel ? inCells(held.kernel(this.filter, this.channel), kernelCell) : null;
  }

  // The kernel and the signs; the products follow what is looked at.
  /** @param {MapWish & { cell: number } | null} weights */
  drawMiddle(weights) {
    const { panel, words, operation, held, kernelCell } = this;
    const { kernel, products } = this.views;
    const { times, equals, sum } = this.signs;
    kernel.root.hidden = times.root.hidden = !weights;
    products.root.hidden = equals.root.hidden = sum.root.hidden = !operation;
    if (weights) {
      kernel.title(words.kernel, panel.shapes.kernel);
      kernel.draw(weights);
    }
    equals.write("", operation?.isPooling ? "→" : "=");
    sum.write(operation?.kind === "max" ? words.max : operation?.kind === "average" ? words.mean : "Σ", "→");
    const rows = held.shapes.products[0] || held.shapes.kernel[0];
    this.maps.style.setProperty("--middle", `${(rows * kernelCell) / 2}px`);
  }

  drawChannels() {
    const { panel, words, held, tiles } = this;
    const [height, width, count] = panel.arrays.image.shape;
    const cell = tileCell(count + Number(panel.is_rgb), height, width);
    const names = panel.is_rgb ? [words.red, words.green, words.blue] : [];
    const each = Array.from({ length: count > 1 ? count : 0 }, (_, index) => ({
      label: names[index] ?? fill(words.channel, { channel: index }),
      maps: [{ ...held.smallInput(index), cell }],
    }));
    tiles.channels.draw(each, this.channel);
    this.picture?.remove();
    this.picture = panel.is_rgb ? colorTile(panel.arrays.image, cell, words.picture) : null;
    if (this.picture) tiles.channels.list.prepend(this.picture);
  }

  drawFilters() {
    const { operation, words, held, tiles } = this;
    const count = operation?.filterCount ?? 0;
    if (!operation || count < 2) return tiles.filters.draw([], 0);
    const cell = tileCell(count, operation.outputHeight, operation.outputWidth);
    const side = Math.max(operation.kernelHeight, operation.kernelWidth);
    const kernelCell = Math.max(4, Math.min(cell, Math.floor(SMALL_KERNEL / side)));
    const each = Array.from({ length: count }, (_, index) => {
      const output = { ...held.output(index), cell };
      const label = fill(operation.isPooling ? words.channel : words.filter, { channel: index, filter: index });
      if (operation.isPooling) return { label, maps: [output] };
      const kernel = inCells(held.kernel(index, this.channel), kernelCell);
      return { label, maps: [{ ...kernel, hasNumbers: kernelCell >= LEAST_NUMBERED && kernel.isRoomy }, output] };
    });
    tiles.filters.draw(each, this.filter, words.own_scale);
  }

  // Shows what is looked at; see `answer`. pin: the cell that is pinned, if another is looked at.
  /** @param {Seen} options */
  show({ look, at, pin, focus }) {
    if (!this.operation || this.maps.hidden) return;
    const { words, write, filter, channel, tiles } = this;
    this.answer = answer(this.operation, look, { at, focus, filter, channel, words, write });
    const { marks, texts, arithmetic, title } = this.answer;
    tiles.filters.highlight(marks.output);
    tiles.channels.highlight(marks.input);
    this.showProducts(this.operation, this.answer);
    if (pin) marks[pin.map].unshift({ rows: [pin.row], columns: [pin.column], kind: "pin" });
    for (const [name, view] of this.drawn) {
      if (!view.root.hidden) view.highlight(marks[name], name === "output" ? texts : []);
    }
    if (focus) {
      const terms = arithmetic.querySelectorAll(`[data-i="${focus.i}"][data-j="${focus.j}"]`);
      for (const term of terms) term.classList.add("pointed");
    }
    if (!this.isCompact) return;
    const more = look.map === "output" ? this.answer.more : `${title} ${this.answer.more}`;
    this.sum.replaceChildren(...(more ? [make("p", "more", more)] : []), arithmetic);
  }

  // The maps that are on the page, by their names.
  get drawn() {
    const { input, kernel, products, output } = this.views;
    /** @type {[Drawn, MapView][]} */
    const compact = [["input", input], ["output", output]];
    /** @type {[Drawn, MapView][]} */
    const more = [["kernel", kernel], ["products", products]];
    return this.isCompact ? compact : [...compact, ...more];
  }

  /** @type {(operation: Operation, answer: Answer) => void} */
  showProducts(operation, { terms, shape }) {
    if (this.isCompact) return;
    const { products } = this.views;
    const [rows, columns] = this.held.windowShape.map((size, axis) => Math.max(size, shape[axis]));
    products.title(operation.isPooling ? this.words.window : this.words.products);
    products.draw({ ...this.held.products(terms, [rows, columns], this), cell: this.kernelCell });
  }
}

// What is done between two maps: a sign, and a small word over it.
class Sign {
  /** @param {string} sign */
  constructor(sign) {
    this.root = make("span", "sign-between");
    this.word = make("small");
    this.sign = document.createTextNode(sign);
    this.root.append(this.word, this.sign);
    this.root.setAttribute("aria-hidden", "true");
  }

  /** @type {(word: string, sign: string) => void} */
  write(word, sign) {
    write(this.word, word);
    write(this.sign, sign);
  }
}
