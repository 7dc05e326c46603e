// Where one is: the net, a layer, a channel, a cell; and the switches of what is selected.

import { fill, make, write } from "../../../scripts/dom.js";

export class PathBar {
  constructor(root, page) {
    Object.assign(this, { root, page });
    const { words } = page.data;
    this.steps = make("nav", "steps");
    this.steps.setAttribute("aria-label", words.path);
    this.controls = make("div", "controls");
    this.off = button("", () => this.toggle());
    this.slider = make("input");
    Object.assign(this.slider, { type: "range", min: 0, max: 200, step: 5 });
    this.slider.setAttribute("aria-label", words.strength);
    this.slider.addEventListener("input", () => this.turn(false));
    this.slider.addEventListener("change", () => this.turn(true));
    this.percent = make("output");
    this.allOn = button("", () => page.allOn());
    this.controls.append(this.off, this.slider, this.percent);
    root.append(this.steps, this.controls, this.allOn);
  }

  show() {
    const { page } = this;
    const { words } = page;
    const { layer, channel, row, column } = page.place ?? {};
    const all = [[words.whole_net, null]];
    if (layer) all.push([layer, { layer, channel: null, row: null, column: null }]);
    const isMap = layer && page.layer(layer)?.is_map;
    if (channel != null) {
      all.push([fill(isMap ? words.channel : words.unit, { channel }), {
        layer,
        channel,
        row: null,
        column: null,
      }]);
    }
    if (row != null) all.push([isMap ? fill(words.cell, { row, column }) : words.unit_cell, page.place]);
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
    const canScale = Boolean(layer && page.layer(layer)?.is_scaled);
    this.controls.hidden = !canScale;
    if (canScale) {
      const factor = page.scalings.get(layer, channel ?? null);
      write(this.off, factor === 0 ? words.switch_on : words.switch_off);
      if (Number(this.slider.value) !== factor * 100) this.slider.value = factor * 100;
      write(this.percent, `${Math.round(factor * 100)} %`);
    }
    const { size } = page.scalings;
    this.allOn.hidden = !size;
    write(this.allOn, fill(words.all_on, { count: size }));
  }

  toggle() {
    const { layer, channel } = this.page.place;
    this.page.scale(layer, channel ?? null, this.page.scalings.get(layer, channel ?? null) === 0 ? 1 : 0);
  }

  turn(isResting) {
    const { layer, channel } = this.page.place;
    this.page.scale(layer, channel ?? null, Number(this.slider.value) / 100, isResting);
  }
}

function button(text, onClick) {
  const element = make("button", "", text);
  element.type = "button";
  element.addEventListener("click", onClick);
  return element;
}
