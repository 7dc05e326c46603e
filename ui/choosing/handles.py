"""The handles of an operation, on the page or ahead of it.

What one handle leaves to the others is said once, against `Handles`. On the page they are sliders. Ahead of the
page's script, which follows when the hand rests, they are the same numbers with a few of them moved.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal

import streamlit as st

from ui.choosing.address import leave_address
from ui.choosing.live_slider import kept_under, live_slider, settle, slider_data


class OtherHandlesError(Exception):
    """What was moved brings other handles than the page has, so that its script has to draw them."""


class Handles(ABC):
    """Handles, each for a whole number."""

    def slide(
        self,
        label: str,
        least: int,
        most: int,
        default: int | None = None,
        *,
        key: str,
        width: int | None = None,
        hint: str = "",
    ) -> int:
        """Returns where a handle stands; see `live_slider`."""
        return self._stand(label, (least, most), least if default is None else default, key, width, hint)

    @abstractmethod
    def _stand(
        self, label: str, ends: tuple[int, int], default: int, key: str, width: int | None, hint: str
    ) -> int: ...

    @abstractmethod
    def leave(self, *keys: str) -> None:
        """Has no handle under these keys."""

    @abstractmethod
    def group(self, kind: Literal["row", "place"]) -> AbstractContextManager[Any]:
        """Returns a place for some of them: a row, or one that is filled later."""


class Sliders(Handles):
    """The handles on the page."""

    def __init__(self) -> None:
        self._keys: list[str] = []

    def _stand(
        self, label: str, ends: tuple[int, int], default: int, key: str, width: int | None, hint: str
    ) -> int:
        self._keys.append(key)
        return live_slider(label, *ends, default, key=key, width=width, hint=hint)

    def leave(self, *keys: str) -> None:
        """See `Handles`."""
        leave_address(*keys)

    def group(self, kind: Literal["row", "place"]) -> AbstractContextManager[Any]:
        """See `Handles`."""
        return st.container(width="content") if kind == "place" else st.container(horizontal=True, gap="medium")

    @property
    def kept(self) -> dict[str, dict[str, Any]]:
        """What the session keeps of each that is shown, by its key."""
        state = st.session_state
        return {key: {name: state[name] for name in kept_under(key)} for key in self._keys}


class MovedHandles(Handles):
    """The same handles without a page, some of them moved.

    Args:
        kept: What `Sliders.kept` has of those on the page.
        moved: Where each that was moved stands, by its key.

    Raises:
        OtherHandlesError: The page has no such handle; `slide` raises it too.
    """

    def __init__(self, kept: Mapping[str, Mapping[str, Any]], moved: Mapping[str, float]) -> None:
        self._expected = set(kept)
        self._state = {name: value for each in kept.values() for name, value in each.items()}
        if not self._expected.issuperset(moved):
            raise OtherHandlesError
        self._state.update(moved)
        self.sliders: dict[str, dict[str, Any]] = {}
        """What the browser is told of each, by its key."""
        self.address: dict[str, str] = {}
        """What the address will say of each; an empty text is the default."""

    def _stand(
        self, label: str, ends: tuple[int, int], default: int, key: str, width: int | None, hint: str
    ) -> int:
        if key not in self._expected:
            raise OtherHandlesError
        value = settle(self._state, key, (*ends, 1), default)
        self.sliders[key] = slider_data(label, (*ends, 1), value, hint)
        self.address[key] = "" if value == default else f"{value:g}"
        return round(value)

    def leave(self, *keys: str) -> None:
        """See `Handles`."""

    def group(self, kind: Literal["row", "place"]) -> AbstractContextManager[Any]:
        """See `Handles`."""
        return nullcontext()

    def require_all(self) -> None:
        """Makes sure that each of the page's handles still has its place.

        Raises:
            OtherHandlesError: One has none any more.
        """
        if len(self.sliders) != len(self._expected):
            raise OtherHandlesError
