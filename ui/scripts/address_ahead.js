// What the page's address will say of what was just done, told at once: the script writes it only after its run.
//
// Whoever answers to what somebody does, as the bar of a lesson, hears "address-ahead" of the window. Where no lesson is
// open nobody does.

/** @import { Addressed } from "./wire.d.ts" */

/** @param {Addressed} names */
export function tellAddressAhead(names) {
  dispatchEvent(new CustomEvent("address-ahead", { detail: names }));
}
