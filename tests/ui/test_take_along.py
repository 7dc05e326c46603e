import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn_core.errors import StoreError
from cnn_core.store.links import LinkedState, Links
from tests.helpers.patience import SECONDS
from tests.helpers.programs import printed_maps, run
from ui import short_links as own_links
from ui.choosing import aside
from ui.short_links import Pace
from ui.take_along import links as shown_links
from ui.take_along import offers

HOME = "http://app.example/deep/toy"


def page_of_one():
    from functools import partial

    import streamlit as st

    from cnn_core.arithmetic.convolution import convolve
    from ui.take_along.offers import offer, operation_offers
    from ui.take_along.panel import take_along

    operation = convolve([[1, 2], [3, 4]], [[1, 1], [1, 1]], padding="same")
    offer(partial(operation_offers, operation))
    take_along(st.container())


def page_of_several():
    from functools import partial
    from typing import Any

    import streamlit as st

    from cnn_core.arithmetic.convolution import convolve
    from cnn_core.errors import SpecError
    from ui.take_along.offers import offer, operation_offers
    from ui.take_along.panel import take_along

    operations: dict[str, Any] = {
        "none": SpecError("too large"),
        "VALID": convolve([[1, 2], [3, 4]], [[1, 1], [1, 1]]),
        "SAME": convolve([[1, 2], [3, 4]], [[1, 1], [1, 1]], padding="same"),
    }
    shown = {name: operations[name] for name in st.session_state.get("names", operations)}
    offer(partial(operation_offers, shown))
    take_along(st.container())


def page_of_a_stack():
    from functools import partial

    import streamlit as st

    from cnn_core.nets.receptive_field import STACKS
    from ui.pages.receptive_field.take_along import stack_offers
    from ui.pages.receptive_field.text import middle_cell
    from ui.take_along.offers import offer
    from ui.take_along.panel import take_along

    stack = STACKS["two_block"]
    offer(partial(stack_offers, stack, middle_cell(stack)))
    take_along(st.container())


def page_of_a_drawing():
    """A page whose drawing is too long for an address, and which has a photograph too if the test says so."""
    import streamlit as st

    from ui.choosing.address import newly_addressed, set_aside, write_address
    from ui.choosing.aside import forget_asides, gone_sentence
    from ui.take_along.addresses import enter_page
    from ui.take_along.panel import take_along

    enter_page("toy")
    forget_asides()
    if said := gone_sentence():
        st.warning(said)
    state = st.session_state
    if came := newly_addressed("drawing", is_new_page="drawing" not in state):
        state.drawing = came
    write_address("toy_padding", newly_addressed("toy_padding", is_new_page=True) or "VALID", "VALID")
    set_aside("drawing", state.setdefault("drawing", "").encode)
    if photo := state.get("photo"):
        set_aside("toy_photo", lambda: photo, is_picture=True)
    take_along(st.container())


def ran(at):
    at.run()
    assert not at.exception
    return at


def opened(page):
    at = AppTest.from_function(page, default_timeout=SECONDS)
    at.session_state["take_along"] = True
    return ran(at)


def programs(at):
    return [block.value for block in at.code if "import" in block.value]


def press(at, label):
    next(each for each in at.button if each.label == label).click()
    ran(at)


@pytest.fixture
def browser(monkeypatch):
    """A browser behind a proxy's sub-path, whose owner can be changed."""
    context = SimpleNamespace(url=HOME, cookies={"convscope_browser": "ann"}, ip_address="10.0.0.1")
    monkeypatch.setattr(st, "context", context)
    return context


@pytest.fixture
def links(tmp_path, monkeypatch):
    links = Links(tmp_path, most=9, most_each=2, most_bytes=10**6, days=1)
    pace = Pace(most_bytes=10**6)
    for module in (aside, shown_links):
        monkeypatch.setattr(module, "short_links", lambda: links)
    monkeypatch.setattr(shown_links, "pace", lambda: pace)
    return links


@pytest.fixture
def shown(monkeypatch):
    """The links that fields show, by their labels."""
    shown: dict[str, str] = {}
    monkeypatch.setattr(shown_links, "link_field", lambda link, label, *, key: shown.update({label: link}))
    return shown


def test_closed_it_makes_nothing(monkeypatch, browser, shown):
    made: list[Any] = []
    for name in ("keras_program", "numpy_program", "operation_png", "operation_csv", "operation_npz"):
        monkeypatch.setattr(offers, name, made.append)
    at = ran(AppTest.from_function(page_of_one, default_timeout=SECONDS))
    assert not at.code
    assert not at.get("download_button")
    assert made == []
    assert shown == {}


def test_opened_it_makes_the_program_that_is_looked_at_and_no_file(monkeypatch):
    made: list[Any] = []
    for name in ("numpy_program", "operation_png", "operation_csv", "operation_npz"):
        monkeypatch.setattr(offers, name, made.append)
    at = opened(page_of_one)
    (program,) = programs(at)
    assert "keras.layers.Conv2D" in program
    assert made == []
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels == ["Picture, PNG", "Numbers, CSV", "Numbers, NPZ", "Save the program"]


def test_the_other_program_is_behind_its_tab():
    at = opened(page_of_one)
    at.session_state["take_along_library"] = "NumPy"
    (program,) = programs(ran(at))
    printed, _ = run(program)
    np.testing.assert_array_equal(printed_maps(printed)[0], [[10, 6], [7, 4]])


