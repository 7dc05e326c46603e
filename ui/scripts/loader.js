// The only script of a component that Streamlit carries: it fetches the component's module, once, and keeps what
// the module makes for as long as its root element stays.
//
// A module's default export is a class: made with the root element, the app's address and the component, then
// `update(component)` at the first time and after each run of the page's script, and `stop()` at the end.

/** @import { Component, Instance, Module } from "./types.d.ts" */

/** @typedef {{ wish: Component<unknown>, instance: Instance | null, isStopped: boolean }} Shown */

/** @type {WeakMap<Element, Shown>} */
const shown = new WeakMap();

// Wherever a proxy has put the app, the browser has found Streamlit's own script there.
const own = /** @type {HTMLScriptElement} */ (
  document.querySelector('script[type="module"][src*="static/js/"]')
).src;
const base = own.slice(0, own.lastIndexOf("static/js/"));

/** @param {Component<unknown>} component */
export default function (component) {
  const root = /** @type {HTMLElement} */ (component.parentElement.querySelector("[data-root]"));
  const place = shown.get(root) ?? start(root, component);
  shown.set(root, place);
  place.wish = component;
  place.instance?.update(component);
  return () => {
    place.isStopped = true;
    place.instance?.stop();
    shown.delete(root);
  };
}

/** @type {(root: HTMLElement, wish: Component<unknown>) => Shown} */
function start(root, wish) {
  /** @type {Shown} */
  const place = { wish, instance: null, isStopped: false };
  import(`${base}MODULE`).then((/** @type {Module} */ { default: Class }) => {
    if (place.isStopped) return;
    place.instance = new Class(root, base, place.wish);
    place.instance.update(place.wish);
  });
  return place;
}
