// Says that the server does not answer, where the eye is, for as long as that is so.

const PATIENCE = 1500; // ms; a server that starts again quickly is not worth a word
const STATE = "data-test-connection-state"; // Streamlit writes it on the app
const LOST = new Set(["PINGING_SERVER", "CONNECTING", "DISCONNECTED_FOREVER"]);

export function watchServer() {
  const root = document.getElementById("root");
  const notice = document.getElementById("lost");
  if (!root || !notice) return;
  let wasThere = false;
  /** @type {number | undefined} */
  let waiting;
  new MutationObserver(() => {
    const state = root.querySelector(`[${STATE}]`)?.getAttribute(STATE) ?? "";
    clearTimeout(waiting);
    if (state === "CONNECTED") {
      wasThere = true;
      notice.hidden = true;
    } else if (wasThere && LOST.has(state)) waiting = setTimeout(() => (notice.hidden = false), PATIENCE);
  }).observe(root, { subtree: true, attributes: true, attributeFilter: [STATE] });
}
