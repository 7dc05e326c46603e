"""What a network is and how it is trained: hashable specs, the course's networks and their recipes.

A `TrainingSpec` (network, recipe, seed) names one set of weights for good: it is the cache key, the store's
key and the argument of every model call. Nothing here needs TensorFlow; `networks.py` builds from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from cnn_core.errors import SpecError
from cnn_core.geometry import OutputGeometry, output_geometry
from cnn_core.text import t

IMAGE_SHAPE = (28, 28, 1)
CLASSES = 10


@dataclass(frozen=True, kw_only=True)
class ConvBlock:
    """A convolution without bias and, unless `pool_size` is None, the max pooling behind it.

    Attributes:
        filters: Output channels, at least 1.
        kernel_size: (rows, columns).
        strides: (rows, columns) of the convolution.
        padding: As Keras names it.
        activation: As Keras names it.
        pool_size: (rows, columns) of the pooling window and of its strides; the pooling pads SAME.
    """

    filters: int
    kernel_size: tuple[int, int] = (3, 3)
    strides: tuple[int, int] = (1, 1)
    padding: Literal["valid", "same"] = "same"
    activation: str = "relu"
    pool_size: tuple[int, int] | None = (2, 2)


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """A network for 28 × 28 digits: convolution blocks, then hidden dense layers, then ten logits.

    Attributes:
        name: How the store, the command line and the page call it.
        blocks: At least one.
        dense: Units of each hidden dense layer, with ReLU.
        has_logits: False for a network that ends with its feature maps and gives no answer.
        kernel_stddev: Standard deviation of the normal distribution that the kernels are drawn from.
    """

    name: str
    blocks: tuple[ConvBlock, ...]
    dense: tuple[int, ...] = ()
    has_logits: bool = True
    kernel_stddev: float = 0.01


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
    dense=(625,),
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


@dataclass(frozen=True)
class LayerShape:
    """A layer's name and the shape of what it gives for one digit.

    Attributes:
        name: Keras' name of the layer.
        kind: "conv", "pool", "flatten" or "dense".
        shape: (H, W, C) for maps, (units,) otherwise.
        parameters: How many weights are learnt.
        geometry: Of the window that slides; None for flatten and dense.
    """

    name: str
    kind: Literal["conv", "pool", "flatten", "dense"]
    shape: tuple[int, ...]
    parameters: int
    geometry: OutputGeometry | None = None

    @property
    def is_map(self) -> bool:
        """Whether the layer gives feature maps, (H, W, C)."""
        return len(self.shape) == 3

    def __str__(self) -> str:
        return f"{self.name} · {' × '.join(map(str, self.shape))}"


@lru_cache(maxsize=64)
def layer_shapes(model: ModelSpec) -> tuple[LayerShape, ...]:
    """Returns every layer of a network with its output shape, by arithmetic alone."""
    return tuple(_walk(model))


def _walk(model: ModelSpec) -> Iterator[LayerShape]:
    height, width, channels = IMAGE_SHAPE
    for number, block in enumerate(model.blocks, start=1):
        window = output_geometry((height, width), block.kernel_size, strides=block.strides, padding=block.padding)
        weights = block.kernel_size[0] * block.kernel_size[1] * channels * block.filters
        height, width, channels = *window.shape, block.filters
        yield LayerShape(f"conv{number}", "conv", (height, width, channels), weights, window)
        if block.pool_size:
            window = output_geometry((height, width), block.pool_size, strides=block.pool_size, padding="same")
            height, width = window.shape
            yield LayerShape(f"pool{number}", "pool", (height, width, channels), 0, window)
    if not model.has_logits:
        return
    units = height * width * channels
    yield LayerShape("flatten", "flatten", (units,), 0)
    for number, wanted in enumerate(model.dense, start=1):
        yield LayerShape(f"dense{number}", "dense", (wanted,), (units + 1) * wanted)
        units = wanted
    yield LayerShape("logits", "dense", (CLASSES,), (units + 1) * CLASSES)
