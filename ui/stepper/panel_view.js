// One operation on the page: its maps, and what is highlighted in them for the cell that is looked at.

import { fill, make, write } from "../modules/dom.js";
import { cellArithmetic, reachArithmetic } from "./arithmetic.js";
import { ABSENT, MapView, PADDING, UNREAD } from "./map_view.js";
import { exact, proper, short } from "./numbers.js";
import { Tiles, tileCell } from "./tiles.js";

const LEAST_SMALL = 16; // pixels of a cell of a small kernel, for its numbers to be read

export class PanelView {
  // isCompact: input and output alone, for panels that share a kernel; choose: { filter(index), channel(index) }
  constructor(words, theme, { isCompact, choose }) {
    Object.assign(this, { words, isCompact });
    this.root = make("section", "panel");
    this.head = make("h2");
    this.maps = make("div", "maps");
    this.views = { input: new MapView("input", theme, words.input_label), output: new MapView("output", theme, words.output_label) };
    if (!isCompact) {
      this.views.kernel = new MapView("kernel", theme, words.kernel_label);
      this.views.products = new MapView("products", theme, words.products_label);
    }
    this.signs = ["×", "=", "→"].map((sign) => {
      const element = make("span", "sign-between");
      element.append(make("small"), sign);
      element.setAttribute("aria-hidden", "true");
      return element;
    });
    const { input, kernel, products, output } = this.views;
    const [times, equals, sum] = this.signs;
    const inRow = isCompact ? [input.root, output.root] : [input.root, times, kernel.root, equals, products.root, sum, output.root];
    this.maps.append(...inRow);
    this.reason = make("p", "reason");
    this.caption = make("p", "caption");
    this.tiles = {
      channels: new Tiles("channels", theme, words.channels, choose.channel),
      filters: new Tiles("filters", theme, words.filters, choose.filter),
    };
    const strips = make("div", "strips");
    strips.append(this.tiles.channels.root, this.tiles.filters.root);
    this.sum = make("div", "sum");
    const [main, body] = [make("div", "main"), make("div", "body")];
    main.append(this.maps, this.caption);
    body.append(main, strips);
    this.root.append(this.head, this.reason, body);
    if (isCompact) this.root.append(this.sum);
  }

  // panel: of the blob; colors: of it, by the name of a scale
  take(panel, scales) {
    Object.assign(this, { panel, scales, operation: panel.operation });
    this.ranges = new Map();
  }

  // The shapes, as [rows, columns], by which the maps are laid out.
  get shapes() {
    const { arrays, ring } = this.panel;
    const [[top, bottom], [left, right]] = ring ?? [[0, 0], [0, 0]];
    const [height, width] = arrays.image.shape;
    const kernel = arrays.weights && !this.operation?.isPooling ? arrays.weights.shape.slice(0, 2) : [0, 0];
    return {
      input: [top + height + bottom, left + width + right],
      kernel,
      products: this.operation ? this.windowShape : [0, 0],
      output: this.operation ? [this.operation.outputHeight, this.operation.outputWidth] : null,
    };
  }

  // Of the largest window, and of the kernel, which is shown there when a pixel is looked at.
  get windowShape() {
    const { kernelHeight, kernelWidth } = this.operation;
    return [kernelHeight, kernelWidth];
  }

  colorsOf({ scale, zmin, zmax }) {
    return { ...this.scales[scale], zmin, zmax };
  }

