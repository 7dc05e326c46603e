// The page's colours and letters, as the canvases need them. They are read once a drawing, since each reading makes
// the browser work out its styles; a text is measured once, large.

const MEASURED = 100; // pixels of the letters
const MOST_KEPT = 4000; // texts

export class Theme {
  // root: an element whose style has the colours
  constructor(root) {
    this.root = root;
    this.measuring = document.createElement("canvas").getContext("2d");
    this.read();
  }

  read() {
    const style = getComputedStyle(this.root);
    if (style.fontFamily !== this.font) this.widths = new Map();
    const named = (name) => style.getPropertyValue(name).trim();
    this.font = style.fontFamily;
    this.ink = style.color;
    this.accent = named("--st-primary-color");
    this.onAccent = named("--on-accent");
    this.hatch = named("--hatch");
    this.cross = named("--cross");
    this.veil = named("--veil");
    this.frame = named("--frame");
    this.ratio = window.devicePixelRatio || 1;
    this.key = JSON.stringify([this.font, this.ink, this.accent, this.ratio]);
  }

  // The width of a text in letters of a size.
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
