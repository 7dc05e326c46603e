"""The live path in a real browser: strokes answered while they are drawn, and what happens when the line breaks."""

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.helpers.app import (
    ONE,
    SEVEN,
    answer,
    canvas,
    count_frames,
    drag,
    draw,
    heatmaps,
    maps,
    on_canvas,
    open_page,
    until_it_holds,
)
from tests.helpers.patience import LONG_MILLISECONDS
from tests.helpers.proxy import Proxy
from tests.helpers.server import Server

MNIST = "/mnist_inspection"


def test_bars_and_maps_move_while_the_pen_is_down_and_no_script_runs(page):
    count_frames(page)
    open_page(page, MNIST)
    expect(heatmaps(page)).to_have_count(4)
    drag(page, on_canvas(page, SEVEN))
    expect(answer(page)).to_contain_text("The net says 7")
    expect(page.get_by_text("Your drawing")).to_be_visible()
    expect(page.get_by_role("img", name="Polarity")).to_have_count(0)  # Streamlit has not heard of it yet
    page.mouse.up()
    expect(page.get_by_role("img", name="Polarity")).to_be_visible()
    expect(heatmaps(page)).to_have_count(4)


@pytest.mark.long
def test_a_stroke_that_is_undone_while_the_pen_is_down_leaves_no_ink(page):
    count_frames(page)
    open_page(page, MNIST)
    drag(page, on_canvas(page, SEVEN[:2]))
    page.keyboard.press("Control+z")
    box = canvas(page).bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=10)
    levels = "each => each.getContext('2d').getImageData(0, 0, each.width, each.height).data"
    assert canvas(page).evaluate(f"each => ({levels})(each).some((level, at) => at % 4 < 3 && level > 0)") is False
    page.mouse.up()
    expect(page.get_by_role("button", name="Clear")).to_be_disabled()


@pytest.mark.long
def test_the_maps_follow_a_change_of_theme(page):
    """Their paper is opaque: it must be the page's, whichever theme the page has."""
    open_page(page, MNIST)
    expect(heatmaps(page)).to_have_count(4)
    paper = "each => [...each.getContext('2d').getImageData(each.width - 1, 0, 1, 1).data]"
    assert maps(page).first.locator("canvas").first.evaluate(paper) == [255, 255, 255, 255]
    page.emulate_media(color_scheme="dark")
    until_it_holds(
        page,
        f"([each]) => ({paper})(each)[0] < 64",
        arg=[maps(page).first.locator("canvas").first.element_handle()],
    )


def test_layers_out_of_view_cost_nothing(new_context):
    """On a telephone the maps lie below the canvas: no frame holds them until they are scrolled to."""
    page = new_context(viewport={"width": 400, "height": 700}).new_page()
    count_frames(page)
    open_page(page, MNIST)
    expect(maps(page)).to_have_count(4)
    drag(page, on_canvas(page, SEVEN))
    expect(answer(page)).to_contain_text("The net says 7")
    without = page.evaluate("window.frame_bytes")
    page.mouse.up()
    expect(page.get_by_role("img", name="Polarity")).to_be_attached()
    assert heatmaps(page).count() < 4
    maps(page).last.scroll_into_view_if_needed()
    expect(heatmaps(page).last).to_be_visible()
    until_it_holds(page, f"window.frame_bytes > {without} + 4 * 4 * 64")


@pytest.mark.long
def test_logits_take_the_place_of_shares_at_a_switch(page):
    open_page(page, MNIST)
    bars = page.get_by_role("listitem")
    expect(bars.first).to_contain_text("%")
    page.get_by_role("checkbox", name="Logits").check()
    expect(bars.first).not_to_contain_text("%")
    expect(bars.first).to_contain_text(re.compile(r"\d\.\d"))


def test_the_hover_at_rest_tells_channel_row_column_and_the_exact_value(page):
    open_page(page, MNIST)
    expect(heatmaps(page)).to_have_count(4)
    box = heatmaps(page).first.bounding_box()
    page.mouse.move(box["x"] + 45, box["y"] + 60)
    page.mouse.move(box["x"] + 46, box["y"] + 61)
    expect(page.locator(".hoverlayer").get_by_text(re.compile(r"channel \d+, row \d+, column \d+"))).to_be_visible()


def test_the_resting_picture_is_the_moving_one(page):
    """Pixel by pixel: the canvas that moves against the Plotly heatmap that lies over it."""
    open_page(page, MNIST)
    expect(heatmaps(page)).to_have_count(4)
    layer = maps(page).first
    resting = layer.locator(".maps").screenshot()
    layer.locator(".plot").evaluate("plot => { plot.style.visibility = 'hidden'; }")
    moving = layer.locator(".maps").screenshot()
    different, count = differing_pixels(resting, moving)
    assert different / count < 0.01


def differing_pixels(first: bytes, second: bytes) -> tuple[int, int]:
    one, two = (np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), int) for data in (first, second))
    assert one.shape == two.shape
    return int((np.abs(one - two).max(axis=2) > 24).sum()), one.shape[0] * one.shape[1]


