"""What is read of an address is what the page itself shows at it."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.errors import SpecError
from tests.helpers.patience import SECONDS
from tests.helpers.stepper_blob import sent
from tests.test_layers import ROOT
from ui.handouts.stated import compared_paddings, toy_operation
from ui.lessons.library import COURSE, read_lesson

STEPS = [step for name in COURSE for step in read_lesson(name).steps]
FURTHER = [
    {},
    {"toy_padding": "Explicit", "toy_width": "2", "toy_stride": "3", "toy_bias": "2"},
    {"toy_padding": "Explicit", "toy_sides": "yes", "toy_top": "0", "toy_left": "3"},
    {"toy_apart": "yes", "toy_stride": "2", "toy_stride_columns": "1", "toy_relu": "yes"},
    {"toy_operation": "average_pooling", "toy_window": "3", "toy_pool_stride": "1", "toy_padding": "SAME"},
    {"toy_operation": "transposed", "toy_stride": "2"},
    {"toy_stride": "99", "toy_dilation": "nonsense"},
    {"toy_image": ";".join(["1,2,3,4,5,6,7,8"] * 8), "toy_kernels": "1,2,3;4,5,6;7,8,9", "toy_dilation": "99"},
]


def panels(page, state):
    at = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=SECONDS)
    for key, value in state.items():
        at.query_params[key] = value
    return [panel["arrays"]["output"] for panel in sent(at.run())["panels"]]


def states(page):
    found = [state for step in STEPS if step.page == page for state in (step.state, step.seen) if state is not None]
    return list({str(state): dict(state) for state in found}.values())


@pytest.mark.parametrize("state", [*states("toy_convolution"), *FURTHER], ids=str)
def test_an_operation_is_that_of_the_toy_page(state):
    (output,) = panels("toy_convolution", state)
    np.testing.assert_array_equal(toy_operation(state).output, output)


@pytest.mark.parametrize(
    "state", [*states("padding_comparison"), {"padding_width": "0", "padding_dilation": "2"}], ids=str
)
def test_the_paddings_are_those_of_their_page(state):
    shown = panels("padding_comparison", state)
    cases = compared_paddings(state)
    np.testing.assert_array_equal(cases.same.output, shown[1])
    np.testing.assert_array_equal(cases.in_torch.output, shown[2])


@pytest.mark.parametrize("state", [{"toy_image_source": "own"}, {"toy_kernels_source": "net"}])
def test_what_an_address_does_not_hold_is_no_operation(state):
    assert toy_operation(state) is None


@pytest.mark.parametrize("state", [{"toy_image": "1,x"}, {"toy_kernels": "1;1,2"}, {"toy_bias": "a"}])
def test_what_is_none_is_told(state):
    with pytest.raises(SpecError):
        toy_operation(state)
