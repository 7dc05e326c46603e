"""The stepper: what the pointer, the keys, the player and the fields of cells do, and that its sums are right."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.pooling import Pooling, pool
from cnn_core.arithmetic.transposed import convolve_transposed
from cnn_core.errors import SpecError
from cnn_core.text import words
from tests.helpers.app import open_page, settle, until_it_holds
from tests.helpers.long import few_of
from tests.helpers.patience import MILLISECONDS
from tests.helpers.server import ROOT, Server
from tests.helpers.stepper_blob import KINDS, random_operation
from tests.helpers.stepper_maps import box, point
from ui.operations.grids import number_rule, read_number
from ui.operations.image_sources import IMAGE_LIMITS
from ui.scripts.bundles import text_of
from ui.stepper import Misfit, Panel
from ui.stepper.blob import pack

TOY = "/toy_convolution"
THREE = "1,1;1,1|10,10;10,10|-1,-1;-1,-1"
NINE = np.arange(1, 10, dtype=np.float32).reshape(3, 3)

# The first and the last row and column of what is outlined in a map, or null where nothing is.
OUTLINED = """(box, [rows, columns]) => {
  const over = box.querySelector(".over");
  const { width, height } = over;
  const ratio = width / over.getBoundingClientRect().width;
  const pixels = over.getContext("2d").getImageData(0, 0, width, height).data;
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let at = 3; at < pixels.length; at += 4) {
    if (pixels[at] < 200) continue;
    const [row, column] = [Math.floor(at / 4 / width), Math.floor(at / 4) % width];
    [top, left] = [Math.min(top, row), Math.min(left, column)];
    [bottom, right] = [Math.max(bottom, row), Math.max(right, column)];
  }
  if (bottom < 0) return null;
  const cell = (width / ratio - 22) / columns;
  const place = (pixel, before) => Math.floor((pixel / ratio - before) / cell + 0.5);
  return [place(top, 17), place(bottom, 17) - 1, place(left, 22), place(right, 22) - 1];
}"""

# A stepper on a page of its own, without a script behind it: what it tells is kept in `window.told`.
SHOW = """async ([scripts, data]) => {
  const { default: Stepper } = await import(`${scripts}/stepper/stepper.js`);
  window.told = [];
  if (!window.host) {
    window.host = document.createElement("div");
    window.host.className = "stepper";
    window.host.style.width = "1300px";
    document.body.append(window.host);
  }
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const component = { data: bytes, setTriggerValue: (...each) => window.told.push(each) };
  window.stepper ??= new Stepper(window.host, "", component);
  window.stepper.update(component);
}"""

# Puts another stepper in the place of the one that is there, as Streamlit does when two scripts run in a row.
PUT_ANEW = """async ([scripts, data]) => {
  const { default: Stepper } = await import(`${scripts}/stepper/stepper.js`);
  const host = window.host.cloneNode(false);
  window.host.replaceWith(host);
  window.stepper.stop();
  window.host = host;
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const component = { data: bytes, setTriggerValue: (...each) => window.told.push(each) };
  window.stepper = new Stepper(host, "", component);
  window.stepper.update(component);
}"""

# All that the browser makes of an operation: each cell's trace, each pixel's reach.
ANSWERS = """async ([scripts, data]) => {
  const { readBlob } = await import(`${scripts}/stepper/blob.js`);
  const blob = readBlob(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)));
  return blob.panels.map(({ operation }) => {
    const traces = [];
    const reaches = [];
    const { outputHeight, outputWidth, filterCount, height, width, channelCount } = operation;
    for (let row = 0; row < outputHeight; row++)
      for (let column = 0; column < outputWidth; column++)
        for (let filter = 0; filter < filterCount; filter++) {
          const { rows, columns, terms, ...trace } = operation.trace(row, column, filter);
          const flat = Object.fromEntries(["input", "weight", "product", "isPadding", "isWinner"]
            .map((name) => [name, terms.map((term) => term[name])]));
          const read = (links) => links.map(({ input }) => input);
          traces.push({ ...trace, ...flat, rows: read(rows), columns: read(columns) });
        }
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let channel = 0; channel < channelCount; channel++)
          for (let filter = 0; filter < filterCount; filter++)
            reaches.push(operation.reach(row, column, channel, filter));
    const uses = [];
    for (let row = 0; row < operation.kernelHeight; row++)
      for (let column = 0; column < operation.kernelWidth; column++) {
        const { rows, columns } = operation.use(row, column);
        uses.push([rows.map(({ input }) => input), columns.map(({ input }) => input)]);
      }
    return { traces, reaches, uses };
  });
}"""


@pytest.fixture(scope="module")
def familiar(server: Server, browser: Browser) -> Iterator[BrowserContext]:
    """A person who has the scripts already."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(MILLISECONDS)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def visit(familiar: BrowserContext) -> Iterator[Page]:
    page = familiar.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def bare(familiar: BrowserContext) -> Iterator[Page]:
    """A page of the app's host with nothing on it."""
    page = empty_page(familiar)
    yield page
    page.close()


