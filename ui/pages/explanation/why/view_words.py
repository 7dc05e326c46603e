"""The words of the views of strokes, channels and neighbours, for the scripts that show them."""

from typing import Any

from cnn_core.live.why_strokes import METHODS
from cnn_core.text import words


def view_words() -> dict[str, dict[str, Any]]:
    """Returns the words by view; what stands in braces the scripts fill in."""
    return {
        "strokes": words("strokes")
        | {
            "zones": list(words("strokes.zones").values()),
            "verdicts": words("strokes.verdicts"),
            "methods": {method: words(f"strokes.methods.{method}") for method in METHODS},
        },
        "ranking": words("ranking") | {"groups": words("ranking.groups")},
        "space": words("space"),
    }
