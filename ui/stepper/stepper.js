// The stepper: operations whose maps are linked cell by cell. It keeps what is looked at; the page's script is told
// what is pinned, chosen, typed and pasted, and nothing else.
//
// Two events bubble from its root, for `benchmarks/convolution.py`: "stepper-drawn" when a blob's maps are on their
// canvases (`detail: { version, at, took }`; `version` names the numbers that are shown), and
// "stepper-highlighted" when a cell's links are (`detail: { look, at, took }`); times in ms of `performance.now()`.

import { colorTable, inkTable } from "../modules/colors.js";
import { fill, make, write } from "../modules/dom.js";
import { readBlob } from "./blob.js";
import { editCell } from "./cell_editor.js";
import { MapView } from "./map_view.js";
import { PanelView } from "./panel_view.js";
import { Player } from "./player.js";
import { listen } from "./pointing.js";
import { arrange, arrangePanels } from "./sizes.js";
import { mapTable, termsTable } from "./tables.js";
import { Theme } from "./theme.js";

const TOLD_AFTER = 250; // ms of rest, before the page's script hears of a place
const ANSWERED_WITHIN = 2000; // ms, after which its word counts again in any case
const SAID_AFTER = 200; // ms of rest, before a screen reader hears of a cell
const PANEL_GAP = 28;
const TALL = 0.43; // of the window, at most, for the maps
const TALL_ABOVE_TILES = 0.36;
const MOST_TILES_BESIDE = 4;
const TILES_ROOM = 250; // pixels, for the small multiples to stand beside the maps, with their gap
const SEPARATED = /[\t\n,;|]/;

export default class Stepper {
  constructor(root) {
    this.root = root;
    this.look = { hovered: null, cursor: null };
    this.at = { row: 0, column: 0 };
    this.pin = null;
    this.filter = this.channel = 0;
    this.focus = null;
  }

  // Called at the first time and after each run of the page's script.
  update({ data, setTriggerValue }) {
    this.tell = setTriggerValue;
    const started = performance.now();
    const blob = readBlob(data);
    const isNew = blob.version !== this.blob?.version;
    this.blob = blob;
    if (!this.isBuilt) this.build();
    this.takePlace(blob.place);
    this.showNotice(blob.notice);
    if (isNew) this.takePanels();
    this.layOut();
    this.dispatch("stepper-drawn", { version: blob.version, at: performance.now(), took: performance.now() - started });
  }

  build() {
    this.isBuilt = true;
    const { words, scales } = this.blob;
    this.words = words;
    this.theme = new Theme(this.root);
    this.scales = Object.fromEntries(
      Object.entries(scales).map(([name, scale]) => {
        const table = colorTable(scale);
        return [name, { scale, table, inks: inkTable(table) }];
      }),
    );
    this.notice = make("p", "notice");
    this.notice.setAttribute("role", "status");
    this.row = make("div", "panels");
    this.player = new Player(words, {
      go: (index) => this.goTo(this.cellOf(index)),
      describe: (index) => fill(words.row_column, this.cellOf(index)),
    });
    const tables = make("label", "switch");
    this.tableSwitch = make("input");
    this.tableSwitch.type = "checkbox";
    this.tableSwitch.addEventListener("change", () => this.showTables());
    tables.append(this.tableSwitch, make("span", "", words.as_tables));
    this.bar = make("div", "bar");
    this.bar.append(this.player.root, tables);
    this.said = make("div", "said");
    this.title = make("p", "title");
    this.sum = make("div", "sum");
    this.said.append(this.title, this.sum);
    this.tables = make("div", "tables");
    this.tables.hidden = true;
    this.told = make("p", "told");
    this.told.setAttribute("role", "status");
    // A change of the page's colours is heard of as the end of a transition of it.
    const probe = make("span", "probe");
    probe.addEventListener("transitionend", () => this.isLaidOut && this.layOut());
    this.root.append(this.notice, this.row, this.bar, this.said, this.tables, this.told, probe);
    this.pointTerms(this.sum);
    this.sum.addEventListener("click", ({ target }) => {
      const part = target.closest("[data-channel]");
      if (part) this.choose({ channel: Number(part.dataset.channel) });
    });
    this.resizing = new ResizeObserver(() => {
      if (this.root.clientWidth !== this.laidOutFor) this.layOut();
    });
    this.resizing.observe(this.root);
  }

