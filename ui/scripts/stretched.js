// An axis for shares of digits right, on which each further nine has as much room: 0 to 90 % as much as 90 to 99 %.
// On an even axis from 0 the better half of a training is one flat line.

const TICKS = [0, 0.5, 0.9, 0.99, 0.999];
const ROOM = 0.25; // of a nine that a tick may be passed by before the next one is shown

/** @param {number} share */
const nines = (share) => Math.log10(1 / (1 - share));

// The shares that are written, the last at the top.
/** @param {number} best of what is shown */
export function ticksFor(best) {
  const top = TICKS.findIndex((tick) => tick >= 0.99 && nines(Math.min(best, 0.999)) <= nines(tick) + ROOM);
  return TICKS.slice(0, (top < 0 ? TICKS.length - 1 : top) + 1);
}

// Where a share lies, from 0 at the bottom to 1 at the top.
/** @type {(share: number, top: number) => number} */
export function placeOf(share, top) {
  return nines(Math.min(Math.max(share, 0), top)) / nines(top);
}
