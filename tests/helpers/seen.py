"""What a page shows, as scripts that any browser runs: to compare a page with itself elsewhere."""

SHOWN = """() => {
  const STATES = ["aria-checked", "aria-selected", "aria-pressed"];
  const found = new Set();
  const tidy = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
  const name = (element) =>
    tidy(element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent);
  const isField = (element) =>
    ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName) && !["checkbox", "radio"].includes(element.type);
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.add(tidy(node.textContent));
    if (node.nodeType === Node.ELEMENT_NODE) {
      const hasNoBox = getComputedStyle(node).display === "contents";
      if (["STYLE", "SCRIPT"].includes(node.tagName) || !(hasNoBox || node.checkVisibility())) return;
      if (node.hasAttribute("aria-label")) found.add(tidy(node.getAttribute("aria-label")));
      if (node.checked || STATES.some((each) => node.getAttribute(each) === "true")) found.add(`${name(node)}: on`);
      else if (isField(node)) found.add(tidy(`${name(node)}: ${node.value}`));
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    node.childNodes.forEach(walk);
  };
  const main = document.querySelector("[data-testid=stMain]");
  if (main) walk(main);
  return [...found];
}"""
"""Everything that stands on the page, once: texts, names, and of controls what is chosen or stands in them."""

PICTURES = """() => {
  const found = [];
  const walk = (node) => {
    if (node instanceof HTMLCanvasElement && node.checkVisibility()) found.push(node.toDataURL());
    if (node.shadowRoot) walk(node.shadowRoot);
    node.childNodes.forEach(walk);
  };
  const main = document.querySelector("[data-testid=stMain]");
  if (main) walk(main);
  return found;
}"""
"""Every canvas that is seen, as a picture."""
