// Elements and the texts in them.

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// Writes only what is news: a screen reader tells again whatever is written again.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Fills the places of a sentence: "{row}" by what `values` has for `row`.
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