  get isCompact() {
    return this.blob.panels.length > 1;
  }

  takePanels() {
    const { panels } = this.blob;
    const wanted = `${panels.length}/${JSON.stringify(this.blob.editable)}`;
    if (this.made !== wanted) this.makePanels(panels);
    this.made = wanted;
    panels.forEach((panel, index) => this.views[index].take(panel, this.scales));
    const operations = panels.map(({ operation }) => operation).filter(Boolean);
    const most = (name) => Math.max(0, ...operations.map((operation) => operation[name]));
    [this.outputRows, this.outputColumns] = [most("outputHeight"), most("outputWidth")];
  }

  makePanels(panels) {
    const choose = { filter: (filter) => this.choose({ filter }), channel: (channel) => this.choose({ channel }) };
    this.views = panels.map(() => new PanelView(this.words, this.theme, { isCompact: this.isCompact, choose }));
    this.row.replaceChildren();
    this.kernel = null;
    if (this.isCompact) {
      this.kernel = new MapView("kernel", this.theme, this.words.kernel_label);
      this.row.append(this.kernel.root);
      this.listenTo("kernel", this.kernel, this.views[0]);
    }
    const each = make("div", "each");
    each.append(...this.views.map(({ root }) => root));
    this.row.append(each);
    for (const view of this.views) {
      for (const [name, map] of Object.entries(view.views)) this.listenTo(name, map, view);
      this.pointTerms(view.sum);
    }
    this.root.classList.toggle("compact", this.isCompact);
  }

  listenTo(name, map, panelView) {
    if (name === "products") return this.listenToProducts(map);
    const isEditable = this.blob.editable[name];
    const edit = (cell, typed) => {
      if (!this.isOfGrid(name, cell, panelView)) return;
      this.look.cursor = this.look.hovered = null;
      editCell(map, cell, {
        typed,
        label: fill(this.words.edit_cell, cell),
        tell: (text) => this.tell("edit", { map: name, ...cell, index: this.indexOf(name), text }),
        back: () => this.lookAt({ map: name, ...cell }, true),
      });
    };
    listen(map, {
      cursor: () => this.cursorIn(name, map),
      look: (cell, isByKey) => this.lookAt({ map: name, ...cell }, isByKey),
      leave: (isByKey) => this.lookAt(null, isByKey),
      press: (cell) => this.press({ map: name, ...cell }),
      escape: () => this.press(null),
      edit: isEditable ? edit : null,
      paste: isEditable ? (cell, text) => this.paste(name, cell, text, panelView) : null,
    });
  }

  // Under the pointer a product shows what it is made of, in all other maps.
  listenToProducts(map) {
    const cursor = () => ({ row: this.focus?.i ?? 0, column: this.focus?.j ?? 0 });
    const look = ({ row, column }) => this.point({ i: row, j: column });
    listen(map, { cursor, look, leave: () => this.point(null), press: () => {}, escape: () => this.press(null) });
  }

  // The same for the terms of a sum.
  pointTerms(sum) {
    sum.addEventListener("pointerover", ({ target }) => {
      const term = target.closest(".term");
      this.point(term ? { i: Number(term.dataset.i), j: Number(term.dataset.j) } : null);
    });
    sum.addEventListener("pointerleave", () => this.point(null));
  }

  point(focus) {
    if (focus?.i === this.focus?.i && focus?.j === this.focus?.j) return;
    this.focus = focus;
    this.show(false);
  }

  isOfGrid(name, { row, column }, { panel }) {
    const [rows, columns] = (name === "kernel" ? panel.arrays.weights : panel.arrays.image).shape;
    return row >= 0 && column >= 0 && row < rows && column < columns;
  }

  indexOf(name) {
    return name === "kernel" ? this.filter : this.channel;
  }

