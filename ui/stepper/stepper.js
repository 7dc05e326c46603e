// The stepper: operations whose maps are linked cell by cell. It keeps what is looked at; the page's script is told
// what is pinned, chosen, typed and pasted, and nothing else.
//
// Two events bubble from its root, for `benchmarks/convolution.py`: "stepper-drawn" when what came is on the canvases
// (`detail: { version, at, took }`; `version` names the numbers that are shown), and "stepper-highlighted" when the
// links of a cell are (`detail: { look, at, took }`); times in ms, `at` of `performance.now()`.

import { inkTable, withTable } from "../scripts/colors.js";
import { fill, make, write } from "../scripts/dom.js";
import { readBlob } from "./blob.js";
import { CellEditor } from "./controls/cell_editor.js";
import { heardOf } from "./controls/heard.js";
import { Hint } from "./controls/hint.js";
import { refusalOf } from "./controls/judged.js";
import { MapView } from "./maps/map_view.js";
import { exact } from "./reckoning/numbers.js";
import { PanelView } from "./maps/panel_view.js";
import { Player } from "./controls/player.js";
import { Printed } from "./controls/printed.js";
import { listen } from "./controls/pointing.js";
import { arrangePanels, arrangeWithTiles } from "./maps/sizes.js";
import { Tables } from "./controls/tables.js";
import { Theme } from "./maps/theme.js";
import { Told } from "./controls/told.js";

/** @import { BlobHeader, Look, MapName, Scale } from "../scripts/wire.d.ts" */
/** @import { Cell, Component } from "../scripts/types.d.ts" */
/** @import { Blob, Panel } from "./blob.js" */
/** @import { Mark } from "./maps/map_view.js" */
/** @import { Answer, Drawn, Focus } from "./reckoning/answers.js" */

const SAID_AFTER = 200; // ms of rest, before a screen reader hears of a cell
const TALL = 0.43; // of the window, at most, for the maps
const TALL_ABOVE_TILES = 0.36;
const SEVERAL_NUMBERS = /[\s,;|]/;
const MOST_MENDED = 2000; // characters of a sheet that somebody would mend by hand

/**
 * What was typed or pasted, and the name under which it was told.
 *
 * @typedef {{ name: "input" | "kernel", cell: Cell, text: string, isSheet: boolean, told: string }} Sent
 */

export default class Stepper {
  /**
   * @param {HTMLElement} root
   * @param {string} _base
   * @param {Component<Uint8Array>} component
   */
  constructor(root, _base, { data, setTriggerValue }) {
    this.root = root;
    this.send = setTriggerValue;
    this.blob = readBlob(data);
    const { words, scales } = this.blob;
    this.words = words;
    this.isDrawn = false; // what came first
    // What is looked at: by the pointer, by the keys, for good.
    /** @type {Look | null} */
    this.hovered = null;
    /** @type {Look | null} */
    this.cursor = null;
    /** @type {Look | null} */
    this.pin = null;
    /** @type {Focus | null} */
    this.focus = null; // the product under the pointer
    /** @type {Cell} */
    this.at = { row: 0, column: 0 }; // the output cell that the player has reached
    this.filter = this.channel = 0;
    this.outputRows = this.outputColumns = 0;
    this.laidOutFor = 0; // pixels of width
    /** @type {CellEditor | null} */
    this.editor = null;
    /** @type {Sent | null} */
    this.sent = null; // what was typed or pasted last
    this.noted = ""; // the HTML of the notes
    /** @type {number | undefined} */
    this.saying = undefined;
    this.told = new Told((place) => this.send("place", place));
    this.theme = new Theme(root);
    this.scales = { sequential: inked(scales.sequential), diverging: inked(scales.diverging) };
    this.made = ""; // what the panels were made for
    /** @type {PanelView[]} */
    this.views = [];
    /** @type {MapView | null} */
    this.kernel = null; // that several panels share
    this.row = make("div", "panels");
    this.player = new Player(words, {
      go: (index) => this.goTo(this.cellOf(index)),
      describe: (index) => fill(words.row_column, { ...this.cellOf(index) }),
    });
    this.tables = new Tables(words);
    this.tables.box.addEventListener("change", () => this.showTables());
    this.bar = make("div", "bar");
    this.hint = new Hint(words);
    this.bar.append(this.player.root, this.hint.root, this.tables.switch);
    this.said = make("div", "said");
    this.title = make("p", "title");
    this.sum = make("div", "sum");
    this.said.append(this.title, this.sum);
    this.heard = make("p", "told");
    this.heard.setAttribute("role", "status");
    this.notes = make("div", "notes");
    this.printed = new Printed(words);
    // A change of the page's colours is heard of as the end of a transition of it.
    const probe = make("span", "probe");
    probe.addEventListener("transitionend", () => {
      if (this.laidOutFor) this.layOut();
    });
    root.append(
      this.row,
      this.bar,
      this.said,
      this.tables.root,
      this.notes,
      this.printed.root,
      this.heard,
      probe,
    );
    this.pointAtTerms(this.sum);
    this.resizing = new ResizeObserver(() => {
      if (root.clientWidth !== this.laidOutFor) this.layOut();
    });
    this.resizing.observe(root);
  }

