// The page's colours and letters, as the canvases need them. They are read once a drawing, since each reading makes
// the browser work out its styles.

export class Theme {
  // root: an element whose style has the colours
  constructor(root) {
    this.root = root;
    this.read();
  }

  read() {
    const style = getComputedStyle(this.root);
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
}
