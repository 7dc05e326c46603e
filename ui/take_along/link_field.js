// A link in a field with a button that copies it. Browsers give the clipboard to pages by https alone: elsewhere the
// older way is tried, and where that is forbidden too, the link stands selected, and the page says which keys copy it.

/** @import { Component } from "../scripts/types.d.ts" */

/** @typedef {{ link: string, label: string, words: { copy: string, copied: string, selected: string } }} Data */

export default class LinkField {
  /**
   * @param {HTMLElement} root
   * @param {string} _base
   * @param {Component<Data>} component
   */
  constructor(root, _base, { data }) {
    this.words = data.words;
    this.label = document.createElement("label");
    this.name = document.createElement("span");
    this.field = document.createElement("input");
    this.field.type = "text";
    this.field.readOnly = true;
    this.field.addEventListener("focus", () => this.field.select());
    this.label.append(this.name, this.field);
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.addEventListener("click", () => this.copy());
    this.said = document.createElement("p");
    this.said.role = "status";
    root.replaceChildren(this.label, this.button, this.said);
  }

  /** @param {Component<Data>} component */
  update({ data: { link, label, words } }) {
    this.words = words;
    this.name.textContent = label;
    this.button.textContent = words.copy;
    if (this.field.value === link) return;
    this.field.value = link;
    this.said.textContent = "";
  }

  async copy() {
    this.field.focus();
    this.field.select();
    this.said.textContent = (await isCopied(this.field.value)) ? this.words.copied : this.words.selected;
  }

  stop() {}
}

/** @type {(text: string) => Promise<boolean>} */
async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    try {
      return document.execCommand("copy"); // what is selected
    } catch {
      return false;
    }
  }
}
