// Numbers as people read them.

/** @typedef {(value: number) => string} Write */
/** @typedef {Float32Array | number[]} Numbers */

const DIGITS = 3;
const LEAST_LETTER = 9; // pixels
const DIGIT_WIDTH = 0.5; // of the letters' size

// In full if it is whole and not long, and to some digits otherwise.
/** @type {(number: number, digits?: number) => string} */
export function short(number, digits = DIGITS) {
  if (number === 0) return "0";
  if (Number.isInteger(number) && Math.abs(number) < 1e7) return proper(String(number));
  return proper(general(number, digits));
}

// A number among others of a sum or a product: brackets part its minus from what stands before.
/** @param {string} text */
export function bracketed(text) {
  return text.startsWith("−") ? `(${text})` : text;
}

// Whether a text shows a number in full.
/** @type {(text: string, number: number) => boolean} */
export function isInFull(text, number) {
  return Number(text.replaceAll("−", "-")) === number;
}

// Whether the numbers of a map can be read in cells of so many pixels if each is written by `short`.
/** @type {(values: Numbers, cell: number) => boolean} */
export function isRoomy(values, cell) {
  const most = (cell - 6) / (DIGIT_WIDTH * LEAST_LETTER); // characters
  return values.every((value) => Number.isNaN(value) || short(value).length <= most);
}

// Every digit that a float32 has, and none more.
/** @param {number} number */
export function exact(number) {
  if (Number.isInteger(number) && Math.abs(number) < 1e7) return String(number);
  for (let digits = 1; digits < 9; digits++) {
    const text = general(number, digits);
    if (Math.fround(Number(text)) === number) return text;
  }
  return general(number, 9);
}

// Returns how to write the numbers of a map in little room, all with the same decimals: whole ones in full, others so
// that the largest has three digits.
/** @type {(values: Numbers) => Write} */
export function writer(values) {
  let largest = 0;
  let areWhole = true;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    largest = Math.max(largest, Math.abs(value));
    areWhole &&= Number.isInteger(value);
  }
  if (areWhole && largest < 1e6) return (value) => proper(String(value));
  if (largest < 1e-3 || largest >= 1e6) return (value) => proper(value.toExponential(1).replace("e+", "e"));
  const decimals = Math.max(0, DIGITS - 1 - Math.floor(Math.log10(largest)));
  return (value) => (value === 0 ? "0" : proper(value.toFixed(decimals).replace(/^-(0\.?0*)$/, "$1")));
}

/** @param {string} text */
export function proper(text) {
  return text === "-0" ? "0" : text.replaceAll("-", "−");
}

// As Python's format "g": the shorter of the two notations, without zeros at the end.
/** @type {(number: number, digits: number) => string} */
function general(number, digits) {
  const [mantissa, power] = exponential(number, digits).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < digits) return String(Number(`${mantissa}e${exponent}`));
  const sign = exponent < 0 ? "-" : "+";
  return `${Number(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

const MOST_DIGITS = 101; // that `toExponential` gives; no float32 has more

// As `toExponential`, but where a number lies in the middle of two, it goes to the even one, as in Python.
/** @type {(number: number, digits: number) => string} */
function exponential(number, digits) {
  const up = number.toExponential(digits - 1);
  const [whole, power] = number.toExponential(MOST_DIGITS - 1).split("e");
  const isNegative = whole.startsWith("-");
  const figures = whole.replace(/[-.]/g, ""); // every one that it has
  const isTie = /^50*$/.test(figures.slice(digits));
  if (!isTie || Number(figures[digits - 1]) % 2) return up;
  const down = figures.slice(0, digits);
  return `${isNegative ? "-" : ""}${down[0]}.${down.slice(1)}0e${power}`;
}
