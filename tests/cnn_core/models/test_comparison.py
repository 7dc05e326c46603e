"""What is said of TensorFlow, against TensorFlow."""

import pickle
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from cnn_core.arithmetic.backward import training_step
from cnn_core.arithmetic.convolution import ConvSpec, convolve
from cnn_core.arithmetic.depthwise import DepthwiseSpec, convolve_depthwise
from cnn_core.arithmetic.pooling import PoolSpec, pool
from cnn_core.arithmetic.transposed import TransposedSpec, convolve_transposed
from cnn_core.errors import SpecError
from cnn_core.models.comparison import (
    _computed,
    compare_step_with_tensorflow,
    compare_with_tensorflow,
    why_tensorflow_cannot,
)

RANDOM = np.random.default_rng(0)
IMAGE = RANDOM.normal(size=(9, 8, 2)).astype(np.float32) - 1
KERNEL = RANDOM.normal(size=(3, 2, 2, 2)).astype(np.float32)
WIDTHS = ((1, 1), (0, 1))

COMPUTED: dict[str, Any] = {
    "convolution": convolve(
        IMAGE,
        KERNEL,
        strides=(2, 1),
        dilation_rate=(1, 2),
        padding=WIDTHS,
        bias=[1, -2],
        activation="relu",
        flip=True,
    ),
    "depthwise": convolve_depthwise(IMAGE, KERNEL, strides=2, padding="same", bias=1, flip=True),
    "depthwise_dilated": convolve_depthwise(IMAGE, KERNEL, dilation_rate=(2, 1), activation="relu"),
    "transposed": convolve_transposed(
        IMAGE, KERNEL, strides=(2, 3), padding="same", bias=[3, 4], activation="relu"
    ),
    "transposed_explicit": convolve_transposed(IMAGE, KERNEL, strides=(2, 1), padding=WIDTHS),
    "max": pool(IMAGE, (3, 2), strides=(1, 2), padding=WIDTHS),
    "max_dilated": pool(IMAGE, 2, strides=1, dilation_rate=(3, 2)),
    "max_without_widths": pool(IMAGE, 2, strides=1, dilation_rate=2, padding=0),
    "average": pool(IMAGE, (3, 2), mode="average", strides=(1, 2), padding="same"),
    "average_without_widths": pool(IMAGE, 3, mode="average", padding=0),
}
REFUSED: dict[str, tuple[Any, str]] = {
    "depthwise_strides": (convolve_depthwise(IMAGE, KERNEL, strides=(1, 2)), "differ by axis"),
    "depthwise_dilation": (convolve_depthwise(IMAGE, KERNEL, strides=2, dilation_rate=2), "other values"),
    "transposed_dilation": (
        convolve_transposed(IMAGE, KERNEL, dilation_rate=2, padding=1),
        "no dilation_rate, such as .2, 2., together with explicit padding",
    ),
    "pool_strides": (pool(IMAGE, 2, strides=2, dilation_rate=2), "takes no strides"),
    "pool_same": (pool(IMAGE, 2, strides=1, dilation_rate=2, padding="same"), "takes no padding 'same'"),
    "pool_dilated_padding": (pool(IMAGE, 2, strides=1, dilation_rate=2, padding=1), "for pixels"),
    "average_padding": (pool(IMAGE, 2, mode="average", padding=1), "takes no explicit padding"),
    "max_padding": (pool(IMAGE, (1, 3), strides=4, padding=((0, 3), (0, 0))), "padding of 3 at a window of 1"),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_what_tensorflow_computes_is_the_same(name):
    comparison = compare_with_tensorflow(COMPUTED[name])
    assert why_tensorflow_cannot(COMPUTED[name].spec) is None
    assert comparison.output.shape == COMPUTED[name].output.shape
    assert comparison.largest_difference < 1e-5
    assert comparison.largest_difference == np.abs(comparison.output - COMPUTED[name].output).max()
    assert comparison.version == tf.__version__


def test_a_difference_is_found():
    operation = convolve(IMAGE, KERNEL)
    operation.output[1, 2, 0] += 0.25
    assert compare_with_tensorflow(operation).largest_difference == pytest.approx(0.25, abs=1e-5)


@pytest.mark.parametrize("name", REFUSED)
def test_what_it_does_not_compute_gets_a_sentence(name):
    operation, said = REFUSED[name]
    with pytest.raises(SpecError, match=said):
        compare_with_tensorflow(operation)


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - {"depthwise_strides"}))
def test_it_really_does_not_compute_it(name):
    """With strides that differ it depends on the machine and on the size whether it answers, and with what."""
    operation, _ = REFUSED[name]
    try:
        with pytest.warns(UserWarning, match="dilation rate") if name == "depthwise_dilation" else nullcontext():
            output = _computed(tf, operation).numpy()[0]
    except (tf.errors.InvalidArgumentError, ValueError, TypeError):
        return
    assert output.shape != operation.output.shape or not np.allclose(output, operation.output)