  // Draws all maps in cells of a size, for one filter and one channel.
  draw({ cell, kernelCell, filter, channel }) {
    Object.assign(this, { cell, kernelCell, filter, channel });
    const { panel, words, operation } = this;
    const { input, output, kernel } = this.views;
    write(this.head, "");
    if (panel.name) this.head.append(make("b", "", panel.name), this.sizes());
    this.head.hidden = !panel.name;
    write(this.reason, panel.reason ?? "");
    this.maps.hidden = this.isCompact && !operation;
    if (this.maps.hidden) return;
    input.title(words.input, this.isCompact ? "" : panel.shapes.input);
    input.draw({ ...this.inputMap(channel), cell });
    this.caption.replaceChildren(...panel.caption.map((each) => make("span", "", each)));
    output.root.hidden = !operation;
    if (operation) {
      output.title(words.output, this.isCompact ? "" : panel.shapes.output);
      output.draw({ ...this.outputMap(filter), cell });
    }
    if (this.isCompact) return;
    kernel.root.hidden = !panel.arrays.weights || Boolean(operation?.isPooling);
    if (!kernel.root.hidden) {
      kernel.title(words.kernel, panel.shapes.kernel);
      kernel.draw({ ...this.kernelMap(filter, channel), cell: kernelCell });
    }
    this.views.products.root.hidden = !operation;
    const [times, equals, sum] = this.signs;
    times.hidden = kernel.root.hidden;
    equals.hidden = sum.hidden = !operation;
    write(equals.lastChild, operation?.isPooling ? "→" : "=");
    write(sum.firstChild, { max: words.max, average: words.mean }[operation?.kind] ?? "Σ");
    this.maps.style.setProperty("--middle", `${(this.shapes.products[0] || this.shapes.kernel[0]) * kernelCell / 2}px`);
    this.drawTiles();
  }

  sizes() {
    const { image, output } = this.panel.arrays;
    const sizes = [image, output].filter(Boolean).map(({ shape }) => shape.slice(0, 2).join(" × "));
    return make("span", "", ` · ${sizes.join(" → ")}`);
  }

