// A canvas that keeps its strokes as lines, in units of its own side: they can be undone, redrawn sharp at any
// size, and given as a bitmap of the size that the net's preparation wants.

import { fill, find, penOf } from "./dom.js";
import { ARROWS } from "./keys.js";
import { SIDE } from "./pixels.js";
import { packStrokes, tidied, unpackStrokes } from "./strokes.js";

/** @import { HandWords } from "./wire.d.ts" */
/** @import { Pair, Stroke } from "./types.d.ts" */

/** @typedef {Pick<HandWords, "label" | "invitation" | "undo" | "redo" | "clear" | "brush" | "brush_width">} DrawingWords */

/**
 * @typedef {object} Heard
 * @property {(isResting: boolean, at?: number) => void} onChange called with each new point and, with true, when the
 *   stroke ends; `at` is when the pointer moved, as its event says
 * @property {(file: File) => void} onPicture called with a picture that is dropped or pasted
 */

export const BITMAP_SIDE = 140;
const STORED_AS = "convscope.drawing";
const BRUSH = { least: 0.03, most: 0.16, usual: 0.085 };
// Opacities, in the pixels: of the element they would cost a surface of its own.
const GHOST = 0.22;
const EXAMPLE = 0.4;
const KEY_STEP = 0.025;
// The pointer's moves as they come, where the browser tells them; it keeps "pointermove" for its next frame.
const MOVES = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";

