"""How a network is trained, and the course's networks and recipes.

A `TrainingSpec` (network, recipe, seed) names one set of weights for good: it is the cache key, the store's
key and the argument of every model call. What a network is, `model_spec.py` says.
"""

from dataclasses import dataclass, replace
from typing import Literal

from cnn_core.errors import SpecError
from cnn_core.model_spec import ConvBlock, DenseBlock, ModelSpec
from cnn_core.text import t


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How weights are found: Adam on the cross-entropy from logits, on shuffled batches.

    Attributes:
        name: How the store, the command line and the page call it.
        epochs: Passes over the training digits; 0 leaves the weights as they were drawn.
        batch_size: Digits a step.
        learning_rate: Of the first step.
        schedule: "constant", or "cosine" down to 0 at the last step.
        augmentation: "none", or "affine" for a small random turn, scaling, slant and shift of each digit.
        validation_split: The share at the end of the training digits that is kept back and measured after each
            epoch. With 0 all are trained on and the held-out digits are measured instead: of ten thousand
            digits they are the last tenth, which is the notebook's own split.
    """

    name: str
    epochs: int = 1
    batch_size: int = 128
    learning_rate: float = 1e-3
    schedule: Literal["constant", "cosine"] = "constant"
    augmentation: Literal["none", "affine"] = "none"
    validation_split: float = 0.0


@dataclass(frozen=True, kw_only=True)
class TrainingSpec:
    """A network, its recipe and the seed of all chance: together they make one set of weights."""

    model: ModelSpec
    recipe: Recipe
    seed: int = 0

    @property
    def name(self) -> str:
        """The name that settings and the command line use, such as `"two_block/default"`."""
        return f"{self.model.name}/{self.recipe.name}"


TWO_BLOCK = ModelSpec(
    name="two_block",
    blocks=(ConvBlock(filters=32), ConvBlock(filters=64, strides=(2, 2))),
)
THREE_BLOCK = ModelSpec(
    name="three_block",
    blocks=(ConvBlock(filters=32), ConvBlock(filters=64), ConvBlock(filters=128)),
    dense=(DenseBlock(units=625),),
)
RANDOM_FILTERS = ModelSpec(
    name="random_filters",
    blocks=(ConvBlock(filters=5, strides=(2, 2), pool_size=None),),
    has_logits=False,
)

UNTRAINED = Recipe(name="untrained", epochs=0)
NOTEBOOK = Recipe(name="notebook")
# Chosen on the validation split by `python -m benchmarks.recipes`; the held-out digits only report.
DEFAULT_TWO_BLOCK = Recipe(
    name="default", epochs=10, batch_size=64, learning_rate=6e-3, schedule="cosine", augmentation="affine"
)
DEFAULT_THREE_BLOCK = Recipe(
    name="default", epochs=8, batch_size=64, learning_rate=2.5e-3, schedule="cosine", augmentation="affine"
)

NETS: dict[str, TrainingSpec] = {
    net.name: net
    for net in (
        TrainingSpec(model=RANDOM_FILTERS, recipe=UNTRAINED),
        TrainingSpec(model=TWO_BLOCK, recipe=DEFAULT_TWO_BLOCK),
        TrainingSpec(model=TWO_BLOCK, recipe=NOTEBOOK),
        TrainingSpec(model=THREE_BLOCK, recipe=DEFAULT_THREE_BLOCK),
        TrainingSpec(model=THREE_BLOCK, recipe=NOTEBOOK),
    )
}


def named_net(name: str, *, seed: int = 0) -> TrainingSpec:
    """Returns a net of the course by its name.

    Args:
        name: Such as `"two_block/notebook"`, or `"two_block"` for the default recipe, or `"random_filters"`.
        seed: Of all chance in its training.

    Raises:
        SpecError: There is no such net.
    """
    for candidate in (name, f"{name}/default", f"{name}/untrained"):
        if candidate in NETS:
            return replace(NETS[candidate], seed=seed)
    raise SpecError(t("nets.unknown", came=name, allowed=", ".join(NETS)))