  inputMap(channel) {
    const { arrays, ring, colors } = this.panel;
    const [height, width, channels] = arrays.image.shape;
    const [[top, bottom], [left, right]] = ring ?? [[0, 0], [0, 0]];
    const [rows, columns] = [top + height + bottom, left + width + right];
    const values = new Float32Array(rows * columns).fill(this.operation?.isPooling ? NaN : 0);
    const states = new Uint8Array(rows * columns).fill(PADDING);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = (row + top) * columns + column + left;
        values[at] = arrays.image.values[(row * width + column) * channels + channel];
        states[at] = 0;
      }
    }
    if (this.operation) {
      const unread = (links, count, first) => Array.from({ length: count }, (_, at) => !links.isRead(at + first));
      const [alongRows, alongColumns] = [unread(this.operation.rows, rows, -top), unread(this.operation.columns, columns, -left)];
      states.forEach((_, at) => {
        if (alongRows[Math.floor(at / columns)] || alongColumns[at % columns]) states[at] |= UNREAD;
      });
    }
    const hasNumbers = Math.max(height, width) <= 12;
    return { rows, columns, first: [-top, -left], values, states, hasNumbers, colors: this.colorsOf(colors.input) };
  }

  kernelMap(filter, channel) {
    const { weights } = this.panel.arrays;
    const [rows, columns, depth, filters] = weights.shape;
    const place = this.operation ? Math.max(this.operation.readBy(filter).indexOf(channel), 0) : Math.min(channel, depth - 1);
    const values = Float32Array.from({ length: rows * columns }, (_, at) => weights.values[(at * depth + place) * filters + filter]);
    return { rows, columns, values, colors: this.colorsOf(this.panel.colors.kernel[filter]) };
  }

  outputMap(filter) {
    const { outputHeight: rows, outputWidth: columns, output, filterCount } = this.operation;
    const values = Float32Array.from({ length: rows * columns }, (_, at) => output[at * filterCount + filter]);
    return { rows, columns, values, colors: this.colorsOf(this.panel.colors.output[filter]) };
  }

  // The products of an output cell, or those of a pixel on its way to each, in the colours of one scale for all.
  productsMap(rows, columns, terms) {
    const values = new Float32Array(rows * columns).fill(NaN);
    const states = new Uint8Array(rows * columns).fill(ABSENT);
    const notes = new Array(rows * columns).fill("");
    const isPooling = this.operation.isPooling;
    for (const { i, j, input, weight, product, isPadding } of terms) {
      const at = i * columns + j;
      values[at] = isPooling ? (isPadding ? NaN : input) : product;
      states[at] = isPadding ? PADDING : 0;
      if (!isPooling) notes[at] = `${short(input)} · ${short(weight)}`;
    }
    return { rows, columns, values, states, notes: isPooling ? null : notes, colors: this.productColors() };
  }

  // As far as any product of this filter and this channel can go, so that the scale stays from cell to cell.
  productColors() {
    const { operation, panel, filter, channel } = this;
    if (operation.isPooling) return this.colorsOf(panel.colors.input);
    const key = `${filter}/${channel}`;
    if (!this.ranges.has(key)) {
      const { image, channelCount } = operation;
      let [low, high] = [0, 0];
      for (let at = channel; at < image.length; at += channelCount) {
        if (image[at] < low) low = image[at];
        if (image[at] > high) high = image[at];
      }
      const weights = this.kernelMap(filter, channel).values;
      const [least, most] = [Math.min(0, ...weights), Math.max(0, ...weights)];
      const isSigned = Math.min(low * most, high * least) < 0;
      const zmax = Math.max(-low, high) * Math.max(-least, most) || 1;
      this.ranges.set(key, { scale: isSigned ? "diverging" : "sequential", zmin: isSigned ? -zmax : 0, zmax });
    }
    return this.colorsOf(this.ranges.get(key));
  }

  drawTiles() {
    const { panel, operation, words, filter, channel } = this;
    const channels = panel.arrays.image.shape[2];
    const [height, width] = panel.arrays.image.shape;
    const cell = tileCell(channels + Number(panel.is_rgb), height, width);
    const names = panel.is_rgb ? [words.red, words.green, words.blue] : null;
    const each = channels < 2 ? [] : Array.from({ length: channels }, (_, index) => ({
      label: names?.[index] ?? fill(words.channel, { channel: index }),
      maps: [{ ...this.bareInput(index), cell }],
    }));
    this.tiles.channels.draw(each, channel, "");
    this.picture?.remove();
    if (panel.is_rgb) this.tiles.channels.list.prepend((this.picture = colorPicture(panel.arrays.image, cell, words.picture)));
    const filters = operation?.filterCount ?? 0;
    if (filters < 2) return this.tiles.filters.draw([], 0, "");
    const { outputHeight, outputWidth } = operation;
    const outputCell = tileCell(filters, outputHeight, outputWidth);
    const side = Math.max(operation.kernelHeight, operation.kernelWidth);
    const small = Math.max(4, Math.min(outputCell, Math.floor(44 / side)));
    this.tiles.filters.draw(
      Array.from({ length: filters }, (_, index) => {
        const output = { ...this.outputMap(index), cell: outputCell };
        const place = operation.readBy(index).includes(channel) ? channel : operation.readBy(index)[0];
        const kernel = { ...this.kernelMap(index, place), cell: small, hasNumbers: small >= LEAST_SMALL };
        const label = fill(words[operation.isPooling ? "channel" : "filter"], { channel: index, filter: index });
        return { label, maps: operation.isPooling ? [output] : [kernel, output] };
      }),
      filter,
      words.own_scale,
    );
  }

  bareInput(channel) {
    const [rows, columns, channels] = this.panel.arrays.image.shape;
    const { values: image } = this.panel.arrays.image;
    const values = Float32Array.from({ length: rows * columns }, (_, at) => image[at * channels + channel]);
    return { rows, columns, values, colors: this.colorsOf(this.panel.colors.input), hasNumbers: false };
  }

  // Shows what is looked at.
  //   look: { map: "output", "input" or "kernel", row, column }; at: the output cell that the player has reached
  //   pin: the cell that is pinned, if another is looked at; focus: { i, j } of the product under the pointer
  show({ look, at, pin, focus }) {
    if (!this.operation || this.maps.hidden) return;
    const marks = { input: [], kernel: [], output: [], products: [] };
    const texts = { output: [] };
    if (pin) marks[pin.map]?.push({ rows: [pin.row], columns: [pin.column], kind: "pin" });
    const answer = { output: this.showCell, input: this.showPixel, kernel: this.showWeight }[look.map];
    const said = answer.call(this, look, { at, focus, marks, texts });
    for (const [name, view] of Object.entries(this.views)) {
      if (!view.root.hidden) view.highlight(marks[name], texts[name]);
    }
    this.tiles.filters.highlight(marks.output.filter(({ kind }) => kind !== "pin"));
    this.tiles.channels.highlight(marks.input.filter(({ kind }) => kind !== "pin"));
    this.said = said;
    if (this.isCompact) this.sum.replaceChildren(said.arithmetic);
    this.sum.querySelector?.(".pointed")?.classList.remove("pointed");
    if (focus) for (const term of said.arithmetic.querySelectorAll(`[data-i="${focus.i}"][data-j="${focus.j}"]`)) term.classList.add("pointed");
  }

  showCell({ row, column }, { focus, marks }) {
    const { operation, words, filter, channel } = this;
    if (!operation.has(row, column)) {
      this.showProducts([]);
      return { title: fill(words.cell, { row, column }), arithmetic: make("p", "none", words.no_cell) };
    }
    const trace = operation.trace(row, column, filter);
    this.trace = trace;
    const place = Math.max(trace.channels.indexOf(channel), 0);
    this.showProducts(trace.terms.filter(({ k }) => k === place), [trace.rows.length, trace.columns.length]);
    const [rows, columns] = [trace.rows.map(({ input }) => input), trace.columns.map(({ input }) => input)];
    marks.input.push({ rows, columns, kind: "strong" });
    marks.output.push({ rows: [row], columns: [column], kind: "strong" });
    const taps = { rows: trace.rows.map(({ tap }) => tap), columns: trace.columns.map(({ tap }) => tap) };
    if (taps.rows.length < operation.kernelHeight || taps.columns.length < operation.kernelWidth) marks.kernel.push({ ...taps, kind: "soft" });
    if (operation.kind === "max") {
      for (const { i, j } of trace.terms.filter(({ isWinner }) => isWinner)) {
        marks.input.push({ rows: [rows[i]], columns: [columns[j]], kind: "soft" });
        marks.products.push({ rows: [i], columns: [j], kind: "strong" });
      }
    }
    if (focus && rows[focus.i] !== undefined && columns[focus.j] !== undefined) {
      marks.input.push({ rows: [rows[focus.i]], columns: [columns[focus.j]], kind: "strong" });
      marks.kernel.push({ rows: [taps.rows[focus.i]], columns: [taps.columns[focus.j]], kind: "strong" });
      marks.products.push({ rows: [focus.i], columns: [focus.j], kind: "strong" });
    }
    const several = operation.filterCount > 1;
    const title = fill(several ? words[operation.isPooling ? "cell_of_channel" : "cell_of_filter"] : words.cell, { row, column, filter, channel: filter });
    const more = operation.kind === "transposed" ? fill(trace.terms.length ? (trace.count === 1 ? words.one_kernel : words.kernels) : "", { count: trace.count }) : "";
    return { title, more, arithmetic: cellArithmetic(operation, trace, { words, channel: trace.channels[place] }) };
  }

  showPixel({ row, column }, { focus, marks, texts }) {
    const { operation, words, filter, channel } = this;
    const cells = operation.reach(row, column, channel, filter);
    const value = operation.pixel(row, column, channel);
    marks.input.push({ rows: [row], columns: [column], kind: "strong" });
    const isOutside = operation.rows.isOutside(row) || operation.columns.isOutside(column);
    const terms = cells.map(({ i, j, weight }) => ({ i, j, input: value, weight, product: value * weight, isPadding: isOutside }));
    this.showProducts(terms, this.windowShape);
    marks.output.push({ rows: cells.map((cell) => cell.row), columns: cells.map((cell) => cell.column), kind: "strong" });
    if (cells.length) marks.kernel.push({ rows: cells.map(({ i }) => i), columns: cells.map(({ j }) => j), kind: "soft" });
    texts.output = cells.map((cell) => ({ ...cell, text: operation.kind === "max" ? (cell.weight ? "max" : "") : `·${short(cell.weight)}` })).filter(({ text }) => text);
    if (focus) {
      const cell = cells.find(({ i, j }) => i === focus.i && j === focus.j);
      marks.kernel.push({ rows: [focus.i], columns: [focus.j], kind: "strong" });
      marks.products.push({ rows: [focus.i], columns: [focus.j], kind: "strong" });
      if (cell) marks.output.push({ rows: [cell.row], columns: [cell.column], kind: "strong" });
    }
    const title = isOutside
      ? fill(words.padding_cell, { row: proper(String(row)), column: proper(String(column)) })
      : fill(words.pixel, { row, column, value: proper(exact(value)) });
    const count = cells.length;
    const key = isOutside && operation.isPooling ? "reaches_padding" : count === 0 ? "reaches_none" : count === 1 ? "reaches_one" : "reaches";
    return { title, more: fill(words[key], { count }), arithmetic: reachArithmetic(operation, isOutside && operation.isPooling ? [] : cells, value, words) };
  }

  showWeight({ row, column }, { at, marks }) {
    const { operation, words, filter, channel } = this;
    const use = operation.use(row, column);
    const places = (name, kind) => ({ rows: use.rows.map((each) => each[name]), columns: use.columns.map((each) => each[name]), kind });
    if (operation.has(at.row, at.column)) {
      const trace = operation.trace(at.row, at.column, filter);
      const place = Math.max(trace.channels.indexOf(channel), 0);
      this.showProducts(trace.terms.filter(({ k }) => k === place), [trace.rows.length, trace.columns.length]);
      const [i, j] = [trace.rows.findIndex(({ tap }) => tap === row), trace.columns.findIndex(({ tap }) => tap === column)];
      if (i >= 0 && j >= 0) marks.products.push({ rows: [i], columns: [j], kind: "strong" });
    }
    marks.input.push(places("input", "strong"));
    marks.output.push(places("output", "soft"));
    marks.kernel.push({ rows: [row], columns: [column], kind: "strong" });
    const pairs = use.rows.length * use.columns.length;
    const inside = use.rows.filter(({ isPadding }) => !isPadding).length * use.columns.filter(({ isPadding }) => !isPadding).length;
    const place = Math.max(operation.readBy(filter).indexOf(channel), 0);
    const value = proper(exact(operation.weight(row, column, place, filter)));
    const more = [fill(words.touches, { inside, pairs })];
    if (pairs > inside) more.push(fill(words.touches_padding, { padding: pairs - inside }));
    return { title: fill(words.weight, { row, column, value }), more: more.join(" "), arithmetic: make("div", "arithmetic") };
  }

  showProducts(terms, shape = [0, 0]) {
    if (this.isCompact) return;
    const { products } = this.views;
    products.title(this.words[this.operation.isPooling ? "window" : "products"], "");
    const [rows, columns] = this.windowShape;
    products.draw({ ...this.productsMap(Math.max(rows, shape[0]), Math.max(columns, shape[1]), terms), cell: this.kernelCell });
  }
}

// The image in its own colours. values: (H, W, 3) from 0 to 1
function colorPicture({ values, shape: [height, width] }, cell, label) {
  const figure = make("span", "tile picture");
  const canvas = make("canvas");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  const pixels = pen.createImageData(width, height);
  for (let at = 0; at < height * width; at++) {
    for (let channel = 0; channel < 3; channel++) pixels.data[4 * at + channel] = Math.round(255 * values[3 * at + channel]);
    pixels.data[4 * at + 3] = 255;
  }
  pen.putImageData(pixels, 0, 0);
  Object.assign(canvas.style, { width: `${cell * width}px`, height: `${cell * height}px` });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  figure.append(canvas, make("span", "label", label));
  return figure;
}