export class Drawing {
  /**
   * @param {HTMLElement} root
   * @param {DrawingWords} words
   * @param {Heard} heard
   */
  constructor(root, words, { onChange, onPicture }) {
    this.words = words;
    this.onChange = onChange;
    this.onPicture = onPicture;
    this.brush = BRUSH.usual;
    /** @type {Pair} */
    this.cursor = [0.5, 0.5];
    /** @type {Stroke[]} */
    this.strokes = this.stored();
    /** @type {Stroke | null} */
    this.stroke = null; // the one that is being drawn
    /** @type {number | null} */
    this.pointer = null; // that draws it
    this.hasCursor = false; // the keys move a pen
    this.side = 0; // of the surface, in its own pixels
    this.past = this.strokes.map((_, count) => this.strokes.slice(0, count));
    /** @type {Stroke[][]} */
    this.future = [];
    root.innerHTML = `
      <div class="paper">
        <canvas class="surface" tabindex="0" role="application"></canvas>
        <canvas class="ghost" width="${SIDE}" height="${SIDE}" aria-hidden="true"></canvas>
        <p class="invitation"></p>
      </div>
      <div class="tools">
        <button type="button" data-do="undo"></button>
        <button type="button" data-do="redo"></button>
        <button type="button" data-do="clear"></button>
        <label><span></span><input type="range" min="${BRUSH.least}" max="${BRUSH.most}" step="0.005"></label>
      </div>`;
    this.paper = find(root, ".paper", "div");
    this.surface = find(root, ".surface", "canvas");
    this.ghost = find(root, ".ghost", "canvas");
    this.shade = new ImageData(SIDE, SIDE);
    this.shade.data.fill(255);
    this.surface.setAttribute("aria-label", words.label);
    this.invitation = find(root, ".invitation", "p");
    this.invitation.textContent = words.invitation;
    /** @param {"undo" | "redo" | "clear"} name */
    const button = (name) => {
      const found = find(root, `[data-do=${name}]`, "button");
      found.textContent = words[name];
      found.addEventListener("click", () => this[name]());
      return found;
    };
    this.buttons = { undo: button("undo"), redo: button("redo"), clear: button("clear") };
    find(root, "label span", "span").textContent = words.brush;
    const slider = find(root, "input", "input");
    slider.value = String(this.brush);
    const choose = () => {
      this.brush = Number(slider.value);
      slider.ariaValueText = fill(words.brush_width, { share: (100 * this.brush).toFixed(1) });
    };
    slider.addEventListener("input", choose);
    choose();

    this.surface.addEventListener("pointerdown", (event) => this.press(event));
    this.surface.addEventListener(MOVES, (event) => this.move(/** @type {PointerEvent} */ (event)));
    for (const end of ["pointerup", "pointercancel"]) {
      this.surface.addEventListener(end, (event) => {
        if (/** @type {PointerEvent} */ (event).pointerId === this.pointer) this.end();
      });
    }
    this.surface.addEventListener("keydown", (event) => this.key(event));
    this.surface.addEventListener("blur", () => this.end());
    this.paper.addEventListener("dragover", (event) => event.preventDefault());
    this.paper.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer) this.take(event.dataTransfer.files);
    });
    /** @param {ClipboardEvent} event */
    this.paste = (event) => this.take(event.clipboardData?.files ?? []);
    document.addEventListener("paste", this.paste);
    this.sheet = new Sheet(this.surface);
    this.small = smallSheet();
    this.resizing = new ResizeObserver(() => {
      this.side = Math.round(this.surface.clientWidth * (globalThis.devicePixelRatio || 1));
      this.paint();
    });
    this.resizing.observe(this.surface);
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  /** @param {ArrayLike<File>} files */
  take(files) {
    if (files.length) this.onPicture(files[0]);
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0 || this.stroke) return;
    event.preventDefault();
    this.surface.focus({ preventScroll: true });
    this.surface.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId; // a second finger, a palm or a hovering mouse draws nothing meanwhile
    this.begin(this.place(event));
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.stroke || event.pointerId !== this.pointer) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    this.extend(
      (moves.length ? moves : [event]).map((each) => this.place(each)),
      event.timeStamp,
    );
  }

  // Arrows move a pen, space sets it down and lifts it: a stroke without a pointer.
  /** @param {KeyboardEvent} event */
  key(event) {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "z" && !event.shiftKey) this.undo();
      else this.redo();
    } else if (arrow) {
      event.preventDefault();
      const [down, right] = arrow;
      this.cursor = [clamp(this.cursor[0] + KEY_STEP * right), clamp(this.cursor[1] + KEY_STEP * down)];
      if (this.stroke) this.extend([this.cursor]);
      this.hasCursor = true;
      this.paint();
    } else if (event.key === " ") {
      event.preventDefault();
      this.hasCursor = true;
      if (this.stroke) this.end();
      else this.begin(this.cursor);
    }
  }

  /** @param {Pair} point */
  begin(point) {
    this.stroke = { width: this.brush, points: [point] };
    this.past.push(this.strokes);
    this.future = [];
    this.strokes = [...this.strokes, this.stroke];
    if (this.strokes.length === 1) penOf(this.ghost).clearRect(0, 0, SIDE, SIDE); // the example goes
    this.paint();
    this.onChange(false);
  }

  /** @type {(points: Pair[], at?: number) => void} */
  extend(points, at) {
    this.stroke?.points.push(...points);
    this.paint();
    this.onChange(false, at);
  }

  end() {
    if (this.stroke) this.changed();
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.future.push(this.strokes);
    this.strokes = before;
    this.changed();
  }

  redo() {
    const next = this.future.pop();
    if (!next) return;
    this.past.push(this.strokes);
    this.strokes = next;
    this.changed();
  }

  clear() {
    if (this.isEmpty) return;
    this.past.push(this.strokes);
    this.future = [];
    this.strokes = [];
    this.changed();
  }

  // What is drawn, as an address holds it.
  get text() {
    return packStrokes(this.strokes);
  }

  /** @param {string} text what `text` gave */
  replace(text) {
    this.past.push(this.strokes);
    this.future = [];
    this.strokes = unpackStrokes(text);
    this.changed();
  }

  // Lifts the pen, whatever it was that changed the strokes. What rests is what its text says, here and elsewhere.
  changed() {
    const last = this.strokes.length - 1;
    if (this.stroke && this.stroke === this.strokes[last]) {
      this.strokes = [...this.strokes.slice(0, last), tidied(this.stroke)];
    }
    this.stroke = this.pointer = null;
    for (const sheet of [this.sheet, this.small]) sheet.spoil(); // a line in one piece is smoother than in many
    try {
      sessionStorage.setItem(STORED_AS, JSON.stringify(this.strokes));
    } catch {
      // a browser that keeps nothing still draws
    }
    this.paint();
    this.onChange(true);
    this.surface.dispatchEvent(new Event("drawn", { bubbles: true, composed: true })); // a lesson asks about it
  }

  // The tab keeps the strokes through page changes, reloads and lost connections.
  /** @returns {Stroke[]} */
  stored() {
    return storedStrokes();
  }

  /** @type {(event: PointerEvent) => Pair} */
  place(event) {
    const box = this.surface.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  // What the net sees, as a faint shade over the ground: 28 × 28 grey bytes, more or less of white. Of an empty canvas
  // it is the example that stands in.
  /** @param {ArrayLike<number>} values */
  showGhost(values) {
    const opacity = this.isEmpty ? EXAMPLE : GHOST;
    for (let at = 0; at < values.length; at++) this.shade.data[4 * at + 3] = opacity * values[at];
    penOf(this.ghost).putImageData(this.shade, 0, 0);
  }

  paint() {
    const { side } = this;
    if (!side) return; // not laid out, or hidden
    this.sheet.resize(side);
    this.sheet.draw(this.strokes);
    const home = /** @type {Document | ShadowRoot} */ (this.surface.getRootNode());
    if (this.hasCursor && home.activeElement === this.surface) this.paintCursor(side);
    this.invitation.hidden = !this.isEmpty;
    this.buttons.undo.disabled = !this.past.length;
    this.buttons.redo.disabled = !this.future.length;
    this.buttons.clear.disabled = this.isEmpty;
  }

  /** @param {number} side */
  paintCursor(side) {
    const { pen } = this.sheet;
    this.sheet.spoil();
    pen.strokeStyle = "#2cbfa9";
    pen.lineWidth = side / 140;
    pen.beginPath();
    pen.arc(this.cursor[0] * side, this.cursor[1] * side, (this.brush * side) / 2, 0, 2 * Math.PI);
    pen.stroke();
  }

  // The drawing as grey bytes, BITMAP_SIDE squared, white ink on black.
  bitmap() {
    return this.small.bitmap(this.strokes);
  }

  png() {
    this.small.draw(this.strokes);
    return this.small.canvas.toDataURL("image/png");
  }

  stop() {
    this.resizing.disconnect();
    document.removeEventListener("paste", this.paste);
  }
}

