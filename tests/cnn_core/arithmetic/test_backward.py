import math

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic.backward import backward, training_step
from cnn_core.arithmetic.convolution import convolve
from cnn_core.errors import SpecError
from tests.helpers.specs import for_tensorflow, random_choices, whole_numbers

NINE = np.arange(1, 10).reshape(3, 3)  # the course's image
ONES = np.ones((2, 2))
THREE_QUARTERS = [[9, 12], [18, 21]]  # of the course's output


def random_case(random):
    """Returns a convolution of whole numbers, so that sums are exact, and the gradient of its output."""
    size, kernel_size, arguments = random_choices(random)
    channels, filters = random.integers(1, 4, 2)
    convolution = convolve(
        whole_numbers(random, *size, channels),
        whole_numbers(random, *kernel_size, channels, filters),
        bias=whole_numbers(random, filters),
        flip=bool(random.integers(2)),
        activation=["linear", "relu"][random.integers(2)],
        **arguments,
    )
    return convolution, whole_numbers(random, *convolution.output.shape)


def tensorflow(convolution, gradient):
    """Returns the gradients of kernel, bias and image by TensorFlow's own tape.

    On a CPU it has none for a dilated convolution. So the kernel is spread over its span by two matrices.
    """
    spec = convolution.spec
    parts = [tf.Variable(part) for part in (convolution.kernel, convolution.bias, convolution.image)]
    spread = [
        np.eye((size - 1) * rate + 1, dtype=np.float32)[:, ::rate]
        for size, rate in zip(spec.kernel_size, spec.dilation_rate, strict=True)
    ]
    with tf.GradientTape() as tape:
        kernel, bias, image = parts
        laid = tf.einsum("au,bv,uvcf->abcf", *spread, kernel[::-1, ::-1] if spec.flip else kernel)
        sums = tf.nn.conv2d(image[None], laid, spec.strides, for_tensorflow(spec.padding))
        output = tf.nn.bias_add(sums, bias)
        output = tf.nn.relu(output) if spec.activation == "relu" else output
        loss = tf.reduce_sum(output * gradient.astype(np.float32)[None])
    return [np.asarray(each) for each in tape.gradient(loss, parts)]


class TestByHand:
    def test_each_weight_adds_up_four_products(self):
        gone_back = backward(convolve(NINE, ONES), [[6, 8], [12, 14]])
        assert gone_back.kernel[..., 0, 0].tolist() == [[140, 180], [260, 300]]
        assert gone_back.bias.tolist() == [40]
        trace = gone_back.trace_weight(0, 1)
        assert trace.pixels.tolist() == [[2, 3], [5, 6]]
        assert trace.gradients.tolist() == [[6, 8], [12, 14]]
        assert trace.products.tolist() == [[12, 24], [60, 84]]
        assert trace.sum == 180
        assert (trace.rows.tolist(), trace.columns.tolist()) == ([0, 1], [1, 2])

    def test_a_pixel_adds_up_what_the_windows_hand_back(self):
        gone_back = backward(convolve(NINE, [[1, 2], [3, 4]]), [[1, 10], [100, 1000]])
        assert gone_back.image[..., 0].tolist() == [[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]]

    def test_relu_lets_nothing_back_where_it_gave_nothing(self):
        gone_back = backward(convolve(NINE, [[1, 1], [1, -2]], activation="relu"), np.ones((2, 2)))
        assert gone_back.convolution.output[..., 0].tolist() == [[0, 0], [0, 1]]
        assert gone_back.at_sums[..., 0].tolist() == [[0, 0], [0, 1]]
        assert gone_back.kernel[..., 0, 0].tolist() == [[5, 6], [8, 9]]

    def test_padding_has_part_in_no_gradient(self):
        trace = backward(convolve(NINE, ONES, padding="same"), np.ones((3, 3))).trace_weight(1, 1)
        assert trace.pixels.tolist() == [[5, 6, 0], [8, 9, 0], [0, 0, 0]]
        assert trace.is_padding.tolist() == [[False, False, True], [False, False, True], [True] * 3]
        assert trace.sum == 28