def test_a_click_on_a_map_selects_its_cell_and_the_page_knows(page):
    open_page(page, MNIST)
    expect(heatmaps(page)).to_have_count(4)
    box = heatmaps(page).first.bounding_box()
    page.mouse.click(box["x"] + 30, box["y"] + 40)
    status = maps(page).first.get_by_role("status")
    expect(status).to_contain_text(re.compile(r"Channel \d+, row \d+, column \d+"))
    cell = re.match(r"Channel (\d+), (row \d+, column \d+)", status.inner_text())
    assert cell
    expect(page.get_by_role("heading", name=f"conv1 · channel {cell[1]} · {cell[2]}")).to_be_visible()


def test_both_nets_answer_one_drawing_side_by_side(page):
    open_page(page, f"{MNIST}?mnist_net=Both&mnist_recipe=As+in+the+notebook")
    expect(maps(page)).to_have_count(10, timeout=LONG_MILLISECONDS)
    draw(page)
    expect(answer(page)).to_have_count(2)


def test_a_disturbance_follows_its_handle_and_shows_where_the_answer_breaks(page):
    count_frames(page)
    open_page(page, f"{MNIST}?mnist_source=Pick&mnist_index=0")
    expect(heatmaps(page)).to_have_count(4)
    page.get_by_text("Disturb the digit").click()
    slider = page.get_by_role("slider", name="Rotation")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    drag(page, [(box["x"] + box["width"] * share, box["y"] + box["height"] / 2) for share in (0.5, 0.6, 0.7, 0.75)])
    page.mouse.up()
    expect(page.get_by_role("img", name=re.compile("Probability of each digit over Rotation"))).to_be_visible()
    page.get_by_role("button", name="Undo all disturbances").click()
    expect(slider).to_have_value("0")


@pytest.mark.parametrize("way", ["pasted", "dropped"])
def test_a_picture_that_is_pasted_or_dropped_is_answered(page, way):
    open_page(page, MNIST)
    expect(heatmaps(page)).to_have_count(4)
    canvas(page).evaluate(
        """async (canvas, way) => {
          const paper = document.createElement("canvas");
          paper.width = paper.height = 200;
          const pen = paper.getContext("2d");
          pen.fillStyle = "#fff"; pen.fillRect(0, 0, 200, 200);
          pen.fillRect(0, 0, 1, 1); pen.fillStyle = "#000"; pen.fillRect(90, 30, 18, 140);
          const blob = await new Promise((done) => paper.toBlob(done, "image/png"));
          const data = new DataTransfer();
          data.items.add(new File([blob], "one.png", { type: "image/png" }));
          const event = way === "pasted"
            ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, composed: true })
            : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
          canvas.dispatchEvent(event);
        }""",
        way,
    )
    expect(page.get_by_text("Your picture", exact=True)).to_be_visible()
    expect(answer(page)).to_contain_text("The net says 1")
    page.get_by_role("button", name="Back to the canvas").click()
    expect(page.get_by_text("An example until you bring one")).to_be_visible()


@pytest.mark.long
def test_a_blocked_socket_says_so_and_keeps_the_drawing(page):
    page.route_web_socket("**/live", lambda socket: socket.close())
    open_page(page, MNIST)
    draw(page)
    expect(page.get_by_text("Your drawing is kept").first).to_be_visible()
    expect(page.get_by_role("button", name="Clear")).to_be_enabled()


@pytest.mark.long
def test_a_server_that_is_started_again_in_mid_stroke_goes_on_with_the_same_drawing(new_context, tmp_path):
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        page = new_context(base_url=server.url, other_hosts=(server.url,)).new_page()
        count_frames(page)
        open_page(page, MNIST)
        drag(page, on_canvas(page, SEVEN[:2]))
        expect(page.get_by_text("Your drawing")).to_be_visible()
        server.restart()
        expect(page.get_by_text("Your drawing is kept").first).to_be_visible()
        server.until_it_answers()
        box = canvas(page).bounding_box()
        for x, y in SEVEN[2:]:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=10)
        page.mouse.up()
        expect(answer(page)).to_contain_text("The net says 7")


@pytest.mark.long
@pytest.mark.parametrize("strips", [False, True], ids=["base path", "stripping proxy"])
def test_it_works_at_a_sub_path(new_context, tmp_path, strips):
    """With Streamlit's own base path, and behind a proxy that takes the path away."""
    arguments: dict[str, Any] = {} if strips else {"STREAMLIT_SERVER_BASE_URL_PATH": "deep/app"}
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="", **arguments) as server:
        server.until_it_answers()
        with Proxy(server.port, path="/deep/app") as proxy:
            url = proxy.url if strips else server.url
            page = new_context(base_url=url, other_hosts=(url,)).new_page()
            open_page(page, "/deep/app/mnist_inspection")
            draw(page, ONE)
            expect(answer(page)).to_contain_text("The net says 1")
            expect(heatmaps(page)).to_have_count(4)
