"""How a net is trained, and the nets and recipes of the course.

A `TrainingSpec` (model, recipe, seed) names one set of weights for good: it is the cache key, the store's
key and the argument of every model call. What a model is, `spec.py` says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from cnn_core.errors import SettingsError, SpecError
from cnn_core.nets.record import later
from cnn_core.nets.spec import ConvBlock, DenseBlock, ModelSpec
from cnn_core.pictures.digits import TRAIN_COUNT
from cnn_core.text import t

OPTIMIZERS = ("adam", "sgd", "rmsprop")
SCHEDULES = ("constant", "cosine")
AUGMENTATIONS = ("none", "affine")
MOST_EPOCHS = 100
MOST_BATCH = 1024
LEAST_RATE, MOST_RATE = 1e-6, 1.0
LEAST_DIGITS, MOST_DIGITS = 100, TRAIN_COUNT
MOST_SPLIT = 0.5
MOST_SEED = 1_000_000  # Keras takes seeds of 32 bits, and each layer has its own: see `build_model`


def _check_whole(field: str, came: object, least: int, most: int) -> None:
    if type(came) is not int or not least <= came <= most:
        raise SpecError(t("nets.whole", field=field, came=came, least=least, most=most))


def _check_number(field: str, came: object, least: float, most: float) -> None:
    if type(came) not in (int, float) or not least <= came <= most:  # type: ignore[operator]
        raise SpecError(t("nets.number", field=field, came=came, least=least, most=most))


def _check_name(field: str, came: object, allowed: tuple[str, ...]) -> None:
    if came not in allowed:
        raise SpecError(t("nets.choice", field=field, came=came, allowed=", ".join(allowed)))


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How weights are found: an optimizer on the cross-entropy from logits, on shuffled batches.

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
        optimizer: One of `OPTIMIZERS`, as Keras has it: "sgd" is plain, without momentum.
        digits: How many of the training digits are used, the first ones.

    Raises:
        SpecError: A choice is not allowed.
    """

    name: str
    epochs: int = 1
    batch_size: int = 128
    learning_rate: float = 1e-3
    schedule: Literal["constant", "cosine"] = "constant"
    augmentation: Literal["none", "affine"] = "none"
    validation_split: float = 0.0
    optimizer: Literal["adam", "sgd", "rmsprop"] = later("adam")
    digits: int = later(TRAIN_COUNT)

    def __post_init__(self) -> None:
        _check_whole("epochs", self.epochs, 0, MOST_EPOCHS)
        _check_whole("batch_size", self.batch_size, 1, MOST_BATCH)
        _check_whole("digits", self.digits, LEAST_DIGITS, MOST_DIGITS)
        _check_number("learning_rate", self.learning_rate, LEAST_RATE, MOST_RATE)
        _check_number("validation_split", self.validation_split, 0, MOST_SPLIT)
        _check_name("optimizer", self.optimizer, OPTIMIZERS)
        _check_name("schedule", self.schedule, SCHEDULES)
        _check_name("augmentation", self.augmentation, AUGMENTATIONS)


@dataclass(frozen=True, kw_only=True)
class TrainingSpec:
    """A model, its recipe and the seed of all chance: together they make one set of weights.

    Raises:
        SpecError: The seed is not allowed, or a net without an answer is to be trained.
    """

    model: ModelSpec
    recipe: Recipe
    seed: int = 0

    def __post_init__(self) -> None:
        _check_whole("seed", self.seed, 0, MOST_SEED)
        if self.recipe.epochs and not self.model.has_logits:
            raise SpecError(t("nets.no_answer", net=self.model.name))

    @property
    def name(self) -> str:
        """A short name for people, such as `"two_block/default"`; `training_text` gives one that tells all."""
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
"""The course's nets by name, such as `"two_block/default"`: net and recipe."""


def named_net(name: str, *, seed: int = 0) -> TrainingSpec:
    """Returns a net of the course by its name.

    Args:
        name: Such as `"two_block/notebook"`, or `"two_block"` for the default recipe, or `"random_filters"`.
        seed: Of all chance in its training.

    Raises:
        SpecError: There is no such net.

    Example:
        >>> cnn_core.named_net("two_block").recipe.epochs
        10
    """
    for candidate in (name, f"{name}/default", f"{name}/untrained"):
        if candidate in NETS:
            return replace(NETS[candidate], seed=seed)
    raise SpecError(t("nets.unknown", came=name, allowed=", ".join(NETS)))


def check_names(names: Iterable[str]) -> None:
    """Makes sure that the setting of the nets to train at the start names nets of the course.

    Args:
        names: As in `NETS`.

    Raises:
        SettingsError: There is no such net.
    """
    if unknown := [name for name in names if name not in NETS]:
        raise SettingsError(t("settings.nets", came=", ".join(unknown), allowed=", ".join(NETS)))
