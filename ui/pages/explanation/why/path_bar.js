// Where one is: the net, a layer, a channel, a cell; and the switches of what is selected.

import { fill, make, write } from "../../../scripts/dom.js";

/** @import Why from "./why.js" */
/** @import { Place } from "../../../scripts/types.d.ts" */

const TOUCHED = matchMedia("(pointer: coarse)");

export class PathBar {
  /**
   * @param {HTMLElement} root
   * @param {Why} page
   */
  constructor(root, page) {
    this.root = root;
    this.page = page;
    const { words } = page.data;
    this.steps = make("nav", "steps");
    this.steps.setAttribute("aria-label", words.path);
    this.hint = make("p", "hint"); // what to do, where nothing is selected yet
    this.controls = make("div", "controls");
    this.said = ""; // the steps that stand there
    this.off = button("", () => this.toggle());
    this.slider = make("input");
    Object.assign(this.slider, { type: "range", min: "0", max: "200", step: "5" });
    this.slider.setAttribute("aria-label", words.strength);
    this.slider.addEventListener("input", () => this.turn(false));
    this.slider.addEventListener("change", () => this.turn(true));
    this.percent = make("output");
    this.allOn = button("", () => page.allOn());
    this.controls.append(this.off, this.slider, this.percent);
    root.append(this.steps, this.hint, this.controls, this.allOn);
  }

  show() {
    const { page } = this;
    const { words, place } = page;
    /** @type {[string, Place | null][]} */
    const all = [[words.whole_net, null]];
    const found = place && page.layer(place.layer);
    if (place && found) {
      const { layer, channel, row, column } = place;
      all.push([layer, { layer, channel: null, row: null, column: null }]);
      if (channel !== null) {
        const name = fill(found.is_map ? words.channel : words.unit, { channel });
        all.push([name, { layer, channel, row: null, column: null }]);
      }
      if (row !== null) all.push([found.is_map ? fill(words.cell, { row, column }) : words.unit_cell, place]);
    }
    const said = JSON.stringify(all);
    if (said !== this.said) {
      this.said = said;
      this.steps.replaceChildren(
        ...all.map(([name, place], at) => {
          if (at < all.length - 1) return button(name, () => page.select(place));
          const here = make("span", "", name);
          here.setAttribute("aria-current", "location");
          return here;
        }),
      );
    }
    const isAsked = !place && page.viewName === "net";
    write(this.hint, !isAsked ? "" : TOUCHED.matches ? words.point_touch : words.point);
    const canScale = Boolean(found?.is_scaled);
    this.controls.hidden = !canScale;
    if (place && canScale) {
      const factor = page.scalings.get(place.layer, place.channel);
      write(this.off, factor === 0 ? words.switch_on : words.switch_off);
      if (Number(this.slider.value) !== factor * 100) this.slider.value = String(factor * 100);
      write(this.percent, `${Math.round(factor * 100)} %`);
    }
    const { size } = page.scalings;
    this.allOn.hidden = !size;
    write(this.allOn, fill(words.all_on, { count: size }));
  }

  toggle() {
    const { place, scalings } = this.page;
    if (!place) return;
    const { layer, channel } = place;
    this.page.scale(layer, channel, scalings.get(layer, channel) === 0 ? 1 : 0);
  }

  /** @param {boolean} isResting */
  turn(isResting) {
    const { place } = this.page;
    if (place) this.page.scale(place.layer, place.channel, Number(this.slider.value) / 100, isResting);
  }
}

/** @type {(text: string, onClick: () => void) => HTMLButtonElement} */
function button(text, onClick) {
  const element = make("button", "", text);
  element.type = "button";
  element.addEventListener("click", onClick);
  return element;
}
