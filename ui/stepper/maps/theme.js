// The page's colours and letters, as the canvases need them. They are read once a drawing, since each reading makes
// the browser work out its styles; a text is measured once, large.

import { make, penOf } from "../../scripts/dom.js";

const MEASURED = 100; // pixels of the letters
const MOST_KEPT = 4000; // texts
const HATCH = 7; // pixels from line to line

export class Theme {
  /** @param {HTMLElement} root an element whose style has the colours */
  constructor(root) {
    this.root = root;
    this.measuring = penOf(make("canvas"));
    this.font = "";
    this.ink = "";
    this.accent = "";
    this.onAccent = "";
    this.veil = "";
    this.frame = "";
    this.ratio = 1;
    this.key = ""; // another one when what is drawn would look otherwise
    /** @type {Map<string, number>} */
    this.widths = new Map();
    /** @type {Set<{ paint: () => void }>} */
    this.unpainted = new Set();
    /** @type {string | CanvasPattern} */
    this.hatched = "";
    /** @type {string | CanvasPattern} */
    this.crossed = "";
    this.read();
  }

  read() {
    const style = getComputedStyle(this.root);
    /** @param {string} name */
    const named = (name) => style.getPropertyValue(name).trim();
    const before = this.key;
    this.font = style.fontFamily;
    this.ink = style.color;
    this.accent = named("--st-primary-color");
    this.onAccent = named("--on-accent");
    this.veil = named("--veil");
    this.frame = named("--frame");
    this.ratio = globalThis.devicePixelRatio || 1;
    this.key = JSON.stringify([this.font, this.ink, this.accent, this.ratio]);
    if (this.key === before) return;
    this.widths = new Map();
    this.hatched = this.pattern(named("--hatch"), { isCrossed: false });
    this.crossed = this.pattern(named("--cross"), { isCrossed: true });
  }

  // Has a map painted when all that are to be drawn have their sizes.
  /** @param {{ paint: () => void }} map */
  paintLater(map) {
    this.unpainted.add(map);
  }

  paint() {
    for (const map of this.unpainted) map.paint();
    this.unpainted.clear();
  }

  // Lines at a slant, or two ways, to fill cells with.
  /** @type {(color: string, options: { isCrossed: boolean }) => CanvasPattern | string} */
  pattern(color, { isCrossed }) {
    const size = Math.round(HATCH * this.ratio);
    const canvas = Object.assign(make("canvas"), { width: size, height: size });
    const lines = penOf(canvas);
    lines.strokeStyle = color;
    lines.lineWidth = this.ratio;
    lines.lineCap = "square";
    lines.beginPath();
    for (const shift of [-size, 0, size]) {
      lines.moveTo(shift, size);
      lines.lineTo(shift + size, 0);
      if (!isCrossed) continue;
      lines.moveTo(shift, 0);
      lines.lineTo(shift + size, size);
    }
    lines.stroke();
    const pattern = lines.createPattern(canvas, "repeat");
    pattern?.setTransform(new DOMMatrix().scale(1 / this.ratio));
    return pattern ?? "";
  }

  // The width of a text in letters of a size.
  /** @type {(text: string, size: number, weight?: string | number) => number} */
  width(text, size, weight = "") {
    const key = `${weight} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.measuring.font = `${weight} ${MEASURED}px ${this.font}`;
      ({ width } = this.measuring.measureText(text));
      if (this.widths.size > MOST_KEPT) this.widths.clear();
      if (document.fonts.status === "loaded") this.widths.set(key, width); // before, it is another font's
    }
    return (width * size) / MEASURED;
  }
}
