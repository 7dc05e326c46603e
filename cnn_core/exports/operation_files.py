"""An operation as files to take along: its numbers as CSV and NPZ, its picture as PNG.

The CSV begins with a line for each choice, its name first. Then comes every array behind a blank line: its name and
its shape, and its maps, each as a line that says which one it is, such as `channel,0,filter,2`, and a line for each
row of numbers.
"""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.convolution import ConvSpec
from cnn_core.arithmetic.geometry import AxisGeometry
from cnn_core.arithmetic.operations import Operation
from cnn_core.arithmetic.pooling import Pooling, PoolSpec
from cnn_core.arithmetic.transposed import TransposedConvolution, TransposedSpec
from cnn_core.exports.map_sheet import Section, SheetMap, Widths, sheet_png
from cnn_core.exports.operation_source import IMAGE_AXES, KERNEL_AXES, operation_name
from cnn_core.figures.colors import color_range
from cnn_core.numbers import exact_text, number_format
from cnn_core.text import t

_MOST_BIASES = 8  # written out on the picture


def operation_csv(operation: Operation) -> str:
    """Returns an operation's choices and all its numbers, exact to the last digit; see the module for the layout.

    Args:
        operation: Carried out.

    Example:
        >>> cnn_core.operation_csv(cnn_core.pool([[1, 2], [3, 4]], 2)).splitlines()[-1]
        '4'
    """
    file = StringIO()
    table = csv.writer(file)
    table.writerow(["operation", operation_name(operation)])
    for name, value in _choices(operation).items():
        table.writerow([name, *np.atleast_1d(np.asarray(value)).ravel().tolist()])
    for name, (values, axes) in _arrays(operation).items():
        table.writerows([[], [name, *values.shape]])
        if values.ndim == 1:
            table.writerow(map(exact_text, values))
            continue
        for place, rows in _maps(values):
            table.writerow([part for pair in zip(axes[2:], place, strict=True) for part in pair])
            table.writerows(map(exact_text, row) for row in rows)
    return file.getvalue()


def operation_npz(operation: Operation) -> bytes:
    """Returns an NPZ file of an operation's arrays and its choices, each under its name.

    It holds `image`, `kernel`, `bias` and `output` (a pooling the first and the last), `operation`, and the fields
    of the spec; explicit padding as `(2, 2)`. It is read without pickle.

    Args:
        operation: Carried out.

    Example:
        >>> import io, numpy
        >>> data = cnn_core.operation_npz(cnn_core.pool([[1, 2], [3, 4]], 2))
        >>> sorted(numpy.load(io.BytesIO(data)))
        ['dilation_rate', 'image', 'kernel_size', 'mode', 'operation', 'output', 'padding', 'strides']
    """
    file = BytesIO()
    arrays = {name: values for name, (values, _) in _arrays(operation).items()}
    everything: dict[str, Any] = {"operation": operation_name(operation), **_choices(operation), **arrays}
    np.savez_compressed(file, **everything)
    return file.getvalue()


def operation_png(operation: Operation) -> bytes:
    """Returns a PNG picture of an operation: its image within its padding, its kernel and its output.

    Args:
        operation: Carried out.

    Example:
        >>> cnn_core.operation_png(cnn_core.pool([[1, 2], [3, 4]], 2))[1:4]
        b'PNG'
    """
    geometry, image = operation.geometry, operation.image
    if isinstance(operation, TransposedConvolution):  # the padding is none of the image
        sections = [_section("input", image, IMAGE_AXES)]
    else:
        sections = [
            _section(
                "input",
                image,
                IMAGE_AXES,
                padding=geometry.padding,
                padding_text="" if isinstance(operation, Pooling) else "0",
                unread=(_unread(geometry.rows), _unread(geometry.columns)),
            )
        ]
    if not isinstance(operation, Pooling):
        sections.append(
            _section("kernel", operation.kernel, KERNEL_AXES[type(operation)], note=_bias(operation.bias))
        )
    sections.append(_section("output", operation.output, IMAGE_AXES, is_shared=False))
    return sheet_png(_title(operation), sections)


