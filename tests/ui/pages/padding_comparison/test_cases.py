import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.arithmetic.convolution import Convolution
from cnn_core.errors import SpecError
from ui.pages.padding_comparison.cases import NAMES, padding_cases
from ui.pages.padding_comparison.choices import PaddingChoices, most_width


def choices(size, kernel_size, stride=1, dilation=1, width=1):
    image, kernel = np.ones(size, np.float32), np.ones(kernel_size, np.float32)
    return PaddingChoices(image=image, kernel=kernel, stride=stride, dilation=dilation, width=width)


sizes = st.tuples(st.integers(1, 12), st.integers(1, 12))


@settings(max_examples=30)
@given(
    sizes, st.tuples(st.integers(1, 5), st.integers(1, 5)), st.integers(1, 4), st.integers(1, 3), st.integers(0, 6)
)
def test_the_points_of_the_curves_are_the_sizes_of_the_results(size, kernel_size, stride, dilation, width):
    cases = padding_cases(choices(size, kernel_size, stride, dilation, width))
    assert tuple(cases.results) == NAMES
    for name, result in cases.results.items():
        found = [cases.size(name, axis, of=size[axis], stride=stride) for axis in (0, 1)]
        if isinstance(result, Convolution):
            assert found == list(result.output.shape[:2])
        else:
            assert isinstance(result, SpecError)
            assert None in found


def test_a_sum_beyond_all_floats_is_no_misfit():
    huge = PaddingChoices(
        image=np.full((3, 3), 3e38, np.float32), kernel=np.ones((3, 3), np.float32), stride=1, dilation=1, width=0
    )
    with pytest.raises(SpecError, match="float32"):
        padding_cases(huge)


@pytest.mark.parametrize(
    ("kernel_size", "dilation", "most"), [((3, 3), 1, 2), ((1, 4), 2, 6), ((5, 5), 3, 6), ((2, 1), 1, 1)]
)
def test_the_widest_padding_leaves_every_window_a_pixel_along_the_longer_side(kernel_size, dilation, most):
    kernel = ((1.0,) * kernel_size[1],) * kernel_size[0]
    assert most_width(kernel, dilation) == most
