"""A net as the fields of a form hold it: what somebody types, which may not make a net yet.

A form is plain lists, dicts and texts, as the browser sends them and the session keeps them. What comes from a
browser may be anything.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

from cnn_core.arithmetic.geometry import Pair
from cnn_core.nets.spec import MOST_BLOCKS, MOST_DENSE, ConvBlock, DenseBlock, ModelSpec
from cnn_core.nets.text import OWN_NAME, read_model, write_model

Form = dict[str, Any]
"""`blocks` and `dense`, lists of dicts of texts; `logits`, a bool; `stddev`, a text."""

Part = Literal["block", "dense"]

NO_POOL = "none"

_MOST_CHARACTERS = 24
_REFUSED = re.compile(r"(?P<kind>conv|pool|dense)(?P<number>\d+): (?P<choice>\w+) is ")
# The fields of the form by what the core calls each choice.
_CHOICES = {name: name for name in ("filters", "strides", "padding", "activation", "pool", "dropout", "units")} | {
    "kernel_size": "kernel",
    "pool_size": "window",
}
_BETWEEN = re.compile(r"\s*[x×,;]\s*")


def form_of(model: ModelSpec) -> Form:
    """Returns the form that shows a net."""
    return {
        "blocks": [
            {
                "filters": str(block.filters),
                "kernel": _size(block.kernel_size),
                "strides": _size(block.strides),
                "padding": block.padding,
                "norm": block.has_batch_norm,
                "activation": block.activation,
                "pool": block.pool if block.pool_size else NO_POOL,
                "window": _size(block.pool_size or (2, 2)),
                "dropout": _decimal(block.dropout),
            }
            for block in model.blocks
        ],
        "dense": [
            {"units": str(dense.units), "activation": dense.activation, "dropout": _decimal(dense.dropout)}
            for dense in model.dense
        ],
        "logits": model.has_logits,
        "stddev": "" if model.kernel_stddev is None else _decimal(model.kernel_stddev),
    }


def read_form(form: object) -> ModelSpec:
    """Returns the net that a form describes: the course's own where it is that.

    Args:
        form: As `form_of` returns it, with other texts in it, or nonsense.

    Raises:
        SpecError: What stands in it makes no net; the sentence names the layer.
    """
    found = form if isinstance(form, Mapping) else {}
    blocks, dense = _rows(found, "blocks", MOST_BLOCKS), _rows(found, "dense", MOST_DENSE)
    spread = _text(found, "stddev")
    choices: dict[str, Any] = {
        "blocks": tuple(map(_block, blocks)),
        "dense": tuple(map(_dense, dense)),
        "has_logits": found.get("logits") is not False,
        "kernel_stddev": _number(spread) if spread else None,
    }
    model = ModelSpec(name=OWN_NAME, **choices)
    return read_model(write_model(model))


def refused_place(message: str) -> tuple[Part, int, str] | None:
    """Returns where in a form stands what a refusal by `read_form` is about.

    Args:
        message: The sentence, which begins with the layer and the choice, as in "pool2: pool_size is".

    Returns:
        `"block"` or `"dense"`, its number from 1 on and the field; None where the sentence is about the whole net.
    """
    found = _REFUSED.match(message)
    if found is None or found["choice"] not in _CHOICES:
        return None
    return "dense" if found["kind"] == "dense" else "block", int(found["number"]), _CHOICES[found["choice"]]


def _block(row: Mapping[str, object]) -> ConvBlock:
    # What is no number stays the text that it is, and the net refuses it in a sentence that quotes it.
    pool = _text(row, "pool")
    choices: dict[str, Any] = {
        "filters": _whole(_text(row, "filters")),
        "kernel_size": _pair(_text(row, "kernel")),
        "strides": _pair(_text(row, "strides")),
        "padding": _text(row, "padding"),
        "activation": _text(row, "activation"),
        "pool_size": None if pool == NO_POOL else _pair(_text(row, "window")),
        "pool": pool,
        "has_batch_norm": row.get("norm") is True,
        "dropout": _number(_text(row, "dropout") or "0"),
    }
    return ConvBlock(**choices)


def _dense(row: Mapping[str, object]) -> DenseBlock:
    choices: dict[str, Any] = {
        "units": _whole(_text(row, "units")),
        "activation": _text(row, "activation"),
        "dropout": _number(_text(row, "dropout") or "0"),
    }
    return DenseBlock(**choices)


def _rows(form: Mapping[str, object], name: str, most: int) -> list[Mapping[str, object]]:
    """Returns the rows of a form, at most one more than are allowed: the net says that they are too many."""
    rows = form.get(name)
    return [row for row in rows if isinstance(row, Mapping)][: most + 1] if isinstance(rows, list) else []


def _text(row: Mapping[str, object], name: str) -> str:
    return str(row.get(name, "")).strip()[:_MOST_CHARACTERS]


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() else text


def _pair(text: str) -> Pair | str:
    sides = [_whole(part) for part in _BETWEEN.split(text)]
    rows, columns = sides[0], sides[-1]
    if len(sides) <= 2 and isinstance(rows, int) and isinstance(columns, int):
        return rows, columns
    return text


def _number(text: str) -> float | str:
    """Returns a number, whose decimals may stand behind a comma, or a percentage."""
    try:
        if text.endswith("%"):
            return float(text[:-1].replace(",", ".")) / 100
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _size(size: Pair) -> str:
    return f"{size[0]}" if size[0] == size[1] else f"{size[0]} × {size[1]}"


def _decimal(number: float) -> str:
    return repr(number).removesuffix(".0")
