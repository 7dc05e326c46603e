"""Windows that slide over an image: what is chosen about them, and all of them at once, without a copy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.geometry import (
    OutputGeometry,
    Padding,
    PaddingLike,
    Pair,
    output_geometry,
    standardize_padding,
    standardize_pair,
)


@dataclass(frozen=True, init=False)
class WindowSpec:
    """The choices that convolutions and poolings share.

    Every argument may be one number for both axes; see `standardize_padding` for what `padding` may be.

    Attributes:
        kernel_size: `(kh, kw)`, of the kernel or of the pooling window.
        strides: From one window to the next.
        padding: `"valid"`, `"same"` or `((top, bottom), (left, right))`.
        dilation_rate: From one reading of a window to its next.

    Raises:
        SpecError: A value is not allowed.
    """

    kernel_size: Pair
    strides: Pair
    padding: Padding
    dilation_rate: Pair

    # Written out, and not left to `__post_init__`, because what may come is wider than what is kept.
    def __init__(
        self,
        *,
        kernel_size: int | Pair,
        strides: int | Pair = 1,
        padding: PaddingLike = "valid",
        dilation_rate: int | Pair = 1,
    ) -> None:
        object.__setattr__(self, "kernel_size", standardize_pair(kernel_size, "kernel_size"))
        object.__setattr__(self, "strides", standardize_pair(strides, "strides"))
        object.__setattr__(self, "padding", standardize_padding(padding))
        object.__setattr__(self, "dilation_rate", standardize_pair(dilation_rate, "dilation_rate"))

    def geometry(self, image_shape: tuple[int, ...]) -> OutputGeometry:
        """Returns how the windows lie over an image of shape `(H, W)` or `(H, W, C)`.

        Raises:
            SpecError: The kernel does not fit the padded image.
        """
        return output_geometry(
            image_shape,
            self.kernel_size,
            strides=self.strides,
            padding=self.padding,
            dilation_rate=self.dilation_rate,
        )


def pad_image(image: NDArray[np.float32], geometry: OutputGeometry, value: float = 0) -> NDArray[np.float32]:
    """Returns an image `(H, W, C)` within its padding, `(top + H + bottom, left + W + right, C)`."""
    return np.pad(image, (*geometry.padding, (0, 0)), constant_values=value)


def windows_of(padded: NDArray[np.float32], geometry: OutputGeometry) -> NDArray[np.float64]:
    """Returns what each window reads.

    Args:
        padded: The image within its padding, `(top + H + bottom, left + W + right, C)`.
        geometry: How the windows lie.

    Returns:
        `(H', W', C, kh, kw)`, a view.
    """
    rows, columns = geometry.rows, geometry.columns
    spans = rows.effective_kernel_size, columns.effective_kernel_size
    windows = np.lib.stride_tricks.sliding_window_view(padded.astype(np.float64), spans, axis=(0, 1))
    return windows[:: rows.stride, :: columns.stride, :, :: rows.dilation_rate, :: columns.dilation_rate]
