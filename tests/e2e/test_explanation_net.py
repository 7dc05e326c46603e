"""The whole net in a real browser: it follows the stroke, switches change the answer, one goes down to cells."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from cnn_core.explain import Scaling, contributions, inspect_scaled
from cnn_core.explain.turning import find_turning
from cnn_core.models.inspection import inspect
from cnn_core.pictures.digits import load_digits
from cnn_core.text import percent
from tests.helpers.app import SEVEN, count_frames, drag, draw, on_canvas, open_page, settle

PAGE = "/explanation"
DIGIT = load_digits().held_out_images[0]


@pytest.fixture
def net(page: Page) -> Page:
    count_frames(page)
    open_page(page, PAGE)
    expect(story(page)).to_contain_text("It says 8")
    return page


def story(page: Page):
    return page.locator(".story")


def whole_net(page: Page):
    return page.get_by_role("application", name="The whole net")


def path(page: Page):
    return page.get_by_role("navigation", name="What is selected")


def share(page: Page, digit: int):
    return page.locator(".why .bar").nth(digit).locator(".share")


def strongest(target: int | None = None) -> int:
    """The channel of conv2 that stands first in its column."""
    return int(np.abs(contributions(DIGIT, target=target).channels["pool2"]).argmax())


def select_first_of_conv2(page: Page) -> int:
    whole_net(page).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    channel = strongest()
    expect(path(page)).to_contain_text(f"conv2channel {channel}")
    return channel


def test_the_answer_and_its_paths_follow_the_stroke_while_no_script_runs(net):
    drag(net, on_canvas(net, SEVEN))
    expect(story(net)).to_contain_text("It says 7")
    net.mouse.up()
    expect(story(net)).to_contain_text(re.compile(r"conv2’s channels \d+, \d+ and \d+"))
    expect(net.get_by_text("Your drawing")).to_be_visible()
    named = story(net).get_by_role("button").first
    channel = named.inner_text()
    named.click()
    expect(path(net)).to_contain_text(f"conv2channel {channel}")


def test_a_switch_changes_the_answer_as_the_ablated_net_gives_it_and_all_on_brings_it_back(net):
    before = share(net, 8).inner_text()
    channel = select_first_of_conv2(net)
    net.keyboard.press(" ")
    ablated = inspect_scaled(DIGIT, "two_block", [Scaling(layer="conv2", channel=channel)]).probabilities[0]
    expect(share(net, 8)).to_have_text(percent(float(ablated[8])).replace("\u202f", " "))
    without = inspect_scaled(DIGIT, "two_block", [Scaling(layer="conv2", channel=channel)]).logits[0]
    expect(story(net)).to_contain_text(f"Without conv2’s channel {channel}: ")
    expect(story(net)).to_contain_text(f"{inspect(DIGIT).logits[0, 8]:.1f} to {without[8]:.1f}")
    expect(net.get_by_role("button", name="Switch on")).to_be_visible()
    slider = net.get_by_role("slider", name="Strength of what is selected")
    slider.fill("200")
    doubled = inspect_scaled(DIGIT, "two_block", [Scaling(layer="conv2", channel=channel, factor=2)]).logits[0]
    expect(net.get_by_text("200 %", exact=True)).to_be_visible()
    expect(story(net)).to_contain_text(f"With conv2’s channel {channel} at 200 %: ")
    probability = np.exp(doubled - doubled.max())[8] / np.exp(doubled - doubled.max()).sum()
    expect(share(net, 8)).to_have_text(percent(float(probability)).replace("\u202f", " "))
    net.get_by_role("button", name="All on again (1)").click()
    expect(share(net, 8)).to_have_text(before)
    expect(net.get_by_role("button", name=re.compile("All on again"))).to_have_count(0)


def test_the_channels_that_turn_the_answer_are_named_and_switched_off_at_once(net):
    turning = find_turning(DIGIT, layer="conv2")
    expect(story(net)).to_contain_text(f"{', '.join(map(str, turning.channels))} it says {turning.answer}")
    story(net).get_by_role("button", name="Switch them off").click()
    expect(story(net)).to_contain_text(re.compile(f"now {turning.answer} .* no longer 8"))
    expect(net.get_by_role("button", name=f"All on again ({len(turning.channels)})")).to_be_visible()
    net.get_by_role("button", name=re.compile("All on again")).click()
    expect(story(net)).to_contain_text("It says 8")


def test_one_goes_down_to_a_cell_and_back_through_the_layers_and_up_again(net):
    channel = select_first_of_conv2(net)
    net.keyboard.press("Enter")
    map_ = inspect(DIGIT).activations["conv2"][0, :, :, channel]
    row, column = np.unravel_index(map_.argmax(), map_.shape)  # Enter goes to the brightest
    name = f"conv2 · channel {channel} · row {row}, column {column}: {map_.max():.3g}"
    expect(net.get_by_role("heading", name=name)).to_be_visible()
    expect(net.locator(".pointed")).to_contain_text(f"Row {row}, column {column}")
    net.keyboard.press("Shift+ArrowDown")
    expect(net.get_by_role("heading", name=f"row {(row + 1) % 7}, column {column}")).to_be_visible()
    settle(net)
    net.get_by_role("button", name=re.compile(r"channel \d+ · row \d, column \d:")).first.click()
    expect(path(net)).to_contain_text("pool1")
    expect(net.get_by_role("heading", name=re.compile("^pool1 · channel"))).to_be_visible()
    expect(net.locator(".stepper")).to_be_visible()
    path(net).get_by_role("button", name="pool1").click()
    expect(net.get_by_role("heading", name=re.compile("^pool1 · channel"))).to_have_count(0)
    whole_net(net).press("Escape")
    expect(path(net)).to_have_text("Net")


def test_a_click_selects_a_channel_and_one_on_its_large_map_a_cell(net):
    box = whole_net(net).bounding_box()
    between = (box["width"] - 128 - 64 - 4 * 62) / 5  # as net_layout.js places the columns
    net.mouse.click(box["x"] + 128 + between + 20, box["y"] + 34 + 15 + 20)
    channel = int(np.abs(contributions(DIGIT).channels["pool1"]).argmax())
    expect(path(net)).to_contain_text(f"channel {channel}")
    net.mouse.move(0, 0)  # over a tile it tells the cell's value
    expect(net.locator(".pointed")).to_contain_text("Click a cell of its map at the lower left")
    net.mouse.click(box["x"] + 128 * 10.5 / 28, box["y"] + box["height"] - 7 - 128 + 128 * 20.5 / 28)
    expect(net.get_by_role("heading", name=f"conv1 · channel {channel} · row 20, column 10")).to_be_visible()
    path(net).get_by_role("button", name=f"channel {channel}").click()
    large = net.locator(".st-key-why_channel_map .nsewdrag")
    large.scroll_into_view_if_needed()
    place = large.bounding_box()
    large.click(position={"x": place["width"] * 3.5 / 28, "y": place["height"] * 5.5 / 28})
    expect(net.get_by_role("heading", name=f"conv1 · channel {channel} · row 5, column 3")).to_be_visible()


def test_another_class_is_explained_and_then_the_answer_again(net):
    net.locator(".why .bar").nth(3).click()
    expect(net.get_by_text("Explained: 3")).to_be_visible()
    expect(story(net)).to_contain_text("It says 8")
    expect(story(net)).to_contain_text("For 3, most comes through")
    net.keyboard.press("ArrowDown")
    expect(net.get_by_text("Explained: 4")).to_be_visible()
    net.get_by_role("button", name="Follow the answer").click()
    expect(net.get_by_text("Explained: 8")).to_be_visible()


def test_all_channels_come_on_request_and_follow_a_stroke_too(net):
    net.get_by_role("button", name="Show all channels").click()
    expect(net.get_by_role("button", name="Show the 8 strongest")).to_have_attribute("aria-pressed", "true")
    draw(net)
    expect(story(net)).to_contain_text("It says 7")