  // Called at the first time and after each run of the page's script.
  /** @param {Component<Uint8Array>} component */
  update({ data, setTriggerValue }) {
    const started = performance.now();
    this.send = setTriggerValue;
    const blob = readBlob(data);
    const isNew = !this.isDrawn || blob.version !== this.blob.version;
    this.isDrawn = true;
    this.blob = blob;
    this.takePlace(blob.place);
    if (isNew) this.takePanels();
    this.showBelow(blob);
    this.layOut();
    this.showRefusal(blob.refused);
    if (isNew && this.heard.textContent) this.say(); // what it has heard may be past
    this.dispatch("stepper-drawn", {
      version: blob.version,
      at: performance.now(),
      took: performance.now() - started,
    });
  }

  get isCompact() {
    return this.blob.panels.length > 1;
  }

  // The first panel that has an operation: it stands for all where one is asked.
  get first() {
    return this.views.find(({ operation }) => operation);
  }

  takePanels() {
    const { panels, editable } = this.blob;
    const made = JSON.stringify([panels.length, editable]);
    if (made !== this.made) this.makePanels(panels);
    this.made = made;
    panels.forEach((panel, index) => this.views[index].take(panel, this.scales));
    this.outputRows = Math.max(0, ...panels.map(({ operation }) => operation?.outputHeight ?? 0));
    this.outputColumns = Math.max(0, ...panels.map(({ operation }) => operation?.outputWidth ?? 0));
  }

  /** @param {Panel[]} panels */
  makePanels(panels) {
    const options = {
      isCompact: this.isCompact,
      choose: {
        filter: (/** @type {number} */ filter) => this.choose({ filter }),
        channel: (/** @type {number} */ channel) => this.choose({ channel }),
      },
    };
    this.views = panels.map((panel) => new PanelView(this.words, this.theme, panel, this.scales, options));
    const each = make("div", "each");
    each.append(...this.views.map(({ root }) => root));
    this.kernel = this.isCompact ? new MapView("kernel", this.theme, this.words.kernel_label) : null;
    this.row.replaceChildren(...(this.kernel ? [this.kernel.root] : []), each);
    if (this.kernel) this.listenTo("kernel", this.kernel);
    for (const view of this.views) {
      for (const [name, map] of view.drawn) this.listenTo(name, map);
      this.pointAtTerms(view.sum);
    }
    this.root.classList.toggle("compact", this.isCompact);
  }

