"""What the toy convolution page shows: the stepper, the size, and the output to the last digit."""

import streamlit as st

from cnn_core.comparison import Operation
from cnn_core.errors import ConvscopeError
from cnn_core.pooling import Pooling
from cnn_core.text import t
from cnn_core.transposed import TransposedConvolution
from ui.geometry_words import cut_sentence, each_axis, formula_lines, padding_sentence, unread_sentence
from ui.image_sources import image_of
from ui.operations import ChosenOperation, kernel_of_operation
from ui.printed import array_text
from ui.stepper import Editable, Misfit, Panel, Place, stepper

PRINTED_HEIGHT = 118  # pixels
_MOST_PRINTED_ROWS = 3  # before it scrolls
_MOST_PRINTED = 4096  # numbers


def show_steps(
    operation: Operation | Misfit,
    *,
    image: Editable | None = None,
    kernel: Editable | None = None,
) -> Place:
    """Shows an operation cell by cell, and returns what is looked at.

    Args:
        operation: What was carried out, or why nothing was.
        image: The grids of the image, where its cells may be changed.
        kernel: The grids of the kernel, where its cells may be changed.
    """
    panel = Panel(operation=operation, caption=_captions(operation), is_rgb=operation.image.shape[2] == 3)
    return stepper([panel], key="toy", image=image, kernel=kernel)


def misfit(chosen: ChosenOperation, error: ConvscopeError) -> Misfit:
    """Returns an operation that cannot be carried out, and why."""
    try:
        kernel = kernel_of_operation(chosen)
    except ConvscopeError:  # which is the error that is said
        kernel = None
    return Misfit(image=image_of(chosen.image), kernel=kernel, reason=str(error))


def show_size(operation: Operation) -> None:
    """Shows the formula of the output's size, filled in."""
    if isinstance(operation, TransposedConvolution):
        formulas = each_axis(*operation.formulas())
    else:
        formulas = formula_lines(operation.geometry)
    lines = [f"{name}: {formula}" for name, formula in formulas]
    st.markdown(f":small[**{t('toy.size')}** · {' · '.join(lines)}]", width="content")


def show_printed(operation: Operation) -> None:
    """Prints every output channel to the last digit, unless they are too many numbers to read."""
    rows, _, filters = operation.output.shape
    if operation.output.size > _MOST_PRINTED:
        return
    with st.container(horizontal=True, gap="small"):
        for index in range(filters):
            with st.container(width="content", gap=None):
                st.caption(t("toy.channel_name", index=index) if filters > 1 else t("toy.printed"))
                st.code(
                    array_text(operation.output[:, :, index]),
                    language=None,
                    height="content" if rows <= _MOST_PRINTED_ROWS else PRINTED_HEIGHT,
                    width="content",
                )


def _captions(operation: Operation | Misfit) -> tuple[str, ...]:
    """Returns what is to be said of the input: its padding, and what is not read."""
    if isinstance(operation, Misfit):
        return ()
    if isinstance(operation, TransposedConvolution):
        return (cut_sentence(operation.geometry),)
    is_read = not isinstance(operation, Pooling)
    return padding_sentence(operation.geometry, is_read=is_read), unread_sentence(operation.geometry)