def test_a_dilated_transposed_convolution_is_compared_or_refused_by_the_machine():
    operation = convolve_transposed(IMAGE, KERNEL, dilation_rate=2)
    assert why_tensorflow_cannot(operation.spec) is None
    try:
        _computed(tf, operation)
    except tf.errors.InvalidArgumentError:  # oneDNN is off
        with pytest.raises(SpecError, match=r"refuses this on this machine: .*dilation"):
            compare_with_tensorflow(operation)
    else:
        assert compare_with_tensorflow(operation).largest_difference < 1e-5


@pytest.mark.parametrize(
    "spec",
    [
        ConvSpec(kernel_size=2, strides=(2, 3), dilation_rate=(2, 3), padding=1),
        DepthwiseSpec(kernel_size=2, strides=2, padding=1),
        TransposedSpec(kernel_size=2, strides=(2, 3), padding=1),
        PoolSpec(kernel_size=2, padding=1),
    ],
)
def test_a_spec_alone_is_enough_to_ask(spec):
    assert why_tensorflow_cannot(spec) is None


@pytest.mark.parametrize("name", COMPUTED)
def test_an_operation_goes_through_a_pipe(name):
    operation = pickle.loads(pickle.dumps(COMPUTED[name]))
    assert operation.spec == COMPUTED[name].spec
    assert operation.trace(0, 1).value == COMPUTED[name].trace(0, 1).value


class TestTrainingStep:
    @pytest.mark.parametrize(
        "choices",
        [
            {},
            {"activation": "relu", "bias": -2},
            {"flip": True, "strides": 2, "padding": "same"},
            {"dilation_rate": 2},
        ],
    )
    def test_it_agrees(self, choices):
        operation = convolve(IMAGE, KERNEL, **choices)
        target = RANDOM.normal(size=operation.output.shape)
        step = training_step(operation, target, 0.01)
        compared = compare_step_with_tensorflow(step)
        np.testing.assert_allclose(compared.output, step.after.kernel, atol=1e-5)
        assert compared.largest_difference < 1e-5 * step.loss.value

    @pytest.mark.parametrize("part", ["loss", "gradient", "kernel", "loss after"])
    def test_what_is_wrong_is_found(self, part):
        operation = convolve(np.arange(9).reshape(3, 3), np.ones((2, 2)))
        step = training_step(operation, np.full((2, 2), 9), 0.001)
        assert compare_step_with_tensorflow(step).largest_difference < 1e-3
        match part:
            case "loss":
                wrong = replace(step, loss=replace(step.loss, value=step.loss.value + 1))
            case "gradient":
                wrong = replace(step, backward=replace(step.backward, kernel=-step.backward.kernel))
            case "kernel":
                wrong = replace(step, after=replace(step.after, kernel=step.after.kernel + 1))
            case _:
                wrong = replace(step, loss_after=step.loss)
        assert compare_step_with_tensorflow(wrong).largest_difference > 0.9
