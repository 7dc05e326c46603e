"""How a page's state is read from its address and written there, and what is said of what makes no sense."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.helpers.patience import SECONDS
from ui.choosing.address import newly_addressed
from ui.choosing.address_table import KNOWN, VERSION


def page():
    """A page with a choice and a number, as the navigation shows it."""
    import streamlit as st

    from ui.choosing.address import open_address
    from ui.choosing.kept import segments
    from ui.choosing.left_out import show_what_is_left_out
    from ui.choosing.live_slider import live_slider

    notice = st.empty()
    open_address("padding_comparison")
    segments("On", "padding_on", ("image", "digit"))
    live_slider("Stride", 1, 4, key="padding_stride")
    show_what_is_left_out(notice)


def opened(**address):
    at = AppTest.from_function(page, default_timeout=SECONDS)
    at.query_params.update(address)
    at.run()
    assert not at.exception
    return at


def said(at):
    return " ".join(info.value for info in at.info)


def test_the_address_of_a_page_as_it_comes_holds_nothing():
    assert opened().query_params == {}
    assert opened(v=str(VERSION)).query_params == {}


def test_the_version_stands_before_what_is_told_and_goes_with_it():
    at = opened(padding_on="digit")
    assert list(at.query_params.items()) == [("v", str(VERSION)), ("padding_on", "digit")]
    at.button_group[0].set_value("image").run()
    assert at.query_params == {}


@pytest.mark.parametrize("old", ["A digit, 28 × 28", "digit"])
def test_a_link_without_a_version_opens(old):
    at = opened(padding_on=old, padding_stride="3.0")
    assert at.query_params == {"v": str(VERSION), "padding_on": "digit", "padding_stride": "3"}
    assert not said(at)


def test_a_link_of_a_later_version_says_what_is_left_out_and_the_rest_holds():
    at = opened(v="9", padding_on="digit", padding_shadow="long")
    assert at.query_params == {"v": str(VERSION), "padding_on": "digit"}
    assert "later version" in said(at)
    assert "padding_shadow" in said(at)


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ({"padding_on": "moon"}, "padding_on"),
        ({"padding_stride": "many"}, "padding_stride"),
        ({"padding_stride": "99"}, "padding_stride"),
        ({"toy_padding": "SAME"}, "toy_padding"),
        ({"padding_on": ["image", "digit"]}, "padding_on"),
        ({f"{letter}<b>": "" for letter in "abcdef"}, "and 2 more"),
    ],
)
def test_what_makes_no_sense_is_named(address, named):
    at = opened(**address)
    assert named in said(at)
    assert "The rest of the link holds" in said(at)


def test_what_other_sites_hang_on_a_link_is_not_worth_a_sentence():
    at = opened(utm_source="newsletter", fbclid="a")
    assert not said(at)
    assert at.query_params == {}


def test_the_sentence_stays_until_somebody_chooses():
    at = opened(bogus="1")
    assert "bogus" in said(at.run())
    assert not said(at.button_group[0].set_value("digit").run().run())


def test_a_name_that_the_table_lacks_is_a_mistake_in_the_code():
    assert "padding_secret" not in KNOWN
    with pytest.raises(LookupError, match="address_table"):
        newly_addressed("padding_secret", is_new_page=True)


def lab_page():
    """What the page MNIST begins with."""
    from ui.choosing.address import open_address

    open_address("mnist_inspection")


@pytest.mark.parametrize(
    ("address", "channels"),
    [
        ({}, None),
        ({"mnist_net": "three_block"}, "first"),
        ({"mnist_net": "three_block", "mnist_channels": "All"}, "All"),
        ({"v": str(VERSION), "mnist_net": "three_block"}, None),
    ],
)
def test_a_link_without_a_version_shows_what_was_usual_then(address, channels):
    at = AppTest.from_function(lab_page, default_timeout=SECONDS)
    at.query_params.update(address)
    assert not at.run().exception
    assert at.query_params.get("mnist_channels") == channels
