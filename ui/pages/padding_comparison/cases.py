"""The paddings that are compared, each carried out or, where it cannot be, with the sentence that says why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.convolution import Convolution, convolve
from cnn_core.arithmetic.geometry import AxisGeometry, AxisPadding, PaddingLike, axis_geometry
from cnn_core.arithmetic.padding.torch_padding import TorchPadding, torch_padding
from cnn_core.errors import SpecError
from cnn_core.figures.colors import LINES
from cnn_core.text import t
from ui.pages.padding_comparison.choices import PaddingChoices

NAMES = ("valid", "same", "torch", "explicit")

COLORS = dict(zip(NAMES, (LINES[3], LINES[0], LINES[1], LINES[2]), strict=True))
"""The colour of each padding, wherever it is a line or a dot."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Cases:
    """The paddings on one image. Made by `padding_cases`.

    Attributes:
        choices: What they share.
        torch: What PyTorch has in the place of SAME.
        results: By the names in `NAMES`.
    """

    choices: PaddingChoices
    torch: TorchPadding
    results: dict[str, Convolution | SpecError]

    @property
    def same(self) -> Convolution:
        """SAME, which fits every image."""
        return self._fitting("same")

    @property
    def in_torch(self) -> Convolution:
        """PyTorch's padding, half the kernel at the least, which fits every image too."""
        return self._fitting("torch")

    def padding(self, name: str) -> PaddingLike:
        """Returns a padding as `convolve` takes it."""
        match name:
            case "torch":
                return self.torch.widths
            case "explicit":
                return self.choices.width
        return name

    def title(self, name: str) -> str:
        """Returns how a padding is called."""
        return t(f"padding.{name}", argument=self.torch.argument, p=self.choices.width)

    def size(self, name: str, axis: int, *, of: int, stride: int) -> int | None:
        """Returns how many outputs a padding gives along an axis; None where the kernel does not fit.

        Args:
            name: Of the padding.
            axis: 0 along the rows, 1 along the columns.
            of: The input's size.
            stride: From one window to the next; PyTorch's padding changes with it.
        """
        try:
            return self._axis(name, axis, of, stride).output_size
        except SpecError:
            return None

    def _fitting(self, name: str) -> Convolution:
        result = self.results[name]
        assert isinstance(result, Convolution)
        return result

    def _axis(self, name: str, axis: int, size: int, stride: int) -> AxisGeometry:
        kernel, dilation = self.choices.kernel, self.choices.dilation
        p = self.choices.width
        paddings: dict[str, AxisPadding] = {
            "valid": "valid",
            "same": "same",
            "torch": torch_padding(kernel.shape, strides=stride, dilation_rate=dilation).widths[axis],
            "explicit": (p, p),
        }
        return axis_geometry(
            size,
            kernel.shape[axis],
            stride=stride,
            padding=paddings[name],
            dilation_rate=dilation,
            axis_name=("rows", "columns")[axis],
        )


def padding_cases(choices: PaddingChoices) -> Cases:
    """Convolves with each padding.

    Args:
        choices: The image, the kernel and how it moves.

    Raises:
        SpecError: A sum is larger than a float32 can be, so that not even SAME gives an output.
    """
    torch = torch_padding(choices.kernel.shape, strides=choices.stride, dilation_rate=choices.dilation)
    cases = Cases(choices=choices, torch=torch, results={})
    for name in NAMES:
        try:
            cases.results[name] = carry_out(choices.image, choices, cases.padding(name))
        except SpecError as error:
            if name == "same":
                raise
            cases.results[name] = error
    return cases


def carry_out(image: NDArray[np.float32], choices: PaddingChoices, padding: PaddingLike) -> Convolution:
    """Convolves an image, which may be another than the chosen one, with the chosen kernel.

    Args:
        image: (H, W).
        choices: The kernel and how it moves.
        padding: See `standardize_padding`.

    Raises:
        SpecError: The kernel does not fit the padded image.
    """
    return convolve(image, choices.kernel, strides=choices.stride, padding=padding, dilation_rate=choices.dilation)
