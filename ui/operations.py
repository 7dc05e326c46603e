"""All that is chosen of an operation in one hashable value, and the operation carried out."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cnn_core.comparison import Operation, OperationSpec
from cnn_core.convolution import ConvSpec, convolve
from cnn_core.depthwise import DepthwiseSpec, convolve_depthwise
from cnn_core.pooling import PoolSpec, pool
from cnn_core.transposed import TransposedSpec, convolve_transposed
from ui.image_sources import ImageChoice, image_of
from ui.kernel_sources import KernelChoice, kernel_of


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
    filters = kernel.shape[3]
    match spec:
        case TransposedSpec():
            return convolve_transposed(
                image,
                kernel.swapaxes(2, 3),
                bias=_bias(chosen.bias, filters),
                strides=spec.strides,
                padding=spec.padding,
                dilation_rate=spec.dilation_rate,
                activation=spec.activation,
            )
        case DepthwiseSpec():
            return convolve_depthwise(
                image,
                kernel,
                bias=_bias(chosen.bias, image.shape[2] * filters),
                strides=spec.strides,
                padding=spec.padding,
                dilation_rate=spec.dilation_rate,
                flip=spec.flip,
                activation=spec.activation,
            )
        case ConvSpec():
            return convolve(
                image,
                kernel,
                bias=_bias(chosen.bias, filters),
                strides=spec.strides,
                padding=spec.padding,
                dilation_rate=spec.dilation_rate,
                flip=spec.flip,
                activation=spec.activation,
            )


def _bias(bias: tuple[float, ...], filters: int) -> tuple[float, ...]:
    """Returns a number for each output channel."""
    if len(bias) == 1:
        return bias * filters
    return (*bias, *[0.0] * filters)[:filters]
