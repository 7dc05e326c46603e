// Reads what `ui/stepper/blob.py` packs: a JSON header, then arrays.

import { readArray, readHeader } from "../scripts/packed.js";
import { Operation } from "./reckoning/operation.js";

/** @import { ArrayPlace, BlobHeader, OutlookHeader, Packed, PackedPanel } from "../scripts/wire.d.ts" */
/** @import { MisfitPanel as PackedMisfit, OperationPanel as PackedOperation } from "../scripts/wire.d.ts" */

/**
 * A panel with its arrays in place of where they lie.
 *
 * @template {{ arrays: object }} Of
 * @typedef {Omit<Of, "arrays"> & { arrays: { [Name in keyof Of["arrays"]]: Packed } }} Read
 */

/** @typedef {Read<PackedOperation>} OperationPanel */
/** @typedef {OperationPanel & { operation: Operation }} CarriedOut */
/** @typedef {Read<PackedMisfit> & { operation: null }} Misfit */
/** @typedef {CarriedOut | Misfit} Panel */
/** @typedef {Omit<BlobHeader, "panels"> & { panels: Panel[] }} Blob */
/** @typedef {Omit<OutlookHeader, "panels"> & { panels: Panel[] }} Outlook */

/**
 * @param {Uint8Array} data
 * @returns {Blob} the header, its panels with their arrays in place of where they lie
 */
export function readBlob(data) {
  const { buffer } = data.slice(); // it may come at an odd offset, and arrays want an even one
  /** @type {{ header: BlobHeader, start: number }} */
  const { header, start } = readHeader(buffer, 0);
  return { ...header, panels: panelsOf(header.panels, buffer, start) };
}

// The same of what comes ahead of the page's script.
/** @type {(buffer: ArrayBuffer) => Outlook} */
export function readOutlook(buffer) {
  /** @type {{ header: OutlookHeader, start: number }} */
  const { header, start } = readHeader(buffer, 0);
  return { ...header, panels: panelsOf(header.panels, buffer, start) };
}

/** @type {(panels: PackedPanel[], buffer: ArrayBuffer, start: number) => Panel[]} */
function panelsOf(panels, buffer, start) {
  /** @type {<Name extends string>(places: Partial<Record<Name, ArrayPlace>>) => Record<Name, Packed>} */
  const read = (places) => {
    const entries = /** @type {[string, ArrayPlace][]} */ (Object.entries(places));
    const found = entries.map(([name, place]) => [name, readArray(buffer, start, place)]);
    return Object.fromEntries(found);
  };
  return panels.map((panel) => {
    if (panel.kind === null) return { ...panel, arrays: read(panel.arrays), operation: null };
    const carried = { ...panel, arrays: read(panel.arrays) };
    return { ...carried, operation: new Operation(carried) };
  });
}
