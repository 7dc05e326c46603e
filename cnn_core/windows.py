"""All windows of an image at once, without a copy."""

import numpy as np
from numpy.typing import NDArray

from cnn_core.geometry import OutputGeometry


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
