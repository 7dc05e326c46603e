// Puts the drawing that the page's script made where it belongs: Streamlit's own HTML would leave out the SVG.
/** @import { Component } from "../../scripts/types.d.ts" */

/** @param {Component<string>} component */
export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".curves");
  if (root) root.innerHTML = data;
}
