"""Which padding keeps the size of an axis, if any does.

With input size n, stride s and effective kernel size k′ there are n windows where both sides' padding adds up to

    P = (n − 1)·s + k′ − n   positions, or up to s − 1 more, which no window reaches.

At stride 1 that is k′ − 1 and nothing else. At larger strides it is more than any named padding puts there, because
SAME promises ceil(n / s) windows; a large image would need more padding than it has pixels.
"""

from dataclasses import dataclass

from cnn_core.arithmetic.geometry import AxisGeometry, Pair, axis_geometry


@dataclass(frozen=True, kw_only=True)
class SizeKeeping:
    """What keeps the size of one axis. Made by `size_keeping`.

    Attributes:
        least: The positions of padding that it takes, before and after together.
        most: The most with which it still works.
        symmetric: The smallest width that does it on both sides alike; None where only an uneven split does.
        split: The widths before and after: `symmetric` twice or, where there is none, the odd one after.
        is_kept_by_valid: Whether no padding at all does it.
        is_kept_by_same: Whether SAME does it.
        empty_windows: How many of the windows read nothing but padding with `split`.
    """

    least: int
    most: int
    symmetric: int | None
    split: Pair
    is_kept_by_valid: bool
    is_kept_by_same: bool
    empty_windows: int


def size_keeping(axis: AxisGeometry) -> SizeKeeping:
    """Returns which padding gives as many outputs as there are inputs along an axis.

    Args:
        axis: Its size, kernel and stride count; its own padding does not.

    Example:
        >>> axis = cnn_core.output_geometry((28, 28), 4).rows
        >>> cnn_core.size_keeping(axis).split
        (1, 2)
    """
    least = (axis.size - 1) * axis.stride + axis.effective_kernel_size - axis.size
    most = least + axis.stride - 1
    half = -(-least // 2)
    symmetric = half if 2 * half <= most else None
    split = (least // 2, least - least // 2) if symmetric is None else (symmetric, symmetric)
    kept = axis_geometry(
        axis.size,
        axis.kernel_size,
        stride=axis.stride,
        padding=split,
        dilation_rate=axis.dilation_rate,
        axis_name="rows",  # of the error, which cannot come
    )
    is_outside = (kept.windows < 0) | (kept.windows >= kept.size)
    return SizeKeeping(
        least=least,
        most=most,
        symmetric=symmetric,
        split=split,
        is_kept_by_valid=least == 0,
        is_kept_by_same=axis.size == -(-axis.size // axis.stride),
        empty_windows=int(is_outside.all(axis=1).sum()),
    )
