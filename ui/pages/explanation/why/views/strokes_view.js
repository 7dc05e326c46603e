// Which strokes speak for a class: several explanations side by side, each on a scale of its own.
//
// Methods differ in their units, so that their scales cannot be one; a pixel that is pointed at is marked in all.

import { gradient } from "../../../../scripts/colors.js";
import { fill, make, write } from "../../../../scripts/dom.js";
import { outline } from "./contour.js";
import { SignedPicture } from "./signed_picture.js";

const SIDE = 28;
const NAMED_ZONES = 2;
const PATCHES = [1, 3, 5, 7, 9];
const STRIDES = [1, 2, 3, 4];
const UNSEEN = 0.01; // of the strongest value: no colour

export class StrokesView {
  constructor(page) {
    this.page = page;
    this.words = page.words.strokes;
    this.colors = page.colors;
    this.layers = page.net.layers.filter(({ is_map: isMap }) => isMap);
    page.strokes ??= { patch: 5, stride: 2, is_checked: false }; // stays when another view is looked at
    const layer = this.layers.find(({ name }) => name === page.strokes.layer) ?? this.lastConvolution;
    page.strokes.layer = layer.name;
    this.root = make("section", "strokes");
    this.lead = make("p", "lead");
    this.status = make("p", "told");
    this.status.setAttribute("role", "status");
    this.check = this.checkBox();
    this.tiles = new Map(Object.keys(this.words.methods).map((method) => [method, this.tile(method)]));
    const row = make("div", "tiles");
    row.append(...[...this.tiles.values()].map(({ root }) => root));
    const head = make("div", "head");
    head.append(this.lead, this.check);
    this.root.append(head, row, this.status);
  }

  get lastConvolution() {
    return this.layers.findLast(({ kind }) => kind === "conv") ?? this.layers.at(-1);
  }

  get wish() {
    return { strokes: this.page.strokes };
  }

  checkBox() {
    const label = make("label");
    const box = make("input");
    box.type = "checkbox";
    box.checked = this.page.strokes.is_checked;
    box.addEventListener("change", () => this.choose("is_checked", box.checked));
    label.append(box, make("span", "", this.words.check));
    label.title = this.words.check_help;
    return label;
  }

  tile(method) {
    const { title, meaning } = this.words.methods[method];
    const root = make("article");
    const head = make("h2", "", title);
    const pictures = make("div", "pictures");
    const picture = new SignedPicture(this.colors.signed.table, {
      label: fill(this.words.picture, { method: title }),
      onPoint: (row, column) => this.mark(row === null ? null : [row, column]),
      onKey: (event) => this.key(event, method),
    });
    const random = new SignedPicture(this.colors.signed.table);
    const control = make("figure", "control");
    control.hidden = true;
    control.append(random.root, make("figcaption", "", this.words.random));
    pictures.append(picture.root, control);
    const scale = make("div", "scale");
    const [least, bar, most, here] = [make("span"), make("i"), make("span"), make("b", "here")];
    bar.style.background = gradient(this.colors.signed.scale);
    scale.append(least, bar, most);
    picture.root.append(here);
    const foot = make("p", "foot");
    const verdict = make("p", "verdict");
    const options = this.optionsOf(method);
    root.append(head, make("p", "meaning", meaning), pictures, scale, foot, verdict);
    if (options) head.append(options);
    return { root, picture, random, control, least, most, here, foot, verdict, options };
  }

  // What can be chosen of a method, beside its name.
  optionsOf(method) {
    if (method === "grad_cam") return this.list("layer", this.layers.map(({ name }) => [name, name]));
    if (method !== "occlusion") return null;
    const both = make("span");
    for (const [name, numbers] of [["patch", PATCHES], ["stride", STRIDES]]) {
      both.append(this.list(name, numbers.map((number) => [number, fill(this.words[name], { number })])));
    }
    return both;
  }

  list(name, options) {
    const list = make("select");
    list.ariaLabel = this.words[`${name}_label`];
    list.append(
      ...options.map(([value, text]) => new Option(text, value, false, value === this.page.strokes[name])),
    );
    list.addEventListener("change", () => this.choose(name, name === "layer" ? list.value : Number(list.value)));
    return list;
  }

  choose(name, value) {
    this.page.strokes = { ...this.page.strokes, [name]: value };
    this.page.changed(true);
  }

