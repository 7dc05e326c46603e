// The sentence at the top: from "it says 3" to "because these strokes, through these channels".

import { percent } from "../../../scripts/bars.js";
import { fill } from "../../../scripts/dom.js";

/** @import { Scaling, Turning, WhyArrays, WhyLayer, WhyNet, WhyWords } from "../../../scripts/wire.d.ts" */
/** @import { WhyFrame } from "./views.d.ts" */

const NAMED = 3; // channels

/**
 * A part of the sentence: a text, a channel that leads there, or channels that are switched off together.
 *
 * @typedef {string | { layer: string, channel: number } | Turning} Part
 */

/**
 * @param {WhyFrame} frame
 * @param {{ net: WhyNet, words: WhyWords }} about
 * @param {Scaling[]} scalings what is switched off or turned
 * @returns {Part[]}
 */
export function story({ arrays, header }, { net, words }, scalings) {
  if (header.is_blank) return [words.story_blank];
  const parts = scalings.length ? [ablated(arrays, net, words, scalings)] : says(arrays, header.target, net, words);
  const { turning } = header;
  const isTurned = answerOf(arrays.logits.values) !== answerOf(arrays.base_logits.values);
  if (!turning || isTurned) return parts;
  const { layer, channels, answer } = turning;
  const sentence = scalings.length ? words.story_turning_too : words.story_turning;
  return [...parts, ` ${fill(sentence, { layer, answer, channels: channels.join(", ") })} `, turning];
}

/** @type {(arrays: WhyArrays, target: number, net: WhyNet, words: WhyWords) => Part[]} */
function says(arrays, target, net, words) {
  const [answer, share] = first(arrays.probabilities.values);
  const says = fill(words.story_says, { answer, share });
  const last = net.layers.findLast(({ kind }) => kind === "conv")?.name;
  const parts = last && arrays[`part/${last}`]?.values;
  if (!parts) return [says];
  const strongest = [...parts.keys()].sort((a, b) => parts[b] - parts[a]).slice(0, NAMED);
  const channels = strongest.filter((channel) => parts[channel] > 0);
  if (!channels.length) return [says];
  const sentence = target === answer ? words.story_for : words.story_other;
  const [before, after] = fill(sentence, { target, layer: last }).split("{channels}");
  const listed = channels.flatMap((channel, at) => {
    const between = at === 0 ? [] : [at < channels.length - 1 ? ", " : ` ${words.and} `];
    return [...between, { layer: last, channel }];
  });
  return [`${says} ${before}`, ...listed, after];
}

// What the switches do: to the answer, to its logit, and to how far it is ahead.
/** @type {(arrays: WhyArrays, net: WhyNet, words: WhyWords, scalings: Scaling[]) => string} */
function ablated(arrays, net, words, scalings) {
  const [answer, share] = first(arrays.probabilities.values);
  const [logits, base] = [Array.from(arrays.logits.values), Array.from(arrays.base_logits.values)];
  const before = answerOf(base);
  const rival = answerOf(logits.map((logit, digit) => (digit === before ? -Infinity : logit)));
  const said = {
    changed: changeOf(scalings, net.layers, words),
    answer,
    share,
    before,
    rival,
    from: tenths(base[before]),
    to: tenths(logits[before]),
    lead_from: tenths(base[before] - base[rival]),
    lead_to: tenths(logits[before] - logits[rival]),
  };
  return fill(answer === before ? words.story_stays : words.story_changes, said);
}

// Names what is switched or turned where it is one thing.
/** @type {(scalings: Scaling[], layers: WhyLayer[], words: WhyWords) => string} */
function changeOf(scalings, layers, words) {
  const areOff = scalings.every(([, , factor]) => factor === 0);
  const count = scalings.length;
  if (count > 1) return fill(areOff ? words.story_all_off : words.story_turned, { count });
  const [[layer, channel, factor]] = scalings;
  const word = layers.find(({ name }) => name === layer)?.is_map ? words.channel : words.unit;
  const part = channel === null ? layer : fill(words.story_part, { layer, part: fill(word, { channel }) });
  return fill(areOff ? words.story_off : words.story_one_turned, { part, factor: Math.round(100 * factor) });
}

/** @param {ArrayLike<number>} scores */
function answerOf(scores) {
  const all = Array.from(scores);
  return all.indexOf(Math.max(...all));
}

/** @param {number} value */
function tenths(value) {
  return value.toFixed(1).replace("-", "−");
}

/** @type {(shares: ArrayLike<number>) => [number, string]} */
function first(shares) {
  const answer = answerOf(shares);
  return [answer, percent(shares[answer])];
}
