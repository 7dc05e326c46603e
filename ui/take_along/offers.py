"""What can be taken along of a state: programs and files, each made when it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn_core.arithmetic.operations import Operation
from cnn_core.errors import SpecError
from cnn_core.exports.keras_programs import keras_program
from cnn_core.exports.numpy_programs import numpy_program
from cnn_core.exports.operation_files import operation_csv, operation_npz, operation_png
from cnn_core.exports.operation_source import operation_name

KEY = "take_along"
"""Of the panel."""
_OFFERS = "take_along_offers"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What can be made of a state.

    Attributes:
        stem: What its files are called, without their endings.
        programs: By the library that each is written in.
        files: By their endings.
        more: Files of a name of their own, by their labels' keys.
        code: The key of what is said above the programs.
    """

    stem: str
    programs: Mapping[str, Callable[[], bytes | str]] = field(default_factory=dict)
    files: Mapping[str, Callable[[], bytes | str]] = field(default_factory=dict)
    more: Mapping[str, tuple[str, Callable[[], bytes | str]]] = field(default_factory=dict)
    code: str = "code"


Offers = Callable[[], Mapping[str, Offer]]
"""Makes what a page offers, by the names of what it is made of; one alone may have none."""


def offer(offers: Offers) -> None:
    """Says what can be made of what the page shows; where the panel is open already, it is shown anew.

    Args:
        offers: Called when somebody looks.
    """
    st.session_state[_OFFERS] = offers
    context = get_script_run_ctx()
    if st.session_state.get(KEY) and context and context.fragment_ids_this_run:
        st.rerun()


def offered() -> Mapping[str, Offer]:
    """Returns what can be made of what the page shows."""
    offers: Offers = st.session_state.get(_OFFERS, dict)
    return offers()


def forget_offers() -> None:
    """Says that nothing can be made of what the page shows."""
    st.session_state.pop(_OFFERS, None)


def operation_offers(operations: Operation | Mapping[str, Operation | SpecError]) -> dict[str, Offer]:
    """Returns what can be made of an operation, or of several side by side.

    Args:
        operations: One, or several by their names; what is an error instead is left out.
    """
    if not isinstance(operations, Mapping):
        operations = {"": operations}
    return {name: _offer(each) for name, each in operations.items() if not isinstance(each, SpecError)}


def _offer(operation: Operation) -> Offer:
    padding = operation.spec.padding if isinstance(operation.spec.padding, str) else "explicit"
    sizes = ("x".join(map(str, values.shape)) for values in (operation.image, operation.output))
    return Offer(
        stem=f"{operation_name(operation)}_{padding}_{'_to_'.join(sizes)}",
        programs={"keras": partial(keras_program, operation), "numpy": partial(numpy_program, operation)},
        files={
            "png": partial(operation_png, operation),
            "csv": partial(operation_csv, operation),
            "npz": partial(operation_npz, operation),
        },
    )
