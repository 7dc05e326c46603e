"""What a spec is hashed and stored as, so that a spec which gains a choice keeps the weights it has.

A field that came later is marked with `later` and left out of the record while it is at its default.
"""

from collections.abc import Mapping
from dataclasses import Field, field, fields, is_dataclass
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

_Spec = TypeVar("_Spec")

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


def read_record(kind: type[_Spec], record: object) -> _Spec:
    """Returns the spec that a record tells of, as `spec_record` made it, through JSON too.

    Args:
        kind: The spec's dataclass.
        record: What was kept of it.

    Raises:
        ValueError: The record is none of such a spec (`SpecError`: of one that is not allowed).
    """
    try:
        spec: _Spec = _read(kind, record)
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error
    return spec


def _read(kind: Any, record: Any) -> Any:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        if not isinstance(record, Mapping):  # what has one field left to tell
            record = {next(each.name for each in fields(kind) if not each.metadata.get(_LATER)): record}
        return kind(**{name: _read(hints[name], value) for name, value in record.items()})  # type: ignore[operator]
    kinds = get_args(kind)
    if not isinstance(record, list | tuple):
        return record if record is None or NoneType not in kinds else _read(kinds[0], record)
    if NoneType in kinds:
        return _read(kinds[0], record)
    if not kinds:
        return tuple(record)
    each = kinds[:1] * len(record) if kinds[-1] is Ellipsis else kinds
    return tuple(_read(part, value) for part, value in zip(each, record, strict=True))


def _tells(spec: object, each: "Field[Any]") -> bool:
    return not (each.metadata.get(_LATER) and getattr(spec, each.name) == each.default)