def test_of_several_one_is_chosen_and_errors_are_none_of_them():
    at = opened(page_of_several)
    (choice,) = at.get("button_group")
    assert [option.content for option in choice.proto.options] == ["VALID", "SAME"]
    assert "output 1 × 1 × 1" in programs(at)[0]
    at.session_state["take_along_which"] = "SAME"
    assert "output 2 × 2 × 1" in programs(ran(at))[0]


def test_where_the_chosen_one_is_gone_the_first_is_shown():
    at = opened(page_of_several)
    at.session_state["take_along_which"] = "VALID"
    at.session_state["names"] = ["none", "SAME"]
    assert "output 2 × 2 × 1" in programs(ran(at))[0]


def test_a_stack_has_its_own_programs():
    at = opened(page_of_a_stack)
    assert re.search("window of pool2", programs(at)[0])


def test_the_link_is_the_browsers_address_with_the_state(browser, links, shown):
    at = AppTest.from_function(page_of_one, default_timeout=SECONDS)
    at.session_state["take_along"] = True
    at.query_params["toy_image"] = "1,2;3,4"
    at.query_params["toy_padding"] = "SAME & more"
    ran(at)
    assert shown == {"Link to what you see": f"{HOME}?toy_image=1,2;3,4&toy_padding=SAME%20%26%20more"}


def test_without_state_the_link_is_the_address(browser, links, shown):
    opened(page_of_one)
    assert shown == {"Link to what you see": HOME}


def test_a_page_without_files_can_be_shown_in_another(browser, links, shown):
    at = AppTest.from_function(page_of_a_drawing, default_timeout=SECONDS)
    at.session_state["take_along"] = True
    at.query_params["toy_padding"] = "SAME"
    (frame,) = [block.value for block in ran(at).code]
    assert f'src="{HOME}?v=2&amp;toy_padding=SAME&amp;embed=true"' in frame


def test_a_short_link_holds_what_the_address_cannot_and_opens_elsewhere(browser, links, shown):
    at = AppTest.from_function(page_of_a_drawing, default_timeout=SECONDS)
    at.session_state["take_along"], at.session_state["drawing"] = True, "abc" * 1000
    at.query_params["toy_padding"] = "SAME"
    ran(at)
    assert "drawing" not in at.query_params
    press(at, "Make a short link")
    (link,) = links.own("ann")
    assert shown["Short link"] == f"http://app.example/deep/s/{link.name}"
    state = LinkedState(page="toy", query=(("v", "2"), ("toy_padding", "SAME")), held=(("drawing", b"abc" * 1000),))
    assert links.read(link.name) == state

    there = AppTest.from_function(page_of_a_drawing, default_timeout=SECONDS)
    there.query_params["toy_padding"], there.query_params["s"] = "SAME", link.name
    assert ran(there).session_state["drawing"] == "abc" * 1000
    assert ran(there).query_params["s"] == link.name
    there.session_state["drawing"] = "another"
    assert "s" not in ran(there).query_params

    press(at, "Withdraw")
    assert links.own("ann") == []
    there.query_params["s"] = link.name
    gone = AppTest.from_function(page_of_a_drawing, default_timeout=SECONDS)
    gone.query_params["s"] = link.name
    assert [said.value[:30] for said in ran(gone).warning] == ["This short link does not open."]


def test_a_photograph_goes_along_when_its_owner_says_so(browser, links, shown):
    at = AppTest.from_function(page_of_a_drawing, default_timeout=SECONDS)
    at.session_state["take_along"], at.session_state["photo"] = True, b"\xff\xd8photo"
    ran(at)
    press(at, "Make a short link")
    (without,) = links.own("ann")
    assert "toy_photo" not in dict(links.read(without.name).held)
    at.checkbox[0].check()
    ran(at)
    press(at, "Make a short link")
    (with_it,) = [link for link in links.own("ann") if link != without]
    assert dict(links.read(with_it.name).held)["toy_photo"] == b"\xff\xd8photo"


def test_what_is_refused_is_said(browser, links, shown):
    at = AppTest.from_function(page_of_a_drawing, default_timeout=SECONDS)
    at.session_state["take_along"] = True
    for number in range(3):
        at.session_state["drawing"] = str(number)
        ran(at)
        press(at, "Make a short link")
    assert len(links.own("ann")) == 2
    assert [said.value[:30] for said in at.warning] == ["You have 2 short links, and mo"]


def test_one_address_makes_so_many_an_hour_whatever_names_it_makes_up():
    now = [0.0]
    pace = Pace(most=3, most_bytes=100, clock=lambda: now[0])
    for _ in range(3):
        pace.count("10.0.0.1", 10)
    for size in (0, 10):
        with pytest.raises(StoreError, match="Many short links"):
            pace.count("10.0.0.1", size)
    with pytest.raises(StoreError, match="Many short links"):
        pace.count("10.0.0.2", 101)
    pace.count("10.0.0.2", 100)
    now[0] = 3601.0
    pace.count("10.0.0.1", 10)
    assert list(pace._made) == ["10.0.0.1"]


def test_the_servers_links_are_as_its_settings_say():
    assert own_links.short_links() is own_links.short_links()
    assert own_links.pace() is own_links.pace()