@pytest.fixture
def fresh(familiar: BrowserContext) -> Iterator[Page]:
    """Another one, for this test alone."""
    page = empty_page(familiar)
    yield page
    page.close()


def empty_page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.route("**/modules/**", one_module)
    page.goto("/health")
    page.add_style_tag(path=ROOT / "ui" / "stepper" / "stepper.css")
    return page


def one_module(route: Route) -> None:
    """Answers with a module as it is in its file; the app sends them in bundles, where none is alone."""
    route.fulfill(body=text_of(route.request.url.partition("/modules/")[2]), content_type="text/javascript")


def scripts(page: Page) -> str:
    return page.evaluate("location.origin") + "/modules"


def sent(panels: list[Panel], refused: Any = None, **more: Any) -> str:
    place = {"pin": None, "filter": 0, "channel": 0, "told": None} | more
    editable = {"input": number_rule(IMAGE_LIMITS), "kernel": None}
    header = {
        "place": place,
        "editable": editable,
        "refused": refused,
        "notes": [],
        "printed": [],
        "words": words("stepper"),
        "ahead": None,
        "heard": [],
    }
    return base64.b64encode(pack(panels, header)).decode()


def show(page: Page, *operations: Any, **more: Any) -> None:
    """Shows operations on the bare page."""
    names = ("VALID", "SAME", "Explicit", "Other") if len(operations) > 1 else ("",)
    panels = [Panel(operation=operation, name=name) for operation, name in zip(operations, names, strict=False)]
    page.evaluate(SHOW, [scripts(page), sent(panels, **more)])


def open_toy(page: Page, address: str = "") -> None:
    open_page(page, f"{TOY}{address}")
    expect(page.locator(".map.output canvas").first).to_be_visible()


def hover(page: Page, name: str, row: int, column: int, *, side: int, nth: int = 0) -> None:
    page.mouse.move(*point(page, name, row, column, side=side, nth=nth))


def outlined(page: Page, name: str, rows: int, columns: int, nth: int = 0) -> list[int] | None:
    found: list[int] | None = box(page, name, nth).evaluate(OUTLINED, [rows, columns])
    return found


def said(page: Page) -> Locator:
    return page.locator(".stepper > .said")


def test_what_is_under_the_pointer_is_linked_and_nothing_is_sent(visit):
    page, frames = visit, []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    open_toy(page, "?toy_padding=SAME")
    before = len(frames)
    assert before
    hover(page, "output", 1, 2, side=3)
    expect(said(page)).to_contain_text("Output in row 1, column 2")
    expect(said(page)).to_contain_text("6·1 + 0·1 + 9·1 + 0·1 = 15")
    assert outlined(page, "input", 4, 4) == [1, 2, 2, 3]
    assert outlined(page, "output", 3, 3) == [1, 1, 2, 2]
    hover(page, "input", 1, 1, side=4)
    expect(said(page)).to_contain_text("Pixel 5 in row 1, column 1 reaches 4 output cells")
    expect(said(page)).to_contain_text("5·1 → (0, 0) 5·1 → (0, 1) 5·1 → (1, 0) 5·1 → (1, 1)")
    assert outlined(page, "output", 3, 3) == [0, 1, 0, 1]
    hover(page, "kernel", 0, 1, side=2)
    expect(said(page)).to_contain_text("Weight 1 in row 0, column 1 is used 9 times")
    expect(said(page)).to_contain_text(
        "on 6 pixels from row 0, column 1 to row 2, column 2 and 3 times on the padding."
    )
    assert outlined(page, "input", 4, 4) == [0, 2, 1, 3]
    hover(page, "products", 1, 0, side=2)
    expect(said(page).locator(".pointed")).to_have_text("4·1")
    assert outlined(page, "kernel", 2, 2) == [1, 1, 0, 0]
    page.mouse.move(5, 5)
    expect(said(page)).to_contain_text("1·1 + 2·1 + 4·1 + 5·1 = 12")
    assert len(frames) == before


