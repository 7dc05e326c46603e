import io
import re
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import TimeoutError as NotThere
from playwright.sync_api import expect

from cnn_core.pictures.digits import load_digits
from tests.helpers.app import ONE, answer, choice, draw, heatmaps, maps, open_page, settle, until_it_holds
from tests.helpers.patience import LONG_MILLISECONDS, MILLISECONDS_OF_AN_ATTEMPT, until

MNIST = "/mnist_inspection"


def png(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def test_the_first_view_holds_an_answer_and_all_maps(page):
    open_page(page, MNIST)
    label = load_digits().held_out_labels[0]
    expect(page.get_by_text(f"An example until you bring one: somebody's {label}")).to_be_visible()
    expect(answer(page)).to_be_in_viewport()
    expect(maps(page)).to_have_count(4)
    expect(maps(page).last).to_be_in_viewport(ratio=0.99)


def test_a_drawn_seven_is_answered_with_bars_and_maps_by_the_two_block_net(page):
    open_page(page, MNIST)
    draw(page)
    expect(answer(page)).to_contain_text("The net says 7")
    expect(page.get_by_text("Your drawing")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(10)
    expect(maps(page)).to_have_count(4)
    expect(heatmaps(page)).to_have_count(4)
    for name in ("Polarity", "Ink", "Cut to the ink", "Longer side to 20", "Centre of mass"):
        expect(page.get_by_role("img", name=name).first).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [f"{MNIST}?mnist_recipe=As+in+the+notebook", pytest.param(MNIST, marks=pytest.mark.long)],
    ids=["notebook", "default"],
)
def test_a_drawn_seven_is_answered_by_the_three_block_net_when_its_training_is_through(page, address):
    open_page(page, address)
    choice(page, "Three blocks").click()
    settle(page)
    draw(page)
    expect(answer(page)).to_contain_text("The net says 7", timeout=LONG_MILLISECONDS)
    expect(maps(page)).to_have_count(6)
    expect(maps(page).last).to_be_in_viewport(ratio=0.99)


def test_undo_redo_and_clear(page):
    open_page(page, MNIST)
    draw(page, ONE)
    expect(answer(page)).to_contain_text("The net says 1")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("An example until you bring one")).to_be_visible()
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_text("Your drawing")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("An example until you bring one")).to_be_visible()
    expect(page.get_by_role("button", name="Clear")).to_be_disabled()


def test_the_drawing_survives_a_page_change_and_a_reload(page):
    open_page(page, MNIST)
    draw(page)
    expect(answer(page)).to_contain_text("The net says 7")
    page.get_by_role("link", name="Course").click()
    settle(page)
    page.get_by_role("link", name="MNIST", exact=True).click()
    expect(page.get_by_text("Your drawing")).to_be_visible()
    expect(answer(page)).to_contain_text("The net says 7")
    page.reload()
    expect(page.get_by_text("Your drawing")).to_be_visible()


@pytest.mark.long
def test_two_people_do_not_see_each_others_drawing_or_state(new_context):
    first, second = (new_context().new_page() for _ in range(2))
    for page in (first, second):
        open_page(page, MNIST)
    draw(first)
    choice(first, "Random filters").click()
    draw(second, ONE)
    expect(answer(second)).to_contain_text("The net says 1")
    expect(first.get_by_text("nothing behind them")).to_be_visible()
    expect(maps(second)).to_have_count(4)
    second.reload()
    expect(answer(second)).to_contain_text("The net says 1")
    choice(first, "Two blocks").click()
    expect(answer(first)).to_contain_text("The net says 7")


def test_a_held_out_digit_is_picked_with_its_label(page):
    open_page(page, f"{MNIST}?mnist_source=Pick&mnist_index=3")
    label = load_digits().held_out_labels[3]
    expect(page.get_by_text(f"Held-out digit 3, labelled {label}")).to_be_visible()
    expect(page.get_by_text(f"The label is {label}: right", exact=True)).to_be_visible()


@pytest.mark.long
def test_a_mistake_of_the_net_is_picked_and_said_to_be_one(page):
    open_page(page, f"{MNIST}?mnist_source=Pick")
    page.get_by_role("button", name="Random mistake").click()
    expect(page.get_by_text(re.compile(r"^The label is \d: wrong"))).to_be_visible()


def test_a_picture_is_uploaded(page):
    digits = load_digits()
    index = int(np.flatnonzero(digits.held_out_labels == 4)[0])
    large = np.asarray(
        Image.fromarray(255 - digits.held_out_images[index]).resize((280, 280), Image.Resampling.BICUBIC)
    )
    open_page(page, f"{MNIST}?mnist_source=Upload")
    page.locator("input[type=file]").set_input_files(
        {"name": "four.png", "mimeType": "image/png", "buffer": png(large)}
    )
    expect(answer(page)).to_contain_text("The net says 4")
    expect(page.get_by_text("Your picture", exact=True)).to_be_visible()


def test_the_camera_takes_a_picture(page):
    open_page(page, f"{MNIST}?mnist_source=Camera")
    until_it_holds(page, "document.querySelector('video')?.readyState >= 2")
    expect(answer(page)).to_be_visible()  # by then nothing moves any more
    settle(page)  # a photo that is taken while the script runs may never be uploaded
    clear = page.get_by_role("button", name="Clear photo")

    def is_taken() -> bool:
        with suppress(NotThere):  # the button is gone while a photo that was taken is on its way
            page.get_by_role("button", name="Take Photo").press("Enter", timeout=MILLISECONDS_OF_AN_ATTEMPT)
        with suppress(AssertionError):
            expect(clear).to_be_visible(timeout=MILLISECONDS_OF_AN_ATTEMPT)
        return clear.is_visible()

    until(is_taken)  # Streamlit ignores the button until it has a frame, and does not say when
    expect(page.get_by_text("Your photo", exact=True)).to_be_visible()
    settle(page)


@pytest.mark.long
def test_all_channels_and_a_scale_per_channel_can_be_shown(page):
    open_page(page, MNIST)
    choice(page, "All").click()
    choice(page, "One per map").click()
    settle(page)
    expect(page).to_have_url(re.compile("mnist_scale=channel"))
    expect(maps(page)).to_have_count(4)
