// Numbers in a few digits, for a reader.

/** @type {(value: number, count?: number) => string} */
export function digits(value, count = 3) {
  return Number(value.toPrecision(count)).toString();
}

// With its sign before it, in three digits.
/** @param {number} value */
export function signed(value) {
  return `${value < 0 ? "−" : "+"}${digits(Math.abs(value))}`;
}
