"""What can be taken along of a net that is being built."""

from functools import partial

from cnn_core.exports.net_programs import DIGITS_FILE, model_program
from cnn_core.figures.net_drawing import net_drawing
from cnn_core.nets.course import Recipe, TrainingSpec
from cnn_core.nets.spec import ModelSpec
from cnn_core.pictures.digits import EMBEDDED
from ui.take_along.offers import Offer


def net_offers(model: ModelSpec, recipe: Recipe) -> dict[str, Offer]:
    """Returns what can be taken along of a net that is being built.

    Args:
        model: The net.
        recipe: By which its program trains it.
    """
    net = TrainingSpec(model=model, recipe=recipe)
    offer = Offer(
        stem=f"net_{model.name}",
        programs={"keras": partial(model_program, net)},
        files={"svg": partial(_standing_alone, model)},
        more={"digits": (DIGITS_FILE, EMBEDDED.read_bytes)},
        code="net_code",
    )
    return {"": offer}


def _standing_alone(model: ModelSpec) -> str:
    """Returns the drawing of a net as a file, which has to say what an SVG in a page need not."""
    return net_drawing(model).replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" ', 1
    )
