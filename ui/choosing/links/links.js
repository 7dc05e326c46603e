// HTML of the server's with links to pages of the app, which its script opens.

import { ARROWS } from "../../scripts/keys.js";

/** @import { Component } from "../../scripts/types.d.ts" */

/** @typedef {{ html: string }} Data */

export default class Links {
  /**
   * @param {HTMLElement} root
   * @param {string} _base
   * @param {Component<Data>} component
   */
  constructor(root, _base, { setStateValue }) {
    this.root = root;
    this.setStateValue = setStateValue;
    this.shown = "";
    root.addEventListener("click", (event) => this.follow(event));
    root.addEventListener("keydown", (event) => this.walk(event));
  }

  /** @param {Component<Data>} component */
  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    if (data.html === this.shown) return;
    this.shown = data.html;
    this.root.innerHTML = data.html;
    for (const links of this.root.querySelectorAll("[data-walk]")) hold(linksOf(links), 0);
  }

  stop() {}

  // Of many links in one place one is in reach of Tab, and the arrow keys go on from there.
  /** @param {KeyboardEvent} event */
  walk(event) {
    const move = ARROWS[event.key];
    const link = linkOf(event.target);
    const place = link?.closest("[data-walk]");
    if (!move || !link || !place) return;
    const links = linksOf(place);
    const next = links.indexOf(link) + (move[0] || move[1]);
    if (next in links) hold(links, next).focus();
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  follow(event) {
    const link = linkOf(event.target);
    // With one of these keys a browser opens a link elsewhere.
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    // A state, since a page that runs again by itself just then would drop a trigger; with the time, since the same link
    // may be followed again.
    this.setStateValue("followed", [link.getAttribute("href"), Date.now()]);
    // What a link changes on this very page begins at its top.
    if (link.dataset.top !== undefined) this.root.closest("[data-testid=stMain]")?.scrollTo(0, 0);
  }
}

/** @param {EventTarget | null} target */
function linkOf(target) {
  return target instanceof Element ? target.closest("a") : null;
}

/** @param {Element} place */
function linksOf(place) {
  return [...place.querySelectorAll("a")];
}

/** @type {(links: HTMLAnchorElement[], held: number) => HTMLAnchorElement} */
function hold(links, held) {
  links.forEach((link, at) => link.tabIndex = at === held ? 0 : -1);
  return links[held];
}
