"""Back and forward go through what a person did, one thing at a time, on every page."""

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.app import choice, open_page, settle
from tests.helpers.patience import until
from tests.helpers.seen import SHOWN, said

TOY, PADDING, MNIST = "/toy_convolution", "/padding_comparison", "/mnist_inspection"


class Stop(NamedTuple):
    """A page on a walk through all of them, and what is chosen there.

    Attributes:
        menu: The menu that it stands in; empty where it stands in the bar.
        title: Its name there.
        role: Of what is clicked on the page.
        name: The same's name.
        option: What is clicked then, in the list that opens.
    """

    menu: str
    title: str
    role: str = ""
    name: str = ""
    option: str = ""


WALK = (
    Stop("", "Start", "radio", "3"),
    Stop("Convolution", "Toy convolution", "radio", "SAME"),
    Stop("", "Course", "tab", "2 · Random filters"),
    Stop("Convolution", "Padding", "radio", "How often pixels are read"),
    Stop("", "MNIST", "radio", "Pick"),
    Stop("Convolution", "Receptive field", "combobox", "Layers", "LeNet-5, 1998"),
    Stop("", "Why this answer", "tab", "The channels"),
    Stop("Your own net", "Build a net", "combobox", "Begin with", "Like LeNet-5, 1998"),
    Stop("Your own net", "Training", "radio", "Three blocks"),
    Stop("Your own net", "Results", "gridcell", "3 taken for 7"),
    Stop("Help", "Words"),
    Stop("Help", "About"),
)


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
    settle(page)
    expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()


def go_to_the_course(page: Page) -> None:
    page.get_by_role("link", name="Course").click()
    expect(page).to_have_url(re.compile("/course$"))
    settle(page)


def go_back(page: Page) -> None:
    page.go_back()
    settle(page)


@pytest.mark.long
def test_back_from_another_page_gives_what_was_chosen_before_it_was_left(page):
    open_page(page, TOY)
    choose(page, "SAME")
    go_to_the_course(page)
    go_back(page)
    expect(page).to_have_url(re.compile("toy_padding=SAME"))
    expect(page.get_by_role("radio", name="SAME")).to_be_checked()
    go_back(page)
    expect(page).to_have_url(re.compile(f"{TOY}$"))
    expect(page.get_by_role("radio", name="VALID")).to_be_checked()
    page.go_forward()
    settle(page)
    expect(page.get_by_role("radio", name="SAME")).to_be_checked()


def test_back_on_the_mnist_page_gives_the_net_that_was_chosen_and_then_the_one_before(page):
    open_page(page, MNIST)
    choice(page, "Random filters").click()
    settle(page)
    go_to_the_course(page)
    go_back(page)
    expect(choice(page, "Random filters")).to_be_checked()
    go_back(page)
    expect(choice(page, "Two blocks")).to_be_checked()
    expect(page).to_have_url(re.compile(f"{MNIST}$"))


@pytest.mark.long
def test_a_handle_that_is_drawn_through_many_values_makes_one_entry(page):
    open_page(page, f"{PADDING}?padding_section=borders")
    handle = page.locator("input[type=range]").last
    expect(page.locator(".stepper canvas").first).to_be_visible()  # what stands above has its height then
    handle.hover()
    box, least = handle.bounding_box(), handle.input_value()
    before = page.evaluate("history.length")
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    addresses = set()
    for share, value in ((0.6, 4), (0.8, 5), (1.0, 6)):
        page.mouse.move(box["x"] + share * (box["width"] - 2), box["y"] + box["height"] / 2)
        expect(handle).to_have_value(str(value))
        expect(page).to_have_url(re.compile(f"padding_reach={value}$"))
        addresses.add(page.url)
    page.mouse.up()
    settle(page)
    assert len(addresses) == 3
    assert page.evaluate("history.length") == before + 1
    go_back(page)
    expect(page).to_have_url(re.compile("padding_section=borders$"))
    expect(handle).to_have_value(least)