  // A sheet replaces the grid; a single number goes into the cell.
  paste(name, cell, text, panelView) {
    const index = this.indexOf(name);
    const isOne = !SEPARATED.test(text.trim()) && !/\s/.test(text.trim());
    if (!isOne) this.tell("paste", { map: name, index, text });
    else if (this.isOfGrid(name, cell, panelView)) this.tell("edit", { map: name, ...cell, index, text: text.trim() });
  }

  get shown() {
    return this.look.hovered ?? this.look.cursor ?? this.pin ?? { map: "output", ...this.at };
  }

  cursorIn(name, map) {
    const { cursor, hovered } = this.look;
    const here = [cursor, this.pin, hovered].find((each) => each?.map === name);
    const [row, column] = name === "output" ? [this.at.row, this.at.column] : [0, 0];
    const cell = here ?? { row, column };
    const within = (index, first, count) => Math.min(Math.max(index, first), first + count - 1);
    return { row: within(cell.row, map.first[0], map.rows), column: within(cell.column, map.first[1], map.columns) };
  }

  lookAt(look, isByKey) {
    if (!isByKey) this.look.hovered = look;
    else if (look?.map === "output") {
      this.look.hovered = this.look.cursor = null;
      this.player.pause();
      return this.goTo({ row: look.row, column: look.column });
    } else {
      this.look.cursor = look;
      if (look) this.look.hovered = null;
    }
    this.show(Boolean(isByKey && look));
  }

  // Pins a cell or, if it is the pinned one or none, takes the pin out.
  press(look) {
    this.player.pause();
    const isSame = look && this.pin && ["map", "row", "column"].every((part) => look[part] === this.pin[part]);
    if (!look && !this.pin) return;
    this.pin = isSame ? null : look;
    if (look?.map === "output") this.at = { row: look.row, column: look.column };
    this.syncPlayer();
    this.changed();
    this.show(true);
  }

  // Goes to an output cell; a pin goes along.
  goTo(at) {
    this.at = at;
    this.look.cursor = null;
    if (this.pin) {
      this.pin = { map: "output", ...at };
      if (!this.player.isPlaying) this.changed();
    }
    this.syncPlayer();
    this.show(!this.player.isPlaying);
  }

  choose({ filter = this.filter, channel = this.channel }) {
    const operation = this.blob.panels.find((panel) => panel.operation)?.operation;
    // Where a filter reads one channel of many, the two go together.
    if (operation && !operation.readBy(filter).includes(channel)) {
      if (filter !== this.filter) [channel] = operation.readBy(filter);
      else filter = Array.from({ length: operation.filterCount }, (_, index) => index).find((index) => operation.readBy(index).includes(channel));
    }
    Object.assign(this, { filter, channel });
    this.changed();
    this.layOut();
  }

