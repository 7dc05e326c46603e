// The picture of the receptive field: what lies under the pointer, and the cell that a click chooses.

/** @import { Component } from "../../scripts/types.d.ts" */

/**
 * @typedef {object} Data
 * @property {string} drawing HTML
 * @property {string[]} names of the layers, by their depth
 * @property {{ tip: string, ways: string }} words
 */

/** @type {WeakSet<Element>} */
const listening = new WeakSet();
/** @type {WeakMap<Element, Component<Data>>} */
const wishes = new WeakMap();

/** @param {Component<Data>} component */
export default function (component) {
  const root = /** @type {HTMLElement} */ (component.parentElement.querySelector(".field"));
  const before = wishes.get(root);
  wishes.set(root, component);
  const tip = /** @type {HTMLElement} */ (root.querySelector(".tip"));
  if (before?.data.drawing !== component.data.drawing) {
    /** @type {HTMLElement} */ (root.querySelector(".drawing")).innerHTML = component.data.drawing;
    tip.hidden = true;
  }
  if (listening.has(root)) return;
  listening.add(root);
  root.addEventListener("pointermove", (event) => showTip(root, tip, event));
  root.addEventListener("pointerleave", () => {
    tip.hidden = true;
  });
  root.addEventListener("click", (event) => {
    const cell = cellAt(event);
    if (cell && cell.depth > 0) {
      const { depth, row, column } = cell;
      wishes.get(root)?.setTriggerValue("chosen", { depth, row, column });
    }
  });
}

/** @param {MouseEvent} options */
function cellAt({ target, clientX, clientY }) {
  const map = target instanceof Element ? target.closest(".map") : null;
  if (!(map instanceof SVGElement || map instanceof HTMLElement)) return null;
  const { left, top, width, height } = map.getBoundingClientRect();
  const size = Number(map.dataset.size);
  /** @param {number} share */
  const index = (share) => Math.min(Math.max(Math.floor(share * size), 0), size - 1);
  return {
    map,
    depth: Number(map.dataset.depth),
    row: index((clientY - top) / height),
    column: index((clientX - left) / width),
  };
}

/** @type {(root: HTMLElement, tip: HTMLElement, event: MouseEvent) => void} */
function showTip(root, tip, event) {
  const cell = cellAt(event);
  tip.hidden = !cell;
  if (!cell) return;
  const data = wishes.get(root)?.data;
  if (!data) return;
  const { map, row, column } = cell;
  /** @type {(text: string, values: Record<string, string | number>) => string} */
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  let said = filled(data.words.tip, { name: data.names[cell.depth], row, column });
  const { rows, columns } = map.dataset;
  if (rows && columns) {
    const ways = Number(rows.split(",")[row]) * Number(columns.split(",")[column]);
    said += ` · ${filled(data.words.ways, { count: ways.toLocaleString("en") })}`;
  }
  tip.textContent = said;
  const box = root.getBoundingClientRect();
  const left = Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth);
  tip.style.left = `${Math.max(left, 0)}px`;
  tip.style.top = `${event.clientY - box.top + 18}px`;
}
