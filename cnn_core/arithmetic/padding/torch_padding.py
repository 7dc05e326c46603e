"""Padding as PyTorch's convolutions take it: one width for both ends of an axis, or the word `'same'`.

`'same'` adds d·(k − 1) positions to an axis whatever the size of the image, the odd one after it. At strides above
1 PyTorch refuses it (https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html); what people write
instead is half the kernel, k′ // 2, which gives ceil(n / s) outputs where k′ is odd.
`tests/cnn_core/arithmetic/padding/test_torch.py` holds all this against PyTorch itself.
"""

from dataclasses import dataclass

from cnn_core.arithmetic.geometry import Pair, standardize_pair


@dataclass(frozen=True, kw_only=True)
class TorchPadding:
    """What stands in for SAME in PyTorch. Made by `torch_padding`.

    Attributes:
        is_refused: Whether PyTorch refuses `padding='same'` here.
        argument: What is written, such as `"padding='same'"` or `"padding=1"`.
        widths: What that adds, `((top, bottom), (left, right))`.
    """

    is_refused: bool
    argument: str
    widths: tuple[Pair, Pair]


def torch_padding(
    kernel_size: int | Pair, *, strides: int | Pair = 1, dilation_rate: int | Pair = 1
) -> TorchPadding:
    """Returns `padding='same'` where PyTorch takes it, and half the kernel where it does not.

    Args:
        kernel_size: Of the kernel.
        strides: From one window to the next.
        dilation_rate: From one reading of a window to its next.

    Raises:
        SpecError: A value is not allowed.

    Example:
        >>> cnn_core.torch_padding(3).argument
        "padding='same'"
        >>> cnn_core.torch_padding(3, strides=2).is_refused
        True
    """
    kernel_size = standardize_pair(kernel_size, "kernel_size")
    dilation_rate = standardize_pair(dilation_rate, "dilation_rate")
    rows, columns = ((size - 1) * rate for size, rate in zip(kernel_size, dilation_rate, strict=True))
    if standardize_pair(strides, "strides") == (1, 1):
        widths = (rows // 2, rows - rows // 2), (columns // 2, columns - columns // 2)
        return TorchPadding(is_refused=False, argument="padding='same'", widths=widths)
    half_rows, half_columns = (rows + 1) // 2, (columns + 1) // 2
    written = half_rows if half_rows == half_columns else (half_rows, half_columns)
    return TorchPadding(
        is_refused=True,
        argument=f"padding={written}",
        widths=((half_rows, half_rows), (half_columns, half_columns)),
    )
