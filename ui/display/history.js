// The browser's history on every page of the app: what a person did is an entry, and nothing else is.
//
// Streamlit makes an entry of each name that a script writes into the address. A choice can write several, a held
// handle fifty, and a page that opens may tidy its address. So an entry is made for the first of them after a press of
// a pointer or a key, or on another page; each further one takes its place. Runs before Streamlit's own script.

let presses = 0;
let pressesAtEntry = 0; // when the present entry was made, or gone back to

const pressed = () => presses++;
addEventListener("pointerdown", pressed, { capture: true });
addEventListener("keydown", ({ repeat }) => repeat || pressed(), { capture: true });
addEventListener("popstate", () => (pressesAtEntry = presses), { capture: true });

const push = history.pushState.bind(history);
history.pushState = (state, unused, address) => {
  const isSamePage = new URL(address ?? "", location.href).pathname === location.pathname;
  if (isSamePage && presses === pressesAtEntry) return history.replaceState(state, unused, address);
  pressesAtEntry = presses;
  push(state, unused, address);
};
