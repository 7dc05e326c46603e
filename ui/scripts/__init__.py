"""The scripts of the project's own components: modules from the app's own route, and the loader that fetches them.

Streamlit sends a component's script again with each of its updates, so that it is the loader alone. A module that
components share lies in this folder.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent

_TOP = _HERE.parent
MODULES = {file.relative_to(_TOP).as_posix(): file for file in sorted(_TOP.rglob("*.js"))}
"""All modules by their paths below `ui`, which their addresses end in: a module finds another as on the disk."""

HAND_SHEET = (_HERE / "hand.css").read_text("utf-8")
"""The style of the canvas for a digit and of the bars of an answer (`drawing.js`, `bars.js`)."""

CURVES_SHEET = (_HERE / "curves.css").read_text("utf-8")
"""The style of a training's curves (`curves.js`)."""

LESSONS_SHEET = (_HERE / "lessons.css").read_text("utf-8")
"""The style of how far one is in a lesson, and of what is pressed and typed there."""


def loader(module: str) -> str:
    """Returns the script that shows a component.

    Args:
        module: Where its class is, such as `lab/lab.js`: the default export, made with the component's root
            element, the app's address and the component, which has `update(component)` and `stop()`.
    """
    return (_HERE / "loader.js").read_text("utf-8").replace("MODULE", f"scripts/{version()}/{module}")


@lru_cache(maxsize=1)
def version() -> str:
    """Returns a name for the modules as they are now, so that a browser may keep them for ever."""
    digest = hashlib.sha256()
    for file in MODULES.values():
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