// A canvas that holds strokes. Of the last stroke, when it has only grown, it draws the new end.
class Sheet {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {CanvasRenderingContext2DSettings} [options]
   */
  constructor(canvas, options) {
    this.canvas = canvas;
    this.pen = penOf(canvas, { alpha: false, ...options });
    /** @type {Stroke[] | null} */
    this.strokes = null; // that are drawn on it
    /** @type {number[]} */
    this.counts = []; // of the points of each stroke that are drawn
  }

  /** @param {number} side */
  resize(side) {
    if (this.canvas.width === side) return;
    this.canvas.width = this.canvas.height = side;
    this.spoil();
  }

  // Something else was drawn on it: the next drawing begins with an empty sheet.
  spoil() {
    this.strokes = null;
  }

  /** @param {Stroke[]} strokes */
  draw(strokes) {
    if (this.strokes !== strokes) this.clear();
    for (let at = Math.max(this.counts.length - 1, 0); at < strokes.length; at++) this.extend(strokes[at], at);
    this.strokes = strokes;
  }

  /** @param {Stroke[]} strokes */
  bitmap(strokes) {
    this.draw(strokes);
    const { data } = this.pen.getImageData(0, 0, this.canvas.width, this.canvas.height);
    const grey = new Uint8Array(data.length / 4);
    for (let at = 0; at < grey.length; at++) grey[at] = data[4 * at];
    return grey;
  }

  clear() {
    this.pen.fillStyle = "#000";
    this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.counts = []; // of the points of each stroke that are drawn
  }

  /** @type {(options: Stroke, at: number) => void} */
  extend({ width, points }, at) {
    const { pen, counts } = this;
    const side = this.canvas.width;
    if (counts[at] === points.length) return;
    const from = Math.max((counts[at] ?? 0) - 1, 0);
    pen.strokeStyle = "#fff";
    pen.lineCap = pen.lineJoin = "round";
    pen.lineWidth = width * side;
    const [[x, y]] = points;
    if (points.every((point) => point[0] === x && point[1] === y)) {
      // A line of no length is no ink, and a tap is a dot.
      pen.fillStyle = "#fff";
      pen.beginPath();
      pen.arc(x * side, y * side, (width * side) / 2, 0, 2 * Math.PI);
      pen.fill();
    }
    pen.beginPath();
    pen.moveTo(points[from][0] * side, points[from][1] * side);
    for (let next = from; next < points.length; next++) pen.lineTo(points[next][0] * side, points[next][1] * side);
    pen.stroke();
    counts[at] = points.length;
  }
}

function smallSheet() {
  const sheet = new Sheet(document.createElement("canvas"), { willReadFrequently: true });
  sheet.resize(BITMAP_SIDE);
  return sheet;
}

/** @returns {Stroke[]} */
function storedStrokes() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED_AS) ?? "[]") ?? [];
  } catch {
    return [];
  }
}

/**
 * Returns the drawing that this tab keeps, as a canvas gives it: grey bytes, BITMAP_SIDE squared, in base64.
 *
 * @returns {string} empty where nothing is drawn
 */
export function storedBitmap() {
  const strokes = storedStrokes();
  return strokes.length ? btoa(String.fromCharCode(...smallSheet().bitmap(strokes))) : "";
}

/** @param {number} share */
function clamp(share) {
  return Math.min(1, Math.max(0, share));
}
