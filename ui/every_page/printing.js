// A window that is wider than the paper is printed smaller, since a drawing keeps the size that it has there.

const PAPER = 1512; // pixels of the browser's between the margins of the page in `every_page.css`

export function fitToPaper() {
  addEventListener("beforeprint", () => {
    const { clientWidth, style } = document.documentElement;
    const width = Math.max(PAPER, clientWidth);
    style.setProperty("--printed-width", `${width}px`);
    style.setProperty("--printed-zoom", String(PAPER / width));
  });
  document.getElementById("print")?.addEventListener("click", () => {
    document.getElementById("view-choices")?.hidePopover();
    print();
  });
}
