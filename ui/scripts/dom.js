// Elements and the texts in them.

import { withParticles } from "./particles.js";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string} [text]
 */
export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** @typedef {HTMLElementTagNameMap & Pick<SVGElementTagNameMap, "svg" | "path">} Tags */

/**
 * Returns what a selector finds; it is there, since the caller has put it there.
 *
 * @template {keyof Tags} Tag
 * @param {ParentNode} root
 * @param {string} selector
 * @param {Tag} tag of what is found
 * @returns {Tags[Tag]}
 */
export function find(root, selector, tag) {
  const element = root.querySelector(selector);
  if (element?.localName !== tag) throw new Error(`"${selector}" finds ${element?.localName}, not ${tag}`);
  return /** @type {Tags[Tag]} */ (element);
}

// Writes only what is news: a screen reader tells again whatever is written again.
/** @type {(element: Node, text: string) => void} */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Fills the places of a sentence: "{row}" by what `values` has for `row`; a mark after one by the particle that it takes.
/** @type {(sentence: string, values: Record<string, unknown>) => string} */
export function fill(sentence, values) {
  const filled = (/** @type {string} */ part) =>
    part.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  return withParticles(sentence, filled);
}

/** @type {(tag: string, attributes: Record<string, string | number>, text?: string) => SVGElement} */
export function draw(tag, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

// The pen of a canvas, which every browser that runs these scripts has.
/** @type {(canvas: HTMLCanvasElement, options?: CanvasRenderingContext2DSettings) => CanvasRenderingContext2D} */
export function penOf(canvas, options) {
  const pen = canvas.getContext("2d", options);
  if (!pen) throw new Error("the browser gives no 2d context");
  return pen;
}

const WAITS = 5000; // ms

/**
 * Scrolls an element of the page into view, as little as it takes, as soon as a run of the page's script has brought it.
 *
 * @param {string} selector
 */
export function showWhenThere(selector) {
  const show = () => {
    const found = document.querySelector(`${selector} h3`);
    if (!found) return false;
    found.scrollIntoView({ block: "nearest", behavior: "smooth" });
    return true;
  };
  if (show()) return;
  const observer = new MutationObserver(() => {
    if (show()) observer.disconnect();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), WAITS);
}
