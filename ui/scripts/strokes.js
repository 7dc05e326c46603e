// A drawing as a text that fits into an address, and back: lines of a pen in steps of 1/512 of the canvas' side.
//
// A stroke is its pen's width (one character), where it begins (four) and of each further point how far it lies from
// the one before (two), or, behind "_", where it lies (four more). Strokes are parted by ".". `ui/digits/strokes.py`
// knows the form.

/** @import { Pair, Stroke } from "./types.d.ts" */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const STEPS = 512; // of the canvas' side
const BEYOND = 0.5; // how far a stroke may leave the canvas, in sides
const WIDTH_STEP = 0.005; // of the brush's slider
const FARTHEST = 31; // of a point that is told by its distance
const FAR = "_";
const STRAIGHT = 0.75; // steps: how far a point may lie from a line and be left out

/**
 * Returns a stroke as its text would give it back: on the grid, without the points that change nothing to the eye.
 *
 * @param {Stroke} stroke
 * @returns {Stroke}
 */
export function tidied({ width, points }) {
  const places = points.map(toGrid);
  const isKept = new Array(places.length).fill(false);
  isKept[0] = isKept[places.length - 1] = true;
  /** @type {Pair[]} */
  const spans = [[0, places.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    let [farthest, at] = [STRAIGHT, -1];
    for (let next = first + 1; next < last; next++) {
      const distance = fromLine(places[next], places[first], places[last]);
      if (distance > farthest) [farthest, at] = [distance, next];
    }
    if (at < 0) continue;
    isKept[at] = true;
    spans.push([first, at], [at, last]);
  }
  const left = places.filter((_, at) => isKept[at]);
  return { width: toWidth(widthOf(width)), points: left.map(fromGrid) };
}

/**
 * @param {Stroke[]} strokes
 * @returns {string}
 */
export function packStrokes(strokes) {
  return strokes.map(({ width, points }) => {
    const places = points.map(toGrid);
    let text = DIGITS[widthOf(width)] + placeText(places[0]);
    for (let at = 1; at < places.length; at++) {
      const moves = [0, 1].map((axis) => places[at][axis] - places[at - 1][axis]);
      text += moves.every((move) => Math.abs(move) <= FARTHEST)
        ? moves.map((move) => DIGITS[move + FARTHEST]).join("")
        : FAR + placeText(places[at]);
    }
    return text;
  }).join(".");
}

/**
 * @param {string} text what `packStrokes` gave
 * @returns {Stroke[]}
 */
export function unpackStrokes(text) {
  return text ? text.split(".").map(unpackStroke) : [];
}

/** @type {(text: string) => Stroke} */
function unpackStroke(text) {
  let at = 0;
  const digit = () => DIGITS.indexOf(text[at++]);
  const coordinate = () => digit() * DIGITS.length + digit();
  const width = toWidth(digit());
  /** @type {Pair} */
  let place = [coordinate(), coordinate()];
  const places = [place];
  while (at < text.length) {
    if (text[at] === FAR) {
      at += 1;
      place = [coordinate(), coordinate()];
    } else place = [place[0] + digit() - FARTHEST, place[1] + digit() - FARTHEST];
    places.push(place);
  }
  return { width, points: places.map(fromGrid) };
}

/** @param {Pair} place */
function placeText(place) {
  return place.map((each) => DIGITS[Math.floor(each / DIGITS.length)] + DIGITS[each % DIGITS.length]).join("");
}

/** @type {(point: Pair) => Pair} */
function toGrid([x, y]) {
  /** @param {number} share */
  const step = (share) => Math.round((Math.min(1 + BEYOND, Math.max(-BEYOND, share)) + BEYOND) * STEPS);
  return [step(x), step(y)];
}

/** @type {(place: Pair) => Pair} */
function fromGrid([x, y]) {
  return [x / STEPS - BEYOND, y / STEPS - BEYOND];
}

/** @param {number} width */
function widthOf(width) {
  return Math.min(DIGITS.length - 1, Math.max(1, Math.round(width / WIDTH_STEP)));
}

/** @param {number} steps */
function toWidth(steps) {
  return steps * WIDTH_STEP;
}

/** @type {(place: Pair, from: Pair, to: Pair) => number} */
function fromLine([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const share = dx || dy ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy))) : 0;
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
}
