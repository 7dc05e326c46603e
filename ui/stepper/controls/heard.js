// What a screen reader hears of what is looked at: the same as is seen, in sentences, with signs that are spoken.

// parts: texts, or elements whose text is to be heard; where an element has `data-said`, that stands for its text.
/** @param {(string | Node)[]} parts */
export function heardOf(parts) {
  const sentences = parts.map((part) => spoken(typeof part === "string" ? part : saidOf(part))).filter(Boolean);
  return sentences.map((sentence) => (/[.:;]$/.test(sentence) ? sentence : `${sentence}.`)).join(" ");
}

/** @type {(node: Node) => string} */
function saidOf(node) {
  if (!(node instanceof HTMLElement)) return node.textContent ?? "";
  if (node.dataset.said) return node.dataset.said;
  const parts = Array.from(node.childNodes, saidOf);
  if (node.tagName !== "DIV") return parts.join("");
  // Its lines; each that begins with the name of a channel, or of all, is a sum of its own.
  const lines = Array.from(node.childNodes);
  return parts.map((part, at) => (at && isSum(lines[at]) ? `; ${part}` : part)).join(" ");
}

/** @param {Node} node */
function isSum(node) {
  return node instanceof Element && node.querySelector(".of-channel") !== null;
}

// A raised dot is passed over or called by its name; a comma before the end of a list would be heard as one.
/** @param {string} text */
function spoken(text) {
  return text.replaceAll("·", " × ").replace(/\s+/g, " ").replace(/ ([,;])/g, "$1").trim().replace(/,$/, "");
}
