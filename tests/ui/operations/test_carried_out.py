from typing import Any

import numpy as np
import pytest

from cnn_core.arithmetic.convolution import ConvSpec, convolve
from cnn_core.arithmetic.depthwise import DepthwiseSpec, convolve_depthwise
from cnn_core.arithmetic.pooling import PoolSpec, pool
from cnn_core.arithmetic.transposed import TransposedSpec, convolve_transposed
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import named_net
from ui.operations.carried_out import ChosenOperation, carry_out
from ui.operations.image_sources import DigitImage, DrawnImage, image_of
from ui.operations.kernel_sources import NetKernel, RandomKernel, kernel_of

PICTURE = DrawnImage(name="scene", side=12, color=True)
KERNEL = RandomKernel(seed=2, side=3, filters=2)
CHOICES: dict[str, Any] = {
    "strides": (2, 1),
    "padding": ((1, 0), (2, 1)),
    "dilation_rate": (1, 2),
    "activation": "relu",
}
BIAS = (0.5, -0.25)


pytestmark = pytest.mark.usefixtures("app_engine")


def carried_out(spec, bias=BIAS):
    kernel = None if isinstance(spec, PoolSpec) else KERNEL
    return carry_out(ChosenOperation(spec=spec, image=PICTURE, kernel=kernel, bias=bias))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            ConvSpec(kernel_size=3, flip=True, **CHOICES),
            lambda image, kernel: convolve(image, kernel, bias=BIAS, flip=True, **CHOICES),
        ),
        (
            DepthwiseSpec(kernel_size=3, flip=True, **CHOICES),
            lambda image, kernel: convolve_depthwise(image, kernel, bias=[*BIAS, 0, 0, 0, 0], flip=True, **CHOICES),
        ),
        (
            TransposedSpec(kernel_size=3, **CHOICES),
            lambda image, kernel: convolve_transposed(image, kernel.swapaxes(2, 3), bias=BIAS, **CHOICES),
        ),
        (
            PoolSpec(kernel_size=(2, 3), mode="average", strides=(1, 2), padding="same"),
            lambda image, _: pool(image, (2, 3), mode="average", strides=(1, 2), padding="same"),
        ),
    ],
)
def test_every_choice_reaches_the_operation(spec, expected):
    operation = carried_out(spec)
    wanted = expected(image_of(PICTURE), kernel_of(KERNEL, 3))
    assert operation.spec == wanted.spec == spec
    np.testing.assert_array_equal(operation.output, wanted.output)


def test_one_bias_is_for_all_filters_and_what_is_missing_is_0():
    spec = ConvSpec(kernel_size=3)
    np.testing.assert_array_equal(carried_out(spec, (2.0,)).bias, [2, 2])
    np.testing.assert_array_equal(carried_out(spec, (1.0, 2.0, 3.0)).bias, [1, 2])
    np.testing.assert_array_equal(carried_out(DepthwiseSpec(kernel_size=3), (1.0, 2.0)).bias, [1, 2, 0, 0, 0, 0])


def test_nothing_is_computed_twice():
    assert carried_out(ConvSpec(kernel_size=3)) is carried_out(ConvSpec(kernel_size=3))


def test_a_net_s_filter_on_a_digit_gives_that_net_s_map():
    """As the net runs it: SAME, stride 1, ReLU."""
    digit = DigitImage(index=5)
    spec = ConvSpec(kernel_size=3, padding="same", activation="relu")
    kernel = NetKernel(net=named_net("two_block"), first=7, filters=1)
    operation = carry_out(ChosenOperation(spec=spec, image=digit, kernel=kernel))
    maps = inspect(image_of(digit)[:, :, 0], "two_block").activations["conv1"]
    np.testing.assert_allclose(operation.output[..., 0], maps[0, ..., 7], atol=1e-6)
