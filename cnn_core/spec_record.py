"""What a spec is hashed and stored as, so that a spec which gains a choice keeps the weights it has.

A field that came later is marked with `later` and left out of the record while it is at its default.
"""

from collections.abc import Mapping
from dataclasses import Field, field, fields, is_dataclass
from typing import Any

_LATER = "later"


def later(default: Any) -> Any:
    """Returns a dataclass field that came after the first weights were made.

    Args:
        default: Its default, with which everything is as it was without the field.
    """
    return field(default=default, metadata={_LATER: True})


def spec_record(spec: object) -> Any:
    """Returns a spec as dicts, lists and plain values, equal for equal specs.

    What has one field left to tell is told as this field alone: a dense layer of nothing but units is their number,
    as it was when it had no other choice.

    Args:
        spec: A dataclass of scalars, tuples and such dataclasses.
    """
    if isinstance(spec, tuple | list):
        return [spec_record(part) for part in spec]
    if isinstance(spec, Mapping):
        return {name: spec_record(part) for name, part in spec.items()}
    if not is_dataclass(spec):
        return spec
    record = {each.name: spec_record(getattr(spec, each.name)) for each in fields(spec) if _tells(spec, each)}
    return next(iter(record.values())) if len(record) == 1 else record


def _tells(spec: object, each: "Field[Any]") -> bool:
    return not (each.metadata.get(_LATER) and getattr(spec, each.name) == each.default)