  /** @type {(name: Drawn, map: MapView) => void} */
  listenTo(name, map) {
    if (name === "products") return this.listenToProducts(map);
    const editable = name !== "output" && this.blob.editable[name] ? name : null;
    listen(map, {
      cursor: () => this.cursorIn(name, map),
      look: (cell, isByKey) => this.lookAt({ map: name, ...cell }, isByKey),
      leave: (isByKey) => this.lookAt(null, isByKey),
      press: (cell) => this.press({ map: name, ...cell }),
      escape: () => (this.editor?.isOpen ? this.editor.close() : this.press(null)),
      refuse: (cell) => this.hint.refuse(!this.isNumber(name, cell)),
      edit: editable && ((cell, typed) => this.edit(editable, map, cell, typed)),
      paste: editable && ((cell, text) => this.paste(editable, cell, text)),
    });
  }

  // A product under the pointer shows in the other maps what it is made of.
  /** @param {MapView} map */
  listenToProducts(map) {
    listen(map, {
      cursor: () => ({ row: this.focus?.i ?? 0, column: this.focus?.j ?? 0 }),
      look: ({ row, column }) => this.point({ i: row, j: column }),
      leave: () => this.point(null),
      press: () => {},
      escape: () => this.press(null),
    });
  }

  // So does a term of a sum; and the sum of a channel chooses it.
  /** @param {HTMLElement} sum */
  pointAtTerms(sum) {
    sum.addEventListener("pointerover", ({ target }) => {
      const term = closest(target, ".term");
      this.point(term ? { i: Number(term.dataset.i), j: Number(term.dataset.j) } : null);
    });
    sum.addEventListener("pointerleave", () => this.point(null));
    sum.addEventListener("click", ({ target }) => {
      const part = closest(target, "[data-channel]");
      if (part) this.choose({ channel: Number(part.dataset.channel) });
    });
  }

  /** @param {Focus | null} focus */
  point(focus) {
    if (focus?.i === this.focus?.i && focus?.j === this.focus?.j) return;
    this.focus = focus;
    this.show();
  }

  /** @type {(name: "input" | "kernel", map: MapView, cell: Cell, typed: string | null) => void} */
  edit(name, map, cell, typed) {
    if (!this.isNumber(name, cell)) return this.hint.refuse(true);
    this.hovered = null;
    this.openEditor(name, map, cell, { typed }).focus();
  }

  /**
   * @param {"input" | "kernel"} name
   * @param {MapView} map
   * @param {Cell} cell
   * @param {{ typed: string | null, isSheet?: boolean }} options
   * @returns {CellEditor}
   */
  openEditor(name, map, cell, { typed, isSheet = false }) {
    this.editor?.close();
    const { words, blob } = this;
    const [top, left] = map.first;
    const rule = blob.editable[name];
    const editor = new CellEditor(map, cell, {
      before: isSheet ? "" : exact(map.values[(cell.row - top) * map.columns + cell.column - left]),
      typed,
      isSheet,
      words,
      label: isSheet ? words.edit_sheet : fill(words.edit_cell, { ...cell }),
      refusal: (text) => (isSheet || !rule ? "" : refusalOf(text, rule, cell)),
      take: (text) => this.tell(name, cell, text, isSheet),
      back: () => this.lookAt({ map: name, ...cell }, true),
    });
    this.editor = editor;
    return editor;
  }

  // A sheet replaces all numbers; a single one goes into the cell.
  /** @type {(name: "input" | "kernel", cell: Cell, text: string) => void} */
  paste(name, cell, text) {
    if (SEVERAL_NUMBERS.test(text.trim())) this.tell(name, cell, text, true);
    else if (this.isNumber(name, cell)) this.tell(name, cell, text, false);
    else this.hint.refuse(true);
  }

  // Tells the page's script of numbers that were typed or pasted, under a name that comes back if they are refused.
  /** @type {(name: "input" | "kernel", cell: Cell, text: string, isSheet: boolean) => void} */
  tell(name, cell, text, isSheet) {
    this.sent = { name, cell, text, isSheet, told: Math.random().toString(36).slice(2) };
    const { told } = this.sent;
    const index = this.indexOf(name);
    if (isSheet) this.send("paste", { map: name, index, text, told });
    else this.send("edit", { map: name, ...cell, index, text, told });
  }

