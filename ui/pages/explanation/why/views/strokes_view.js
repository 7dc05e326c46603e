// Which strokes speak for a class: several explanations side by side, each on a scale of its own.
//
// Methods differ in their units, so that their scales cannot be one; a pixel that is pointed at is marked in all.

import { gradient } from "../../../../scripts/colors.js";
import { digits, signed } from "../../../../scripts/digits.js";
import { fill, make, write } from "../../../../scripts/dom.js";
import { ARROWS, wrap } from "../../../../scripts/keys.js";
import { SIDE } from "../../../../scripts/pixels.js";
import { outline } from "./contour.js";
import { SignedPicture } from "./signed_picture.js";
import { largest } from "./tiles.js";

/** @import Why from "../why.js" */
/** @import { Method, StrokesWish, WhyArrays } from "../../../../scripts/wire.d.ts" */
/** @import { Pair } from "../../../../scripts/types.d.ts" */
/** @import { WhyFrame } from "../views.d.ts" */
/** @import { Segment } from "./signed_picture.js" */

const NAMED_ZONES = 2;
const PATCHES = [1, 3, 5, 7, 9];
const STRIDES = [1, 2, 3, 4];
const UNSEEN = 0.01; // of the strongest value: no colour

export class StrokesView {
  /** @param {Why} page */
  constructor(page) {
    this.page = page;
    this.words = page.words.strokes;
    this.colors = page.colors;
    this.layers = page.net.layers.filter(({ is_map: isMap }) => isMap);
    const before = page.strokes ?? { layer: "", patch: 5, stride: 2, is_checked: false };
    const layer = this.layers.find(({ name }) => name === before.layer) ?? this.lastConvolution;
    this.chosen = { ...before, layer: layer.name };
    page.strokes = this.chosen; // stays when another view is looked at
    /** @type {Pair | null} */
    this.marked = null; // a pixel, [row, column]
    /** @type {Map<Method, ArrayLike<number>>} */
    this.values = new Map(); // that are shown
    this.root = make("section", "strokes");
    this.lead = make("p", "lead");
    this.status = make("p", "told");
    this.status.setAttribute("role", "status");
    this.check = this.checkBox();
    const methods = /** @type {Method[]} */ (Object.keys(this.words.methods));
    this.tiles = new Map(methods.map((method) => [method, this.tile(method)]));
    const row = make("div", "tiles");
    row.append(...[...this.tiles.values()].map(({ root }) => root));
    const head = make("div", "head");
    head.append(this.lead, this.check);
    this.root.append(head, row, this.status);
  }

  get lastConvolution() {
    return this.layers.findLast(({ kind }) => kind === "conv") ?? this.layers[this.layers.length - 1];
  }

  get wish() {
    return { strokes: this.chosen };
  }

  checkBox() {
    const label = make("label");
    const box = make("input");
    box.type = "checkbox";
    box.checked = this.chosen.is_checked;
    box.addEventListener("change", () => this.choose({ is_checked: box.checked }));
    label.append(box, make("span", "", this.words.check));
    label.title = this.words.check_help;
    return label;
  }