def test_one_back_leads_from_an_exercise_to_its_lesson(page):
    open_page(page, "/course?course_lesson=two_block")
    page.get_by_test_id("stPageLink").filter(has_text="notebook").first.click()
    expect(page).to_have_url(re.compile("mnist_inspection"))
    settle(page)
    go_back(page)
    expect(page).to_have_url(re.compile("course_lesson=two_block"))
    expect(page.get_by_role("tab", name="3 · Two blocks")).to_have_attribute("aria-selected", "true")


@pytest.mark.long
def test_back_goes_through_the_lessons(page):
    open_page(page, "/course")
    page.get_by_role("tab", name="2 · Random filters").click()
    expect(page).to_have_url(re.compile("course_lesson=random_filters"))
    settle(page)
    page.get_by_role("tab", name="5 · Notes").click()
    expect(page).to_have_url(re.compile("course_lesson=notes"))
    settle(page)
    go_back(page)
    expect(page.get_by_role("tab", name="2 · Random filters")).to_have_attribute("aria-selected", "true")
    go_back(page)
    expect(page.get_by_role("tab", name="1 · Convolution")).to_have_attribute("aria-selected", "true")


@pytest.mark.long
def test_what_a_page_writes_before_its_name_is_there_makes_no_entry_of_the_page_that_was_left(page):
    """Streamlit may change the name only when the script of the new page has written already."""
    open_page(page, "/course?course_lesson=two_block")
    before = page.evaluate("history.length")
    page.mouse.click(5, 890)
    for address in ("/course?mnist_source=pick", "/mnist_inspection?mnist_source=pick"):
        page.evaluate("address => history.pushState({}, '', address)", address)
    assert page.evaluate("history.length") == before + 1
    go_back(page)
    expect(page).to_have_url(re.compile(r"/course\?v=\d+&course_lesson=two_block$"))


@pytest.mark.long
def test_a_click_of_a_screen_reader_makes_an_entry_too(page):
    open_page(page, TOY)
    page.get_by_role("link", name="Course").dispatch_event("click")
    expect(page).to_have_url(re.compile("/course$"))
    settle(page)
    go_back(page)
    expect(page).to_have_url(re.compile(f"{TOY}$"))


def walk_to(page: Page, stop: Stop) -> None:
    """Opens a page by the menu."""
    if stop.menu:
        page.get_by_test_id("stTopNavSection").filter(has_text=stop.menu).click()
    page.get_by_test_id(re.compile("^stTopNav(Dropdown)?Link$")).get_by_text(stop.title, exact=True).click()
    settle(page)


def chosen(page: Page) -> tuple[str, dict[str, str], set[str]]:
    """Returns what a page says that is chosen: its title, its address, and the controls that are on."""
    return page.title(), said(page), {each for each in page.evaluate(SHOWN) if each.endswith(": on")}


def until_it_is_as_it_was(page: Page, was: tuple[str, dict[str, str], set[str]]) -> None:
    """Waits until what was chosen on a page is chosen again; what came later to the page may be on too."""

    def is_so() -> bool:
        title, address, on = chosen(page)
        return title.endswith(was[0]) and address == was[1] and was[2] <= on  # the answer may stand before it

    until(is_so, lambda: f"{was}\n{chosen(page)}")


@pytest.mark.long
def test_back_and_forward_walk_through_all_pages_and_what_was_chosen_on_each(page):
    open_page(page, "/")
    passed = []
    for stop in WALK:
        walk_to(page, stop)
        passed.append(chosen(page))
        if stop.role:
            page.get_by_role(stop.role, name=stop.name).click()
            if stop.option:
                page.get_by_role("option", name=stop.option).click()
            until(lambda: said(page) != passed[-1][1])
            settle(page)
            passed.append(chosen(page))
    for step, there in ((page.go_back, passed[-2::-1]), (page.go_forward, passed[1:])):
        for was in there:
            step()
            settle(page)
            until_it_is_as_it_was(page, was)