  // What was refused comes back into its field, to be mended.
  /** @param {BlobHeader["refused"]} refused */
  showRefusal(refused) {
    if (!refused || refused.told !== this.sent?.told) return;
    const { name, cell, text, isSheet } = this.sent;
    this.sent = null;
    const map = (name === "kernel" && this.kernel) || (this.first ?? this.views[0]).views[name];
    const isWaiting = map.box.matches(":focus") || document.activeElement === document.body;
    const isLong = text.length > MOST_MENDED;
    const editor = this.openEditor(name, map, cell, { typed: isLong ? "" : text, isSheet });
    editor.refuse(refused.sentence);
    if (isWaiting) editor.focus();
  }

  // Whether a cell is one of the image's or of the kernel's, and not of the padding.
  /** @type {(name: MapName, options: Cell) => boolean} */
  isNumber(name, { row, column }) {
    const { image, weights } = this.blob.panels.find(({ arrays }) => arrays.weights || name === "input")?.arrays ??
      {};
    const [rows, columns] = (name === "kernel" ? weights : image)?.shape ?? [0, 0];
    return row >= 0 && column >= 0 && row < rows && column < columns;
  }

  // Whether what is typed goes into a cell: one that the keys have gone to, or that is pinned.
  get isSelected() {
    const selected = this.cursor ?? this.pin;
    if (!selected || selected.map === "output") return false;
    return Boolean(this.blob.editable[selected.map]) && this.isNumber(selected.map, selected);
  }

  /** @param {MapName} name */
  indexOf(name) {
    return name === "kernel" ? this.filter : this.channel;
  }

  get look() {
    return this.hovered ?? this.cursor ?? this.pin ?? this.reached;
  }

  // The output cell that the player has reached.
  /** @returns {Look} */
  get reached() {
    return { map: "output", ...this.at };
  }

  // Where the keys start from in a map.
  /** @type {(name: MapName, options: MapView) => Cell} */
  cursorIn(name, { first, rows, columns }) {
    const looks = [this.cursor, this.pin, this.hovered, this.reached];
    const cell = looks.find((look) => look?.map === name) ?? { row: 0, column: 0 };
    /** @type {(index: number, least: number, count: number) => number} */
    const within = (index, least, count) => Math.min(Math.max(index, least), least + count - 1);
    return { row: within(cell.row, first[0], rows), column: within(cell.column, first[1], columns) };
  }

  /** @type {(look: Look | null, isByKey: boolean) => void} */
  lookAt(look, isByKey) {
    if (!isByKey) {
      this.hovered = look;
      return this.show();
    }
    this.cursor = look;
    if (look) this.hovered = null;
    if (look?.map !== "output") return this.show({ isNews: Boolean(look) });
    this.player.pause();
    this.goTo({ row: look.row, column: look.column });
  }

  // Pins a cell, or takes out the pin if it is that cell, or if it is none.
  /** @param {Look | null} look */
  press(look) {
    if (!look && !this.pin) return;
    this.player.pause();
    this.pin = isSame(look, this.pin) ? null : look;
    if (look?.map === "output") this.at = { row: look.row, column: look.column };
    this.changed();
    this.syncPlayer();
    this.show({ isNews: true });
  }

  // Goes to an output cell; a pin goes along.
  /** @param {Cell} at */
  goTo(at) {
    const { isPlaying } = this.player;
    this.at = at;
    this.cursor = null;
    if (this.pin) this.pin = { map: "output", ...at };
    if (this.pin && !isPlaying) this.changed();
    this.syncPlayer();
    this.show({ isNews: !isPlaying });
  }

  // Where a filter reads one channel of many, the two go together.
  /** @param {{ filter?: number, channel?: number }} options */
  choose({ filter = this.filter, channel = this.channel }) {
    const operation = this.first?.operation;
    if (operation && !operation.readBy(filter).includes(channel)) {
      if (filter !== this.filter) [channel] = operation.readBy(filter);
      else filter = operation.filterOf(channel);
    }
    this.filter = filter;
    this.channel = channel;
    this.changed();
    this.layOut();
  }

