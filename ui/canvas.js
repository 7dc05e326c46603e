// A canvas that keeps its strokes as lines, in units of its own side: they can be undone, redrawn sharp at any
// size, and sent as a bitmap of the size that the net's preparation wants.

const SENT_SIDE = 140;
const STORED_AS = "convscope.drawing";
const BRUSH = { least: 0.03, most: 0.16, usual: 0.085 };

const instances = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  let canvas = instances.get(parentElement);
  if (!canvas) {
    canvas = new DrawingCanvas(parentElement.querySelector(".canvas"), component.data.words);
    instances.set(parentElement, canvas);
  }
  canvas.onDrawing = (drawing) => component.setStateValue("drawing", drawing);
  canvas.restore();
  return () => canvas.stop();
}

class DrawingCanvas {
  constructor(root, words) {
    this.strokes = [];
    this.past = [];
    this.future = [];
    this.brush = BRUSH.usual;
    this.isRestored = false;
    this.build(root, words);
    this.resizing = new ResizeObserver(() => this.paint());
    this.resizing.observe(this.surface);
  }

  build(root, words) {
    root.innerHTML = `
      <div class="paper">
        <canvas tabindex="0" role="img"></canvas>
        <p class="invitation"></p>
      </div>
      <div class="tools">
        <button type="button" data-do="undo"></button>
        <button type="button" data-do="redo"></button>
        <button type="button" data-do="clear"></button>
        <label><span></span><input type="range" min="${BRUSH.least}" max="${BRUSH.most}" step="0.005"></label>
      </div>`;
    this.surface = root.querySelector("canvas");
    this.surface.setAttribute("aria-label", words.label);
    this.invitation = root.querySelector(".invitation");
    this.invitation.textContent = words.invitation;
    this.buttons = {};
    for (const button of root.querySelectorAll("button")) {
      const name = button.dataset.do;
      this.buttons[name] = button;
      button.textContent = words[name];
      button.addEventListener("click", () => this[name]());
    }
    root.querySelector("label span").textContent = words.brush;
    const slider = root.querySelector("input");
    slider.value = this.brush;
    slider.addEventListener("input", () => (this.brush = Number(slider.value)));

    this.surface.addEventListener("pointerdown", (event) => this.begin(event));
    this.surface.addEventListener("pointermove", (event) => this.extend(event));
    for (const end of ["pointerup", "pointercancel"]) {
      this.surface.addEventListener(end, () => this.end());
    }
    this.surface.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey)) return;
      const wanted = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
      if (!wanted) return;
      event.preventDefault();
      this[wanted]();
    });
  }

  // A page change or a reload mounts a new canvas; the tab still has the strokes.
  restore() {
    if (this.isRestored) return;
    this.isRestored = true;
    try {
      this.strokes = JSON.parse(sessionStorage.getItem(STORED_AS)) ?? [];
    } catch {
      this.strokes = [];
    }
    this.past = this.strokes.map((_, count) => this.strokes.slice(0, count));
    this.paint();
    if (this.strokes.length) this.report();
  }

  begin(event) {
    if (event.button !== 0 || this.stroke) return;
    event.preventDefault();
    this.surface.focus({ preventScroll: true });
    this.surface.setPointerCapture(event.pointerId);
    this.stroke = { width: this.brush, points: [this.position(event)] };
    this.past.push(this.strokes);
    this.future = [];
    this.strokes = [...this.strokes, this.stroke];
    this.paint();
  }

  extend(event) {
    if (!this.stroke) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) this.stroke.points.push(this.position(move));
    this.paint();
  }

  end() {
    if (!this.stroke) return;
    this.stroke = null;
    this.changed();
  }

  undo() {
    if (!this.past.length) return;
    this.future.push(this.strokes);
    this.strokes = this.past.pop();
    this.changed();
  }

  redo() {
    if (!this.future.length) return;
    this.past.push(this.strokes);
    this.strokes = this.future.pop();
    this.changed();
  }

  clear() {
    if (!this.strokes.length) return;
    this.past.push(this.strokes);
    this.future = [];
    this.strokes = [];
    this.changed();
  }

  changed() {
    this.paint();
    try {
      sessionStorage.setItem(STORED_AS, JSON.stringify(this.strokes));
    } catch {
      // a browser that keeps nothing still draws
    }
    this.report();
  }

  report() {
    this.onDrawing(this.strokes.length ? this.bitmap() : "");
  }

  position(event) {
    const box = this.surface.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  paint() {
    const side = Math.round(this.surface.clientWidth * (window.devicePixelRatio || 1));
    if (side === 0) return;
    if (this.surface.width !== side) this.surface.width = this.surface.height = side;
    drawStrokes(this.surface, this.strokes);
    this.invitation.hidden = this.strokes.length > 0;
    this.buttons.undo.disabled = !this.past.length;
    this.buttons.redo.disabled = !this.future.length;
    this.buttons.clear.disabled = !this.strokes.length;
  }

  bitmap() {
    const small = document.createElement("canvas");
    small.width = small.height = SENT_SIDE;
    drawStrokes(small, this.strokes);
    return small.toDataURL("image/png");
  }

  stop() {
    this.resizing.disconnect();
  }
}

function drawStrokes(canvas, strokes) {
  const side = canvas.width;
  const pen = canvas.getContext("2d", { alpha: false });
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = "#fff";
  pen.lineCap = pen.lineJoin = "round";
  for (const { width, points } of strokes) {
    pen.lineWidth = width * side;
    pen.beginPath();
    pen.moveTo(points[0][0] * side, points[0][1] * side);
    for (const [x, y] of points) pen.lineTo(x * side, y * side);
    pen.stroke();
  }
}
