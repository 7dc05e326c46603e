import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from cnn_core.exports.source_text import MOST_WRITTEN, array_source, comment_source, program
from tests.helpers.programs import run

AXES = ("row", "column", "channel", "filter")
every_float = st.floats(width=32, allow_nan=False, allow_infinity=False)


def written_and_read(values):
    source = array_source("values", values, AXES[: values.ndim])
    found = run(program("About.", ["import numpy as np"], [], [source]))[1]["values"]
    return source, found


@given(arrays(np.float32, array_shapes(min_dims=1, max_dims=4, max_side=5), elements=every_float))
def test_an_array_is_read_again_to_the_last_bit(values):
    if values.ndim == 2:
        values = values[:, :, None]
    _, found = written_and_read(values)
    assert found.dtype == np.float32
    assert found.shape == values.shape
    assert found.tobytes() == values.tobytes()


def test_a_large_array_is_packed_to_the_last_bit():
    values = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.float32) / 255
    assert values.size > MOST_WRITTEN
    source, found = written_and_read(values)
    assert len(source) < values.nbytes
    assert source.count("\n") < 12
    assert found.tobytes() == values.tobytes()


def test_a_map_of_whole_numbers_is_written_as_one_would():
    assert (
        "        [1, -2, 0.5],\n        [4, 5, 6],\n"
        in written_and_read(np.array([[[1], [-2], [0.5]], [[4], [5], [6]]], np.float32))[0]
    )


@pytest.mark.parametrize("indent", [0, 8])
def test_a_comment_is_wrapped(indent):
    lines = comment_source("word " * 60, indent).splitlines()
    assert len(lines) > 2
    assert all(line.startswith(" " * indent + "# word") and len(line) <= 88 for line in lines)


def test_no_text_makes_no_comment():
    assert comment_source("") == ""
