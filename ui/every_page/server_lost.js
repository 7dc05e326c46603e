// Says that the server does not answer, where the eye is, for as long as that is so. "server-back" tells components when
// it does again: what they said meanwhile is lost, and Streamlit would not send it once more.

const PATIENCE = 1500; // ms; a server that starts again quickly is not worth a word
const STATE = "data-test-connection-state"; // Streamlit writes both on the app
const RUN = "data-test-script-state";
const LOST = new Set(["PINGING_SERVER", "CONNECTING", "DISCONNECTED_FOREVER"]);

export function watchServer() {
  const root = document.getElementById("root");
  const notice = document.getElementById("lost");
  if (!root || !notice) return;
  let wasThere = false;
  let isAway = false;
  let runs = 0; // of the script, that are awaited; the first one shows the components, the second one hears them
  let wasRunning = false;
  /** @type {number | undefined} */
  let waiting;
  new MutationObserver(() => {
    const app = root.querySelector(`[${STATE}]`);
    const state = app?.getAttribute(STATE) ?? "";
    const isRunning = app?.getAttribute(RUN) === "running";
    clearTimeout(waiting);
    if (state === "CONNECTED") {
      if (isAway) runs = 2;
      if (isAway || (runs && wasRunning && !isRunning)) {
        runs -= 1;
        document.dispatchEvent(new CustomEvent("server-back"));
      }
      isAway = false;
      wasThere = true;
      notice.hidden = true;
    } else if (wasThere && LOST.has(state)) {
      isAway = true;
      waiting = setTimeout(() => (notice.hidden = false), PATIENCE);
    }
    wasRunning = isRunning;
  }).observe(root, { subtree: true, attributes: true, attributeFilter: [STATE, RUN] });
}
