// The stepper: operations whose maps are linked cell by cell. It keeps what is looked at; the page's script is told
// what is pinned, chosen, typed and pasted, and nothing else. What a handle and a typed number lead to is shown ahead
// of the script (`controls/ahead.js`).
//
// Two events bubble from its root, for `benchmarks/convolution.py`: "stepper-drawn" when what came is on the canvases
// (`detail: { version, at, took }`; `version` names the numbers that are shown), and "stepper-highlighted" when the
// links of a cell are (`detail: { look, at, took }`); times in ms, `at` of `performance.now()`.

import { withInks } from "../scripts/colors.js";
import { fill, make } from "../scripts/dom.js";
import { readBlob } from "./blob.js";
import { Ahead } from "./controls/ahead.js";
import { Editing } from "./controls/editing.js";
import { Hint } from "./controls/hint.js";
import { leave, takeUp } from "./controls/left.js";
import { Said } from "./controls/said.js";
import { MapView } from "./maps/map_view.js";
import { PanelView } from "./maps/panel_view.js";
import { Notes } from "./controls/notes.js";
import { Player } from "./controls/player.js";
import { Printed } from "./controls/printed.js";
import { listen, listenToProducts, listenToTerms } from "./controls/pointing.js";
import { channelsOf, drawOne, drawPanels, filtersOf } from "./maps/arrangement.js";
import { Tables } from "./controls/tables.js";
import { Theme } from "./maps/theme.js";
import { isSame } from "./reckoning/answers.js";
import { Told } from "./controls/told.js";

/** @import { BlobHeader, Look, MapName, StepperPlace } from "../scripts/wire.d.ts" */
/** @import { Cell, Component } from "../scripts/types.d.ts" */
/** @import { Blob, Outlook, Panel } from "./blob.js" */
/** @import { Edited } from "./controls/editing.js" */
/** @import { Left } from "./controls/left.js" */
/** @import { Mark } from "./maps/map_view.js" */
/** @import { Answer, Drawn, Focus } from "./reckoning/answers.js" */

export default class Stepper {
  /**
   * @param {HTMLElement} root
   * @param {string} base
   * @param {Component<Uint8Array>} component
   */
  constructor(root, base, { data, setTriggerValue }) {
    this.root = root;
    this.send = setTriggerValue;
    this.blob = readBlob(data);
    const { words, scales, key } = this.blob;
    this.words = words;
    this.isDrawn = false; // what came first
    /** @type {Uint8Array} */
    this.newest = data; // that the script has sent
    this.ahead = new Ahead(base, {
      place: () => ({ pin: this.pin, filter: this.filter, channel: this.channel }),
      take: (outlook, place) => this.goAhead(outlook, place),
      giveUp: () => this.update({ data: this.newest, setTriggerValue: this.send }),
    });
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
    this.told = new Told(key, (place) => this.send("place", place));
    this.theme = new Theme(root);
    this.scales = { sequential: withInks(scales.sequential), diverging: withInks(scales.diverging) };
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
    this.editing = new Editing({
      hint: this.hint,
      blob: () => this.blob,
      mapOf: (name) => (name === "kernel" && this.kernel) || (this.first ?? this.views[0]).views[name],
      indexOf: (name) => (name === "kernel" ? this.filter : this.channel),
      back: (name, cell) => this.lookAt({ map: name, ...cell }, true),
      send: (name, told) => this.send(name, told),
      ahead: this.ahead,
    });
    this.bar.append(this.player.root, this.hint.root, this.tables.switch);
    this.said = new Said(words);
    this.notes = new Notes();
    this.printed = new Printed(words);
    // A change of the page's colours is heard of as the end of a transition of it.
    const probe = make("span", "probe");
    probe.addEventListener("transitionend", () => {
      if (this.laidOutFor) this.layOut();
    });
    root.append(
      this.notes.root,
      this.row,
      this.bar,
      this.said.root,
      this.tables.root,
      this.printed.root,
      this.said.heard,
      probe,
    );
    listenToTerms(this.said.sum, this);
    this.resizing = new ResizeObserver(() => {
      if (root.clientWidth !== this.laidOutFor) this.layOut();
    });
    this.resizing.observe(root);
    this.left = takeUp();
    this.focused = -1; // which map has the keys
    root.addEventListener("focusin", ({ target }) => {
      this.focused = this.maps.findIndex(({ box }) => box.contains(/** @type {Node} */ (target)));
    });
    // Not if they go because the stepper is taken off the page, which is known only afterwards.
    root.addEventListener("focusout", () =>
      queueMicrotask(() => {
        if (root.isConnected && !root.matches(":focus-within")) this.focused = -1;
      }));
  }

