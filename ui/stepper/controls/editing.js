// Numbers that are typed and pasted into maps, on their way to the page's script and, where they are refused, back.

import { fill } from "../../scripts/dom.js";
import { exact } from "../reckoning/numbers.js";
import { CellEditor } from "./cell_editor.js";
import { isOneNumber, refusalOf } from "./judged.js";

/** @import { BlobHeader, MapName, StepperEdit, StepperPaste } from "../../scripts/wire.d.ts" */
/** @import { Cell } from "../../scripts/types.d.ts" */
/** @import { Blob } from "../blob.js" */
/** @import { MapView } from "../maps/map_view.js" */
/** @import { Ahead } from "./ahead.js" */
/** @import { Hint } from "./hint.js" */

const SEVERAL_NUMBERS = /[\s,;|]/;
const MOST_MENDED = 2000; // characters of a sheet that somebody would mend by hand

/** @typedef {"input" | "kernel"} Edited a map whose numbers may be changed */

/**
 * What was typed or pasted, and the name under which it was told.
 *
 * @typedef {{ name: Edited, cell: Cell, text: string, isSheet: boolean, told: string }} Sent
 */

/**
 * What was under way when the stepper was taken off the page: what the script has not answered, and an open field.
 *
 * @typedef {object} LeftEditing
 * @property {Sent | null} sent
 * @property {Omit<Sent, "told"> & { sentence: string } | null} open with why it was refused, or ""
 */

/**
 * @typedef {object} Stepper
 * @property {Hint} hint
 * @property {() => Blob} blob
 * @property {(name: Edited) => MapView} mapOf
 * @property {(name: Edited) => number} indexOf which channel or filter of the map is shown
 * @property {(name: Edited, cell: Cell) => void} back the keys are the map's again, at a cell
 * @property {(name: "edit" | "paste", told: StepperEdit | StepperPaste) => void} send
 * @property {Ahead} ahead
 */

export class Editing {
  /** @param {Stepper} stepper */
  constructor(stepper) {
    this.stepper = stepper;
    /** @type {CellEditor | null} */
    this.editor = null;
    /** @type {Edited} */
    this.name = "input"; // the map of the field
    /** @type {Sent | null} */
    this.sent = null; // what was typed or pasted last
  }

  get isOpen() {
    return Boolean(this.editor?.isOpen);
  }

  close() {
    this.editor?.close();
  }

  // Puts an open field where its cell is now.
  place() {
    this.editor?.place();
  }

  /** @type {(name: Edited, map: MapView, cell: Cell, typed: string | null, isTapped?: boolean) => void} */
  edit(name, map, cell, typed, isTapped = false) {
    if (!this.isNumber(name, cell)) return this.stepper.hint.refuse(true);
    this.open(name, map, cell, { typed }).focus({ isTapped });
  }

  /**
   * @param {Edited} name
   * @param {MapView} map
   * @param {Cell} cell
   * @param {{ typed: string | null, isSheet?: boolean }} options
   * @returns {CellEditor}
   */
  open(name, map, cell, { typed, isSheet = false }) {
    this.close();
    const { words, editable } = this.stepper.blob();
    const [top, left] = map.first;
    const rule = editable[name];
    const editor = new CellEditor(map, cell, {
      before: isSheet ? "" : exact(map.values[(cell.row - top) * map.columns + cell.column - left]),
      typed,
      isSheet,
      words,
      label: isSheet ? words.edit_sheet : fill(words.edit_cell, { ...cell }),
      refusal: (text) => (isSheet || !rule ? "" : refusalOf(text, rule, cell)),
      typing: (text) => this.foresee(name, cell, text, isSheet),
      take: (text) => this.tell(name, cell, text, isSheet),
      back: () => this.stepper.back(name, cell),
    });
    this.editor = editor;
    this.name = name;
    return editor;
  }

  // A sheet replaces all numbers; a single one goes into the cell.
  /** @type {(name: Edited, cell: Cell, text: string) => void} */
  paste(name, cell, text) {
    const rule = this.stepper.blob().editable[name];
    const isSheet = SEVERAL_NUMBERS.test(text.trim()) && !(rule && isOneNumber(text, rule));
    if (isSheet) this.tell(name, cell, text, true);
    else if (this.isNumber(name, cell)) this.tell(name, cell, text, false);
    else this.stepper.hint.refuse(true);
  }

  // Tells the page's script of numbers that were typed or pasted, under a name that comes back if they are refused.
  /** @type {(name: Edited, cell: Cell, text: string, isSheet: boolean) => void} */
  tell(name, cell, text, isSheet) {
    this.sent = { name, cell, text, isSheet, told: Math.random().toString(36).slice(2) };
    const { told } = this.sent;
    const edit = this.editOf(name, cell, text);
    if (isSheet) return this.stepper.send("paste", { map: name, index: edit.index, text, told });
    this.stepper.ahead.typed(told, edit, () => this.stepper.send("edit", { ...edit, told }));
  }

  /** @type {(name: Edited, cell: Cell, text: string, isSheet: boolean) => void} */
  foresee(name, cell, text, isSheet) {
    if (!isSheet) this.stepper.ahead.foreseeTyped(this.editOf(name, cell, text));
  }

  /** @type {(name: Edited, cell: Cell, text: string) => Omit<StepperEdit, "told">} */
  editOf(name, cell, text) {
    return { map: name, ...cell, index: this.stepper.indexOf(name), text };
  }

  // What was refused comes back into its field, to be mended.
  /** @param {BlobHeader["refused"]} refused */
  showRefusal(refused) {
    if (!refused || refused.told !== this.sent?.told) return;
    const { name, cell, text, isSheet } = this.sent;
    this.sent = null;
    const map = this.stepper.mapOf(name);
    const isWaiting = map.box.matches(":focus") || document.activeElement === document.body;
    const isLong = text.length > MOST_MENDED;
    const editor = this.open(name, map, cell, { typed: isLong ? "" : text, isSheet });
    editor.refuse(refused.sentence);
    if (isWaiting) editor.focus();
  }

  // What is under way, for another one to go on with.
  /** @returns {LeftEditing} */
  get left() {
    const { editor, name, sent } = this;
    if (!editor?.isOpen) return { sent, open: null };
    const { cell, isSheet, field, refused, sentence } = editor;
    return { sent, open: { name, cell, text: field.value, isSheet, sentence: refused === null ? "" : sentence } };
  }

  /** @type {(left: LeftEditing, hasKeys: boolean) => void} */
  goOn({ sent, open }, hasKeys) {
    this.sent = sent;
    if (!open) return;
    const { name, cell, text, isSheet, sentence } = open;
    const map = this.stepper.mapOf(name);
    if (!map.holds(cell) || !this.stepper.blob().editable[name]) return;
    const editor = this.open(name, map, cell, { typed: text, isSheet });
    if (sentence) editor.refuse(sentence);
    if (hasKeys) editor.focus();
  }

  // Whether a cell is one of the image's or of the kernel's, and not of the padding.
  /** @type {(name: MapName, cell: Cell) => boolean} */
  isNumber(name, { row, column }) {
    const { image, weights } =
      this.stepper.blob().panels.find(({ arrays }) => arrays.weights || name === "input")?.arrays ??
        {};
    const [rows, columns] = (name === "kernel" ? weights : image)?.shape ?? [0, 0];
    return row >= 0 && column >= 0 && row < rows && column < columns;
  }
}
