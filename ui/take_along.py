"""Take it along: a page's state as a link, as programs, as a picture and as numbers.

Nothing is made before it is asked for: the programs when somebody looks at them, the files when they are saved.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote, urlencode

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from cnn_core.arithmetic.operations import Operation
from cnn_core.errors import SpecError
from cnn_core.exports.keras_programs import keras_program
from cnn_core.exports.numpy_programs import numpy_program
from cnn_core.exports.operation_files import operation_csv, operation_npz, operation_png
from cnn_core.exports.operation_source import operation_name
from cnn_core.text import t
from ui.display.inline_text import inline_markdown

_MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "npz": "application/octet-stream",
    "py": "text/x-python",
}
_CODE_HEIGHT = 420  # pixels


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
    programs: Mapping[str, Callable[[], bytes | str]]
    files: Mapping[str, Callable[[], bytes | str]]
    more: Mapping[str, tuple[str, Callable[[], bytes | str]]] = field(default_factory=dict)
    code: str = "code"


def take_along_panel(key: str) -> ExpanderContainer:
    """Shows the row that opens, for `take_along` to fill; a fragment that follows a handle need not hold it.

    Args:
        key: Unique on the page.
    """
    return st.expander(t("take_along.title"), key=f"{key}_along", on_change="rerun")


def take_along(
    operations: Operation | Mapping[str, Operation | SpecError], panel: ExpanderContainer, *, key: str
) -> None:
    """Shows in a panel, if it is open, what can be taken along of an operation, or of several side by side.

    Args:
        operations: One, or several by their names; what is an error instead is left out.
        panel: Made by `take_along_panel`.
        key: The panel's.
    """
    if not panel.open:
        return
    if not isinstance(operations, Mapping):
        operations = {"": operations}
    carried_out = {name: each for name, each in operations.items() if not isinstance(each, SpecError)}
    with panel:
        show_offers({name: _offer(operation) for name, operation in carried_out.items()}, key)


def page_link() -> str | None:
    """Returns the address of the page in its present state, as its browser sees it; None without a browser."""
    address = st.context.url
    if address is None:
        return None
    state = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    return f"{address}?{urlencode(state, quote_via=quote, safe=',;')}" if state else address


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


@st.fragment  # what is chosen here computes nothing else anew
def show_offers(offers: Mapping[str, Offer], key: str) -> None:
    """Shows offers in the panel that is open.

    Args:
        offers: By the names of what they are made of; one alone may have none.
        key: The panel's.
    """
    files, code = st.columns([2, 3], gap="large")
    with files:
        if link := page_link():
            st.markdown(f"**{t('take_along.link')}**")
            st.code(link, language=None, wrap_lines=True)
        name = _choose(list(offers), f"{key}_along_which")
        _files(offers[name], key)
    with code:
        _code(offers[name], key)


def _choose(names: list[str], key: str) -> str:
    if len(names) == 1:
        return names[0]
    if st.session_state.get(key) not in names:  # what was chosen is an error now
        st.session_state[key] = names[0]
    return st.segmented_control(t("take_along.which"), names, required=True, key=key) or names[0]


def _files(offer: Offer, key: str) -> None:
    st.markdown(f"**{t('take_along.files')}**")
    with st.container(horizontal=True, gap="small"):
        for ending, make in offer.files.items():
            _download(t(f"take_along.{ending}"), make, f"{offer.stem}.{ending}", key=f"{key}_along_{ending}")
        for label, (name, make) in offer.more.items():
            _download(t(f"take_along.{label}"), make, name, key=f"{key}_along_{label}")


def _code(offer: Offer, key: str) -> None:
    st.markdown(f"**{t(f'take_along.{offer.code}')}**")
    labels = [t(f"take_along.{library}") for library in offer.programs]
    tabs = st.tabs(labels, key=f"{key}_along_library", on_change="rerun")
    for tab, (library, make) in zip(tabs, offer.programs.items(), strict=True):
        if tab.open:
            with tab:
                with st.container(height=_CODE_HEIGHT, border=False):  # not the code's own: no key would scroll it
                    st.code(make(), "python", wrap_lines=True)
                name = f"{offer.stem}_{library}.py"
                _download(t("take_along.program"), make, name, key=f"{key}_along_{library}")


def _download(label: str, make: Callable[[], bytes | str], name: str, *, key: str) -> None:
    mime = _MIME[name.rpartition(".")[2]]
    st.download_button(
        inline_markdown(label), make, name, mime, key=key, on_click="ignore", icon=":material/download:"
    )
