// Tells the page's script of a file that is too large for Streamlit's field, which would refuse it without telling.

const FIELD = '[data-testid="stFileUploader"]';
const WAYS = ["change", "drop"];

export default class UploadGuard {
  constructor() {
    this.judge = (event) => this.stopTooLarge(event);
    // On the window, and on the way down: before Streamlit's own listeners.
    for (const way of WAYS) window.addEventListener(way, this.judge, true);
  }

  update({ data, setTriggerValue }) {
    this.most = data.most;
    this.setTriggerValue = setTriggerValue;
  }

  stopTooLarge(event) {
    const { target, type } = event;
    if (!(target instanceof Element) || !target.closest(FIELD)) return;
    const { files } = type === "drop" ? event.dataTransfer : target;
    const file = Array.from(files ?? []).find(({ size }) => size > this.most);
    if (!file) return;
    event.stopPropagation();
    event.preventDefault();
    if (type === "change") target.value = ""; // so that the same file can be chosen again
    else target.dispatchEvent(new DragEvent("dragleave", { bubbles: true })); // its frame for drops goes
    this.setTriggerValue("too_large", { name: file.name, size: file.size });
  }

  stop() {
    for (const way of WAYS) window.removeEventListener(way, this.judge, true);
  }
}
