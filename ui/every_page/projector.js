// The projector mode: what is read from afar is large. `#projector` in the address says it, so that a link opens it.

export const MARK = "#projector";
const KEY = "F8"; // no browser does anything by it, and it is typed nowhere
const { dataset } = document.documentElement;

/** @param {boolean} isOn */
function project(isOn) {
  if (isOn) dataset.projector = "";
  else delete dataset.projector;
  const box = document.getElementById("projector");
  if (box instanceof HTMLInputElement) box.checked = isOn;
  dispatchEvent(new Event("resize")); // what measures itself does so again
}

/** @param {boolean} isOn */
function choose(isOn) {
  project(isOn);
  history.replaceState(history.state, "", isOn ? MARK : location.pathname + location.search);
}

// An address that Streamlit writes keeps the mark.
/** @param {string | URL | null | undefined} address */
export function marked(address) {
  if (!("projector" in dataset) || address === null || address === undefined) return address;
  const url = new URL(address, location.href);
  if (!url.hash) url.hash = MARK;
  return url;
}

export function projectFromAddress() {
  project(location.hash === MARK);
  addEventListener("hashchange", () => project(location.hash === MARK));
  addEventListener("keydown", (event) => {
    if (event.key !== KEY || event.repeat) return;
    event.preventDefault();
    choose(!("projector" in dataset));
  });
  document.getElementById("projector")?.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement) choose(target.checked);
  });
}
