import math
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import signal

from cnn_core.arithmetic.convolution import ConvSpec, convolve
from cnn_core.errors import SpecError
from tests.helpers.specs import for_tensorflow, random_choices

NINE = np.arange(1, 10).reshape(3, 3)  # the course's image
ONES = np.ones((2, 2))


def naive(image, kernel, geometry):
    """The definition, one product at a time; what lies outside the image counts as zero."""
    (H, W, C), (kh, kw, _, F) = image.shape, kernel.shape
    rows, columns = geometry.rows, geometry.columns
    output = np.zeros((*geometry.shape, F))
    for i, j, f in np.ndindex(output.shape):
        for a, b, c in np.ndindex(kh, kw, C):
            row = i * rows.stride - rows.before + a * rows.dilation_rate
            column = j * columns.stride - columns.before + b * columns.dilation_rate
            if 0 <= row < H and 0 <= column < W:
                output[i, j, f] += float(image[row, column, c]) * float(kernel[a, b, c, f])
    return output


def tensorflow(image, kernel, *, bias, flip, activation, strides, padding, dilation_rate):
    kernel = kernel[::-1, ::-1] if flip else kernel
    sums = tf.nn.conv2d(image[None], kernel, strides, for_tensorflow(padding), dilations=dilation_rate)
    output = tf.nn.bias_add(sums, bias)
    return (tf.nn.relu(output) if activation == "relu" else output).numpy()[0]


def random_case(random):
    """Returns an image, a kernel that fits it, and the arguments: few of them in common use."""
    size, kernel_size, arguments = random_choices(random)
    channels, filters = random.integers(1, 4, 2)
    image = random.normal(size=(*size, channels)).astype(np.float32)
    kernel = random.normal(size=(*kernel_size, channels, filters)).astype(np.float32)
    return image, kernel, arguments


def random_extras(random, filters):
    return {
        "bias": random.normal(size=filters).astype(np.float32),
        "flip": bool(random.integers(2)),
        "activation": ["linear", "relu"][random.integers(2)],
    }


def assert_close(ours, theirs, image, kernel):
    """Within 1e-6 of the largest sum that such an image and kernel could give."""
    largest = np.abs(image).max() * np.abs(kernel).sum(axis=(0, 1, 2)).max()
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6 * largest)


class TestTheCourse:
    def test_one_filter(self):
        assert convolve(NINE, ONES).output[..., 0].tolist() == [[12, 16], [24, 28]]
        same = convolve(NINE, ONES, padding="SAME").output[..., 0]
        assert same.tolist() == [[12, 16, 9], [24, 28, 15], [15, 17, 9]]

    def test_three_filters(self):
        kernel = np.stack([ONES, 10 * ONES, -ONES], axis=-1)[:, :, None]  # (2, 2, 1, 3)
        output = convolve(NINE, kernel, padding="same").output
        same = np.array([[12, 16, 9], [24, 28, 15], [15, 17, 9]])
        assert output.shape == (3, 3, 3)
        assert output.tolist() == np.stack([same, 10 * same, -same], axis=-1).tolist()

    def test_same_and_symmetric_padding_agree_in_size_alone(self):
        random = np.random.default_rng(0)
        image, kernel = random.normal(size=(28, 28)), random.normal(size=(3, 3))
        same = convolve(image, kernel, strides=2, padding="same")
        symmetric = convolve(image, kernel, strides=2, padding=1)
        assert same.output.shape == symmetric.output.shape == (14, 14, 1)
        assert not np.isclose(same.output, symmetric.output).any()
        assert (same.geometry.padding, symmetric.geometry.padding) == (((0, 1),) * 2, ((1, 1),) * 2)


class TestOracles:
    @pytest.mark.parametrize("count", [500, pytest.param(4000, marks=pytest.mark.long)])
    def test_tensorflow(self, count):
        random = np.random.default_rng(1)
        for _ in range(count):
            image, kernel, arguments = random_case(random)
            arguments |= random_extras(random, kernel.shape[3])
            ours = convolve(image, kernel, **arguments).output
            theirs = tensorflow(image, kernel, **arguments)
            assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape), arguments
            assert_close(ours, theirs, image, kernel)

    def test_naive_loop(self):
        random = np.random.default_rng(2)
        for _ in range(60):
            image, kernel, arguments = random_case(random)
            ours = convolve(image, kernel, **arguments)
            assert_close(ours.output, naive(image, kernel, ours.geometry), image, kernel)


