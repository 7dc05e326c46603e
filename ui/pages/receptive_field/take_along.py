"""What can be taken along of a stack of layers and of what a cell sees."""

from collections.abc import Callable
from functools import partial

from cnn_core.exports.receptive_files import stack_csv, stack_npz, stack_png
from cnn_core.exports.receptive_programs import keras_stack_program, numpy_stack_program
from cnn_core.nets.receptive_field import LayerStack
from ui.pages.receptive_field.text import ChosenCell
from ui.take_along.offers import Offer


def stack_offers(stack: LayerStack, cell: ChosenCell) -> dict[str, Offer]:
    """Returns what can be taken along of a stack of layers and of what a cell sees.

    Args:
        stack: The layers.
        cell: That is followed.
    """

    def of_cell(make: Callable[..., bytes | str]) -> Callable[[], bytes | str]:
        return partial(make, stack, cell.row, cell.column, depth=cell.depth)

    offer = Offer(
        stem=f"receptive_field_{stack.names[cell.depth - 1]}_{cell.row}_{cell.column}",
        programs={"keras": of_cell(keras_stack_program), "numpy": of_cell(numpy_stack_program)},
        files={"png": of_cell(stack_png), "csv": of_cell(stack_csv), "npz": of_cell(stack_npz)},
    )
    return {"": offer}
