"""Which scripts a page asks for at first: told in its head, they come at one time and not one after another."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import streamlit as st

from ui.scripts import version
from ui.scripts.bundles import SHARED

_STREAMLIT = Path(st.__file__).parent / "static"
_IMPORTED = re.compile(r"""(?:^|[;}\s])(?:import|export)\b[^;"'`(]*?["'`]\./([^"'`/]+\.js)["'`]""")

ALWAYS = ("Html", "BidiComponent", "ButtonGroup")
"""Streamlit's parts that each page has; their files have a hash behind the name."""
OF_PAGES = {
    "": ("pages/start/glimpse/glimpse.js",),
    "mnist_inspection": ("lab/lab.js",),
    "explanation": ("pages/explanation/why/why.js",),
    "training": ("lab/lab.js", "pages/training/observatory/observatory.js"),
    "toy_convolution": ("stepper/stepper.js",),
    "padding_comparison": ("stepper/stepper.js",),
    "backward": ("pages/backward/by_hand/by_hand.js",),
    "build_net": ("pages/build_net/net_editor/net_editor.js",),
}
"""Components of the app's own by the page's name in the address."""


@lru_cache(maxsize=32)
def scripts_to_come(page: str) -> tuple[str, ...]:
    """Returns the addresses of the scripts, relative to the page, without those that Streamlit's page names itself.

    Args:
        page: Its name in the address; empty for the start page.
    """
    own = OF_PAGES.get(page, ())
    index = (_STREAMLIT / "index.html").read_text("utf-8")
    files = {path.name.split(".")[0]: path.name for path in sorted((_STREAMLIT / "static" / "js").glob("*.js"))}
    parts = all_of([files[name] for name in ALWAYS if name in files])
    return (
        *(f"./static/js/{name}" for name in parts if name not in index),
        *(f"./scripts/{version()}/{module}" for module in ((SHARED, *own) if own else ())),
    )


def all_of(entries: Iterable[str]) -> list[str]:
    """Returns files of Streamlit's scripts and all that they import, each once."""
    found: dict[str, None] = {}
    waiting = list(entries)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            text = (_STREAMLIT / "static" / "js" / name).read_text("utf-8")
            waiting += _IMPORTED.findall(text)
    return list(found)
