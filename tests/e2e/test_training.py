"""The Training page in a real browser: what moves while a net learns, who may stop it, and going back."""

import os
import re
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.app import answer, open_page, settle, until_it_holds
from tests.helpers.patience import until
from tests.helpers.server import Server

SHORT = "two_block/notebook"
LONG = "c8-max2_d16/e90-b32"
"""Longer than a test looks at it."""

TRAINED_WITHIN = 90_000
"""Milliseconds on a machine that has much else to do; on a quiet one it takes five seconds."""


@pytest.fixture(scope="module")
def lab_server(tmp_path_factory):
    """A server that trains nothing by itself."""
    with Server(cache=tmp_path_factory.mktemp("store"), CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        yield server


@pytest.fixture
def person(lab_server, new_context):
    """Opens the page as somebody else each time."""

    def person(net: str) -> Page:
        page = new_context(base_url=lab_server.url, other_hosts=(lab_server.url,)).new_page()
        open_page(page, f"/training?net={net}")
        return page

    return person


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def state(page: Page):
    """The heading that says how the training is."""
    return page.locator(".observatory .state h2")


def picture(page: Page) -> str:
    """The pixels of the first layer's maps."""
    return page.locator(".layer canvas").first.evaluate("canvas => canvas.toDataURL()")


def mistakes(page: Page):
    return page.locator(".observatory .digits button")


def until_another_picture(page: Page, than: str) -> None:
    canvas = page.locator(".layer canvas").first.element_handle()
    until_it_holds(page, "([canvas, than]) => canvas.toDataURL() !== than", arg=[canvas, than])


def points(page: Page) -> int:
    """How many points the curve of the training digits' accuracy has."""
    line = page.locator(".curves polyline").first.get_attribute("points")
    return len(line.split()) if line else 0


def stop(page: Page) -> None:
    button(page, "Cancel").click()
    expect(state(page)).to_contain_text("Stopped")


def test_curves_maps_and_bars_move_while_it_learns_and_it_pauses_goes_on_and_is_found_again(person):
    page = person(LONG)
    expect(answer(page)).to_be_visible()  # of the net as it was drawn
    untrained = picture(page)
    button(page, "Start").dblclick()  # the second click is not one on what comes in its place
    expect(state(page)).to_contain_text("Epoch")
    until_another_picture(page, untrained)
    seen, shown = points(page), picture(page)
    until_another_picture(page, shown)
    expect(mistakes(page).first).to_be_visible()
    until(lambda: points(page) > seen)
    expect(page.locator(".filters canvas")).to_be_visible()

    button(page, "Pause").dispatch_event("click", {"detail": 2})  # as of a hand that has just pressed Start there
    expect(state(page)).to_contain_text("Paused")
    page.reload()
    settle(page)
    expect(state(page)).to_contain_text("Paused")
    button(page, "Resume").click()
    expect(state(page)).to_contain_text("Epoch")
    mistakes(page).first.click()
    expect(page.get_by_text(re.compile(r"^Held-out digit \d+, labelled \d"))).to_be_visible()
    stop(page)
    expect(button(page, "Go on")).to_be_visible()


@pytest.mark.long
def test_others_watch_a_run_wait_behind_it_and_may_not_stop_it_and_it_outlives_its_trainer(person, lab_server):
    net = "c4-max2/e100-b16"
    first = person(net)
    button(first, "Start").click()
    expect(mistakes(first).first).to_be_visible()  # an epoch is through
    second = person(net)
    expect(state(second)).to_contain_text("Epoch")
    expect(second.get_by_text("Started by somebody else")).to_be_visible()
    expect(button(second, "Cancel")).to_be_hidden()
    expect(button(second, "Resume")).to_be_hidden()
    button(first, "Pause").click()
    button(second, "Resume").click()  # whoever paused it may be gone
    expect(state(second)).to_contain_text("Epoch")
    third = person(SHORT)
    button(third, "Start").click()
    expect(state(third)).to_contain_text("Waiting, place 1")
    expect(third.get_by_role("button", name=re.compile("e100-b16: .* done$"))).to_be_visible()

    os.kill(lab_server.trainer, signal.SIGKILL)
    expect(second.get_by_text("It went on after an interruption")).to_be_visible()
    expect(state(second)).to_contain_text("Epoch")

    stop(first)
    expect(state(second)).to_contain_text("Stopped")
    expect(state(third)).to_contain_text("Trained")


def test_a_trained_net_is_scrubbed_back_to_its_first_step_and_on_the_mnist_page_too(person):
    page = person(SHORT)
    expect(state(page)).to_contain_text(re.compile("Trained|Not trained yet"))
    if "Not" in state(page).inner_text():  # else the test before has trained it
        button(page, "Start").click()
    expect(state(page)).to_contain_text("Trained")
    expect(page.get_by_role("img", name=re.compile("Probability of each digit over the training"))).to_be_visible()
    scrub(page)
    open_page(page, "/mnist_inspection?mnist_recipe=As+in+the+notebook")
    expect(page.locator(".layer").last).to_be_in_viewport(ratio=0.99)
    scrub(page)


def scrub(page: Page) -> None:
    """Goes to the first moment by a key, and plays until the last."""
    expect(page.locator(".moment")).to_contain_text("Finished, step 71")
    expect(page.locator(".past figcaption")).to_contain_text("from step")
    finished = picture(page)
    page.get_by_role("slider", name="Moment of the training").press("Home")
    expect(page.locator(".moment")).to_contain_text("Step 0 · epoch 0 ·")
    until_another_picture(page, finished)
    button(page, "Play the training").click()
    expect(page.locator(".moment")).to_contain_text("Finished, step 71")
