// What the page is brought into: what its address says and, sooner, what it will say of what was just done.

/** @import { Addressed } from "../../scripts/wire.d.ts" */

export const COMES_WITHIN = 4000; // ms, after which the address counts: the script has made something else of it

export class Newest {
  constructor() {
    /** @type {Map<string, { text: string, at: number }>} */
    this.told = new Map(); // that the address does not say yet
  }

  /** @type {(names: Addressed, now: number) => void} */
  tell(names, now) {
    for (const [name, text] of Object.entries(names)) this.told.set(name, { text, at: now });
  }

  // Called with what was written into the address.
  /** @param {string} search */
  written(search) {
    const says = new URLSearchParams(search);
    for (const [name, { text }] of this.told) {
      if ((says.get(name) ?? "") === text) this.told.delete(name);
    }
  }

  forget() {
    this.told.clear();
  }

  /**
   * Returns the newest that is known, as an address says it; the same state is always the same text.
   *
   * @type {(search: string, now: number) => string}
   */
  over(search, now) {
    const says = new URLSearchParams(search);
    for (const [name, { text, at }] of this.told) {
      if (now - at > COMES_WITHIN) this.told.delete(name);
      else if (text) says.set(name, text);
      else says.delete(name);
    }
    says.sort();
    return `?${says}`;
  }
}
