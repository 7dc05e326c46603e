// Node's assertions, which deno has, under types of their own: Node's types would make a timer of the scripts another
// thing than a browser's, which is a number.

/**
 * @typedef {object} Assert
 * @property {(value: unknown, message?: string) => void} ok
 * @property {(found: unknown, expected: unknown, message?: string) => void} equal
 * @property {(found: unknown, expected: unknown, message?: string) => void} deepEqual
 */

const name = "node:assert/strict";

/** @type {{ default: Assert }} */
const { default: assert } = await import(name);

export default assert;
