// The sentence at the top: from "it says 3" to "because these strokes, through these channels".

import { percent } from "../modules/bars.js";
import { fill } from "../modules/dom.js";

const NAMED = 3; // channels

// isLamed: whether something is switched off or turned up
export function story({ arrays, header, isBlank }, { net, words }, isLamed) {
  if (isBlank) return words.story_blank;
  const [answer, share] = first(arrays.probabilities.values);
  if (isLamed) {
    const [before, before_share] = first(arrays.base_probabilities.values);
    return fill(words.story_lamed, { answer, share, before, before_share });
  }
  const says = fill(words.story_says, { answer, share });
  const last = net.layers.findLast(({ kind }) => kind === "conv")?.name;
  const parts = arrays[`part/${last}`]?.values;
  if (!parts) return says;
  const strongest = [...parts.keys()].sort((a, b) => parts[b] - parts[a]).slice(0, NAMED);
  const channels = strongest.filter((channel) => parts[channel] > 0);
  if (!channels.length) return says;
  const sentence = header.target === answer ? words.story_for : words.story_other;
  return `${says} ${fill(sentence, { target: header.target, layer: last, channels: listed(channels, words.and) })}`;
}

function first(probabilities) {
  const answer = probabilities.indexOf(Math.max(...probabilities));
  return [answer, percent(probabilities[answer])];
}

function listed(items, and) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${and} ${items.at(-1)}`;
}
