// What each net made of the digit at every kept moment of its training, asked for when the digit rests.

/**
 * What a net made of a digit: by the step of a moment, the ten probabilities.
 *
 * @typedef {Map<number, number[]>} Answers
 */

/** @typedef {{ key: string, asking: AbortController, history: Answers | null }} Asked */

export class History {
  /**
   * @param {string} base the app's address
   * @param {(net: number, history: Answers) => void} onHistory
   */
  constructor(base, onHistory) {
    this.base = base;
    this.onHistory = onHistory;
    /** @type {(Asked | undefined)[]} */
    this.asked = []; // last, of each net
  }

  // Asks, unless this was asked for last; what it was answered then is told again.
  /**
   * @param {number} net its number
   * @param {string} name its name
   * @param {number[]} steps of its moments
   * @param {Uint8Array<ArrayBuffer>} pixels 28 × 28 grey bytes, as the net sees the digit
   */
  async ask(net, name, steps, pixels) {
    const key = `${name} ${steps.join()} ${pixels.join()}`;
    const last = this.asked[net];
    if (last?.key === key) {
      if (last.history) this.onHistory(net, last.history);
      return;
    }
    last?.asking.abort();
    const asking = new AbortController();
    /** @type {Asked} */
    const asked = { key, asking, history: null };
    this.asked[net] = asked;
    try {
      const answer = await fetch(`${this.base}history?net=${encodeURIComponent(name)}`, {
        method: "POST",
        body: pixels,
        signal: asking.signal,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      asked.history = readHistory(await answer.arrayBuffer());
      if (this.asked[net] === asked) this.onHistory(net, asked.history);
    } catch {
      if (this.asked[net] === asked) this.asked[net] = undefined; // the next rest asks again
    }
  }

  stop() {
    for (const asked of this.asked) asked?.asking.abort();
  }
}

// For each moment, its step as a little-endian int32, then its ten logits as float32.
/** @param {ArrayBuffer} buffer */
export function readHistory(buffer) {
  /** @type {Answers} */
  const history = new Map();
  for (let at = 0; at < buffer.byteLength; at += 44) {
    const [step] = new Int32Array(buffer, at, 1);
    history.set(step, softmax([...new Float32Array(buffer, at + 4, 10)]));
  }
  return history;
}

/** @param {number[]} logits */
function softmax(logits) {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
