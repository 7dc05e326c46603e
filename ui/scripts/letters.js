// How large what is drawn is, on a canvas or in a chart, so that it goes with the letters of the page around it: the
// projector mode makes those larger, and so does who reads with large letters.

const USUAL = 16; // CSS pixels of the page's letters, for which sizes are given

// How many times as large as usual the page's letters are.
export function enlarged() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL || 1;
}