def _arrays(operation: Operation) -> dict[str, tuple[NDArray[np.float32], tuple[str, ...]]]:
    """Returns an operation's arrays by their names, each with what its axes count."""
    arrays: dict[str, tuple[NDArray[np.float32], tuple[str, ...]]] = {"image": (operation.image, IMAGE_AXES)}
    if not isinstance(operation, Pooling):
        arrays["kernel"] = operation.kernel, KERNEL_AXES[type(operation)]
        arrays["bias"] = operation.bias, ("filter",)
    return arrays | {"output": (operation.output, IMAGE_AXES)}


def _maps(values: NDArray[np.float32]) -> Iterator[tuple[tuple[int, ...], NDArray[np.float32]]]:
    """Yields each map of rows and columns of an array (H, W, …), and its place in the axes behind these."""
    for place in np.ndindex(values.shape[2:]):
        yield place, values[(slice(None), slice(None), *place)]


def _choices(operation: Operation) -> dict[str, Any]:
    spec = operation.spec
    choices: dict[str, Any] = {
        "kernel_size": spec.kernel_size,
        "strides": spec.strides,
        "padding": spec.padding,
        "dilation_rate": spec.dilation_rate,
    }
    match spec:
        case PoolSpec():
            return choices | {"mode": spec.mode}
        case ConvSpec():
            return choices | {"flip": spec.flip, "activation": spec.activation}
        case TransposedSpec():
            return choices | {"activation": spec.activation}


def _title(operation: Operation) -> str:
    spec, is_cut = operation.spec, isinstance(operation, TransposedConvolution)
    said = [t(f"programs.{operation_name(operation)}")]
    if isinstance(spec, PoolSpec):
        said.append(t("exports.window", size=_by(spec.kernel_size)))
    said.append(t("exports.strides", size=_by(spec.strides)))
    padding = t(f"exports.{spec.padding if isinstance(spec.padding, str) else 'explicit'}")
    (top, bottom), (left, right) = operation.geometry.padding
    if any((top, bottom, left, right)):
        padding += t("exports.cut" if is_cut else "exports.sides", top=top, bottom=bottom, left=left, right=right)
    said.append(padding)
    if max(spec.dilation_rate) > 1:
        said.append(t("exports.dilation", size=_by(spec.dilation_rate)))
    if isinstance(spec, ConvSpec) and spec.flip:
        said.append(t("exports.flip"))
    if not isinstance(spec, PoolSpec) and spec.activation == "relu":
        said.append(t("exports.relu"))
    return " · ".join(said)


def _section(
    name: str,
    values: NDArray[np.float32],
    axes: tuple[str, ...],
    *,
    is_shared: bool = True,
    note: str = "",
    padding: Widths = ((0, 0), (0, 0)),
    padding_text: str = "",
    unread: tuple[int, int] = (0, 0),
) -> Section:
    """Draws an array (H, W, …), its maps in one scale of colours or each in its own."""
    places, maps = zip(*_maps(values), strict=True)
    like = [values if is_shared else rows for rows in maps]  # what decides on a map's colours and digits
    notes = [note] if note else []
    if len(maps) > 1:
        notes.append(t("exports.one_scale" if is_shared else "exports.own_scales"))
    return Section(
        title=f"{t(f'exports.{name}')} · {_by(values.shape)}",
        note=" · ".join(notes),
        maps=[
            SheetMap(
                values=rows,
                caption=", ".join(
                    t(f"exports.{axis}", index=index)
                    for axis, index, count in zip(axes[2:], place, values.shape[2:], strict=True)
                    if count > 1
                ),
                colors=color_range(alike),
                value_format=number_format(alike),
                padding=padding,
                padding_text=padding_text,
                unread=unread,
            )
            for place, rows, alike in zip(places, maps, like, strict=True)
        ],
        columns=values.shape[3] if values.ndim == 4 else None,
    )


def _bias(bias: NDArray[np.float32]) -> str:
    if not bias.any() or bias.size > _MOST_BIASES:
        return ""
    return t("exports.bias", bias=", ".join(f"{value:.4g}" for value in bias))


def _unread(axis: AxisGeometry) -> int:
    """Returns how many positions at the end, padding included, lie beyond the last window."""
    end = axis.before + int(axis.starts[-1]) + axis.effective_kernel_size
    return max(axis.padded_size - end, 0)


def _by(sizes: tuple[int, ...]) -> str:
    return " × ".join(map(str, sizes))