  paint({ arrays, header, isBlank }) {
    const { target } = header;
    this.values = new Map();
    const lead = isBlank ? this.words.blank : this.leadOf(arrays["strokes/zones"].values, target);
    write(this.lead, this.page.scalings.isEmpty ? lead : `${lead} ${this.words.unscaled}`);
    this.root.classList.toggle("is-blank", isBlank);
    const edge = isBlank ? [] : outline(arrays.seen.values, SIDE);
    for (const [method, tile] of this.tiles) {
      const found = arrays[`strokes/${method}`];
      tile.root.classList.toggle("is-late", !found); // it comes when the digit rests
      if (!found) continue;
      const values = isBlank ? new Float32Array(SIDE * SIDE) : found.values;
      const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      this.values.set(method, values);
      tile.picture.paint(values, most, edge);
      write(tile.least, most ? `−${short(most)}` : "0");
      write(tile.most, most ? `+${short(most)}` : "0");
      write(
        tile.foot,
        method === "grad_cam" ? this.againstOf(values, most, target) : this.footOf(method, arrays, isBlank),
      );
      this.paintCheck(method, tile, arrays, edge);
    }
    this.mark(this.marked);
  }

  // Says where on the digit most speaks for the class and most against it.
  leadOf(sums, target) {
    const order = [...sums.keys()].sort((one, other) => sums[other] - sums[one]);
    const speaking = order.filter((zone) => sums[zone] > 0 && sums[zone] >= sums[order[0]] / 2).slice(
      0,
      NAMED_ZONES,
    );
    const against = order.at(-1);
    const named = {
      target,
      for: speaking.map((zone) => this.words.zones[zone]).join(` ${this.words.and} `),
      against: this.words.zones[against],
    };
    if (!speaking.length) return fill(this.words.lead_against, named);
    return fill(sums[against] < 0 ? this.words.lead : this.words.lead_for, named);
  }

  footOf(method, arrays, isBlank) {
    const sums = arrays[`strokes/${method}/sums`];
    if (!sums || isBlank) return "";
    const [score, blank, error, steps] = sums.values;
    const difference = score - blank;
    const missing = difference ? Math.abs((100 * error) / difference) : 0;
    return fill(this.words.complete, {
      sum: signed(difference + error),
      difference: signed(difference),
      steps,
      missing: missing < 0.01 ? "< 0.01" : short(missing),
    });
  }

  // Says of Grad-CAM that nothing is amber, as far as one can see.
  againstOf(values, most, target) {
    const isBlue = most > 0 && values.every((value) => value <= most * UNSEEN);
    return isBlue ? fill(this.words.all_against, { layer: this.page.strokes.layer, target }) : "";
  }

  paintCheck(method, tile, arrays, edge) {
    const random = arrays[`strokes/${method}/random`];
    const check = arrays[`strokes/${method}/check`];
    tile.control.hidden = !this.page.strokes.is_checked || !random;
    tile.verdict.hidden = tile.control.hidden;
    if (tile.control.hidden) return;
    const most = random.values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    tile.random.paint(random.values, most, edge);
    const [values, magnitudes, isSuspicious] = check.values;
    const kind = Number.isNaN(values)
      ? "constant"
      : !isSuspicious
      ? "changes"
      : values >= magnitudes
      ? "same"
      : "places";
    tile.verdict.classList.toggle("is-suspicious", isSuspicious === 1);
    const correlation = (kind === "places" ? magnitudes : values).toFixed(2).replace("-", "−");
    write(tile.verdict, fill(this.words.verdicts[kind], { correlation }));
  }

  // Marks a pixel in every picture and says what each method gives it.
  mark(place) {
    this.marked = place;
    for (const [method, tile] of this.tiles) {
      tile.picture.mark(place);
      const value = place && this.values?.get(method)?.[place[0] * SIDE + place[1]];
      write(tile.here, place && value !== undefined ? signed(value) : "");
    }
  }

  key(event, method) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const [row, column] = this.marked ?? [SIDE / 2, SIDE / 2];
    this.mark([row + step[0], column + step[1]].map((at) => (at + SIDE) % SIDE));
    const value = this.values?.get(method)?.[this.marked[0] * SIDE + this.marked[1]];
    const said = { row: this.marked[0], column: this.marked[1], value: value === undefined ? "–" : signed(value) };
    write(this.status, fill(this.words.pixel, said));
  }

  // The pictures watch their own size, stand on black in every theme, and show all channels alike.
  layOut() {}

  repaint() {}

  select() {}

  stop() {
    for (const { picture, random } of this.tiles.values()) for (const each of [picture, random]) each.stop();
  }
}

function short(value) {
  return Number(value.toPrecision(2)).toString();
}

function signed(value) {
  return `${value < 0 ? "−" : "+"}${Number(Math.abs(value).toPrecision(3))}`;
}
