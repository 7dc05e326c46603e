"""What can be taken along of nets: each as a program and as a drawing, and what it makes of a digit."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnn_core.exports.digit_files import digit_npz
from cnn_core.exports.net_programs import DIGITS_FILE, model_program
from cnn_core.figures.net_drawing import net_drawing
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import ModelSpec
from cnn_core.pictures.digits import EMBEDDED
from ui.asking import await_answer
from ui.clients import this_client
from ui.engine import engine
from ui.nets.titles import net_title
from ui.take_along.offers import Offer


def net_offers(
    nets: Sequence[TrainingSpec],
    digit: NDArray[np.uint8] | None = None,
    *,
    files: Mapping[str, Callable[[int], bytes | str]] | None = None,
) -> dict[str, Offer]:
    """Returns what can be taken along of nets, by their titles.

    Args:
        nets: One, or several side by side.
        digit: What trained nets are shown on, as they see it, (28, 28) uint8; None where the page shows something
            else of them, such as a disturbed digit or a net with channels switched off.
        files: What the page has of its own, by the files' endings; each is told the number of the net.
    """
    own = files or {}
    return {
        net_title(net): _offer(net, digit, {ending: partial(make, number) for ending, make in own.items()})
        for number, net in enumerate(nets)
    }


def _offer(
    net: TrainingSpec, digit: NDArray[np.uint8] | None, own: Mapping[str, Callable[[], bytes | str]]
) -> Offer:
    is_trained = bool(net.recipe.epochs) and net.model.has_logits
    numbers = {} if digit is None else {"npz": partial(_numbers, net, digit)}
    return Offer(
        stem=f"net_{net.model.name}",
        programs={"keras": partial(model_program, net)} if is_trained else {},
        files={**own, "svg": partial(_standing_alone, net.model), **numbers},
        more={"digits": (DIGITS_FILE, EMBEDDED.read_bytes)} if is_trained else {},
        code="net_code",
    )


def _numbers(net: TrainingSpec, digit: NDArray[np.uint8]) -> bytes:
    return digit_npz(digit, net, await_answer(engine().inspect(digit, net, client=this_client())))


def _standing_alone(model: ModelSpec) -> str:
    """Returns the drawing of a net as a file, which has to say what an SVG in a page need not."""
    return net_drawing(model).replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" ', 1
    )
