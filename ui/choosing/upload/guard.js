// Tells the page's script of a file that is too large for Streamlit's field, which would refuse it without telling.

/** @import { Component } from "../../scripts/types.d.ts" */

/** @typedef {{ most: number }} Data the largest file that is taken, in bytes */

const FIELD = '[data-testid="stFileUploader"]';
const WAYS = ["change", "drop"];

export default class UploadGuard {
  /**
   * @param {HTMLElement} root
   * @param {string} _base
   * @param {Component<Data>} component
   */
  constructor(root, _base, { data, setTriggerValue }) {
    this.most = data.most;
    this.setTriggerValue = setTriggerValue;
    /** @param {Event} event */
    this.judge = (event) => this.stopTooLarge(event);
    // On the window, and on the way down: before Streamlit's own listeners.
    for (const way of WAYS) globalThis.addEventListener(way, this.judge, true);
    root.dataset.listens = ""; // from here on no file is too large unseen
  }

  /** @param {Component<Data>} component */
  update({ data, setTriggerValue }) {
    this.most = data.most;
    this.setTriggerValue = setTriggerValue;
  }

  /** @param {Event} event */
  stopTooLarge(event) {
    const { target } = event;
    if (!(target instanceof Element) || !target.closest(FIELD)) return;
    const field = target instanceof HTMLInputElement ? target : null;
    const files = event instanceof DragEvent ? event.dataTransfer?.files : field?.files;
    const file = Array.from(files ?? []).find(({ size }) => size > this.most);
    if (!file) return;
    event.stopPropagation();
    event.preventDefault();
    if (field) field.value = ""; // so that the same file can be chosen again
    else target.dispatchEvent(new DragEvent("dragleave", { bubbles: true })); // its frame for drops goes
    this.setTriggerValue("too_large", { name: file.name, size: file.size });
  }

  stop() {
    for (const way of WAYS) globalThis.removeEventListener(way, this.judge, true);
  }
}
