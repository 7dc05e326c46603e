"""All that is chosen of an operation in one hashable value, and the operation carried out."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.depthwise import DepthwiseSpec, convolve_depthwise
from cnn_core.arithmetic.operations import Operation, OperationSpec
from cnn_core.arithmetic.pooling import PoolSpec, pool
from cnn_core.arithmetic.transposed import TransposedSpec, convolve_transposed
from ui.operations.image_sources import ImageChoice, image_of
from ui.operations.kernel_sources import KernelChoice, kernel_of


@dataclass(frozen=True, kw_only=True)
class ChosenOperation:
    """An operation with all its numbers.

    Attributes:
        spec: Which operation, and how its window moves.
        image: What it reads.
        kernel: What it lays on the image; None for a pooling.
        bias: One number for all output channels, or one for each: what is missing is 0.
    """

    spec: OperationSpec
    image: ImageChoice
    kernel: KernelChoice | None = None
    bias: tuple[float, ...] = (0.0,)


def kernel_of_operation(chosen: ChosenOperation) -> NDArray[np.float32] | None:
    """Returns the kernel of an operation, `(kh, kw, C, F)` whatever the operation; None for a pooling.

    Raises:
        StoreError: A net's filters are wanted that the store does not have.
    """
    return kernel_of(chosen.kernel, image_of(chosen.image).shape[2]) if chosen.kernel else None


@lru_cache(maxsize=32)
def carry_out(chosen: ChosenOperation) -> Operation:
    """Computes an operation, once while it is asked for again and again; its arrays are not to be written to.

    Raises:
        SpecError: The kernel does not fit the padded image, or a number is too large.
        StoreError: A net's filters are wanted that the store does not have.
    """
    spec, image = chosen.spec, image_of(chosen.image)
    if isinstance(spec, PoolSpec):
        return pool(image, spec.kernel_size, mode=spec.mode, strides=spec.strides, padding=spec.padding)
    kernel = kernel_of_operation(chosen)
    assert kernel is not None
    sums = image.shape[2] * kernel.shape[3] if isinstance(spec, DepthwiseSpec) else kernel.shape[3]
    shared: dict[str, Any] = {
        "bias": _bias(chosen.bias, sums),
        "strides": spec.strides,
        "padding": spec.padding,
        "dilation_rate": spec.dilation_rate,
        "activation": spec.activation,
    }
    if isinstance(spec, TransposedSpec):
        return convolve_transposed(image, kernel.swapaxes(2, 3), **shared)
    if isinstance(spec, DepthwiseSpec):
        return convolve_depthwise(image, kernel, flip=spec.flip, **shared)
    return convolve(image, kernel, flip=spec.flip, **shared)


def _bias(bias: tuple[float, ...], filters: int) -> tuple[float, ...]:
    """Returns a number for each output channel."""
    if len(bias) == 1:
        return bias * filters
    return (*bias, *[0.0] * filters)[:filters]
