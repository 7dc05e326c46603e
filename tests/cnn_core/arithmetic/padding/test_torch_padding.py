import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.arithmetic.geometry import output_geometry
from cnn_core.arithmetic.padding.torch_padding import torch_padding
from cnn_core.errors import SpecError

sizes, rates = st.tuples(st.integers(1, 7), st.integers(1, 7)), st.tuples(st.integers(1, 3), st.integers(1, 3))


@settings(max_examples=40)
@given(sizes, rates, st.tuples(st.integers(1, 20), st.integers(1, 20)))
def test_at_stride_1_same_is_tensorflow_s_same(kernel_size, dilation_rate, image_shape):
    padding = torch_padding(kernel_size, dilation_rate=dilation_rate)
    same = output_geometry(image_shape, kernel_size, padding="same", dilation_rate=dilation_rate)
    assert not padding.is_refused
    assert padding.argument == "padding='same'"
    assert padding.widths == same.padding


@settings(max_examples=40)
@given(sizes, rates, st.tuples(st.integers(1, 20), st.integers(1, 20)), st.integers(2, 4))
def test_half_the_kernel_gives_same_s_size_where_the_kernel_is_odd(kernel_size, dilation_rate, shape, stride):
    padding = torch_padding(kernel_size, strides=stride, dilation_rate=dilation_rate)
    assert padding.is_refused
    assert all(before == after for before, after in padding.widths)
    arguments = {"strides": stride, "dilation_rate": dilation_rate}
    half = output_geometry(shape, kernel_size, padding=padding.widths, **arguments)
    same = output_geometry(shape, kernel_size, padding="same", **arguments)
    for ours, theirs in ((half.rows, same.rows), (half.columns, same.columns)):
        is_one_more = ours.effective_kernel_size % 2 == 0 and ours.size % stride == 0
        assert ours.output_size == theirs.output_size + is_one_more


@pytest.mark.parametrize(
    ("kernel_size", "strides", "argument"),
    [
        (3, 2, "padding=1"),
        ((3, 5), 2, "padding=(1, 2)"),
        (4, 2, "padding=2"),
        (1, 2, "padding=0"),
        (3, (1, 2), "padding=1"),  # one stride above 1 is enough to be refused
        (3, 1, "padding='same'"),
    ],
)
def test_what_is_written(kernel_size, strides, argument):
    padding = torch_padding(kernel_size, strides=strides)
    assert (padding.argument, padding.is_refused) == (argument, strides != 1)


def test_nonsense_gets_its_sentence():
    with pytest.raises(SpecError, match="strides is 0"):
        torch_padding(3, strides=0)