whole = st.integers(-9, 9).map(float)  # sums of these are exact
images = npst.arrays(np.float32, npst.array_shapes(min_dims=3, max_dims=3, max_side=6), elements=whole)
odd_sizes = st.sampled_from([1, 3, 5])
choices = st.fixed_dictionaries(
    {
        "strides": st.tuples(st.integers(1, 4), st.integers(1, 4)),
        "padding": st.just("same") | st.integers(4, 6),
        "dilation_rate": st.tuples(st.integers(1, 2), st.integers(1, 2)),
    }
)


@st.composite
def cases(draw):
    image = draw(images)
    shape = draw(st.tuples(st.integers(1, 4), st.integers(1, 4), st.just(image.shape[2]), st.integers(1, 2)))
    return image, draw(npst.arrays(np.float32, shape, elements=whole)), draw(choices)


class TestLaws:
    @given(cases(), whole, st.data())
    def test_linear_in_the_image(self, case, factor, data):
        image, kernel, arguments = case
        other = data.draw(npst.arrays(np.float32, image.shape, elements=whole))
        mixed = convolve(factor * image + other, kernel, **arguments).output
        apart = [convolve(part, kernel, **arguments).output for part in (image, other)]
        np.testing.assert_array_equal(mixed, factor * apart[0] + apart[1])

    @given(cases(), whole, st.data())
    def test_linear_in_the_kernel(self, case, factor, data):
        image, kernel, arguments = case
        other = data.draw(npst.arrays(np.float32, kernel.shape, elements=whole))
        mixed = convolve(image, factor * kernel + other, **arguments).output
        apart = [convolve(image, part, **arguments).output for part in (kernel, other)]
        np.testing.assert_array_equal(mixed, factor * apart[0] + apart[1])

    @given(cases(), st.integers(0, 2), st.integers(0, 2))
    def test_shifting_the_image_shifts_the_interior(self, case, down, right):
        image, kernel, arguments = case
        image = np.pad(image, ((8, 8), (8, 8), (0, 0)), mode="wrap")
        moved = np.roll(image, np.multiply((down, right), arguments["strides"]), axis=(0, 1))
        before, after = convolve(image, kernel, **arguments), convolve(moved, kernel, **arguments)
        axes = before.geometry.rows, before.geometry.columns
        inside: list[Any] = [((a.windows >= 0) & (a.windows < a.size)).all(axis=1) for a in axes]
        interior = np.outer(*inside)
        height, width = interior.shape[0] - down, interior.shape[1] - right
        both = interior[:height, :width] & interior[down:, right:]
        assert both.any()
        np.testing.assert_array_equal(after.output[down:, right:][both], before.output[:height, :width][both])

    @given(images, odd_sizes, odd_sizes)
    def test_delta_kernel_is_the_identity(self, image, kh, kw):
        kernel = np.zeros((kh, kw, image.shape[2], image.shape[2]))
        kernel[kh // 2, kw // 2] = np.eye(image.shape[2])
        np.testing.assert_array_equal(convolve(image, kernel, padding="same").output, image)

    @given(images)
    def test_kernel_is_not_flipped(self, image):
        after = np.zeros((1, 2, image.shape[2], 1))
        after[0, 1, 0] = 1  # reads the pixel to the right
        output = convolve(image, after, padding="same").output[..., 0]
        np.testing.assert_array_equal(output[:, :-1], image[:, 1:, 0])
        assert not output[:, -1].any()


class TestBiasActivationAndFlip:
    @given(cases(), st.data())
    def test_bias_is_added_to_its_filter(self, case, data):
        image, kernel, arguments = case
        bias = data.draw(npst.arrays(np.float32, kernel.shape[3], elements=whole))
        plain, biased = (convolve(image, kernel, bias=b, **arguments).output for b in (None, bias))
        np.testing.assert_array_equal(biased, plain + bias)
        one = convolve(image, kernel, bias=-2, **arguments).output
        np.testing.assert_array_equal(one, plain - 2)

    @given(cases(), whole)
    def test_relu_keeps_what_is_above_zero(self, case, bias):
        image, kernel, arguments = case
        plain, relu = (convolve(image, kernel, bias=bias, activation=a, **arguments).output for a in (None, "relu"))
        np.testing.assert_array_equal(relu, np.where(plain > 0, plain, 0))

    @given(images.filter(lambda image: min(image.shape[:2]) > 2), npst.arrays(np.float32, (3, 2), elements=whole))
    def test_flip_is_the_mathematicians_convolution(self, image, kernel):
        ours = convolve(image[..., 0], kernel, flip=True).output[..., 0]
        np.testing.assert_array_equal(ours, signal.convolve2d(image[..., 0], kernel, mode="valid"))
        theirs = signal.correlate2d(image[..., 0], kernel, mode="valid")
        np.testing.assert_array_equal(convolve(image[..., 0], kernel).output[..., 0], theirs)

    def test_one_by_one_mixes_channels(self):
        image, kernel = np.arange(24).reshape(2, 3, 4), np.arange(8).reshape(1, 1, 4, 2)
        np.testing.assert_array_equal(convolve(image, kernel).output, image @ kernel[0, 0])


class TestTrace:
    @given(cases())
    def test_products_sum_to_the_output(self, case):
        image, kernel, arguments = case
        convolution = convolve(image, kernel, **arguments)
        for cell in np.ndindex(convolution.output.shape):
            trace = convolution.trace(*cell)
            assert math.fsum(trace.products.flat) == trace.sum == convolution.output[cell]

    def test_from_products_to_the_value(self):
        trace = convolve([[1, 2], [3, 4]], [[1, 0], [0, -2]], bias=3, activation="relu").trace(0, 0)
        assert (trace.sum, trace.bias, trace.total, trace.value) == (-7, 3, -4, 0)
        image = np.stack([NINE, 10 * NINE], axis=-1)
        trace = convolve(image, np.ones((2, 2, 2, 1)), bias=[0.5]).trace(0, 1)
        assert trace.channel_sums.tolist() == [16, 160]
        assert (trace.sum, trace.total, trace.value) == (176, 176.5, 176.5)

    def test_flip_lays_the_kernel_turned_round(self):
        trace = convolve(NINE, [[1, 2], [3, 4]], flip=True).trace(0, 0)
        assert trace.patch[..., 0].tolist() == [[1, 2], [4, 5]]
        assert trace.weights[..., 0].tolist() == [[4, 3], [2, 1]]
        assert (trace.kernel_rows.tolist(), trace.kernel_columns.tolist()) == ([1, 0], [1, 0])

    def test_sum_is_the_rounded_sum_of_the_products(self):
        random = np.random.default_rng(3)
        for _ in range(100):
            convolution = convolve(*random_case(random)[:2], padding="same")
            for cell in np.ndindex(convolution.output.shape):
                trace = convolution.trace(*cell)
                assert np.float32(math.fsum(trace.products.flat)) == np.float32(trace.sum)

    @given(cases())
    def test_patch_is_what_the_image_holds_there(self, case):
        image, kernel, arguments = case
        convolution = convolve(image, kernel, **arguments)
        H, W, C = image.shape
        for row, column in np.ndindex(convolution.output.shape[:2]):
            trace = convolution.trace(row, column)
            for i, j in np.ndindex(kernel.shape[:2]):
                image_row, image_column = trace.rows[i], trace.columns[j]
                inside = 0 <= image_row < H and 0 <= image_column < W
                assert trace.is_padding[i, j] == (not inside)
                assert trace.patch[i, j].tolist() == (
                    image[image_row, image_column].tolist() if inside else [0] * C
                )

    def test_the_corner_of_the_course(self):
        trace = convolve(NINE, ONES, padding="same").trace(2, 2)
        assert (trace.rows.tolist(), trace.columns.tolist()) == ([2, 3], [2, 3])
        assert trace.is_padding.tolist() == [[False, True], [True, True]]
        assert trace.products[..., 0].tolist() == [[9, 0], [0, 0]]
        assert trace.sum == 9

    def test_filter_is_the_one_asked_for(self):
        kernel = np.stack([ONES, 10 * ONES], axis=-1)[:, :, None]
        convolution = convolve(NINE, kernel)
        assert [convolution.trace(0, 1, f).sum for f in (0, 1)] == [16, 160]
        assert convolution.trace(0, 1, 1).weights.shape == (2, 2, 1)

    @pytest.mark.parametrize(
        ("cell", "name"), [((-1, 0), "row"), ((2, 0), "row"), ((0, 2), "column"), ((0, 0, 1), "filter")]
    )
    def test_no_such_cell(self, cell, name):
        with pytest.raises(SpecError, match=f"^{name} is"):
            convolve(NINE, ONES).trace(*cell)


class TestSpec:
    def test_one_form(self):
        spec = ConvSpec(kernel_size=3, strides=[1, 2], padding="Same", dilation_rate=np.int32(2))  # type: ignore[arg-type]
        assert spec == ConvSpec(kernel_size=(3, 3), strides=(1, 2), padding="same", dilation_rate=(2, 2))
        assert (spec.kernel_size, spec.strides, spec.dilation_rate) == ((3, 3), (1, 2), (2, 2))
        assert len({spec, ConvSpec(kernel_size=3, strides=(1, 2), padding="same", dilation_rate=2)}) == 1

    def test_is_frozen(self):
        with pytest.raises(FrozenInstanceError):
            ConvSpec(kernel_size=3).strides = (2, 2)  # type: ignore[misc]

    @pytest.mark.parametrize("name", ["kernel_size", "strides", "dilation_rate", "padding"])
    def test_never_half_valid(self, name):
        with pytest.raises(SpecError, match=f"^{name} is -1"):
            ConvSpec(**dict[str, Any]({"kernel_size": 3, name: -1}))

    def test_geometry_is_that_of_the_convolution(self):
        convolution = convolve(np.ones((7, 9, 2)), np.ones((2, 3, 2, 4)), strides=(3, 2), padding=((0, 1), (2, 0)))
        assert convolution.geometry == convolution.spec.geometry((7, 9))
        assert convolution.output.shape == (*convolution.geometry.shape, 4)
        assert convolution.padded.shape == (8, 11, 2)


class TestRefusals:
    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e39, -1e300])
    def test_not_finite(self, value):
        with pytest.raises(SpecError, match=r"^The image holds 1 "):
            convolve([[1.0, value]], [[1]])
        with pytest.raises(SpecError, match=r"^The kernel holds 1 "):
            convolve([[1.0, 2.0]], [[value]])

    @pytest.mark.parametrize("value", [[["a"]], [[None]], [[1j]]])
    def test_not_numbers(self, value):
        with pytest.raises(SpecError, match="numbers are needed"):
            convolve(value, [[1]])

    def test_ragged(self):
        with pytest.raises(SpecError, match="rows of different lengths"):
            convolve([[1, 2], [3]], [[1]])

    @pytest.mark.parametrize("shape", [(), (3,), (1, 3, 3, 1), (0, 3), (3, 3, 0)])
    def test_image_shape(self, shape):
        with pytest.raises(SpecError, match=r"^The image has the shape"):
            convolve(np.ones(shape), [[1]])

    @pytest.mark.parametrize("shape", [(), (3,), (2, 2, 1), (0, 2), (2, 2, 1, 0)])
    def test_kernel_shape(self, shape):
        with pytest.raises(SpecError, match=r"^The kernel has the shape"):
            convolve([[1]], np.ones(shape))

    def test_channels(self):
        with pytest.raises(SpecError, match="The image has 3 channels and the kernel reads 1"):
            convolve(np.ones((4, 4, 3)), ONES)

    @pytest.mark.parametrize("bias", [[1, 2], [], [[1]]])
    def test_bias_shape(self, bias):
        with pytest.raises(SpecError, match=r"^The bias has the shape .* the shape \(1,\)"):
            convolve(NINE, ONES, bias=bias)

    @pytest.mark.parametrize("activation", ["softmax", 0, True])
    def test_activation(self, activation):
        with pytest.raises(SpecError, match=r"^activation is .*linear, relu"):
            convolve(NINE, ONES, activation=activation)

    def test_flip(self):
        with pytest.raises(SpecError, match=r"^flip is 1"):
            convolve(NINE, ONES, flip=1)  # type: ignore[arg-type]

    @pytest.mark.parametrize("padding", ["valid", 1])
    def test_kernel_larger_than_the_padded_image(self, padding):
        with pytest.raises(SpecError, match="spans 6 rows"):
            convolve(NINE, np.ones((6, 6)), padding=padding)

    def test_sum_too_large(self):
        with pytest.raises(SpecError, match=r"larger than 3\.4e"):
            convolve([[3e38, 3e38]], [[1, 1]])
        assert convolve([[3e38, -3e38]], [[2, 2]]).output.item() == 0


def test_later_changes_of_the_callers_arrays_change_nothing():
    image, kernel = np.ones((3, 3), np.float32), np.ones((2, 2), np.float32)
    convolution = convolve(image, kernel)
    image[:], kernel[:] = 7, 7
    assert convolution.trace(0, 0).products.sum() == convolution.trace(0, 0).sum == 4
