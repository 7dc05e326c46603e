"""What the toy convolution page shows: the stepper, the size, and the output to the last digit."""

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.operations import Operation
from cnn_core.arithmetic.pooling import Pooling
from cnn_core.arithmetic.transposed import TransposedConvolution
from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui.display.geometry_words import cut_sentence, each_axis, formula_lines, padding_sentence, unread_sentence
from ui.operations.carried_out import ChosenOperation, kernel_of_operation
from ui.operations.image_sources import image_of
from ui.stepper import Ahead, Editable, Misfit, Panel, Place, stepper

_MOST_PRINTED = 4096  # numbers


def show_steps(
    operation: Operation | Misfit,
    *,
    image: Editable | None = None,
    kernel: Editable | None = None,
    ahead: Ahead | None = None,
) -> Place:
    """Shows an operation cell by cell and its output in print, and returns what is looked at.

    Args:
        operation: What was carried out, or why nothing was.
        image: The grids of the image, where its cells may be changed.
        kernel: The grids of the kernel, where its cells may be changed.
        ahead: How the browser goes ahead of the script.
    """
    texts = {} if isinstance(operation, Misfit) else printed(operation)
    return stepper([panel_of(operation)], key="toy", image=image, kernel=kernel, printed=texts, ahead=ahead)


def panel_of(operation: Operation | Misfit) -> Panel:
    """Returns how the stepper shows an operation, or why there is none."""
    return Panel(operation=operation, caption=_captions(operation), is_rgb=operation.image.shape[2] == 3)


def misfit(chosen: ChosenOperation, error: ConvscopeError) -> Misfit:
    """Returns an operation that cannot be carried out, and why."""
    try:
        kernel = kernel_of_operation(chosen)
    except ConvscopeError:  # which is the error that is said
        kernel = None
    return Misfit(image=image_of(chosen.image), kernel=kernel, reason=str(error))


def size_said(operation: Operation) -> tuple[str, str]:
    """Returns the term for the output's size, and its formula, filled in."""
    if isinstance(operation, TransposedConvolution):
        formulas = each_axis(*operation.formulas())
    else:
        formulas = formula_lines(operation.geometry)
    return t("toy.size"), " · ".join(f"{name}: {formula}" for name, formula in formulas)


def sizes_said(operation: Operation) -> str:
    """Returns the sizes of input and output, such as "3 × 3 → 2 × 2"."""
    return " → ".join(f"{rows} × {columns}" for rows, columns, _ in (operation.image.shape, operation.output.shape))


def printed(operation: Operation) -> dict[str, str]:
    """Returns every output channel to the last digit by its name, unless they are too many numbers to read."""
    filters = operation.output.shape[2]
    if operation.output.size > _MOST_PRINTED:
        return {}
    names = [t("toy.channel_name", index=index) for index in range(filters)] if filters > 1 else [t("toy.printed")]
    return {name: array_text(operation.output[:, :, index]) for index, name in enumerate(names)}


def _captions(operation: Operation | Misfit) -> tuple[str, ...]:
    """Returns what is to be said of the input: its padding, and what is not read."""
    if isinstance(operation, Misfit):
        return ()
    if isinstance(operation, TransposedConvolution):
        return (cut_sentence(operation.geometry),)
    is_read = not isinstance(operation, Pooling)
    return padding_sentence(operation.geometry, is_read=is_read), unread_sentence(operation.geometry)


def array_text(values: NDArray[np.float32], *, longest_line: int = 26) -> str:
    """Returns a map as Python prints a list of lists, exact to the last digit of float32.

    Args:
        values: (H, W).
        longest_line: More characters than this are broken into a line for each row.
    """
    rows = [", ".join(str(value).removesuffix(".0") for value in row + np.float32(0)) for row in values]
    line = "[[" + "], [".join(rows) + "]]"
    return line if len(line) <= longest_line else "[[" + "],\n [".join(rows) + "]]"
