import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.helpers.patience import SECONDS
from tests.helpers.programs import printed_maps, run
from ui import take_along

HOME = "http://localhost:8501/deep/toy"


def page_of_one():
    from cnn_core.arithmetic.convolution import convolve
    from ui.take_along import take_along, take_along_panel

    take_along(convolve([[1, 2], [3, 4]], [[1, 1], [1, 1]], padding="same"), take_along_panel("toy"), key="toy")


def page_of_several():
    from typing import Any

    import streamlit as st

    from cnn_core.arithmetic.convolution import convolve
    from cnn_core.errors import SpecError
    from ui.take_along import take_along, take_along_panel

    operations: dict[str, Any] = {
        "none": SpecError("too large"),
        "VALID": convolve([[1, 2], [3, 4]], [[1, 1], [1, 1]]),
        "SAME": convolve([[1, 2], [3, 4]], [[1, 1], [1, 1]], padding="same"),
    }
    shown = {name: operations[name] for name in st.session_state.get("names", operations)}
    take_along(shown, take_along_panel("padding"), key="padding")


def page_of_a_stack():
    from cnn_core.nets.receptive_field import STACKS
    from ui.pages.receptive_field.take_along import take_stack_along
    from ui.pages.receptive_field.text import middle_cell

    take_stack_along(STACKS["two_block"], middle_cell(STACKS["two_block"]), key="receptive")


def ran(at):
    at.run()
    assert not at.exception
    return at


def opened(page, key):
    at = AppTest.from_function(page, default_timeout=SECONDS)
    at.session_state[f"{key}_along"] = True
    return ran(at)


def programs(at):
    return [block.value for block in at.code if "import" in block.value]


@pytest.fixture
def browser(monkeypatch):
    """An address as a browser behind a proxy's sub-path would tell it."""
    monkeypatch.setattr(st, "context", SimpleNamespace(url=HOME))


def test_closed_it_makes_nothing(monkeypatch):
    made: list[Any] = []
    for name in ("keras_program", "numpy_program", "operation_png", "operation_csv", "operation_npz"):
        monkeypatch.setattr(take_along, name, made.append)
    at = ran(AppTest.from_function(page_of_one, default_timeout=SECONDS))
    assert at.expander[0].label == "Take it along: link, code, picture, numbers"
    assert not at.code
    assert not at.get("download_button")
    assert made == []


def test_opened_it_makes_the_program_that_is_looked_at_and_no_file(monkeypatch):
    made: list[Any] = []
    for name in ("numpy_program", "operation_png", "operation_csv", "operation_npz"):
        monkeypatch.setattr(take_along, name, made.append)
    at = opened(page_of_one, "toy")
    (program,) = programs(at)
    assert "keras.layers.Conv2D" in program
    assert made == []
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels == ["Picture, PNG", "Numbers, CSV", "Numbers, NPZ", "Save the program"]


def test_the_other_program_is_behind_its_tab():
    at = opened(page_of_one, "toy")
    at.session_state["toy_along_library"] = "NumPy"
    (program,) = programs(ran(at))
    printed, _ = run(program)
    np.testing.assert_array_equal(printed_maps(printed)[0], [[10, 6], [7, 4]])


def test_the_link_is_the_browsers_address_with_the_state(browser):
    at = AppTest.from_function(page_of_one, default_timeout=SECONDS)
    at.session_state["toy_along"] = True
    at.query_params["toy_image"] = "1,2;3,4"
    at.query_params["toy_padding"] = "SAME & more"
    assert ran(at).code[0].value == f"{HOME}?toy_image=1,2;3,4&toy_padding=SAME%20%26%20more"


def test_without_state_the_link_is_the_address(browser):
    assert opened(page_of_one, "toy").code[0].value == HOME


def test_of_several_one_is_chosen_and_errors_are_none_of_them():
    at = opened(page_of_several, "padding")
    (choice,) = at.get("button_group")
    assert [option.content for option in choice.proto.options] == ["VALID", "SAME"]
    assert "output 1 × 1 × 1" in programs(at)[0]
    at.session_state["padding_along_which"] = "SAME"
    assert "output 2 × 2 × 1" in programs(ran(at))[0]


def test_where_the_chosen_one_is_gone_the_first_is_shown():
    at = opened(page_of_several, "padding")
    at.session_state["padding_along_which"] = "VALID"
    at.session_state["names"] = ["none", "SAME"]
    assert "output 2 × 2 × 1" in programs(ran(at))[0]


def test_a_stack_has_its_own_programs():
    at = opened(page_of_a_stack, "receptive")
    assert re.search("window of pool2", programs(at)[0])
