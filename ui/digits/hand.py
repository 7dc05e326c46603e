"""What a canvas has told the page's script: the drawing, a picture that was dropped on it, the selected cell."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnn_core.settings import settings
from cnn_core.text import words
from ui.digits.dropped import dropped
from ui.serving import megabytes


@dataclass(frozen=True)
class DroppedPicture:
    """A picture that was dropped on the canvas or pasted.

    Attributes:
        file: The file's name.
        name: What it is called here.
    """

    file: str
    name: str

    @property
    def data(self) -> bytes | None:
        """The file; None where the server has forgotten it."""
        return dropped().get(self.name)


@dataclass(frozen=True, eq=False)
class LabState:
    """What the component has told the page's script.

    Attributes:
        drawing: The drawing when the last stroke ended, a grey PNG; None while the canvas is empty.
        strokes: The same drawing as an address holds it (`ui.digits.strokes`).
        heard: The number of the last wish for a drawing that the canvas has followed.
        picture: The picture that was dropped or pasted last.
        selected: The cell that was selected last: `net`, `layer`, `channel`, `row`, `column`.
    """

    drawing: bytes | None
    picture: DroppedPicture | None
    selected: dict[str, Any] | None
    strokes: str = ""
    heard: int = 0


def lab_state(key: str) -> LabState:
    """Returns what the component with a key has told, before it is shown in this run."""
    state = st.session_state.get(key)
    if not isinstance(state, Mapping):
        state = {}
    selected = state.get("selected")
    drawn = state.get("drawing")
    if not isinstance(drawn, Mapping):
        drawn = {}
    heard = drawn.get("heard")
    return LabState(
        drawing=_data_of(drawn.get("png")),
        strokes=str(drawn.get("strokes", "")),
        heard=heard if type(heard) is int else 0,
        picture=_picture_of(state.get("picture")),
        selected=selected if isinstance(selected, dict) else None,
    )


def hand_words() -> dict[str, str]:
    """Returns what every canvas and its answer say; what stands in braces the scripts fill in."""
    return words("hand", most=megabytes(settings().picture_bytes))


def _picture_of(told: Any) -> DroppedPicture | None:
    match told:
        case {"file": str(file), "name": str(name)}:
            return DroppedPicture(file, name)
    return None


def _data_of(url: Any) -> bytes | None:
    """Returns the bytes of a `data:` address."""
    if not isinstance(url, str):
        return None
    try:
        return base64.b64decode(url.partition(",")[2], validate=True) or None
    except binascii.Error:
        return None
