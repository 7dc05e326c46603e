"""A model as a short text that stands in an address as it is, such as `c32-max2_c64-k5-bn-max2_d128-drop0.5`.

Layers are parted by `_`, what is said of a layer by `-`, always in this order; what is not said is at its default:

    c32        a convolution of 32 filters
      k5       kernel of 5 × 5; k3x5 for 3 rows and 5 columns (3 × 3)
      s2       strides, likewise (1)
      valid    padding (same)
      bn       batch normalisation (none)
      tanh     activation (relu); leakyrelu, elu, gelu, silu, sigmoid, linear
      max2     max pooling, or avg2 for average pooling, and its window, likewise (none)
      drop0.25 dropout (none)
    d128       a hidden dense layer of 128 units; activation and dropout as above
    maps       at the end: there is no answer
    normal0.01 at the end: kernels are drawn from a normal distribution of that standard deviation (as Keras does)
"""

import re
from dataclasses import replace
from decimal import Decimal

from cnn_core.arithmetic.geometry import Pair
from cnn_core.errors import SpecError
from cnn_core.nets.course import NETS
from cnn_core.nets.spec import MOST_BLOCKS, MOST_DENSE, NET_ACTIVATIONS, ConvBlock, DenseBlock, ModelSpec
from cnn_core.text import t

OWN_NAME = "own"
"""What a net is called that is none of the course's."""

MOST_CHARACTERS = 80 * (MOST_BLOCKS + MOST_DENSE + 2)

_WORDS = {name: name.replace("_", "") for name in NET_ACTIVATIONS}
_NAMES = {word: name for name, word in _WORDS.items()}
_PLAIN = ConvBlock(filters=1)
_POOL_WORDS = {"max": "max", "average": "avg"}

_WHOLE, _DECIMAL = "[1-9][0-9]{0,4}", r"[0-9](?:\.[0-9]{1,24})?"
_SIZE = f"{_WHOLE}(?:x{_WHOLE})?"
_BEHIND = rf"(?:-drop(?P<dropout>{_DECIMAL}))?"
_ACTIVATION = rf"(?:-(?P<activation>{'|'.join(_NAMES)}))?"
_BLOCK = re.compile(
    rf"c(?P<filters>{_WHOLE})(?:-k(?P<kernel>{_SIZE}))?(?:-s(?P<strides>{_SIZE}))?(?:-(?P<padding>valid|same))?"
    rf"(?P<norm>-bn)?{_ACTIVATION}(?:-(?P<pool>max|avg)(?P<window>{_SIZE}))?{_BEHIND}"
)
_DENSE = re.compile(rf"d(?P<units>{_WHOLE}){_ACTIVATION}{_BEHIND}")
_END = re.compile(rf"(?P<maps>maps)|normal(?P<stddev>{_DECIMAL})")


def write_model(model: ModelSpec) -> str:
    """Returns a model as text; see the module for its form.

    Args:
        model: Any; its name is left out.

    Example:
        >>> cnn_core.write_model(cnn_core.named_net("two_block").model)
        'c32-max2_c64-s2-max2_normal0.01'
    """
    layers = [*map(_block_text, model.blocks), *map(_dense_text, model.dense)]
    if not model.has_logits:
        layers.append("maps")
    if model.kernel_stddev is not None:
        layers.append(f"normal{_decimal(model.kernel_stddev)}")
    return "_".join(layers)


def read_model(text: str) -> ModelSpec:
    """Returns the model that a text describes: the course's own where it is that, else one called `OWN_NAME`.

    Args:
        text: In the form that the module describes.

    Raises:
        SpecError: The text is in another form, or the model is not allowed.

    Example:
        >>> cnn_core.read_model("c8-k5-max2_d32").blocks[0].kernel_size
        (5, 5)
    """
    if len(text) > MOST_CHARACTERS:
        raise SpecError(t("model_text.length", came=len(text), most=MOST_CHARACTERS))
    blocks: list[ConvBlock] = []
    dense: list[DenseBlock] = []
    has_logits, stddev = True, None
    stage = 0  # blocks come before dense layers, these before the end
    for number, part in enumerate(text.split("_"), start=1):
        if stage == 0 and (found := _BLOCK.fullmatch(part)):
            blocks.append(_block(found))
        elif stage <= 1 and blocks and (found := _DENSE.fullmatch(part)):
            stage = 1
            dense.append(_dense(found))
        elif blocks and (found := _END.fullmatch(part)) and stage < (2 if found["maps"] else 3):
            stage = 2 if found["maps"] else 3
            has_logits = has_logits and not found["maps"]
            stddev = stddev if found["maps"] else float(found["stddev"])
        else:
            raise SpecError(t("model_text.part", number=number, came=part))
    model = ModelSpec(
        name=OWN_NAME, blocks=tuple(blocks), dense=tuple(dense), has_logits=has_logits, kernel_stddev=stddev
    )
    return next((net.model for net in NETS.values() if replace(net.model, name=OWN_NAME) == model), model)


def _block_text(block: ConvBlock) -> str:
    said = [
        f"c{block.filters}",
        _said("k", block.kernel_size, _PLAIN.kernel_size),
        _said("s", block.strides, _PLAIN.strides),
        "" if block.padding == "same" else block.padding,
        "bn" if block.has_batch_norm else "",
        _activation_text(block.activation),
        _said(_POOL_WORDS[block.pool], block.pool_size, None),
        _dropout_text(block.dropout),
    ]
    return "-".join(filter(None, said))


def _dense_text(dense: DenseBlock) -> str:
    said = [f"d{dense.units}", _activation_text(dense.activation), _dropout_text(dense.dropout)]
    return "-".join(filter(None, said))


def _said(word: str, size: Pair | None, default: Pair | None) -> str:
    if size is None or size == default:
        return ""
    rows, columns = size
    return f"{word}{rows}" if rows == columns else f"{word}{rows}x{columns}"


def _activation_text(activation: str) -> str:
    return "" if activation == "relu" else _WORDS[activation]


def _dropout_text(dropout: float) -> str:
    return f"drop{_decimal(dropout)}" if dropout else ""


def _decimal(number: float) -> str:
    """Returns a number's shortest exact digits, without an exponent."""
    return f"{Decimal(repr(float(number))):f}".removesuffix(".0")


def _block(found: re.Match[str]) -> ConvBlock:
    return ConvBlock(
        filters=int(found["filters"]),
        kernel_size=_pair(found["kernel"]) or _PLAIN.kernel_size,
        strides=_pair(found["strides"]) or _PLAIN.strides,
        padding="valid" if found["padding"] == "valid" else "same",
        has_batch_norm=found["norm"] is not None,
        activation=_NAMES[found["activation"] or "relu"],
        pool="average" if found["pool"] == "avg" else "max",
        pool_size=_pair(found["window"]),
        dropout=float(found["dropout"] or 0),
    )


def _dense(found: re.Match[str]) -> DenseBlock:
    return DenseBlock(
        units=int(found["units"]),
        activation=_NAMES[found["activation"] or "relu"],
        dropout=float(found["dropout"] or 0),
    )


def _pair(text: str | None) -> Pair | None:
    if text is None:
        return None
    rows, _, columns = text.partition("x")
    return int(rows), int(columns or rows)
