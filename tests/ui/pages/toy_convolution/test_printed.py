import ast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ui.pages.toy_convolution.view import array_text


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 6), st.integers(1, 6)),
        elements=st.floats(-(2.0**100), 2.0**100, width=32),
    )
)
def test_what_is_printed_is_the_array_to_the_last_bit(values):
    np.testing.assert_array_equal(np.array(ast.literal_eval(array_text(values)), np.float32), values)


def test_printed_as_python_prints_it():
    assert array_text(np.array([[12, 16], [24, 28]], np.float32)) == "[[12, 16], [24, 28]]"
    assert array_text(np.array([[-0.0, 0.1]], np.float32)) == "[[0, 0.1]]"
    assert array_text(np.full((2, 6), 100, np.float32)).count("\n") == 1
