// Streamlit's menu on a narrow window: its button has a name, and it closes when something was chosen.

const NARROW = "(max-width: 768px)"; // where Streamlit's menu lies over the page
const LINK = "[data-testid=stSidebarNavLink]";
const CLOSE = "[data-testid=stSidebarCollapseButton] button";
const OPEN = "[data-testid=stExpandSidebarButton]";

export function tendSidebar() {
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || !target.closest(LINK) || !matchMedia(NARROW).matches) return;
    const close = document.querySelector(CLOSE);
    if (close instanceof HTMLElement) close.click();
  });
  const name = document.getElementById("view")?.dataset.menu ?? "";
  new MutationObserver(() => {
    const button = document.querySelector(OPEN);
    if (button && button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
  }).observe(document.body, {
    subtree: true,
    attributes: true,
    attributeFilter: ["data-test-script-state", "aria-expanded"],
  });
}
