"""What a page shows, as scripts that any browser runs: to compare a page with itself elsewhere."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

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


def _of_canvases(found: str) -> str:
    """Returns a script that gives what is found of each `canvas` that is seen; null leaves one out."""
    return f"""() => {{
      const all = [];
      const of = (canvas) => {found};
      const walk = (node) => {{
        if (node instanceof HTMLCanvasElement && node.checkVisibility()) all.push(of(node));
        if (node.shadowRoot) walk(node.shadowRoot);
        node.childNodes.forEach(walk);
      }};
      const main = document.querySelector("[data-testid=stMain]");
      if (main) walk(main);
      return all.filter((each) => each !== null);
    }}"""


PICTURES = _of_canvases("canvas.toDataURL()")
"""Every canvas that is seen, as a picture."""

DIGITS = _of_canvases("""canvas.width === 28 && canvas.height === 28
  ? [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data].join() : null""")
"""Of every canvas that holds 28 × 28 pixels, its pixels: in them no browser has a way of its own to draw."""

PAINTS = _of_canvases("""{
  const { width, height } = canvas;
  if (!width || !height) return null;
  const colors = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const sums = [0, 0, 0];
  for (let at = 0; at < colors.length; at += 4) sums.forEach((_, part) => (sums[part] += colors[at + part]));
  return [width, height, ...sums.map((sum) => sum / (width * height))];
}""")
"""Of every canvas that is seen, its width, its height and the mean of its colours: another browser writes numbers
on it with letters of its own, and has a narrower place for it."""
_AS_WIDE = 16  # pixels
_AS_BRIGHT = 16  # of 255


def said(page: Page) -> dict[str, str]:
    """Returns what an address says; asked of the page, because `page.url` stays while nobody asks anything."""
    return dict(parse_qsl(urlsplit(page.evaluate("location.href")).query))


def seen(page: Page) -> list[Any]:
    """Returns what a page shows and says: its title, its address, its texts and its pictures."""
    return [page.title(), said(page), sorted(page.evaluate(SHOWN)), page.evaluate(PICTURES)]


def difference(one: list[Any], other: list[Any]) -> list[Any]:
    """Returns what differs of what two pages show, short enough to be read."""
    texts = sorted(set(one[2]) ^ set(other[2]))
    return [one[0], other[0], one[1] == other[1], texts[:20], [len(each[3]) for each in (one, other)]]


def are_alike(page: Page, other: Page) -> bool:
    """Whether two browsers of different makers show the same pictures."""
    one, two = page.evaluate(PAINTS), other.evaluate(PAINTS)
    bounds = (_AS_WIDE, _AS_WIDE, _AS_BRIGHT, _AS_BRIGHT, _AS_BRIGHT)
    return len(one) == len(two) and all(
        abs(here - there) <= most
        for each, its in zip(one, two, strict=True)
        for here, there, most in zip(each, its, bounds, strict=True)
    )


def have_same_digits(page: Page, other: Page) -> bool:
    """Whether two pages show the same digits, pixel by pixel; the edge of a drawn line is each browser's own."""
    same: bool = page.evaluate(DIGITS) == other.evaluate(DIGITS)
    return same
