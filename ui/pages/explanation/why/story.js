// The sentence at the top: from "it says 3" to "because these strokes, through these channels".

import { percent } from "../../../scripts/bars.js";
import { fill } from "../../../scripts/dom.js";

/** @import { Scaling, WhyLayer, WhyNet, WhyWords } from "../../../scripts/wire.d.ts" */
/** @import { WhyFrame } from "./views.d.ts" */

const NAMED = 3; // channels

/**
 * @param {WhyFrame} frame
 * @param {{ net: WhyNet, words: WhyWords }} about
 * @param {Scaling[]} scalings what is switched off or turned
 * @returns {(string | { layer: string, channel: number })[]} its parts: texts, and channels, which lead there
 */
export function story({ arrays, header }, { net, words }, scalings) {
  if (header.is_blank) return [words.story_blank];
  const [answer, share] = first(arrays.probabilities.values);
  if (scalings.length) {
    const [before, before_share] = first(arrays.base_probabilities.values);
    const changed = changeOf(scalings, net.layers, words);
    return [fill(words.story_ablated, { changed, answer, share, before, before_share })];
  }
  const says = fill(words.story_says, { answer, share });
  const last = net.layers.findLast(({ kind }) => kind === "conv")?.name;
  const parts = last && arrays[`part/${last}`]?.values;
  if (!parts) return [says];
  const strongest = [...parts.keys()].sort((a, b) => parts[b] - parts[a]).slice(0, NAMED);
  const channels = strongest.filter((channel) => parts[channel] > 0);
  if (!channels.length) return [says];
  const sentence = header.target === answer ? words.story_for : words.story_other;
  const [before, after] = fill(sentence, { target: header.target, layer: last }).split("{channels}");
  const listed = channels.flatMap((channel, at) => {
    const between = at === 0 ? [] : [at < channels.length - 1 ? ", " : ` ${words.and} `];
    return [...between, { layer: last, channel }];
  });
  return [`${says} ${before}`, ...listed, after];
}

// Names what is switched or turned where it is one thing.
/** @type {(scalings: Scaling[], layers: WhyLayer[], words: WhyWords) => string} */
function changeOf(scalings, layers, words) {
  const areOff = scalings.every(([, , factor]) => factor === 0);
  if (scalings.length > 1) return areOff ? words.story_all_off : words.story_turned;
  const [[layer, channel, factor]] = scalings;
  const word = layers.find(({ name }) => name === layer)?.is_map ? words.channel : words.unit;
  const part = channel === null ? layer : fill(words.story_part, { layer, part: fill(word, { channel }) });
  return fill(areOff ? words.story_off : words.story_one_turned, { part, factor: Math.round(100 * factor) });
}

/** @type {(shares: ArrayLike<number>) => [number, string]} */
function first(shares) {
  const probabilities = Array.from(shares);
  const answer = probabilities.indexOf(Math.max(...probabilities));
  return [answer, percent(probabilities[answer])];
}
