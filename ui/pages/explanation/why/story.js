// The sentence at the top: from "it says 3" to "because these strokes, through these channels".

import { percent } from "../../../scripts/bars.js";
import { fill } from "../../../scripts/dom.js";

const NAMED = 3; // channels

// Returns its parts: texts, and channels as { layer, channel }, which lead there.
// scalings: what is switched off or turned, [layer, channel or null, factor] of each
export function story({ arrays, header, isBlank }, { net, words }, scalings) {
  if (isBlank) return [words.story_blank];
  const [answer, share] = first(arrays.probabilities.values);
  if (scalings.length) {
    const [before, before_share] = first(arrays.base_probabilities.values);
    const changed = changeOf(scalings, net.layers, words);
    return [fill(words.story_lamed, { changed, answer, share, before, before_share })];
  }
  const says = fill(words.story_says, { answer, share });
  const last = net.layers.findLast(({ kind }) => kind === "conv")?.name;
  const parts = arrays[`part/${last}`]?.values;
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
function changeOf(scalings, layers, words) {
  const areOff = scalings.every(([, , factor]) => factor === 0);
  if (scalings.length > 1) return areOff ? words.story_all_off : words.story_turned;
  const [[layer, channel, factor]] = scalings;
  const word = layers.find(({ name }) => name === layer).is_map ? words.channel : words.unit;
  const part = channel === null ? layer : fill(words.story_part, { layer, part: fill(word, { channel }) });
  return fill(areOff ? words.story_off : words.story_one_turned, { part, factor: Math.round(100 * factor) });
}

function first(probabilities) {
  const answer = probabilities.indexOf(Math.max(...probabilities));
  return [answer, percent(probabilities[answer])];
}
