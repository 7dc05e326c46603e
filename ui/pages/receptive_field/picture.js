// The picture of the receptive field: what lies under the pointer, and the cell that a click chooses.

const listening = new WeakSet();
const wishes = new WeakMap();

export default function (component) {
  const root = component.parentElement.querySelector(".field");
  const before = wishes.get(root);
  wishes.set(root, component);
  const tip = root.querySelector(".tip");
  if (before?.data.drawing !== component.data.drawing) {
    root.querySelector(".drawing").innerHTML = component.data.drawing;
    tip.hidden = true;
  }
  if (listening.has(root)) return;
  listening.add(root);
  root.addEventListener("pointermove", (event) => showTip(root, tip, event));
  root.addEventListener("pointerleave", () => {
    tip.hidden = true;
  });
  root.addEventListener("click", (event) => {
    const cell = cellAt(event);
    if (cell && cell.depth > 0) {
      const { depth, row, column } = cell;
      wishes.get(root).setTriggerValue("chosen", { depth, row, column });
    }
  });
}

function cellAt({ target, clientX, clientY }) {
  const map = target.closest?.(".map");
  if (!map) return null;
  const { left, top, width, height } = map.getBoundingClientRect();
  const size = Number(map.dataset.size);
  const index = (share) => Math.min(Math.max(Math.floor(share * size), 0), size - 1);
  return {
    map,
    depth: Number(map.dataset.depth),
    row: index((clientY - top) / height),
    column: index((clientX - left) / width),
  };
}

function showTip(root, tip, event) {
  const cell = cellAt(event);
  tip.hidden = !cell;
  if (!cell) return;
  const { data } = wishes.get(root);
  const { map, row, column } = cell;
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  let said = filled(data.words.tip, { name: data.names[cell.depth], row, column });
  if (map.dataset.rows) {
    const ways = map.dataset.rows.split(",")[row] * map.dataset.columns.split(",")[column];
    said += ` · ${filled(data.words.ways, { count: ways.toLocaleString("en") })}`;
  }
  tip.textContent = said;
  const box = root.getBoundingClientRect();
  const left = Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth);
  tip.style.left = `${Math.max(left, 0)}px`;
  tip.style.top = `${event.clientY - box.top + 18}px`;
}