  /** @param {Method} method */
  tile(method) {
    const { title, unit, meaning } = this.words.methods[method];
    const root = make("article");
    const head = make("h2", "", title);
    const pictures = make("div", "pictures");
    const picture = new SignedPicture(this.colors.signed.table, {
      label: fill(this.words.picture, { method: title }),
      onPoint: (cell) => this.mark(cell),
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
    scale.append(least, bar, most, make("span", "", unit));
    picture.root.append(here);
    const foot = make("p", "foot");
    const verdict = make("p", "verdict");
    const options = this.optionsOf(method);
    root.append(head, make("p", "meaning", meaning), pictures, scale, foot, verdict);
    if (options) head.append(options);
    return { root, picture, random, control, least, most, here, foot, verdict, options };
  }

  // What can be chosen of a method, beside its name.
  /** @type {(method: Method) => HTMLElement | null} */
  optionsOf(method) {
    if (method === "grad_cam") {
      const names = this.layers.map(({ name }) => ({ value: name, text: name }));
      return this.list("layer", names, (layer) => this.choose({ layer }));
    }
    if (method !== "occlusion") return null;
    const both = make("span");
    const named = (/** @type {string} */ words) => (/** @type {number} */ number) => ({
      value: String(number),
      text: fill(words, { number }),
    });
    both.append(
      this.list("patch", PATCHES.map(named(this.words.patch)), (patch) => this.choose({ patch: Number(patch) })),
      this.list(
        "stride",
        STRIDES.map(named(this.words.stride)),
        (stride) => this.choose({ stride: Number(stride) }),
      ),
    );
    return both;
  }

  /**
   * @param {"layer" | "patch" | "stride"} name
   * @param {{ value: string, text: string }[]} options
   * @param {(value: string) => void} onChange
   */
  list(name, options, onChange) {
    const list = make("select");
    list.ariaLabel = this.words[`${name}_label`];
    const chosen = String(this.chosen[name]);
    list.append(...options.map(({ value, text }) => new Option(text, value, false, value === chosen)));
    list.addEventListener("change", () => onChange(list.value));
    return list;
  }

  /** @param {Partial<StrokesWish>} choice */
  choose(choice) {
    this.chosen = { ...this.chosen, ...choice };
    this.page.strokes = this.chosen;
    this.page.changed(true);
    this.page.reportSoon();
  }

  /** @param {WhyFrame} options */
  paint({ arrays, header: { target, is_blank: isBlank } }) {
    this.values = new Map();
    const zones = arrays["strokes/zones"]?.values ?? [];
    const lead = isBlank ? this.words.blank : this.leadOf(Array.from(zones), target);
    write(this.lead, this.page.scalings.isEmpty ? lead : `${lead} ${this.words.unscaled}`);
    this.root.classList.toggle("is-blank", isBlank);
    const edge = isBlank ? [] : outline(arrays.seen.values, SIDE);
    for (const [method, tile] of this.tiles) {
      const found = arrays[`strokes/${method}`];
      tile.root.classList.toggle("is-late", !found); // it comes when the digit rests
      if (!found) continue;
      const values = isBlank ? new Float32Array(SIDE * SIDE) : found.values;
      const most = largest(values);
      this.values.set(method, values);
      tile.picture.paint(values, most, edge);
      write(tile.least, most ? `−${digits(most, 2)}` : "0");
      write(tile.most, most ? `+${digits(most, 2)}` : "0");
      write(
        tile.foot,
        method === "grad_cam" ? this.againstOf(values, most, target) : this.footOf(method, arrays, isBlank),
      );
      this.paintCheck(method, tile, arrays, edge);
    }
    this.mark(this.marked);
  }

  // Says where on the digit most speaks for the class and most against it.
  /** @type {(sums: number[], target: number) => string} */
  leadOf(sums, target) {
    const order = [...sums.keys()].sort((one, other) => sums[other] - sums[one]);
    const speaking = order.filter((zone) => sums[zone] > 0 && sums[zone] >= sums[order[0]] / 2).slice(
      0,
      NAMED_ZONES,
    );
    const against = order[order.length - 1];
    const named = {
      target,
      for: speaking.map((zone) => this.words.zones[zone]).join(` ${this.words.and} `),
      against: this.words.zones[against],
    };
    if (!speaking.length) return fill(this.words.lead_against, named);
    return fill(sums[against] < 0 ? this.words.lead : this.words.lead_for, named);
  }

  /** @type {(method: Method, arrays: WhyArrays, isBlank: boolean) => string} */
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
      missing: missing < 0.01 ? "< 0.01" : digits(missing, 2),
    });
  }

  // Says of Grad-CAM that nothing is amber, as far as one can see.
  /** @type {(values: ArrayLike<number>, most: number, target: number) => string} */
  againstOf(values, most, target) {
    const isBlue = most > 0 && Array.from(values).every((value) => value <= most * UNSEEN);
    return isBlue ? fill(this.words.all_against, { layer: this.chosen.layer, target }) : "";
  }

  /** @type {(method: Method, tile: ReturnType<StrokesView["tile"]>, arrays: WhyArrays, edge: Segment[]) => void} */
  paintCheck(method, tile, arrays, edge) {
    const random = arrays[`strokes/${method}/random`];
    const check = arrays[`strokes/${method}/check`];
    const isShown = this.chosen.is_checked && random && check;
    tile.control.hidden = tile.verdict.hidden = !isShown;
    if (!isShown) return;
    tile.random.paint(random.values, largest(random.values), edge);
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
  /** @param {Pair | null} place */
  mark(place) {
    this.marked = place;
    for (const [method, tile] of this.tiles) {
      tile.picture.mark(place);
      const value = place && this.values.get(method)?.[place[0] * SIDE + place[1]];
      write(tile.here, typeof value === "number" ? signed(value) : "");
    }
  }

  /** @type {(event: KeyboardEvent, method: Method) => void} */
  key(event, method) {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    const [fromRow, fromColumn] = this.marked ?? [SIDE / 2, SIDE / 2];
    const [row, column] = [wrap(fromRow + step[0], SIDE), wrap(fromColumn + step[1], SIDE)];
    this.mark([row, column]);
    const value = this.values.get(method)?.[row * SIDE + column];
    const { unit } = this.words.methods[method];
    const said = { row, column, value: value === undefined ? "–" : signed(value), unit };
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
