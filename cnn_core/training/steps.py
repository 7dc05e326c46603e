"""How many steps a training has: arithmetic alone, for the loop that takes them and for pages that count them."""

from typing import NamedTuple

from cnn_core.nets.course import Recipe
from cnn_core.pictures.digits import TRAIN_COUNT


class Steps(NamedTuple):
    """The steps of a training.

    Attributes:
        digits: How many digits are trained on: those of the recipe without those that it keeps back.
        per_epoch: Steps an epoch; the last batch of one may be smaller than the others.
        total: Steps in all; 0 where the recipe has no epochs.
    """

    digits: int
    per_epoch: int
    total: int


def steps_of(recipe: Recipe, *, available: int = TRAIN_COUNT) -> Steps:
    """Returns the steps of a training.

    Args:
        recipe: How is trained.
        available: How many training digits there are; the recipe uses no more.
    """
    digits = round(min(recipe.digits, available) * (1 - recipe.validation_split))
    per_epoch = -(-digits // recipe.batch_size)
    return Steps(digits, per_epoch, per_epoch * recipe.epochs)
