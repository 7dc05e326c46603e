"""What holds for every sum of weighted inputs; the oracle is the operation itself, on one pixel or one weight."""

import math

import numpy as np
import pytest

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.depthwise import convolve_depthwise
from cnn_core.arithmetic.transposed import convolve_transposed
from cnn_core.errors import SpecError
from tests.helpers.specs import random_choices, whole_numbers

OPERATIONS = [convolve, convolve_depthwise, convolve_transposed]


@pytest.fixture(params=range(30))
def random(request):
    return np.random.default_rng(request.param)


@pytest.fixture(params=OPERATIONS, ids=lambda operation: operation.__name__)
def case(request, random):
    """An operation, an image and a kernel of whole numbers, and the choices."""
    operation = request.param
    size, kernel_size, arguments = random_choices(random, longest_side=8)
    channels, filters = random.integers(1, 4, 2).tolist()
    if operation is convolve_transposed:
        if not isinstance(arguments["padding"], str):
            arguments["padding"] = random.integers(0, 2, (2, 2)).tolist()
            size = [side + 2 for side in size]
        kernel = whole_numbers(random, *kernel_size, filters, channels)
    else:
        arguments["flip"] = bool(random.integers(2))
        kernel = whole_numbers(random, *kernel_size, channels, filters)
    return operation, whole_numbers(random, *size, channels), kernel, arguments


def test_trace_adds_up_to_the_output(case, random):
    operation, image, kernel, arguments = case
    filters = operation(image, kernel, **arguments).output.shape[2]
    bias = whole_numbers(random, filters)
    done = operation(image, kernel, bias=bias, activation="relu", **arguments)
    for cell in np.ndindex(done.output.shape):
        trace = done.trace(*cell)
        assert trace.sum == math.fsum(trace.products.flat) == trace.channel_sums.sum()
        assert trace.bias == bias[cell[2]]
        assert trace.total == trace.sum + trace.bias
        assert trace.value == max(trace.total, 0) == done.output[cell]


def test_trace_reads_what_the_image_holds(case):
    operation, image, kernel, arguments = case
    done = operation(image, kernel, **arguments)
    for cell in np.ndindex(done.output.shape):
        trace = done.trace(*cell)
        for i, j, k in np.ndindex(trace.patch.shape):
            row, column, channel = trace.rows[i], trace.columns[j], trace.channels[k]
            inside = 0 <= row < image.shape[0] and 0 <= column < image.shape[1]
            assert trace.is_padding[i, j] == (not inside)
            assert trace.patch[i, j, k] == (image[row, column, channel] if inside else 0)
            assert trace.weights[i, j, k] in kernel[trace.kernel_rows[i], trace.kernel_columns[j]]


def test_reach_is_what_one_pixel_alone_gives(case):
    operation, image, kernel, arguments = case
    done = operation(image, kernel, **arguments)
    for pixel in np.ndindex(image.shape):
        alone = np.zeros(image.shape)
        alone[pixel] = 1
        reach = done.reach(*pixel)
        found = np.zeros(done.output.shape)
        found[np.ix_(reach.rows, reach.columns, reach.filters)] = reach.weights
        np.testing.assert_array_equal(found, operation(alone, kernel, **arguments).output)
        assert reach.weights.shape == (len(reach.kernel_rows), len(reach.kernel_columns), len(reach.filters))


def test_use_is_what_one_weight_alone_gives(case):
    operation, image, kernel, arguments = case
    done = operation(image, kernel, **arguments)
    for row, column in np.ndindex(kernel.shape[:2]):
        alone = np.zeros(kernel.shape)
        alone[row, column] = 1  # for every filter and channel
        use = done.use(row, column)
        found = np.zeros(done.output.shape[:2])
        for i, j in np.ndindex(use.is_padding.shape):
            if not use.is_padding[i, j]:
                pixel = image[use.rows[i], use.columns[j]]
                found[use.output_rows[i], use.output_columns[j]] = (
                    pixel[0] if operation is convolve_depthwise else pixel.sum()
                )
        np.testing.assert_array_equal(found, operation(image, alone, **arguments).output[..., 0])


def test_a_pixel_that_no_window_reads_reaches_nothing():
    reach = convolve(np.ones((4, 4)), [[1]], strides=3).reach(1, 3)
    assert (reach.rows.tolist(), reach.columns.tolist()) == ([], [1])
    assert reach.weights.shape == (0, 1, 1)


def test_a_weight_of_the_course():
    use = convolve(np.arange(1, 10).reshape(3, 3), np.ones((2, 2)), padding="same").use(1, 0)
    assert (use.rows.tolist(), use.columns.tolist()) == ([1, 2, 3], [0, 1, 2])
    assert use.is_padding.tolist() == [[False] * 3, [False] * 3, [True] * 3]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_is_not_there(operation):
    done = operation(np.ones((3, 4)), np.ones((2, 2)))
    with pytest.raises(SpecError, match=r"^row is 3"):
        done.reach(3, 0)
    with pytest.raises(SpecError, match=r"^channel is 1"):
        done.reach(0, 0, 1)
    with pytest.raises(SpecError, match=r"^column is 2"):
        done.use(0, 2)
    with pytest.raises(SpecError, match=r"^filter is 1"):
        done.trace(0, 0, 1)
