// An address may name a place on its page (`glossary#logit`), which comes long after the browser has looked for it.

import { MARK } from "./projector.js";

export function goToAnchor() {
  const root = document.getElementById("root");
  const name = decodeURIComponent(location.hash.slice(1));
  if (!root || !name || location.hash === MARK) return;
  const watching = new MutationObserver(() => {
    const place = document.getElementById(name);
    if (!place || !root.contains(place)) return;
    watching.disconnect();
    place.dataset.pointed = "";
    place.scrollIntoView({ block: "center" });
  });
  watching.observe(root, { subtree: true, childList: true });
}
