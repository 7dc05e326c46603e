"""For everybody: by a screen reader, by keys alone, on a telephone, in light and dark, without motion."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from cnn_core.text import t
from tests.helpers.app import answer, canvas, heatmaps, maps, open_page, settle
from tests.helpers.long import few_of
from tests.helpers.patience import MILLISECONDS, until
from tests.helpers.server import Server
from ui.pages.course.texts import course_texts

MNIST = "/mnist_inspection"
TEXTS = {text.name: f"/course?course_lesson={t(f'course.{text.name}.tab')}" for text in course_texts()}
PAGES = {
    "start": "/",
    "toy": "/toy_convolution",
    "toy_sources": "/toy_convolution?toy_image_source=own&toy_image_color=yes&toy_image_side=4"
    "&toy_kernels_source=net&toy_padding=Explicit&toy_sides=yes&toy_apart=yes&toy_stride=4&toy_relu=yes",
    "padding": "/padding_comparison",
    "receptive": "/receptive_field",
    "backward": "/backward",
    "backward_net": "/backward?backward_part=net",
    "mnist": f"{MNIST}?mnist_source=Pick",
    "build": "/build_net?net=c8-bn-max2-drop0.25_d32",
    "results": "/results?results_cell=7-7",
    "training": "/training?net=two_block/e2",
    "explanation": "/explanation",
    "lesson": "/tour?tour=convolution.4",
    "glossary": "/glossary#logit",
    "about": "/about",
} | TEXTS

TABBED = ("start", "toy", "padding", "receptive", "backward", "mnist", "explanation", "three_block")
"""Pages that are walked with Tab."""

LIVE = {"start", "toy", "mnist", "training", "explanation"}
"""Pages on which something follows the hand: they are walked by `make test`, and the others by `make test-long`."""


WIDE = ViewportSize(width=1440, height=900)
NARROW = ViewportSize(width=400, height=860)

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}, "heading-order": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLORS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}

# What sticks out on the right of what holds it, and is neither cut off nor scrolled there. The lab's inside too.
WIDER_THAN_THE_PAGE = """() => {
  const found = [];
  const look = (element, isFree) => {
    const { right } = element.getBoundingClientRect();
    if (isFree && right > innerWidth + 1) found.push(element.outerHTML.slice(0, 160));
    const inside = isFree && getComputedStyle(element).overflowX === "visible";
    for (const child of [...(element.shadowRoot ?? element).children]) look(child, inside);
  };
  const main = document.querySelector("[data-testid=stMain]");
  for (const box of [document.documentElement, main]) {
    if (box.scrollWidth > box.clientWidth) found.push(`${box.tagName} ${box.scrollWidth} > ${box.clientWidth}`);
  }
  for (const child of main.children) look(child, true);
  return found;
}"""

# Axe leaves alone what is small but far from others; a finger does not.
# But for a link within a sentence, which is as high as its line: WCAG 2.2, 2.5.8, "Inline".
SMALLER_THAN_A_FINGERTIP = """() => {
  const isInSentence = (link) =>
    link.matches(":is(p, li) a") && link.parentElement.textContent.trim() !== link.textContent.trim();
  const touched = "a[href], button, summary, input:not([type=file]), [role=radio], [role=tab], [role=slider]";
  const found = [];
  const look = (root) => {
    for (const element of root.querySelectorAll(touched)) {
      if (isInSentence(element)) continue;
      const box = (element.closest("label") ?? element).getBoundingClientRect();
      if (box.width > 1 && (box.width < 24 || box.height < 24)) found.push(
        `${Math.round(box.width)} x ${Math.round(box.height)} ${element.outerHTML.slice(0, 120)}`);
    }
    for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) look(shadowRoot);
  };
  look(document.querySelector("[data-testid=stMain]"));
  return found;
}"""

MOVING = """() => {
  const found = [];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
      const longest = Math.max(...`${transitionDuration}, ${animationName === "none" ? 0 : animationDuration}`
        .split(", ").map(parseFloat));
      if (longest > 0.01) found.push(element.outerHTML.slice(0, 120));
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document.body);
  return found;
}"""

# Axe does not judge text in a drawing. The numbers in the cells have the ink of `cnn_core.figures.colors`.
PALE_LABELS = """() => {
  const luminance = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).slice(0, 3).map((level) => level / 255)
      .map((level) => (level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const paper = luminance(getComputedStyle(document.querySelector(".stApp")).backgroundColor);
  const labels = document.querySelectorAll(".main-svg :is(.xtick, .ytick, .infolayer) text");
  return [...labels].filter((text) => {
    const ink = luminance(getComputedStyle(text).fill);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.5;
  }).map(({ outerHTML }) => outerHTML);
}"""

# The element that has the focus, inside shadow roots too, how it looks, and how the one before looks without it.
FOCUSED = """async () => {
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame); // the page answers the key
  const look = (element) => {
    const parts = [];
    for (let at = element, steps = 0; at && steps < 4; at = at.parentElement, steps += 1) {
      for (const pseudo of ["", "::before", "::after"]) {
        const style = getComputedStyle(at, pseudo || undefined);
        parts.push(style.outline, style.boxShadow, style.borderColor, style.backgroundColor, style.color);
      }
    }
    for (const child of element.children) {
      const style = getComputedStyle(child);
      parts.push(style.outline, style.boxShadow, style.borderColor, style.backgroundColor);
    }
    return parts.join("|");
  };
  const before = window.focused_before;
  const unseen = before?.element.isConnected && look(before.element) === before.look ? before.said : null;
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (element === document.body) { window.focused_before = null; return { said: null, unseen }; }
  const labelled = element.getAttribute("aria-labelledby")?.split(" ").map((id) =>
    element.getRootNode().getElementById(id)?.textContent).join(" ");
  const name = element.getAttribute("aria-label") ?? labelled
    ?? element.labels?.[0]?.textContent ?? element.textContent;
  const said = `${element.tagName.toLowerCase()} ${element.getAttribute("role") ?? ""} ${name.trim().slice(0, 60)}`;
  window.focused_before = { element, look: look(element), said };
  window.focused_all ??= new Map();
  const times = (window.focused_all.get(element) ?? 0) + 1;
  window.focused_all.set(element, times);
  return { said, unseen, times };
}"""


def open_whole(page: Page, path: str) -> None:
    """Opens a page and waits until its pictures are drawn."""
    open_page(page, path)
    if MNIST in path:
        expect(heatmaps(page)).to_have_count(4)
    if path == PAGES["explanation"]:
        expect(page.get_by_role("radio", checked=True, name=re.compile("^8"))).to_be_visible()  # the first frame
    charts = page.get_by_test_id("stPlotlyChart")
    if count := charts.count():
        expect(charts.locator(".main-svg").nth(count - 1)).to_be_attached()
    # the page's own style takes effect a moment after it has come
    expect(page.get_by_test_id("stMainBlockContainer")).to_have_css("padding-top", "60px")
    calm_down(page)


def violations(page: Page, rules: Mapping[str, object]) -> list[str]:
    """Returns what axe has to object, one line an element.

    Streamlit's own list of pages is left out, which it shows on narrow windows: with sections there are others than
    list items in it, and no way to change that.
    """
    result = page.evaluate("rules => axe.run({ exclude: ['[data-testid=stSidebarNavItems]'] }, rules)", rules)
    return [
        f"{found['id']}: {node['html'][:200]} {node['failureSummary']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


def resize(page: Page, viewport: ViewportSize) -> None:
    """Changes the window and waits until the page's pictures have taken their places."""
    page.set_viewport_size(viewport)
    calm_down(page)


