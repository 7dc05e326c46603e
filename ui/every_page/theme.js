// Light, dark, or as the system says: what is chosen is kept in a cookie, so that the page itself comes in its colours.
//
// Streamlit follows the system. So it is asked here what the system says, and answers with what was chosen.

const COOKIE = "convscope_theme";
const SECONDS_KEPT = 365 * 24 * 3600;
const ASKED = /prefers-color-scheme:\s*(dark|light)/;

/** @typedef {(this: MediaQueryList, event: MediaQueryListEvent) => void} Listener */

const ask = globalThis.matchMedia.bind(globalThis);
const system = ask("(prefers-color-scheme: dark)");
const { dataset } = document.documentElement;
/** @type {Set<EventTarget>} */
const asked = new Set();

function isDark() {
  return dataset.theme ? dataset.theme === "dark" : system.matches;
}

/** @param {string} query */
function answered(query) {
  const list = ask(query);
  const scheme = ASKED.exec(query)?.[1];
  if (!scheme) return list;
  Object.defineProperty(list, "matches", { get: () => (scheme === "dark") === isDark() });
  asked.add(list);
  return list;
}

/** @param {string} theme */
function choose(theme) {
  const wasDark = isDark();
  if (theme) dataset.theme = theme;
  else delete dataset.theme;
  const life = theme ? SECONDS_KEPT : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${theme}; Path=/; Max-Age=${life}; SameSite=Lax${secure}`;
  if (isDark() === wasDark) return;
  for (const list of asked) list.dispatchEvent(new Event("change"));
}

export function chooseTheme() {
  globalThis.matchMedia = answered;
  for (const input of document.querySelectorAll("#view-choices [name=theme]")) {
    if (!(input instanceof HTMLInputElement)) continue;
    input.checked = input.value === (dataset.theme ?? "");
    input.addEventListener("change", () => choose(input.value));
  }
}
