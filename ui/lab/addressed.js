// What the page's address says of what is chosen on the lab, as `ui/lab/chosen.py` writes it.

/** @import { Addressed, LabChoice } from "../scripts/wire.d.ts" */

const DIGITS = 6; // of a disturbance

/**
 * @param {Omit<LabChoice, "cell">} looks
 * @returns {Addressed}
 */
export function addressed({ logits, disturbed, curve, moments }) {
  return {
    mnist_logits: logits ? "yes" : "",
    mnist_disturbed: Object.entries(disturbed)
      .map(([name, value]) => `${name}*${Number(value.toPrecision(DIGITS))}`)
      .join(";"),
    mnist_curve: curve ?? "",
    mnist_moment: moments.map((step) => step ?? "end").join(),
  };
}

/**
 * @param {NonNullable<LabChoice["cell"]>} cell
 * @returns {Addressed}
 */
export function addressedCell({ net, layer, channel, row, column }) {
  return { mnist_cell: `${layer}.${channel}.${row}.${column}${net ? `@${net}` : ""}` };
}
