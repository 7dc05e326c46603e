// The browser's history on every page of the app: what a person did is an entry, and nothing else is.
//
// Streamlit makes an entry of each name that a script writes into the address, and of each page. A choice can write
// several names, a held handle fifty; a page that opens may tidy its address, and what it writes can come before its
// own name is there. So the first after a press of a pointer or a key is an entry, and each further one takes its
// place. Runs before Streamlit's own script.
//
// Whoever waits for what the page is brought into hears "address" of the window.

import { marked } from "./projector.js";

let presses = 0;
let pressesAtEntry = 0; // when the present entry was made, or gone back to

const pressed = () => presses++;
addEventListener("pointerdown", pressed, { capture: true });
addEventListener("keydown", ({ repeat }) => repeat || pressed(), { capture: true });
// A click without a press comes from what reads the page aloud, or from a key.
addEventListener("click", ({ detail }) => detail || pressed(), { capture: true });
addEventListener("popstate", () => (pressesAtEntry = presses), { capture: true });

const push = history.pushState.bind(history);
const replace = history.replaceState.bind(history);
const tell = () => dispatchEvent(new Event("address"));
history.replaceState = (state, unused, address) => {
  replace(state, unused, marked(address));
  tell();
};
history.pushState = (state, unused, address) => {
  if (presses === pressesAtEntry) return history.replaceState(state, unused, address);
  pressesAtEntry = presses;
  push(state, unused, marked(address));
  tell();
};