  // Tells the page's script, once it rests, what stands in the address.
  changed() {
    this.toldAs = Math.random().toString(36).slice(2);
    this.toldAt = performance.now();
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const { pin, filter, channel } = this;
      this.tell("place", { pin, filter, channel, told: this.toldAs });
    }, TOLD_AFTER);
  }

  // Takes what the page's script says, unless it has not heard the latest from here.
  takePlace({ pin, filter, channel, told }) {
    const isOlder = this.toldAs && told !== this.toldAs && performance.now() - this.toldAt < ANSWERED_WITHIN;
    if (isOlder) return;
    Object.assign(this, { pin, filter, channel });
    if (pin?.map === "output") this.at = { row: pin.row, column: pin.column };
  }

  cellOf(index) {
    return { row: Math.floor(index / this.outputColumns), column: index % this.outputColumns };
  }

  syncPlayer() {
    this.player.set(this.outputRows * this.outputColumns, this.at.row * this.outputColumns + this.at.column);
  }

  layOut() {
    const room = Math.floor(this.root.clientWidth);
    if (!room) return;
    this.laidOutFor = room;
    this.theme.read();
    this.isLaidOut = true;
    const { panels } = this.blob;
    const filters = panels.map(({ arrays, operation }) => operation?.filterCount ?? arrays.weights?.shape[3] ?? 1);
    const channels = panels.map(({ arrays }) => arrays.image.shape[2]);
    this.filter = Math.min(this.filter, Math.max(...filters) - 1);
    this.channel = Math.min(this.channel, Math.max(...channels) - 1);
    const reader = panels.find(({ operation }) => operation)?.operation;
    if (reader && !reader.readBy(this.filter).includes(this.channel)) [this.channel] = reader.readBy(this.filter);
    this.at = {
      row: Math.max(0, Math.min(this.at.row, this.outputRows - 1)),
      column: Math.max(0, Math.min(this.at.column, this.outputColumns - 1)),
    };
    const tall = (share) => Math.min(Math.max(window.innerHeight * share, 220), 460);
    if (this.isCompact) this.layOutPanels(room, tall(TALL));
    else {
      const [view] = this.views;
      const tiles = [...filters, ...channels].filter((count) => count > 1).reduce((sum, count) => sum + count, 0);
      const way = arrange(room, tall(TALL), view.shapes);
      const isBeside = tiles <= MOST_TILES_BESIDE && way.rest >= TILES_ROOM;
      const { name, cell, kernelCell } = isBeside || !tiles ? way : arrange(room, tall(TALL_ABOVE_TILES), view.shapes);
      view.root.classList.toggle("tiles-below", !isBeside);
      view.maps.className = `maps ${name}`;
      view.draw({ cell, kernelCell, filter: this.filter, channel: this.channel });
    }
    this.bar.hidden = !panels.some(({ operation }) => operation);
    this.said.hidden = this.bar.hidden;
    this.syncPlayer();
    this.look.hovered = this.stillThere(this.look.hovered);
    this.look.cursor = this.stillThere(this.look.cursor);
    this.show(false);
    if (!this.tables.hidden) this.showTables();
  }

  stillThere(look) {
    if (!look) return null;
    const map = this.mapNamed(look.map);
    if (!map?.rows) return null;
    const [top, left] = map.first;
    return look.row < top + map.rows && look.column < left + map.columns && look.row >= top && look.column >= left ? look : null;
  }

  mapNamed(name) {
    return name === "kernel" && this.kernel ? this.kernel : this.views.find(({ operation }) => operation)?.views[name];
  }

  layOutPanels(room, tall) {
    const { panels } = this.blob;
    const withKernel = panels.findIndex(({ arrays, operation }) => arrays.weights && !operation?.isPooling);
    const owner = this.views[Math.max(withKernel, 0)];
    this.kernel.root.hidden = withKernel < 0;
    const [kernelRows, kernelColumns] = withKernel < 0 ? [0, 0] : panels[withKernel].arrays.weights.shape;
    const shapes = this.views.map((view) => (view.operation ? view.shapes : null));
    const kernelCell = Math.max(30, Math.min(44, Math.floor(150 / Math.max(kernelRows, kernelColumns, 1))));
    const kernelWidth = withKernel < 0 ? 0 : 22 + kernelColumns * kernelCell + PANEL_GAP;
    const isNarrow = room < 700;
    const { perRow, isStacked, cell } = arrangePanels(isNarrow ? room : room - kernelWidth, tall, shapes, PANEL_GAP);
    this.row.style.setProperty("--per-row", perRow);
    this.root.classList.toggle("stacked", isStacked);
    this.root.classList.toggle("narrow", isNarrow);
    if (withKernel >= 0) {
      const map = owner.kernelMap(this.filter, this.channel);
      this.kernel.title(this.words.kernel, panels[withKernel].shapes.kernel);
      this.kernel.draw({ ...map, cell: kernelCell });
    }
    for (const view of this.views) view.draw({ cell, kernelCell, filter: this.filterOf(view), channel: this.channel });
  }

  filterOf({ operation }) {
    return operation ? Math.min(this.filter, operation.filterCount - 1) : this.filter;
  }

  // Highlights what is looked at, everywhere. isNews: whether a screen reader hears of it.
  show(isNews) {
    const started = performance.now();
    const look = this.shown;
    const pin = this.pin && (look.map !== this.pin.map || look.row !== this.pin.row || look.column !== this.pin.column) ? this.pin : null;
    for (const view of this.views) view.show({ look, at: this.at, pin, focus: this.focus });
    const first = this.views.find(({ operation }) => operation);
    if (first) this.showSaid(first, look, pin, isNews);
    this.dispatch("stepper-highlighted", { look, at: performance.now(), took: performance.now() - started });
  }

  showSaid({ said }, look, pin, isNews) {
    const title = this.isCompact && look.map !== "output" ? [said.title] : [said.title, said.more];
    write(this.title, "");
    this.title.append(make("b", "", title[0]));
    if (title[1]) this.title.append(" ", make("span", "", title[1]));
    if (this.pin && !pin) this.title.append(" ", make("span", "pinned", this.words.pinned));
    if (this.isCompact) {
      this.highlightKernel(look, pin);
      for (const view of this.views) if (view.operation && view.said.more) view.sum.prepend(make("p", "more", view.said.more));
    } else this.sum.replaceChildren(said.arithmetic);
    if (!this.tables.hidden) this.showTerms();
    if (isNews) this.say();
  }

  highlightKernel(look, pin) {
    if (this.kernel.root.hidden) return;
    const marks = look.map === "kernel" ? [{ rows: [look.row], columns: [look.column], kind: "strong" }] : [];
    if (pin?.map === "kernel") marks.push({ rows: [pin.row], columns: [pin.column], kind: "pin" });
    const { operation, trace } = this.views.find((view) => view.operation);
    if (look.map === "input") {
      const cells = operation.reach(look.row, look.column, this.channel, this.filter);
      marks.push({ rows: cells.map(({ i }) => i), columns: cells.map(({ j }) => j), kind: "soft" });
    } else if (this.focus && trace) {
      const [row, column] = [trace.rows[this.focus.i]?.tap, trace.columns[this.focus.j]?.tap];
      if (row !== undefined && column !== undefined) marks.push({ rows: [row], columns: [column], kind: "strong" });
    }
    this.kernel.highlight(marks);
  }

  say() {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      const sums = this.isCompact ? this.views.filter(({ operation }) => operation).map(({ panel, sum }) => `${panel.name}: ${sum.textContent}`) : [this.sum.textContent];
      write(this.told, [this.title.textContent, ...sums].filter(Boolean).join(". "));
    }, SAID_AFTER);
  }

  // A sentence, in which what somebody typed stands between backticks.
  showNotice(text) {
    const parts = text.split("`").map((part, index) => (index % 2 ? make("code", "", part) : part));
    if (this.notice.textContent !== text.replaceAll("`", "")) this.notice.replaceChildren(...parts);
  }

  showTables() {
    this.tables.hidden = !this.tableSwitch.checked;
    this.tables.replaceChildren();
    if (this.tables.hidden) return;
    this.terms = make("div", "terms");
    for (const view of this.views) {
      const { panel, operation } = view;
      const named = (name) => [panel.name, `${this.words[name]} · ${panel.shapes[name]}`].filter(Boolean).join(" · ");
      const maps = [["input", view.inputMap(this.channel)]];
      if (panel.arrays.weights && !operation?.isPooling) maps.push(["kernel", view.kernelMap(this.filterOf(view), this.channel)]);
      if (operation) maps.push(["output", view.outputMap(this.filterOf(view))]);
      for (const [name, map] of maps) {
        const box = make("div", "table");
        box.tabIndex = 0; // wide ones are scrolled with keys too
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", named(name));
        box.append(mapTable(named(name), map, this.words));
        this.tables.append(box);
      }
    }
    this.tables.append(this.terms);
    this.showTerms();
  }

  showTerms() {
    const { row, column } = this.shown.map === "output" ? this.shown : this.at;
    const tables = this.views
      .filter(({ operation }) => operation?.has(row, column))
      .map((view) => {
        const title = [view.panel.name, fill(this.words.cell, { row, column })].filter(Boolean).join(" · ");
        return termsTable(title, view.operation, view.operation.trace(row, column, this.filterOf(view)), this.words);
      });
    this.terms.replaceChildren(...tables);
  }

  dispatch(name, detail) {
    this.root.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  stop() {
    this.resizing?.disconnect();
    this.player?.stop();
    clearTimeout(this.telling);
    clearTimeout(this.saying);
  }
}
