// A field over one cell of a map, to type another number. Enter or a click elsewhere takes it, Escape gives up.

import { make } from "../modules/dom.js";
import { exact } from "./numbers.js";

const LEAST_WIDTH = 64; // pixels

// typed: what opened it and stands in it, or null for the number as it is; tell(text): what came of it;
// back(): the keys are the map's again.
export function editCell(view, cell, { typed, label, tell, back }) {
  const [top, left] = view.first;
  const before = exact(view.values[(cell.row - top) * view.columns + cell.column - left]);
  const field = make("input", "cell-editor");
  Object.assign(field, { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false });
  field.value = typed ?? before;
  field.setAttribute("aria-label", label);
  const [x, y] = view.placeOf(cell);
  const width = Math.max(view.cell, LEAST_WIDTH);
  Object.assign(field.style, {
    left: `${Math.max(0, x - (width - view.cell) / 2)}px`,
    top: `${y - Math.max(0, (28 - view.cell) / 2)}px`,
    width: `${width}px`,
    height: `${Math.max(view.cell, 28)}px`,
  });
  let isOpen = true;
  const close = (text) => {
    if (!isOpen) return;
    isOpen = false;
    const hadFocus = field.matches(":focus");
    field.remove();
    if (hadFocus) {
      view.box.focus({ preventScroll: true });
      back();
    }
    if (text !== null && text !== before) tell(text);
  };
  field.addEventListener("keydown", (event) => {
    event.stopPropagation(); // neither the map's keys nor the page's shortcuts
    if (event.key === "Enter") close(field.value);
    else if (event.key === "Escape") close(null);
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => close(field.value));
  view.box.append(field);
  field.focus({ preventScroll: true });
  if (typed === null) field.select();
}
