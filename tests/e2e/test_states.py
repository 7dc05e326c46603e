"""What is chosen on a page is in its link: another browser shows the same numbers and pictures."""

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.app import heatmaps, open_page, settle
from tests.helpers.full_states import State, full_states
from tests.helpers.patience import until
from tests.helpers.seen import are_alike, difference, have_same_digits, said, seen
from ui.choosing.address_table import PAGES, VERSION, VERSION_NAME

STATES = list(full_states())
FULLEST = [
    max((each for each in STATES if each.page == page), key=lambda each: len(each.address))
    for page, names in PAGES.items()
    if names
]
THERE = {
    "mnist_inspection": ".layer .plot:not([hidden])",
    "training": ".layer .plot:not([hidden])",
    "explanation": ".story:not(:empty)",
}
"""What stands on a page last; elsewhere the script's end is the end."""
NETS = State("mnist_inspection", {"mnist_net": "both", "mnist_recipe": "notebook"})
"""Where the nets of the states are trained first."""


def visit(page: Page, state: State) -> None:
    """Opens a page in a state, and waits until it is there."""
    open_page(page, state.link)
    expect(page.locator(THERE.get(state.page, "[data-testid=stMain]")).first).to_be_visible()


def compare(page: Page, other: Page, state: State, *, is_of_another_maker: bool = False) -> None:
    """Opens a state, and in another browser the link that it has then."""
    visit(page, state)
    told = {VERSION_NAME: str(VERSION), **state.address}
    assert said(page) == told
    assert page.get_by_test_id("stAlertContentInfo").filter(has_text="link").count() == 0
    open_page(other, page.url)
    has_pictures = state.page != "start"  # there its numbers alone
    compared = slice(4 if has_pictures and not is_of_another_maker else 3)
    until(
        lambda: seen(other)[compared] == seen(page)[compared],
        lambda: f"{state.link}: {difference(seen(page), seen(other))}",
    )
    if has_pictures and is_of_another_maker:
        until(lambda: are_alike(page, other) and have_same_digits(page, other), lambda: state.link)
    assert said(other) == told


@pytest.mark.long
def test_each_page_s_fullest_state_is_the_same_in_another_browser(page, new_context):
    other = new_context().new_page()
    visit(page, NETS)
    for state in FULLEST:
        compare(page, other, state)


@pytest.mark.long
def test_what_is_done_on_the_live_page_is_in_its_link_and_back_undoes_it(page, new_context):
    open_page(page, "/mnist_inspection?mnist_source=pick&mnist_index=3")
    expect(heatmaps(page)).to_have_count(4)
    expect(page).to_have_title("9 · MNIST · Convscope")
    first = page.url
    page.get_by_text("Disturb the digit").click()
    handle = page.locator(".disturbances input[type=range]").nth(1)  # the rotation
    handle.focus()
    for _ in range(3):
        handle.press("ArrowRight")
    page.get_by_role("checkbox", name="Logits").check()
    until(lambda: {"mnist_logits", "mnist_disturbed", "mnist_curve"} <= set(said(page)))
    settle(page)
    expect(heatmaps(page)).to_have_count(4)
    other = new_context().new_page()
    open_page(other, page.url)
    # Not the pictures: which maps are the strongest was chosen for the digit before it was disturbed.
    until(lambda: seen(other)[:-1] == seen(page)[:-1], lambda: str(difference(seen(page), seen(other))))
    for _ in range(4):
        if page.url == first:
            break
        page.go_back()
        settle(page)
    expect(page).to_have_url(first)
    expect(page.get_by_role("checkbox", name="Logits")).not_to_be_checked()
    expect(handle).to_have_value("0")