def test_a_pin_stays_stands_in_the_address_and_comes_back_from_it(visit):
    page = visit
    open_toy(page)
    page.mouse.click(*point(page, "output", 1, 0, side=2))
    page.mouse.move(5, 5)
    expect(said(page)).to_contain_text("4·1 + 5·1 + 7·1 + 8·1 = 24")
    expect(page).to_have_url(re.compile(r"toy_pin=output%2C1%2C0"))
    page.reload()
    settle(page)
    expect(said(page)).to_contain_text("4·1 + 5·1 + 7·1 + 8·1 = 24")
    expect(page.get_by_role("slider", name="Output cell")).to_have_value("3")
    box(page, "output").focus()
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("toy_pin"))


def test_the_keys_go_from_cell_to_cell(visit):
    page = visit
    open_toy(page, "?toy_padding=SAME")
    box(page, "output").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(said(page)).to_contain_text("5·1 + 6·1 + 8·1 + 9·1 = 28")
    expect(page.locator(".told")).to_contain_text("Output in row 1, column 1. 5 × 1 + 6 × 1 + 8 × 1 + 9 × 1 = 28.")
    page.keyboard.press("End")
    expect(said(page)).to_contain_text("Output in row 1, column 2")
    page.keyboard.press("Control+Home")
    expect(said(page)).to_contain_text("Output in row 0, column 0")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"toy_pin=output%2C0%2C0"))
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(r"toy_pin=output%2C0%2C1"))
    box(page, "input").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(said(page)).to_contain_text("Padding in row 1, column 3 reaches 2 output cells")
    heard = "reaches 2 output cells: 0 × 1 to row 0, column 2, 0 × 1 to row 1, column 2."
    expect(page.locator(".told")).to_have_text(f"Padding in row 1, column 3 {heard}")
    page.keyboard.press("x")
    expect(page.locator(".hint")).to_have_text("Padding is no part of the input: there is nothing to change.")
    page.get_by_role("button", name="Previous").focus()
    expect(said(page)).to_contain_text("Output in row 0, column 1")


def test_the_player_goes_through_the_output_and_rests_at_its_end(visit):
    page = visit
    open_toy(page, "?toy_image=1,2,3,4&toy_kernels=1,1")
    page.get_by_label("Speed").select_option("60 / s")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("slider", name="Output cell")).to_have_value("3")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    expect(said(page)).to_contain_text("Output in row 0, column 2")
    page.get_by_label("Speed").select_option("1 / s")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    expect(said(page)).to_contain_text("Output in row 0, column 0")
    page.get_by_role("slider", name="Output cell").fill("2")
    expect(said(page)).to_contain_text("Output in row 0, column 1")
    page.keyboard.press("p")
    expect(said(page)).to_contain_text("Output in row 0, column 0")


