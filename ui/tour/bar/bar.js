// The tour's bar at the window's lower edge: what to do at this stop, and the way to the next. Escape ends the tour.

import { find, make, write } from "../../scripts/dom.js";
import { keepTourSeen } from "../../scripts/tour_seen.js";

/** @import { TourData, TourWay } from "../../scripts/wire.d.ts" */
/** @import { Component } from "../../scripts/types.d.ts" */

const HTML = `
  <p class="place"></p><p class="said" role="status"></p><div class="buttons"></div>`;

export default class TourBar {
  /**
   * @param {HTMLElement} root
   * @param {string} _base
   * @param {Component<TourData>} component
   */
  constructor(root, _base, { data, setTriggerValue }) {
    this.root = root;
    this.setTriggerValue = setTriggerValue;
    root.innerHTML = HTML;
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", data.title);
    this.place = find(root, ".place", "p");
    this.said = find(root, ".said", "p");
    this.buttons = find(root, ".buttons", "div");
    this.shown = "";
    /** @param {KeyboardEvent} event */
    this.key = (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.press("end");
    };
    document.addEventListener("keydown", this.key);
    keepTourSeen();
  }

  /** @param {Component<TourData>} component */
  update({ data, setTriggerValue }) {
    this.setTriggerValue = setTriggerValue;
    const { place, said, ways } = data;
    this.root.hidden = false;
    write(this.place, place);
    write(this.said, said);
    if (this.shown === JSON.stringify(ways)) return;
    this.shown = JSON.stringify(ways);
    this.buttons.replaceChildren(
      ...ways.map(([way, said]) => {
        const button = make("button", way, said);
        button.type = "button";
        button.addEventListener("click", () => this.press(way));
        return button;
      }),
    );
  }

  /** @param {TourWay} way */
  press(way) {
    if (way === "end") this.root.hidden = true; // at once, whatever the server has to do
    this.setTriggerValue("pressed", way);
  }

  stop() {
    document.removeEventListener("keydown", this.key);
  }
}