  changed() {
    this.told.changed(() => ({ pin: this.pin, filter: this.filter, channel: this.channel }));
  }

  /** @param {BlobHeader["place"]} options */
  takePlace({ pin, filter, channel, told }) {
    if (!this.told.isNews(told)) return;
    this.pin = pin;
    this.filter = filter;
    this.channel = channel;
    if (pin?.map === "output") this.at = { row: pin.row, column: pin.column };
  }

  /** @param {number} index */
  cellOf(index) {
    return { row: Math.floor(index / this.outputColumns), column: index % this.outputColumns };
  }

  syncPlayer() {
    this.player.set(this.outputRows * this.outputColumns, this.at.row * this.outputColumns + this.at.column);
  }

  /** @param {Blob} options */
  showBelow({ notes, printed }) {
    const html = notes.map((note) => `<p>${note}</p>`).join("");
    if (html !== this.noted) this.notes.innerHTML = html; // not what it holds, which the browser writes its own way
    this.noted = html;
    this.notes.hidden = !html;
    this.printed.show(printed);
  }

  // Draws all maps as large as there is room.
  layOut() {
    const room = Math.floor(this.root.clientWidth);
    if (!room) return;
    this.laidOutFor = room;
    this.theme.read();
    this.clip();
    if (this.isCompact) this.layOutPanels(room);
    else this.layOutOne(room);
    this.bar.hidden = this.said.hidden = !this.first;
    this.syncPlayer();
    this.hovered = this.stillThere(this.hovered);
    this.cursor = this.stillThere(this.cursor);
    this.editor?.place();
    this.showTables();
    this.show();
  }

  // Moves what is looked at to what the panels have.
  clip() {
    const operation = this.first?.operation;
    /** @param {(panel: Panel) => number} count */
    const most = (count) => Math.max(...this.blob.panels.map(count)) - 1;
    this.filter = Math.min(this.filter, most(filtersOf));
    this.channel = Math.min(this.channel, most(channelsOf));
    if (operation && this.filter < operation.filterCount && !operation.readBy(this.filter).includes(this.channel)) {
      [this.channel] = operation.readBy(this.filter);
    }
    this.at = {
      row: Math.max(0, Math.min(this.at.row, this.outputRows - 1)),
      column: Math.max(0, Math.min(this.at.column, this.outputColumns - 1)),
    };
  }

  /** @type {(look: Look | null) => Look | null} */
  stillThere(look) {
    if (!look) return null;
    const map = (look.map === "kernel" && this.kernel) || this.first?.views[look.map];
    return map?.holds(look) ? look : null;
  }

  /** @param {number} room */
  layOutOne(room) {
    const [view] = this.views;
    const [panel] = this.blob.panels;
    const { shapes } = view.held;
    const counts = [filtersOf(panel), channelsOf(panel)].filter((count) => count > 1);
    const tiles = counts.reduce((sum, count) => sum + count, 0);
    const heights = [tall(TALL), tall(TALL_ABOVE_TILES)];
    const { name, cell, kernelCell, isBeside } = arrangeWithTiles(room, heights, shapes, tiles);
    view.maps.className = `maps ${name}`;
    view.root.classList.toggle("tiles-below", !isBeside);
    view.draw({ cell, kernelCell, filter: this.filter, channel: this.channel });
  }

  /** @param {number} room */
  layOutPanels(room) {
    const owner = this.views.find(({ held }) => held.hasKernel);
    const shapes = this.views.map(({ held: { shapes: { input, output } } }) => output && { input, output });
    const way = arrangePanels(room, tall(TALL), shapes, owner?.held.shapes.kernel ?? null);
    this.row.style.setProperty("--per-row", String(way.perRow));
    this.root.classList.toggle("stacked", way.isStacked);
    this.root.classList.toggle("narrow", way.isNarrow);
    const weights = owner?.panel.shapes.kernel;
    if (this.kernel) this.kernel.root.hidden = !owner;
    if (weights) this.kernel?.title(this.words.kernel, weights);
    for (const view of this.views) view.draw({ ...way, filter: this.filterIn(view), channel: this.channel });
    const drawn = owner?.weights;
    if (drawn) this.kernel?.draw(drawn);
  }

