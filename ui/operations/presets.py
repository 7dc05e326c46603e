"""Images and kernels to begin with, by name."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.kernels import KERNEL_NAMES, named_kernel
from cnn_core.text import t
from ui.operations.grids import Grids, grid_from_array, grid_size, resize_grid

DIGIT_SIZE = 12
_SHADES = 9
_DIGIT = 0  # of the held-out ones
_LEAST_PATTERN = 6  # below this an edge or a board is not seen as one


class Presets(Protocol):
    """Grids by name."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order in which they are offered."""
        ...

    def label(self, name: str) -> str:
        """Returns a name in the reader's language."""
        ...

    def pick(self, name: str, rows: int, columns: int) -> Grids:
        """Returns what somebody gets who picks a name while grids of this size are shown."""
        ...

    def sized(self, name: str, rows: int, columns: int) -> Grids:
        """Returns the grids of a name in this size, as far as they come in other sizes than their own."""
        ...


@dataclass(frozen=True)
class ImagePresets:
    """One image for each name, in the size that is shown, a digit excepted."""

    names: tuple[str, ...] = ("counting", "checkerboard", "edge", "dot", "digit")

    def label(self, name: str) -> str:
        """See `Presets`."""
        return t(f"presets.{name}")

    def pick(self, name: str, rows: int, columns: int) -> Grids:
        """See `Presets`."""
        least = 1 if name == "counting" else _LEAST_PATTERN
        return self.sized(name, max(rows, least), max(columns, least))

    def sized(self, name: str, rows: int, columns: int) -> Grids:
        """See `Presets`."""
        across, down = np.meshgrid(np.arange(columns), np.arange(rows))
        match name:
            case "counting":
                values = 1 + down * columns + across
            case "checkerboard":
                values = 9 * ((down + across) % 2)
            case "edge":
                values = 9 * (across >= columns // 2)
            case "dot":
                values = (down == rows // 2) & (across == columns // 2)
            case _:
                return _digit()
        return (grid_from_array(values.astype(np.float32)),)


@dataclass(frozen=True)
class KernelPresets:
    """The named kernels of `cnn_core.pictures.kernels`, one grid for each filter."""

    names: tuple[str, ...] = KERNEL_NAMES

    def label(self, name: str) -> str:
        """See `Presets`."""
        return t(f"presets.{name}")

    def pick(self, name: str, rows: int, columns: int) -> Grids:
        """See `Presets`."""
        return _kernel(name)

    def sized(self, name: str, rows: int, columns: int) -> Grids:
        """See `Presets`."""
        grids = _kernel(name)
        is_filled = all(len({number for row in grid for number in row}) == 1 for grid in grids)
        if name == "box_blur" or not is_filled:
            return grids
        return tuple(resize_grid(grid, rows, columns) for grid in grids)


def matching(presets: Presets, grids: Grids) -> str | None:
    """Returns the name under which grids can be picked, if there is one."""
    rows, columns = grid_size(grids[0])
    return next((name for name in presets.names if presets.sized(name, rows, columns) == grids), None)


@lru_cache(maxsize=1)
def _digit() -> Grids:
    """Returns a held-out digit, the mean of each 2 × 2 pixels of its middle in shades from 0 to 9."""
    pixels = load_digits().held_out_images[_DIGIT][2:26, 2:26] / 255
    means = pixels.reshape(DIGIT_SIZE, 2, DIGIT_SIZE, 2).mean(axis=(1, 3))
    return (grid_from_array(np.rint(means * _SHADES).astype(np.float32)),)


@lru_cache(maxsize=len(KERNEL_NAMES))
def _kernel(name: str) -> Grids:
    kernel = named_kernel(name)
    return tuple(grid_from_array(kernel[:, :, 0, index]) for index in range(kernel.shape[-1]))
