"""Where an image comes from: cells to edit, a digit, a picture that the project draws, one's own, or the camera."""

import logging
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeAlias

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnn_core.errors import ImageError
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.drawn import MOST_SIDE, PICTURE_NAMES, drawn_picture
from cnn_core.pictures.images import FORMATS
from cnn_core.text import t
from ui.choosing.address import leave_address
from ui.choosing.camera import photograph
from ui.choosing.kept import is_shown, kept, kept_option, kept_switch, select, switch
from ui.choosing.live_slider import live_slider
from ui.choosing.upload import upload_picture
from ui.display.inline_text import inline_markdown
from ui.engine import picture_reader
from ui.operations.grid_editor import choose_grids
from ui.operations.grids import Grid, GridLimits, Grids
from ui.operations.picture_text import fitted, picture_values, read_picture_text, write_picture
from ui.operations.presets import ImagePresets

PARTS = ("source", "digit", "drawn", "side", "color", "own")
"""What the names of the choices end in, behind the key."""

SOURCES = ("grid", "digit", "drawn", "own", "camera")
OWN_SOURCES = ("own", "camera")
IMAGE_LIMITS = GridLimits(noun="image", most_size=12)
STAND_IN = "scene"
LEAST_SIDE = 4
DEFAULT_SIDE = 32
PICTURES = {name: (name, False) for name in PICTURE_NAMES} | {"scene_in_color": ("scene", True)}
"""The project's own pictures that can be picked: the name of each for `drawn_picture`, and whether in colours."""


# Pixels.
_SOURCE_WIDTH = 136
_NAME_WIDTH = 166
_SLIDER = 76
_DIGITS_SLIDER = 240
_BRING_WIDTH = 360

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class GridImage:
    """An image whose numbers were chosen one by one."""

    grid: Grid


@dataclass(frozen=True, kw_only=True)
class DigitImage:
    """A held-out digit, with values from 0 to 1, as the nets read it."""

    index: int


@dataclass(frozen=True, kw_only=True)
class DrawnImage:
    """A square picture that the project draws; see `drawn_picture`."""

    name: str
    side: int
    color: bool = False


@dataclass(frozen=True, kw_only=True)
class OwnImage:
    """A picture that somebody brought.

    Attributes:
        text: The picture, for `read_picture_text`.
        side: Its longer side at most.
        color: Whether in colours, where it has some.
    """

    text: str
    side: int
    color: bool = False


ImageChoice: TypeAlias = GridImage | DigitImage | DrawnImage | OwnImage
"""What an image is made of: hashable, and all that is needed."""


@lru_cache(maxsize=64)
def image_of(choice: ImageChoice) -> NDArray[np.float32]:
    """Returns the image, `(H, W, C)` float32, not to be written to.

    All but the grid have values in 0..1; where C is 3 they are red, green and blue.
    """
    match choice:
        case GridImage():
            image = np.array(choice.grid, np.float32)[:, :, None]
        case DigitImage():
            image = load_digits().held_out_images[choice.index][:, :, None].astype(np.float32) / np.float32(255)
        case DrawnImage():
            image = np.atleast_3d(drawn_picture(choice.name, choice.side, color=choice.color))
        case OwnImage():
            picture = read_picture_text(choice.text)
            image = picture_values(fitted(picture if choice.color else picture.convert("L"), choice.side))
    image.flags.writeable = False
    return image


def choose_image_source(key: str, *, default: Grids) -> ImageChoice:
    """Shows the choice of a source, and of what comes from it.

    Args:
        key: Of the grid in session and address; every other choice has a name that begins so.
        default: The grid at first.
    """
    source_key, digit, name, side, color, own = (f"{key}_{part}" for part in PARTS)
    is_new_page = not is_shown(source_key)
    source = kept_option(source_key, SOURCES, is_new_page=is_new_page)
    is_own = source in OWN_SOURCES
    picture = kept_option(name, tuple(PICTURES), is_new_page=is_new_page, is_used=source == "drawn")
    text = kept(own, "", lambda text: _checked(own, text), is_new_page=is_new_page, is_used=is_own, is_picture=True)
    can_color = is_own and (not text or read_picture_text(text).mode == "RGB")
    has_color = kept_switch(color, is_new_page=is_new_page, is_used=can_color)
    used = {"grid": {key}, "digit": {digit}}.get(source, {side})
    leave_address(*{key, digit, side} - used)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        select(t("image_sources.source"), source_key, SOURCES, _source_name, width=_SOURCE_WIDTH)
        match source:
            case "grid":
                grids = choose_grids(key, default=default, limits=IMAGE_LIMITS, presets=ImagePresets())
                return GridImage(grid=grids[0])
            case "digit":
                return _digit(digit)
            case "drawn":
                select(t("image_sources.picture"), name, tuple(PICTURES), _picture_name, width=_NAME_WIDTH)
                drawn, is_colored = PICTURES[picture]
                return DrawnImage(name=drawn, side=_side(side), color=is_colored)
            case _:
                _bring(own, source)
                most = _side(side)
                if can_color:
                    switch(t("image_sources.color"), color)
    for said in st.session_state.pop(f"{own}_notices", ()):
        st.warning(inline_markdown(said))
    if text:
        return OwnImage(text=text, side=most, color=can_color and has_color)
    st.caption(t("image_sources.until"))
    return DrawnImage(name=STAND_IN, side=most, color=has_color)


def _source_name(source: str) -> str:
    return t(f"image_sources.{source}")


def _picture_name(name: str) -> str:
    return t(f"image_sources.pictures.{name}")


def _digit(key: str) -> DigitImage:
    most = len(load_digits().held_out_labels) - 1
    return DigitImage(index=live_slider(t("image_sources.digit_index"), 0, most, key=key, width=_DIGITS_SLIDER))


def _side(key: str) -> int:
    return live_slider(t("image_sources.side"), LEAST_SIDE, MOST_SIDE, DEFAULT_SIDE, key=key, width=_SLIDER)


def _bring(key: str, source: str) -> None:
    """Shows the button behind which a picture can be brought."""
    place = st.popover(t(f"image_sources.{source}_open"), key=f"{key}_{source}_place", on_change="rerun")
    if place.open:
        with place, st.container(width=_BRING_WIDTH):
            widget = f"{key}_{source}_file"
            take = partial(_take, key, widget)
            if source == "own":
                label = t("image_sources.file", allowed=", ".join(FORMATS))
                if refusal := upload_picture(label, key=widget, on_change=take).refusal:
                    st.warning(inline_markdown(refusal))
            else:
                photograph(t("image_sources.photo"), key=widget, on_change=take)
            st.caption(t("image_sources.privacy"))


def _take(key: str, widget: str) -> None:
    """Takes over the picture that was just brought; one that cannot be read gets a sentence and changes nothing."""
    state = st.session_state
    file = state[widget]
    if not isinstance(file, UploadedFile):  # taken away again
        return
    try:
        picture = picture_reader().picture(file.getvalue(), file.name)
    except ImageError as error:
        _log.info("picture of %d bytes refused", file.size)
        state[f"{key}_notices"] = (str(error),)
        return
    state[key] = write_picture(picture)
    state[f"{key}_notices"] = picture.notices


def _checked(key: str, text: str) -> str:
    try:
        read_picture_text(text)
    except ImageError as error:
        st.session_state[f"{key}_notices"] = (t("image_sources.not_read", reason=error),)
        raise
    return text
