"""What is round every page: the menu on a telephone, light and dark, the projector, and a server that is away."""

import re

import pytest
from playwright.sync_api import Locator, expect

from cnn_core.text import t
from tests.e2e.test_accessibility import AXE, RULES, follow, violations
from tests.helpers.app import ONE, answer, draw, heatmaps, open_page, settle
from tests.helpers.patience import until
from tests.helpers.server import Server

MNIST = "/mnist_inspection"
DARK, LIGHT = "dark", "light"


def height_of(found: Locator) -> float:
    box = found.bounding_box()
    assert box
    return box["height"]


@pytest.mark.long
def test_on_a_telephone_the_menu_has_a_name_and_closes_when_a_page_is_chosen(new_context):
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    open_page(page, "/")
    menu = page.get_by_role("button", name="Menu")
    expect(menu).to_have_accessible_name("Menu")
    menu.tap()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Padding").tap()
    expect(page).to_have_url(re.compile("/padding_comparison"))
    settle(page)
    expect(menu).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()


def test_a_page_that_there_is_not_is_said_to_be_none(page):
    open_page(page, "/nothing_here")
    expect(page.get_by_text("There is no page nothing_here here; this is the start page.")).to_be_visible()
    expect(page.get_by_text("The rest of the link holds")).to_have_count(0)


def test_light_or_dark_is_chosen_and_the_next_page_comes_in_it(new_context):
    page = new_context(color_scheme=LIGHT, reduced_motion="reduce").new_page()
    open_page(page, "/padding_comparison")
    app = page.get_by_test_id("stApp")
    expect(app).to_have_css("color-scheme", LIGHT)
    page.get_by_role("button", name="View", exact=True).click()
    page.evaluate(AXE)
    assert violations(page, RULES) == []
    page.get_by_role("radio", name="Dark").check()
    follow(page, DARK)
    assert violations(page, RULES) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="Dark")).to_be_hidden()
    # Before any script has come, and whatever the system says.
    page.route("**/*.js", lambda route: route.abort())
    page.reload(wait_until="commit")
    arriving = page.locator("#arriving")
    expect(arriving).to_contain_text(t("every_page.arriving"))
    expect(arriving).to_have_css("color-scheme", DARK)
    page.unroute_all()
    open_page(page, "/padding_comparison")
    expect(arriving).to_have_count(0)
    expect(app).to_have_css("color-scheme", DARK)
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("radio", name=t("every_page.system")).check()
    expect(app).to_have_css("color-scheme", LIGHT)


@pytest.mark.long
def test_one_key_makes_the_page_one_for_a_room_and_a_link_opens_it_so(page):
    open_page(page, "/course")
    header = page.get_by_test_id("stHeader")
    page.keyboard.press("F8")
    expect(page).to_have_url(re.compile(r"/course#projector$"))
    expect(header).to_be_hidden()
    expect(page.locator("html")).to_have_css("font-size", "22px")
    page.get_by_role("tab").nth(1).click()  # what is chosen is written into the address
    settle(page)
    expect(page).to_have_url(re.compile(r"course_lesson=.*#projector$"))
    link = page.url
    page.keyboard.press("F8")
    expect(header).to_be_visible()
    assert "#" not in page.url
    other = page.context.new_page()
    open_page(other, link)
    expect(other.get_by_test_id("stHeader")).to_be_hidden()
    expect(other.get_by_role("tab", selected=True)).to_have_text(other.get_by_role("tab").nth(1).inner_text())


@pytest.mark.parametrize(
    ("path", "drawn"),
    [
        ("/training?net=two_block/notebook", ".curves .tick"),
        pytest.param("/explanation", ".net", marks=pytest.mark.long),
    ],
)
def test_for_a_room_what_is_drawn_grows_with_the_letters(page, path, drawn):
    """The labels on canvases and in charts are no text that the page's own letters make larger."""
    open_page(page, path)
    letters = page.locator(drawn).first
    expect(letters).to_be_visible()
    height = height_of(letters)
    page.keyboard.press("F8")
    until(lambda: height_of(letters) > 1.2 * height)


@pytest.mark.long
def test_a_page_is_printed_whole_on_one_wide_sheet(page):
    """As a window of that width shows it: the rules for a telephone are not those of paper."""
    open_page(page, MNIST)
    expect(heatmaps(page)).to_have_count(4)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
    (width, height) = map(float, re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
    assert (round(width), round(height)) == (1191, 842)


def test_charts_that_stand_side_by_side_do_so_on_paper(page):
    open_page(page, "/results?net=two_block/notebook")
    charts = page.get_by_test_id("stPlotlyChart")
    expect(charts).to_have_count(3)
    page.emulate_media(media="print")
    lefts = [chart.evaluate("chart => chart.getBoundingClientRect().left") for chart in charts.all()]
    assert lefts == sorted(set(lefts))


@pytest.mark.long
def test_a_server_that_is_away_is_said_in_our_words_and_answers_what_was_drawn_meanwhile(new_context, tmp_path):
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        page = new_context(base_url=server.url, other_hosts=(server.url,)).new_page()
        open_page(page, MNIST)
        server._stop()
        lost = page.get_by_role("alert").filter(has_text=t("every_page.lost"))
        expect(lost).to_be_visible()
        draw(page, ONE)
        expect(page.get_by_text("yourscript")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
        server._start()
        server.until_it_answers()
        expect(answer(page)).to_contain_text("The net says 1")
        expect(lost).to_be_hidden()
        expect(page.get_by_role("heading", name=t("steps.title"))).to_be_visible()
        settle(page)
        expect(page.get_by_role("heading", name=t("steps.title"))).to_be_visible()