def test_a_number_is_typed_into_a_cell_and_nonsense_gets_its_sentence_there(visit):
    page = visit
    open_toy(page)
    hint = page.locator(".hint")
    expect(hint).to_have_text("Click a number of the input or the kernel and type another.")
    page.mouse.click(*point(page, "input", 0, 1, side=3))
    expect(hint).to_have_text("Type to change this number. Enter takes it.")
    page.keyboard.press("x")
    expect(hint).to_contain_text("Only a number can stand here")
    page.keyboard.type("20")
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_contain_text(
        "Pixel 20 in row 0, column 1, pinned, reaches 2 output cells: 20 × 1 to"
    )
    expect(page.get_by_text("[[30, 34], [24, 28]]")).to_be_visible()
    expect(page).to_have_url(re.compile(r"toy_image=1%2C20%2C3"))
    expect(page.get_by_role("combobox", name="Image").nth(1)).to_have_value("Your own")
    page.mouse.dblclick(*point(page, "kernel", 1, 1, side=2))
    field = page.get_by_role("textbox", name="Number in row 1, column 1")
    expect(field).to_have_value("1")
    maps, reason = page.locator(".maps").bounding_box(), page.locator(".refusal")
    field.fill("many")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(
        "many is not a number. The kernel's cell in row 1, column 1 needs one from −9999 to 9999."
    )
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    assert page.locator(".maps").bounding_box() == maps
    page.get_by_role("button", name="Next").click()
    expect(field).to_have_value("many")
    expect(page.get_by_text("[[30, 34], [24, 28]]")).to_be_visible()
    field.fill("1,5")
    expect(reason).to_be_hidden()
    field.press("Enter")
    expect(page.get_by_text("[[32.5, 37], [28, 32.5]]")).to_be_visible()
    expect(said(page)).to_contain_text("Weight 1.5 in row 1, column 1")
    page.keyboard.press("F2")
    expect(field).to_have_value("1.5")
    field.fill("1,500")
    field.press("Enter")
    expect(reason).to_contain_text("1,500 can be read in two ways. Write 1.500 or 1500")
    field.press("Escape")
    expect(field).to_have_count(0)
    page.keyboard.press("-")
    page.keyboard.type("2.5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("[[12.5, 13], [-4, -3.5]]")).to_be_visible()
    page.keyboard.press("F2")
    field.fill("x")
    field.press("Enter")
    page.get_by_role("button", name="Discard").click()
    expect(field).to_have_count(0)
    expect(box(page, "kernel")).to_be_focused()


def test_a_sheet_is_pasted_and_one_that_is_too_large_gets_its_sentence(visit):
    page = visit
    open_toy(page)
    box(page, "input").focus()
    page.evaluate("navigator.clipboard.writeText('1\\t0,5\\r\\n0\\t1\\r\\n')")
    page.keyboard.press("ControlOrMeta+v")
    expect(page.get_by_text("[[2.5]]")).to_be_visible()
    expect(page).to_have_url(re.compile(r"toy_image=1%2C0.5%3B0%2C1"))
    box(page, "input").focus()
    page.evaluate("navigator.clipboard.writeText(Array(500).fill(Array(500).fill(1).join('\\t')).join('\\n'))")
    page.keyboard.press("ControlOrMeta+v")
    reason = page.locator(".refusal")
    expect(reason).to_contain_text("499\N{NARROW NO-BREAK SPACE}999 characters")
    expect(page.get_by_text("[[2.5]]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(reason).to_have_count(0)
    page.evaluate("navigator.clipboard.writeText('1 2\\n3 x')")
    page.keyboard.press("ControlOrMeta+v")
    expect(reason).to_contain_text("x is not a number. The image's cell in row 1, column 1")
    sheet = page.get_by_role("textbox", name="The pasted numbers")
    expect(sheet).to_have_attribute("aria-invalid", "true")
    sheet.fill("1 2\n3 4")
    sheet.press("ControlOrMeta+Enter")
    expect(page.get_by_text("[[10]]")).to_be_visible()
    expect(reason).to_have_count(0)
    box(page, "kernel").focus()
    page.keyboard.press("ControlOrMeta+c")
    assert page.evaluate("navigator.clipboard.readText()") == "1\t1\n1\t1"


def test_decimal_commas_are_pasted_as_they_are_typed(visit):
    """As a German spreadsheet copies them: into the maps, and into the table of cells."""
    page = visit
    open_toy(page)
    box(page, "kernel").focus()
    page.evaluate("navigator.clipboard.writeText('0,5\\r\\n')")
    page.keyboard.press("ControlOrMeta+v")
    expect(page).to_have_url(re.compile(r"toy_kernels=0\.5%2C1%3B1%2C1"))
    box(page, "kernel").focus()
    page.evaluate("navigator.clipboard.writeText('0,5\\r\\n0,25\\r\\n0,75\\r\\n')")
    page.keyboard.press("ControlOrMeta+v")
    expect(page).to_have_url(re.compile(r"toy_kernels=0\.5%3B0\.25%3B0\.75"))
    expect(page.get_by_text("The commas were taken for decimal commas: 0,5 is 0.5.")).to_be_visible()
    box(page, "kernel").focus()
    page.evaluate("navigator.clipboard.writeText('0,5;0,25;0,75')")
    page.keyboard.press("ControlOrMeta+v")
    expect(page.locator(".refusal")).to_contain_text("The commas can be read in two ways")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Edit").first.click()
    table = page.get_by_test_id("stDataFrame").locator("canvas").first
    expect(table).to_be_visible()
    settle(page)
    place = table.bounding_box()
    assert place
    page.mouse.click(place["x"] + 80, place["y"] + 55)
    page.evaluate("navigator.clipboard.writeText('0,5\\t2,25')")
    page.keyboard.press("ControlOrMeta+v")
    expect(page).to_have_url(re.compile(r"toy_image=0\.5%2C2\.25%2C3"))


def test_what_is_being_typed_survives_that_the_stepper_is_put_anew(fresh):
    operation = convolve(NINE, np.ones((2, 2)))
    show(fresh, operation)
    box(fresh, "input").focus()
    fresh.keyboard.press("ArrowRight")
    fresh.keyboard.press("F2")
    fresh.keyboard.type("12x")
    fresh.evaluate(PUT_ANEW, [scripts(fresh), sent([Panel(operation=operation)])])
    field = fresh.locator(".cell-editor input")
    expect(field).to_have_value("12x")
    expect(field).to_be_focused()
    assert fresh.evaluate("window.told") == []
    fresh.keyboard.press("Backspace")
    fresh.keyboard.press("Enter")
    assert fresh.evaluate("window.told.map(([name, { column, text }]) => [name, column, text])") == [
        ["edit", 1, "12"]
    ]
    expect(box(fresh, "input")).to_be_focused()
    fresh.evaluate(PUT_ANEW, [scripts(fresh), sent([Panel(operation=operation)])])
    expect(box(fresh, "input")).to_be_focused()


def test_what_python_refuses_is_shown_by_the_stepper_that_was_put_anew_meanwhile(fresh):
    """It knew nothing of what the other had told, and left the refusal out."""
    operation = convolve(NINE, np.ones((2, 2)))
    show(fresh, operation)
    box(fresh, "input").focus()
    fresh.evaluate(
        """(box) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "0,5;0,25;0,75");
          box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        box(fresh, "input").element_handle(),
    )
    (((_, told),),) = (fresh.evaluate("window.told"),)
    fresh.evaluate(PUT_ANEW, [scripts(fresh), sent([Panel(operation=operation)])])
    expect(fresh.locator(".refusal")).to_have_count(0)
    refused = {"told": told["told"], "sentence": "It can be read in two ways."}
    show(fresh, operation, refused=refused)
    expect(fresh.locator(".refusal")).to_contain_text("two ways")
    expect(fresh.locator(".cell-editor textarea")).to_have_value("0,5;0,25;0,75")
    fresh.evaluate(PUT_ANEW, [scripts(fresh), sent([Panel(operation=operation)], refused=refused)])
    expect(fresh.locator(".refusal")).to_contain_text("two ways")
    fresh.keyboard.press("Escape")
    expect(fresh.locator(".refusal")).to_have_count(0)
    show(fresh, operation, refused=refused)  # it is sent until something else is told
    expect(fresh.locator(".refusal")).to_have_count(0)


def test_the_browser_refuses_what_python_refuses_and_says_the_same(bare):
    numbers = ["1", " −2.5 ", "1,5", "0,125", "9999", "1e3", ".5", "7.", "-0", "1E-2"]
    nonsense = ["", "many", "1,500", "-20,000", "10000", "1e999", "1_0", "1,2,3", "a  `b`" + "c" * 40, "−1e5", "١"]

    def judged(text: str) -> str:
        try:
            read_number(text.strip(), 1, 2, IMAGE_LIMITS)
        except SpecError as error:
            return str(error)
        return ""

    told = bare.evaluate(
        """async ([scripts, rule, texts]) => {
          const { refusalOf } = await import(`${scripts}/stepper/controls/judged.js`);
          return texts.map((text) => refusalOf(text, rule, { row: 1, column: 2 }));
        }""",
        [scripts(bare), number_rule(IMAGE_LIMITS), numbers + nonsense],
    )
    assert told == [judged(text) for text in numbers + nonsense]
    assert told[: len(numbers)] == [""] * len(numbers)
    assert all(told[len(numbers) :])


def test_filters_are_chosen_among_their_outputs(visit):
    page = visit
    open_toy(page, f"?toy_padding=SAME&toy_kernels={THREE}")
    tiles = page.get_by_role("group", name="All outputs").get_by_role("button")
    expect(tiles).to_have_count(3)
    expect(tiles.nth(0)).to_have_attribute("aria-pressed", "true")
    tiles.nth(2).click()
    page.mouse.move(5, 5)
    expect(said(page)).to_contain_text("filter 2")
    expect(said(page)).to_contain_text("1·(−1) + 2·(−1) + 4·(−1) + 5·(−1) = −12")
    expect(page).to_have_url(re.compile("toy_filter=2"))
    expect(tiles.nth(2)).to_have_attribute("aria-pressed", "true")


def test_tables_hold_the_same_for_a_screen_reader(visit):
    page = visit
    open_toy(page, "?toy_padding=SAME&toy_pin=output,2,2")
    page.get_by_role("checkbox", name="As tables").check()
    output = page.get_by_role("table", name="Output · 3 × 3 × 1")
    expect(output.get_by_role("row").nth(2)).to_have_text(re.compile(r"1\s*24\s*28\s*15"))
    expect(page.get_by_role("table", name="Kernel")).to_be_visible()
    expect(page.get_by_role("table", name="Input").get_by_role("row")).to_have_count(5)
    terms = page.get_by_role("table", name="Output in row 2, column 2")
    expect(terms.get_by_role("row").nth(1)).to_have_text(re.compile(r"2\s*2\s*0\s*9\s*1\s*9"))
    expect(terms.get_by_role("row").nth(2)).to_contain_text("0, padding")
    expect(terms).to_contain_text("Output 9.")


def assert_traced(operation: Any, found: dict[str, Any]) -> None:
    cell = operation.trace(found["row"], found["column"], found["filter"])
    assert (found["rows"], found["columns"]) == (cell.rows.tolist(), cell.columns.tolist())
    assert found["value"] == cell.value
    if operation.__class__.__name__ == "Pooling":
        assert found["isPadding"] == cell.is_padding.ravel().tolist()
        assert found["isWinner"] == cell.is_winner.ravel().tolist()
        assert found["count"] == cell.count
        assert found["sum"] == pytest.approx(cell.sum, rel=1e-6, abs=1e-6)
        return
    assert found["channels"] == cell.channels.tolist()
    assert found["input"] == cell.patch.ravel().tolist()
    assert found["weight"] == cell.weights.ravel().tolist()
    assert found["product"] == cell.products.ravel().tolist()
    assert found["isPadding"] == np.repeat(cell.is_padding, len(cell.channels)).tolist()
    assert found["channelSums"] == pytest.approx(cell.channel_sums.tolist(), rel=1e-12, abs=1e-12)
    assert found["sum"] == pytest.approx(cell.sum, rel=2e-7, abs=1e-12)  # to the last bit of a float32
    assert found["bias"] == cell.bias
    assert found["total"] == pytest.approx(cell.total, rel=2e-7, abs=1e-12)


def assert_reached(operation: Any, found: Iterator[list[dict[str, Any]]]) -> None:
    for row, column, channel in np.ndindex(operation.image.shape):
        reach = operation.reach(row, column, channel)
        filters = reach.filters.tolist()
        for index in range(operation.output.shape[2]):
            cells = next(found)
            assert [(cell["row"], cell["column"]) for cell in cells] == [
                (i, j) for i in reach.rows for j in reach.columns
            ]
            weights = reach.weights[..., filters.index(index)].ravel() if index in filters else np.zeros(len(cells))
            assert [cell["weight"] for cell in cells] == pytest.approx(weights.tolist(), rel=1e-6)


@pytest.mark.parametrize("kind", few_of(KINDS, ("convolution", "max")))
def test_the_browser_s_answers_are_those_of_trace_reach_and_use(bare, kind):
    random = np.random.default_rng(11)
    operations = [random_operation(random, kind) for _ in range(8)]
    blob = sent([Panel(operation=operation) for operation in operations])
    answers = bare.evaluate(ANSWERS, [scripts(bare), blob])
    for operation, answer in zip(operations, answers, strict=True):
        assert len(answer["traces"]) == operation.output.size
        for found in answer["traces"]:
            assert_traced(operation, found)
        assert_reached(operation, iter(answer["reaches"]))
        if isinstance(operation, Pooling):
            continue
        for (row, column), found in zip(np.ndindex(operation.kernel.shape[:2]), answer["uses"], strict=True):
            use = operation.use(row, column)
            assert found == [use.rows.tolist(), use.columns.tolist()]


def test_the_arithmetic_of_each_operation_is_written_as_it_is(bare):
    page, sum_ = bare, bare.locator(".said .sum")
    show(page, pool(NINE, 2, strides=1, padding="same"), pin={"map": "output", "row": 2, "column": 1})
    expect(sum_).to_have_text("max(8, 9) = 9")
    show(
        page, pool(NINE, 2, mode="average", strides=1, padding="same"), pin={"map": "output", "row": 0, "column": 0}
    )
    expect(sum_).to_have_text("(1 + 2 + 4 + 5) / 4 = 3")
    show(page, convolve(NINE, np.ones((2, 2)), bias=-20, activation="relu"))
    expect(sum_).to_have_text("1·1 + 2·1 + 4·1 + 5·1 + (−20) bias = −8 → ReLU 0")
    show(page, convolve(np.stack([NINE, 2 * NINE], -1), np.ones((2, 2, 2, 1)), bias=1), channel=1)
    expect(sum_).to_have_text("channel 1: 2·1 + 4·1 + 8·1 + 10·1 = 24all channels: 12 + 24 + 1 bias = 37")
    heard = "({ heardOf }) => heardOf([document.querySelector('.said .sum')])"
    assert page.evaluate(f"import('{scripts(page)}/stepper/controls/heard.js').then({heard})") == (
        "channel 1: 2 × 1 + 4 × 1 + 8 × 1 + 10 × 1 = 24; all channels: 12 + 24 + 1 bias = 37."
    )
    show(page, convolve_transposed(NINE, np.ones((2, 2))), pin={"map": "output", "row": 1, "column": 1})
    expect(sum_).to_have_text("1·1 + 2·1 + 4·1 + 5·1 = 12")
    expect(said(page)).to_contain_text("4 kernels overlap here.")
    show(page, convolve_transposed(NINE, np.ones((1, 1)), strides=2), pin={"map": "output", "row": 1, "column": 0})
    expect(sum_).to_have_text("No kernel lands here: 0")
    show(page, convolve([[1.2345]], [[1]]))
    expect(sum_).to_have_text("1.23·1 ≈ 1.2345")
    show(page, convolve([[4097]], [[4097]]))
    expect(sum_).to_have_text("4097·4097 ≈ 1.67854e+07")


# How far the maps of the first panel reach to the right and down, as shares of the stepper's width and the window's
# height; and the sizes of their cells.
EXTENT = """() => {
  const [left, right] = [window.host.getBoundingClientRect(), window.host.querySelector(".map.output .box")]
    .map((each, at) => (at ? each.getBoundingClientRect().right : each.left));
  const [{ views }] = window.stepper.views;
  const wide = (right - left) / window.host.clientWidth;
  const tall = views.input.box.clientHeight / innerHeight;
  return { wide, tall, cell: views.input.cell, kernelCell: views.kernel.cell };
}"""


def test_small_maps_fill_the_width_and_none_reaches_beyond_it(bare):
    page = bare
    show(page, convolve(NINE, np.ones((2, 2))))
    small = page.evaluate(EXTENT)
    assert small["wide"] > 0.8
    assert small["cell"] > 80
    show(page, convolve(np.ones((12, 12)), np.ones((3, 3)), padding="same"))
    large = page.evaluate(EXTENT)
    assert large["wide"] <= 1
    for name in ("cell", "kernelCell"):  # which stay while the stride's handle moves
        sizes = set()
        for strides in (1, 2, 3):
            show(page, convolve(np.ones((12, 12)), np.ones((3, 3)), strides=strides))
            sizes.add(page.evaluate(EXTENT)[name])
        assert len(sizes) == 1
    assert max(small["tall"], large["tall"]) <= 0.44  # the sum stays above the lower edge
    show(page, convolve(NINE, np.ones((2, 2, 1, 3)), padding="same"))
    first, tile = page.locator(".map.output .box"), page.get_by_role("group", name="All outputs")
    assert tile.bounding_box()["y"] < first.bounding_box()["y"] + first.bounding_box()["height"]


def test_one_number_is_written_alike_in_the_maps_the_products_and_the_sum(bare):
    image = np.array([[0.2, 0.35, 0.91], [0.4, 0.0126, 0.66], [0.7, 0.8, 0.05]], np.float32)
    kernel = np.array([[0.0126, -0.34], [0.5, -0.0136]], np.float32)
    read = """() => {
      const [{ views, write }] = window.stepper.views;
      return [views.products.notes, views.input.isRoomy, views.kernel.isRoomy, write.input(Math.fround(0.0126))];
    }"""
    show(bare, convolve(image, kernel))
    notes, *ways = bare.evaluate(read)
    assert notes == ["0.2·0.0126", "0.35·(−0.34)", "0.4·0.5", "0.0126·(−0.0136)"]
    assert bare.locator(".said .term").all_inner_texts() == notes
    assert ways == [True, True, "0.0126"]
    show(bare, convolve(np.tile(image, (4, 4)), kernel))  # there is no room for three digits each
    notes, *ways = bare.evaluate(read)
    assert bare.locator(".said .term").all_inner_texts() == notes
    assert notes[3] == "0.013·(−0.0136)"
    assert ways == [False, True, "0.013"]


def test_panels_go_in_lockstep(bare):
    page, six = bare, np.arange(1, 37).reshape(6, 6)
    paddings = [convolve(six, np.ones((3, 3)), strides=2, padding=padding) for padding in ("valid", "same", 1)]
    misfit = Misfit(image=paddings[0].image, reason="This cannot be.")
    show(page, *paddings, misfit)
    expect(page.locator(".panel")).to_have_count(4)
    expect(page.locator(".panel .reason").nth(3)).to_have_text("This cannot be.")
    expect(page.locator(".player")).to_have_count(1)
    expect(page.locator(".map.kernel")).to_have_count(1)
    sums = page.locator(".panel > .sum")
    hover(page, "output", 2, 2, side=3, nth=1)
    expect(sums.nth(0)).to_have_text("There is no such cell here.")
    expect(sums.nth(1)).to_contain_text("= 130")
    expect(sums.nth(2)).to_contain_text("= 261")
    assert outlined(page, "output", 3, 3, nth=2) == [2, 2, 2, 2]
    assert outlined(page, "input", 6, 6, nth=0) is None
    hover(page, "input", 2, 2, side=6, nth=0)
    expect(sums.nth(0)).to_contain_text("reaches 4 output cells")
    expect(sums.nth(2)).to_contain_text("reaches one output cell")
    assert outlined(page, "output", 3, 3, nth=1) == [0, 1, 0, 1]
    hover(page, "kernel", 2, 2, side=3)
    expect(sums.nth(0)).to_contain_text("on 4 pixels")
    expect(sums.nth(1)).to_contain_text("on 4 pixels from row 2, column 2 to row 4, column 4 and")
    page.get_by_role("button", name="Next").click()
    page.mouse.move(5, 890)
    expect(sums.nth(2)).to_contain_text("= 36")


def test_64_by_64_by_3_with_8_filters(bare):
    random = np.random.default_rng(2)
    operation = convolve(random.random((64, 64, 3)), random.normal(size=(3, 3, 3, 8)), padding="same")
    page = bare
    show(page, operation, filter=5, pin={"map": "output", "row": 40, "column": 21})
    cell = operation.trace(40, 21, 5)
    expect(page.locator(".said")).to_contain_text("Output in row 40, column 21, filter 5")
    written = page.locator(".said .sum b").inner_text().replace("−", "-")
    assert float(written) == pytest.approx(cell.value, rel=1e-5)
    assert outlined(page, "output", 64, 64) == [40, 40, 21, 21]
    expect(page.get_by_role("group", name="All outputs").get_by_role("button")).to_have_count(8)
    page.get_by_role("group", name="Channels of the image").get_by_role("button").nth(2).click()
    expect(page.locator(".said")).to_contain_text("channel 2:")


def test_older_news_from_the_page_s_script_does_not_undo_what_was_pinned_since(bare):
    page, operation = bare, convolve(NINE, np.ones((2, 2)))
    show(page, operation)
    page.mouse.click(*point(page, "output", 1, 1, side=2))
    show(page, operation)  # the answer to something earlier
    page.mouse.move(5, 890)
    expect(said(page)).to_contain_text("= 28")
    until_it_holds(page, "window.told.length === 1")
    ((name, told),) = page.evaluate("window.told")
    assert (name, told["pin"]) == ("place", {"map": "output", "row": 1, "column": 1})
    show(page, operation, pin=None, told=told["told"])  # this one knows of it, and has taken it out
    expect(said(page)).not_to_contain_text("pinned")
