// What stands in the address, between the browser and the page's script: the pin, the filter and the channel.
//
// Both may change it. The browser tells its changes once they rest, each under a name; until the script has answered
// to the last name, what it says is older news. What the address will say is told to the page at once.

import { tellAddressAhead } from "../../scripts/address_ahead.js";

/** @import { Addressed, StepperPlace } from "../../scripts/wire.d.ts" */

const TOLD_AFTER = 250; // ms of rest
const ANSWERED_WITHIN = 2000; // ms, after which the script's word counts again in any case

/**
 * Returns what the address says of a place, as `ui/stepper/place.py` writes it.
 *
 * @type {(key: string, place: Omit<StepperPlace, "told">) => Addressed}
 */
export function addressed(key, { pin, filter, channel }) {
  return {
    [`${key}_pin`]: pin ? `${pin.map},${pin.row},${pin.column}` : "",
    [`${key}_filter`]: filter ? String(filter) : "",
    [`${key}_channel`]: channel ? String(channel) : "",
  };
}

export class Told {
  /**
   * @param {string} key what the names begin with in the address
   * @param {(place: StepperPlace) => void} tell
   */
  constructor(key, tell) {
    this.key = key;
    this.tell = tell;
    /** @type {string | null} */
    this.name = null; // of the last change
    this.at = 0; // when it was
    /** @type {number | undefined} */
    this.waiting = undefined;
  }

  // The browser has changed it. read(): the place as it is when it is told.
  /** @param {() => Omit<StepperPlace, "told">} read */
  changed(read) {
    this.name = Math.random().toString(36).slice(2);
    this.at = performance.now();
    tellAddressAhead(addressed(this.key, read()));
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      this.tell({ ...read(), told: this.name });
    }, TOLD_AFTER);
  }

  // Whether the script knew the browser's last change when it said something, `name` being the last it had heard.
  /** @param {string | null} name */
  isNews(name) {
    return this.name === null || name === this.name || performance.now() - this.at > ANSWERED_WITHIN;
  }

  // Returns whether something was waiting to be told.
  stop() {
    clearTimeout(this.waiting);
    return this.waiting !== undefined;
  }
}