  // Called at the first time and after each run of the page's script.
  /** @param {Pick<Component<Uint8Array>, "data" | "setTriggerValue">} component */
  update({ data, setTriggerValue }) {
    const started = performance.now();
    this.send = setTriggerValue;
    this.newest = data;
    const blob = readBlob(data);
    if (this.ahead.follow(blob.ahead, blob.heard)) {
      this.takePlace(blob.place);
      this.take(blob, started);
    }
    if (this.left) this.goOn(this.left);
    this.left = null;
    this.editing.showRefusal(blob.refused);
  }

  // Goes on with what was under way in the stepper that Streamlit took off the page.
  /** @param {Left} left */
  goOn({ place, isUntold, at, cursor, focused, editing }) {
    this.at = at;
    this.cursor = cursor;
    if (isUntold) {
      this.putPlace(place);
      this.changed();
    }
    this.layOut();
    const map = this.maps[focused];
    const hasKeys = map !== undefined && document.activeElement === document.body;
    if (hasKeys) map.box.focus({ preventScroll: true });
    this.editing.goOn(editing, hasKeys);
  }

  // All that the keys go from cell to cell in.
  get maps() {
    const own = this.views.flatMap(({ drawn }) => drawn.map(([_, map]) => map));
    return this.kernel ? [this.kernel, ...own] : own;
  }

  // Shows what the script will send.
  /** @type {(outlook: Outlook, asked: Omit<StepperPlace, "told">) => void} */
  goAhead({ panels, scales, version, notes, printed, place }, asked) {
    const started = performance.now();
    const { pin, filter, channel } = this;
    if (JSON.stringify({ pin, filter, channel }) === JSON.stringify(asked)) this.putPlace(place);
    this.take({ ...this.blob, panels, scales, version, notes, printed }, started);
  }

