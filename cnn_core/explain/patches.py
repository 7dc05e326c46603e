"""What a channel looks for: the mean of the patches of digits that excite it most.

The patches are those that Girshick, Donahue, Darrell and Malik show one by one, 2013,
https://arxiv.org/abs/1311.2524, section 3.1; their mean keeps what they have in common.
"""

import numpy as np
from numpy.typing import NDArray

from cnn_core.explain.cells import Cell, cell_window
from cnn_core.explain.channels import LayerProfile, digit_of
from cnn_core.nets.spec import ModelSpec

PATCHES = 9


def mean_patches(
    model: ModelSpec, layer: str, profile: LayerProfile, *, count: int = PATCHES
) -> NDArray[np.float32]:
    """Returns what the strongest cell of each channel sees of its digit, in the mean over the strongest digits.

    Args:
        model: The model.
        layer: Its name.
        profile: Of the layer.
        count: How many of the digits that excite a channel most, up to 24.

    Returns:
        (C, h, w) in 0..1, as large as the receptive field of the layer's cells. What lies outside of a digit is as
        black as the padding; a channel that nothing excites is black.

    Raises:
        SpecError: The net has no such layer.
    """
    means = []
    for channel in range(len(profile.top_digits)):
        cells = zip(
            *(each[channel, :count] for each in (profile.top_digits, profile.top_rows, profile.top_columns)),
            strict=True,
        )
        is_excited = profile.top_values[channel, :count] > 0
        patches = [
            _patch(model, Cell(layer=layer, channel=channel, row=int(row), column=int(column)), int(index))
            for index, row, column in cells
        ]
        means.append(np.mean(patches, axis=0) * is_excited.any())
    return np.stack(means).astype(np.float32)


def _patch(model: ModelSpec, cell: Cell, index: int) -> NDArray[np.float32]:
    """Returns what a cell sees of a digit, (h, w) in 0..1."""
    window = cell_window(model, cell)
    (top, bottom), (left, right) = window.field_rows, window.field_columns
    pixels = digit_of(index)[0] / np.float32(255)
    around = ((max(-top, 0), max(bottom + 1 - 28, 0)), (max(-left, 0), max(right + 1 - 28, 0)))
    padded: NDArray[np.float32] = np.pad(pixels, around)
    row, column = top + around[0][0], left + around[1][0]
    return padded[row : row + bottom - top + 1, column : column + right - left + 1]