def turn(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Changes what the system wishes, and waits until the whole page has followed."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    follow(page, scheme)


def follow(page: Page, scheme: str) -> None:
    """Waits until the page has followed a change of light or dark: its parts do so one after the other."""
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
    calm_down(page)
    until(lambda: not violations(page, COLORS), lambda: "\n".join(violations(page, COLORS)))


def calm_down(page: Page) -> None:
    """Waits until the page has the same markup for a while."""
    page.evaluate(
        """() => new Promise((done) => {
          let waiting;
          const wait = () => {
            clearTimeout(waiting);
            waiting = setTimeout(() => { observer.disconnect(); requestAnimationFrame(done); }, 300);
          };
          const observer = new MutationObserver(wait);
          observer.observe(document, { subtree: true, childList: true, attributes: true });
          wait();
        })"""
    )


@pytest.fixture(scope="module")
def familiar(server: Server, browser: Browser) -> Iterator[BrowserContext]:
    """A person who comes again and again, so that the browser has the app's scripts already."""
    context = browser.new_context(base_url=server.url, viewport=WIDE, reduced_motion="reduce")
    context.set_default_timeout(MILLISECONDS)
    yield context
    context.close()


@pytest.fixture
def visit(familiar: BrowserContext) -> Iterator[Page]:
    page = familiar.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("name", few_of(PAGES, LIVE))
def test_axe_finds_nothing_and_a_telephone_holds_the_page(visit, name):
    page = visit
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    open_whole(page, PAGES[name])
    page.evaluate(AXE)
    assert violations(page, RULES) == []
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("main").count() == 1
    assert page.evaluate(MOVING) == []
    assert page.evaluate(PALE_LABELS) == []
    turn(page, "dark")
    assert violations(page, COLORS) == []
    assert page.evaluate(PALE_LABELS) == []
    resize(page, NARROW)
    assert violations(page, RULES) == []
    assert page.evaluate(WIDER_THAN_THE_PAGE) == []
    assert page.evaluate(SMALLER_THAN_A_FINGERTIP) == []


@pytest.mark.parametrize("path", ["/handout/two_block", "/handout", "/handout/none"])
def test_axe_finds_nothing_on_a_page_to_print_and_a_telephone_holds_it(page, path):
    page.goto(path)
    page.evaluate(AXE)
    assert violations(page, RULES) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert violations(page, RULES) == []


def test_the_check_itself_finds_what_is_wrong(page):
    open_page(page, "/")
    page.evaluate(AXE)
    page.evaluate(
        """() => {
          const host = document.createElement("div");
          host.attachShadow({ mode: "open" }).innerHTML =
            `<p style="color: #aaa; background: #fff">Pale</p><p style="width: 2000px">Wide</p><button></button>`;
          document.querySelector("[data-testid=stMainBlockContainer]").prepend(host);
        }"""
    )
    found = " ".join(violations(page, RULES))
    assert "color-contrast" in found
    assert "button-name" in found
    assert page.evaluate(WIDER_THAN_THE_PAGE)
    assert page.evaluate(SMALLER_THAN_A_FINGERTIP)


@pytest.mark.long
def test_the_panels_that_open_are_as_readable(new_context):
    page = new_context(color_scheme="dark").new_page()
    open_whole(page, MNIST)
    resize(page, NARROW)
    page.evaluate(AXE)
    page.get_by_text("Disturb the digit").click()
    expect(page.get_by_role("img", name=re.compile("Probability of each digit"))).to_be_visible()
    page.get_by_role("checkbox", name="Logits").check()
    assert violations(page, RULES) == []
    assert page.evaluate(WIDER_THAN_THE_PAGE) == []
    assert page.evaluate(SMALLER_THAN_A_FINGERTIP) == []
    turn(page, "light")
    assert violations(page, COLORS) == []


@pytest.mark.long
def test_a_wrong_answer_is_readable_in_light_and_dark(new_context):
    page = new_context(color_scheme="dark").new_page()
    open_page(page, f"{MNIST}?mnist_source=Pick")
    page.get_by_role("button", name="Random mistake").click()
    expect(page.locator(".truth", has_text="wrong")).to_be_visible()
    page.mouse.move(0, 0)  # the button's explanation, while it fades in or out, is pale
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.evaluate(AXE)
    assert violations(page, COLORS) == []
    turn(page, "light")
    assert violations(page, COLORS) == []


@pytest.mark.parametrize("name", few_of(TABBED, LIVE))
def test_tab_goes_through_the_whole_page_and_is_seen_on_its_way(visit, name):
    page = visit
    open_whole(page, PAGES[name])
    seen: list[Any] = []
    unseen: list[Any] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        state = page.evaluate(FOCUSED)
        if state["unseen"]:
            unseen.append(state["unseen"])
        if state["said"] is None:
            break
        assert state["times"] == 1, f"{state['said']} holds the focus or gets it twice: {seen}"
        seen.append(state["said"])
    else:
        pytest.fail(f"the focus does not leave the page: {seen}")
    assert any("MNIST" in said for said in seen[:6])  # the navigation comes first
    assert [said for said in seen if not said.split(" ", 2)[2]] == []  # each has a name
    assert unseen == []


@pytest.mark.long
def test_every_chart_says_what_it_shows(page):
    drawn = {
        f"{PAGES['padding']}?padding_section=Size+curves": page.locator(".curves svg"),
        f"{MNIST}?mnist_source=Pick": page.get_by_test_id("stPlotlyChart"),
    }
    for path, charts in drawn.items():
        open_whole(page, path)
        if path.startswith(MNIST):
            page.get_by_text("About this net").click()
        expect(charts).not_to_have_count(0)
        for chart in charts.all():
            expect(chart).to_have_accessible_name(re.compile(r"\w+ \w+"))
        for picture in page.locator("main img").all():
            expect(picture).to_have_accessible_name(re.compile(r"\w+"))


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until an element has the focus."""
    is_focused = "element => element.getRootNode().activeElement === element"
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate(is_focused):
            return
    pytest.fail(f"Tab does not reach {target}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_one_is_drawn_with_keys_and_answered_and_a_cell_is_read(page):
    open_whole(page, MNIST)
    tab_to(page, canvas(page))
    press(page, *["ArrowUp"] * 12, "Space", *["ArrowDown"] * 24, "Space")
    expect(page.get_by_text("Your drawing")).to_be_visible()
    expect(answer(page)).to_contain_text("The net says 1")
    settle(page)
    expect(heatmaps(page)).to_have_count(4)
    layer = maps(page).first
    tab_to(page, layer.get_by_role("application"))
    press(page, "ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowRight")
    place = r"Channel \d+, row 2, column 1: [\d.]+"
    expect(layer.get_by_role("status")).to_have_text(re.compile(place))
    page.keyboard.press("Enter")
    settle(page)
    expect(layer.get_by_role("status")).to_have_text(re.compile(place))
    undo = page.get_by_role("button", name="Undo", exact=True)
    undo.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("An example until you bring one")).to_be_visible()


def test_a_screen_reader_hears_the_answer_at_rest_only(page):
    """What it is told is looked at with every frame: it may change at a pause, and never with the frames."""
    page.add_init_script(
        """window.told = [];
        document.addEventListener("painted", (event) => {
          window.told.push(event.composedPath()[0].querySelector(".told").textContent);
        });"""
    )
    open_whole(page, MNIST)
    said = page.locator(".answer").get_by_role("status")
    expect(said).to_have_text(re.compile(r"The net says \d"))
    page.evaluate("window.told = []")
    draw_slowly(page)
    moving = page.evaluate("window.told")
    assert len(moving) > 3, "the frames must be seen, or the test sees nothing"
    assert len(set(moving)) == 1
    page.mouse.up()
    expect(said).to_contain_text("The net says 1")


def draw_slowly(page: Page) -> None:
    """Draws a one without a pause and does not lift the pen."""
    box = canvas(page).bounding_box()
    assert box
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + 0.15 * box["height"])
    page.mouse.down()
    page.mouse.move(x, box["y"] + 0.85 * box["height"], steps=40)


def test_the_toy_convolution_is_stepped_and_changed_with_keys(page):
    open_whole(page, PAGES["toy"])
    tab_to(page, page.get_by_role("application", name="Input"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Pixel 2 in row 0, column 1 reaches 2 output cells")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Next"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("2·1 + 3·1 + 5·1 + 6·1 = 16").first).to_be_visible()
    page.keyboard.press("n")  # its shortcut, from anywhere on the page
    expect(page.get_by_text("4·1 + 5·1 + 7·1 + 8·1 = 24").first).to_be_visible()
    page.get_by_role("slider", name="Stride").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("[[12]]")).to_be_visible()
    settle(page)
    page.get_by_role("radio", name="VALID").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="SAME")).to_be_checked()
    expect(page.get_by_text("[[12, 9], [15, 9]]")).to_be_visible()


@pytest.mark.long
def test_the_paddings_are_compared_with_keys(page):
    open_page(page, PAGES["padding"])
    tab_to(page, page.get_by_role("slider", name="Stride"))
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("3 − 1 = 2 zeros along the axis, 1 on each side")).to_be_visible()
    settle(page)
    tab_to(page, page.get_by_role("slider", name="Explicit width p"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("padding_width=1"))


@pytest.mark.long
def test_a_lesson_and_a_page_are_reached_with_keys(page):
    open_page(page, "/course")
    page.get_by_role("tab").first.focus()
    page.keyboard.press("ArrowRight")
    text = page.get_by_role("tabpanel")  # the lesson's card has the same heading
    expect(text.get_by_role("heading", name="Five random filters on a digit")).to_be_visible()
    settle(page)
    tab_to(page, page.get_by_role("link", name="See the five maps"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="conv1 · 14 × 14 × 5")).to_be_visible()
    expect(maps(page)).to_have_count(1)


def test_the_start_page_answers_keys(page):
    open_whole(page, "/")
    page.get_by_role("radio", name="7", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("somebody's 8")).to_be_visible()
    settle(page)
    tab_to(page, page.get_by_role("button", name="Why 0"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/explanation.*why_target=1"))