  /** @type {(blob: Blob, started: number) => void} */
  take(blob, started) {
    const isNew = !this.isDrawn || blob.version !== this.blob.version;
    this.isDrawn = true;
    this.blob = blob;
    if (isNew) this.takePanels();
    this.notes.show(blob.notes);
    this.printed.show(blob.printed);
    this.layOut();
    if (isNew && this.said.heard.textContent) this.say(); // what it has heard may be past
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
      listenToTerms(view.sum, this);
    }
    this.root.classList.toggle("compact", this.isCompact);
  }

  /** @type {(name: Drawn, map: MapView) => void} */
  listenTo(name, map) {
    if (name === "products") return listenToProducts(map, this);
    const editable = name !== "output" && this.blob.editable[name] ? name : null;
    listen(map, {
      cursor: () => this.cursorIn(name, map),
      look: (cell, isByKey) => this.lookAt({ map: name, ...cell }, isByKey),
      leave: (isByKey) => this.lookAt(null, isByKey),
      press: (cell, isTapped) => {
        if (isTapped && editable) this.tap(editable, map, cell);
        else this.press({ map: name, ...cell });
      },
      escape: () => (this.editing.isOpen ? this.editing.close() : this.press(null)),
      refuse: (cell) => this.hint.refuse(!this.editing.isNumber(name, cell)),
      edit: editable && ((cell, typed) => this.edit(editable, map, cell, typed)),
      paste: editable && ((cell, text) => this.editing.paste(editable, cell, text)),
    });
  }

  /** @param {Focus | null} focus */
  point(focus) {
    if (focus?.i === this.focus?.i && focus?.j === this.focus?.j) return;
    this.focus = focus;
    this.show();
  }

  // A finger has no key that opens a field. A weight is there to be changed; of the image a finger rather wants to know
  // where a pixel goes, which a keyboard would cover, so that it taps once more for that.
  /** @type {(name: Edited, map: MapView, cell: Cell) => void} */
  tap(name, map, cell) {
    const look = { map: name, ...cell };
    const isPinned = isSame(look, this.pin);
    const isToType = this.editing.isNumber(name, cell) && !this.editing.isOpen && (isPinned || name === "kernel");
    if (!isPinned || !isToType) this.press(look);
    if (isToType) this.edit(name, map, cell, null, true);
  }

  /** @type {(name: Edited, map: MapView, cell: Cell, typed: string | null, isTapped?: boolean) => void} */
  edit(name, map, cell, typed, isTapped = false) {
    if (this.editing.isNumber(name, cell)) this.hovered = null;
    this.editing.edit(name, map, cell, typed, isTapped);
  }

  // Whether what is typed goes into a cell: one that the keys have gone to, or that is pinned.
  get isSelected() {
    const selected = this.cursor ?? this.pin;
    if (!selected || selected.map === "output") return false;
    return Boolean(this.blob.editable[selected.map]) && this.editing.isNumber(selected.map, selected);
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
    if (look && !isSame(look, this.cursor)) this.cursor = null; // what is typed next goes into the cell that was pressed
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
  takePlace({ told, ...place }) {
    if (this.told.isNews(told)) this.putPlace(place);
  }

  /** @param {Omit<StepperPlace, "told">} place */
  putPlace({ pin, filter, channel }) {
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

  // Draws all maps as large as there is room.
  layOut() {
    const room = Math.floor(this.root.clientWidth);
    if (!room) return;
    this.laidOutFor = room;
    this.theme.read();
    this.clip();
    if (this.kernel) drawPanels(this.root, this.kernel, this.words.kernel, this.views, room, this);
    else drawOne(this.views[0], room, this);
    this.placeSaid();
    this.markStages();
    this.bar.hidden = this.said.root.hidden = !this.first;
    this.syncPlayer();
    this.hovered = this.stillThere(this.hovered);
    this.cursor = this.stillThere(this.cursor);
    this.editing.place();
    this.showTables();
    this.show();
  }

  // Where the maps have no room in one row, the sum stands below the output that it is of, and not below all maps.
  placeSaid() {
    const [view] = this.views;
    const isBelow = this.isCompact || view.maps.classList.contains("row");
    const { root } = this.said;
    if (!isBelow && root.parentElement !== view.maps) view.maps.append(root);
    if (isBelow && root.parentElement !== this.root) this.bar.after(root);
  }

  // What a lesson brings into view: all; in a narrow window the first panel that pads, or the outputs to choose from,
  // and, once the answer is shown, an output that stands below its input.
  markStages() {
    const [view] = this.views;
    const padded = this.views.find(({ held }) => held.ring.flat().some(Boolean)) ?? view;
    /** @type {(part: HTMLElement, stage: string, isOne?: boolean) => void} */
    const mark = (part, stage, isOne = true) =>
      isOne ? part.setAttribute("data-stage", stage) : part.removeAttribute("data-stage");
    mark(this.root, "");
    for (const each of this.views) mark(each.root, "narrow", this.isCompact && each === padded);
    mark(view.tiles.filters.root, "narrow", !this.isCompact && !view.tiles.filters.root.hidden);
    mark(view.views.output.root, "seen", view.maps.classList.contains("stack"));
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

  // Highlights what is looked at, everywhere. isNews: whether a screen reader hears of it.
  /** @param {{ isNews?: boolean }} [options] */
  show({ isNews = false } = {}) {
    const started = performance.now();
    const { look, first } = this;
    const pin = isSame(look, this.pin) ? null : this.pin;
    this.hint.show(this.blob.editable, this.isSelected, this.editing.isOpen);
    for (const view of this.views) view.show({ look, at: this.at, pin, focus: this.focus });
    this.theme.paint();
    if (first) {
      if (first.answer) {
        this.said.show(first.answer, { isPinned: Boolean(this.pin && !pin), isShort: this.isCompact });
        if (this.kernel) this.highlightKernel(this.kernel, first.answer, pin);
      }
      this.tables.showTerms(this.views, look.map === "output" ? look : this.at);
      if (isNews) this.say();
    }
    this.dispatch("stepper-highlighted", { look, at: performance.now(), took: performance.now() - started });
  }

  /** @type {(kernel: MapView, options: Answer, pin: Look | null) => void} */
  highlightKernel(kernel, { marks }, pin) {
    /** @type {Mark[]} */
    const pinned = pin?.map === "kernel" ? [{ rows: [pin.row], columns: [pin.column], kind: "pin" }] : [];
    kernel.highlight([...pinned, ...marks.kernel]);
  }

  say() {
    this.said.say(() => {
      const shown = this.isCompact ? this.views.filter(({ operation }) => operation) : [];
      return shown.flatMap(({ panel, sum }) => [`${panel.name}:`, sum]);
    });
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
    this.ahead.stop();
    this.player.stop();
    const { pin, filter, channel, at, cursor, focused } = this;
    const isUntold = this.told.stop();
    leave({ place: { pin, filter, channel }, isUntold, at, cursor, focused, editing: this.editing.left });
    this.said.stop();
  }
}