class TestOracle:
    @pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.long)])
    def test_tensorflow(self, count):
        random = np.random.default_rng(11)
        kinds = set()
        for _ in range(count):
            convolution, gradient = random_case(random)
            ours = backward(convolution, gradient)
            kinds.add((convolution.spec.flip, convolution.spec.activation, str(convolution.spec.padding)[:1]))
            of_kernel, of_bias, of_image = tensorflow(convolution, gradient)
            np.testing.assert_array_equal(ours.kernel, of_kernel, str(convolution.spec))
            np.testing.assert_array_equal(ours.bias, of_bias, str(convolution.spec))
            np.testing.assert_array_equal(ours.image, of_image, str(convolution.spec))
        assert len(kinds) == 12

    def test_a_training_step_is_tensorflows(self):
        random = np.random.default_rng(12)
        for _ in range(50):
            convolution, target = random_case(random)
            step = training_step(convolution, target, 1e-3)
            of_kernel, _, _ = tensorflow(convolution, step.loss.gradient)
            optimizer = tf.keras.optimizers.SGD(1e-3)
            kernel = tf.Variable(convolution.kernel)
            optimizer.apply_gradients([(tf.constant(of_kernel), kernel)])
            np.testing.assert_allclose(step.after.kernel, kernel, rtol=1e-6, atol=1e-6)
            assert (step.after.spec, step.after.bias.tolist()) == (convolution.spec, convolution.bias.tolist())


class TestLaws:
    @given(st.integers(0, 10**6))
    def test_products_add_up_to_the_gradient(self, seed):
        gone_back = backward(*random_case(np.random.default_rng(seed)))
        for place in np.ndindex(gone_back.kernel.shape):
            trace = gone_back.trace_weight(*place)
            assert math.fsum(trace.products.flat) == trace.sum == gone_back.kernel[place]
            assert not trace.products[trace.is_padding].any()

    @given(st.integers(0, 10**6))
    def test_a_small_change_of_a_weight_changes_the_loss_by_its_gradient(self, seed):
        random = np.random.default_rng(seed)
        size, kernel_size, arguments = random_choices(random, longest_side=5)
        image, kernel = whole_numbers(random, *size), whole_numbers(random, *kernel_size).astype(np.float64)
        convolution = convolve(image, kernel, **arguments)
        gradient = whole_numbers(random, *convolution.output.shape)
        place = tuple(random.integers(kernel.shape))
        kernel[place] += 1  # linear: any change is small enough
        grown = convolve(image, kernel, **arguments)
        change = ((grown.output - convolution.output) * gradient).sum()
        assert change == backward(convolution, gradient).kernel[place][0, 0]


class TestTrainingStep:
    def test_of_the_course(self):
        step = training_step(convolve(NINE, ONES), THREE_QUARTERS, 0.001)
        assert step.loss.value == 110
        np.testing.assert_allclose(step.after.kernel[..., 0, 0], [[0.86, 0.82], [0.74, 0.7]])
        np.testing.assert_allclose(step.after.output[..., 0], [[8.96, 12.08], [18.32, 21.44]], rtol=1e-6)
        assert step.loss_after.value == pytest.approx(0.304, abs=1e-4)

    def test_too_high_a_rate_makes_it_worse(self):
        after = [
            training_step(convolve(NINE, ONES), THREE_QUARTERS, rate).loss_after.value for rate in (0, 0.002, 0.003)
        ]
        assert after[0] == 110
        assert after[1] < 110 < after[2]

    @pytest.mark.parametrize("rate", [-0.1, math.nan, math.inf, "1"])
    def test_rate(self, rate):
        with pytest.raises(SpecError, match=r"^The learning rate is "):
            training_step(convolve(NINE, ONES), THREE_QUARTERS, rate)


def test_refusals():
    with pytest.raises(SpecError, match=r"^The gradient has the shape \(3, 3, 1\), but the output has \(2, 2, 1\)"):
        backward(convolve(NINE, ONES), np.ones((3, 3)))
    with pytest.raises(SpecError, match=r"^The target has the shape"):
        training_step(convolve(NINE, ONES), np.ones((1, 2)), 0.1)
    with pytest.raises(SpecError, match=r"^channel is 1"):
        backward(convolve(NINE, ONES), np.ones((2, 2))).trace_weight(0, 0, 1)
    with pytest.raises(SpecError, match="larger than"):
        training_step(convolve(NINE, ONES), THREE_QUARTERS, 1e38)