  /** @param {PanelView} options */
  filterIn({ panel }) {
    return Math.min(this.filter, filtersOf(panel) - 1);
  }

  // Highlights what is looked at, everywhere. isNews: whether a screen reader hears of it.
  /** @param {{ isNews?: boolean }} [options] */
  show({ isNews = false } = {}) {
    const started = performance.now();
    const { look, first } = this;
    const pin = isSame(look, this.pin) ? null : this.pin;
    this.hint.show(this.blob.editable, this.isSelected);
    for (const view of this.views) view.show({ look, at: this.at, pin, focus: this.focus });
    if (first) {
      if (first.answer) this.showSaid(first.answer, Boolean(this.pin && !pin));
      if (first.answer && this.kernel) this.highlightKernel(this.kernel, first.answer, pin);
      this.tables.showTerms(this.views, look.map === "output" ? look : this.at);
      if (isNews) this.say();
    }
    this.dispatch("stepper-highlighted", { look, at: performance.now(), took: performance.now() - started });
  }

  /** @type {(options: Answer, isPinned: boolean) => void} */
  showSaid({ title, more, arithmetic }, isPinned) {
    this.title.replaceChildren(make("b", "", title));
    if (isPinned) {
      const pinned = make("span", "pinned", this.words.pinned);
      pinned.dataset.said = `, ${this.words.pinned},`;
      this.title.append(" ", pinned);
    }
    if (more && !this.isCompact) this.title.append(" ", make("span", "", more));
    if (!this.isCompact) this.sum.replaceChildren(arithmetic);
  }

  /** @type {(kernel: MapView, options: Answer, pin: Look | null) => void} */
  highlightKernel(kernel, { marks }, pin) {
    /** @type {Mark[]} */
    const pinned = pin?.map === "kernel" ? [{ rows: [pin.row], columns: [pin.column], kind: "pin" }] : [];
    kernel.highlight([...pinned, ...marks.kernel]);
  }

  say() {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      const shown = this.isCompact ? this.views.filter(({ operation }) => operation) : [];
      const sums = shown.flatMap(({ panel, sum }) => [`${panel.name}:`, sum]);
      write(this.heard, heardOf([this.title, this.sum, ...sums]));
    }, SAID_AFTER);
  }

  showTables() {
    this.tables.showMaps(this.views);
    this.tables.showTerms(this.views, this.look.map === "output" ? this.look : this.at);
  }

  /** @type {(name: string, detail: object) => void} */
  dispatch(name, detail) {
    this.root.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  stop() {
    this.resizing.disconnect();
    this.player.stop();
    this.told.stop();
    clearTimeout(this.saying);
  }
}

/** @type {(options: Panel) => number} */
function filtersOf({ operation, arrays }) {
  return operation?.filterCount ?? arrays.weights?.shape[3] ?? 1;
}

/** @type {(options: Panel) => number} */
function channelsOf({ arrays }) {
  return arrays.image.shape[2];
}

/** @type {(look: Look | null, other: Look | null) => boolean} */
function isSame(look, other) {
  return Boolean(look && other) && look?.map === other?.map && look?.row === other?.row &&
    look?.column === other?.column;
}

// A share of the window's height, within what can be used.
/** @param {number} share */
function tall(share) {
  return Math.min(Math.max(globalThis.innerHeight * share, 220), 460);
}

// A scale with what is written on each of its colours.
/** @param {Scale} scale */
function inked(scale) {
  const found = withTable(scale);
  return { ...found, inks: inkTable(found.table) };
}

/** @type {(target: EventTarget | null, selector: string) => HTMLElement | null} */
function closest(target, selector) {
  return target instanceof Element ? target.closest(selector) : null;
}
