import numpy as np
import pytest
import tensorflow as tf

from cnn_core.arithmetic.convolution import ConvSpec, convolve
from cnn_core.arithmetic.depthwise import DepthwiseSpec, convolve_depthwise
from cnn_core.errors import SpecError
from cnn_core.models.comparison import why_tensorflow_cannot
from tests.helpers.specs import for_tensorflow, random_choices


def naive(image, kernel, bias, geometry, *, flip, activation):
    """The definition, one product at a time; what lies outside the image counts as zero."""
    (H, W, _), (kh, kw, C, M) = image.shape, kernel.shape
    rows, columns = geometry.rows, geometry.columns
    output = np.zeros((*geometry.shape, C * M))
    for i, j, c, m in np.ndindex(*geometry.shape, C, M):
        total = float(bias[c * M + m])
        for a, b in np.ndindex(kh, kw):
            row = i * rows.stride - rows.before + a * rows.dilation_rate
            column = j * columns.stride - columns.before + b * columns.dilation_rate
            weight = kernel[kh - 1 - a, kw - 1 - b, c, m] if flip else kernel[a, b, c, m]
            if 0 <= row < H and 0 <= column < W:
                total += float(image[row, column, c]) * float(weight)
        output[i, j, c * M + m] = max(total, 0) if activation == "relu" else total
    return output


def tensorflow(image, kernel, *, bias, flip, activation, strides, padding, dilation_rate):
    kernel = kernel[::-1, ::-1] if flip else kernel
    sums = tf.nn.depthwise_conv2d(
        image[None], kernel, (1, *strides, 1), for_tensorflow(padding), dilations=dilation_rate
    )
    output = tf.nn.bias_add(sums, bias)
    return (tf.nn.relu(output) if activation == "relu" else output).numpy()[0]


def random_case(random, *, for_tensorflow=False):
    while True:
        size, kernel_size, arguments = random_choices(random)
        if for_tensorflow:  # which takes no other
            arguments["strides"] = [int(random.integers(1, 5))] * 2
            if max(arguments["dilation_rate"]) > 1:
                arguments["strides"] = [1, 1]
        channels, multiplier = random.integers(1, 4, 2).tolist()
        image = random.normal(size=(*size, channels)).astype(np.float32)
        kernel = random.normal(size=(*kernel_size, channels, multiplier)).astype(np.float32)
        extras = {
            "bias": random.normal(size=channels * multiplier).astype(np.float32),
            "flip": bool(random.integers(2)),
            "activation": ["linear", "relu"][random.integers(2)],
        }
        return image, kernel, arguments | extras


class TestOracles:
    @pytest.mark.parametrize("count", [150, pytest.param(1000, marks=pytest.mark.long)])
    def test_tensorflow(self, count):
        random = np.random.default_rng(1)
        for _ in range(count):
            image, kernel, arguments = random_case(random, for_tensorflow=True)
            ours = convolve_depthwise(image, kernel, **arguments)
            theirs = tensorflow(image, kernel, **arguments)
            assert why_tensorflow_cannot(ours.spec) is None
            assert (ours.output.dtype, ours.output.shape) == (theirs.dtype, theirs.shape), arguments
            np.testing.assert_allclose(ours.output, theirs, rtol=0, atol=2e-5)

    def test_naive_loop(self):
        """Strides that differ, and strides with dilation, too: TensorFlow computes neither."""
        random = np.random.default_rng(2)
        beyond = 0
        for _ in range(80):
            image, kernel, arguments = random_case(random)
            ours = convolve_depthwise(image, kernel, **arguments)
            expected = naive(
                image,
                kernel,
                arguments["bias"],
                ours.geometry,
                flip=arguments["flip"],
                activation=arguments["activation"],
            )
            np.testing.assert_allclose(ours.output, expected, rtol=0, atol=2e-5)
            beyond += why_tensorflow_cannot(ours.spec) is not None
        assert beyond > 40


class TestLaws:
    def test_one_channel_is_a_convolution(self):
        random = np.random.default_rng(3)
        image, kernel = random.normal(size=(6, 7, 1)), random.normal(size=(2, 3, 1, 4))
        ours = convolve_depthwise(image, kernel, padding="same", strides=(1, 2), bias=1).output
        np.testing.assert_array_equal(ours, convolve(image, kernel, padding="same", strides=(1, 2), bias=1).output)

    def test_no_sum_goes_across_channels(self):
        image = np.stack([np.ones((3, 3)), np.full((3, 3), 10)], axis=-1)
        kernel = np.ones((2, 2, 2, 2)) * [1, -1]
        assert convolve_depthwise(image, kernel).output[0, 0].tolist() == [4, -4, 40, -40]
        trace = convolve_depthwise(image, kernel).trace(0, 0, 2)
        assert (trace.channels.tolist(), trace.patch.shape, trace.sum) == ([1], (2, 2, 1), 40)
        assert convolve_depthwise(image, kernel).reach(1, 1, 1).filters.tolist() == [2, 3]


def test_spec_is_no_convolutions():
    assert DepthwiseSpec(kernel_size=3) == DepthwiseSpec(kernel_size=(3, 3))
    assert DepthwiseSpec(kernel_size=3) != ConvSpec(kernel_size=3)


def test_refusals():
    with pytest.raises(SpecError, match="The image has 3 channels and the kernel has weights for 1"):
        convolve_depthwise(np.ones((4, 4, 3)), np.ones((2, 2)))
    with pytest.raises(SpecError, match="multiplier"):
        convolve_depthwise(np.ones((4, 4, 3)), np.ones((2, 2, 3)))
    with pytest.raises(SpecError, match=r"the shape \(6,\)"):
        convolve_depthwise(np.ones((4, 4, 3)), np.ones((2, 2, 3, 2)), bias=[1, 2, 3])
