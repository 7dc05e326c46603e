// plotly.js of the installed package, fetched once and only when something rests.

/** @import { PlotlyScript } from "../scripts/types.d.ts" */

/** @type {Promise<PlotlyScript> | undefined} */
let fetched;

/** @param {string} base the app's address */
export function loadPlotly(base) {
  fetched ??= new Promise((resolve, reject) => {
    const fail = () => {
      fetched = undefined;
      reject(new Error("plotly.js did not load"));
    };
    const script = document.createElement("script");
    script.src = `${base}plotly.js`;
    script.onload = () => (globalThis.Plotly ? resolve(globalThis.Plotly) : fail());
    script.onerror = fail;
    document.head.append(script);
  });
  return fetched;
}
