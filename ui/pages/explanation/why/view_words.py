"""The words of the views of strokes, channels and neighbours, for the scripts that show them."""

from typing import Any

from cnn_core.live.why_strokes import METHODS, ZONES
from cnn_core.text import t

_STROKES = (
    *(
        "lead",
        "lead_for",
        "lead_against",
        "and",
        "unscaled",
        "blank",
        "picture",
        "pixel",
        "complete",
        "all_against",
    ),
    *("check", "check_help", "random"),
    *("patch", "stride", "patch_label", "stride_label", "layer_label"),
)
_RANKING = (
    *("lead", "blank", "layer", "bars", "hint", "maps", "stays", "turns"),
    *("select", "switch", "turn_off", "turn_on", "off"),
)
_SPACE = ("lead", "blank", "unscaled", "plot", "nearest", "held_out", "caution")
_VERDICTS = ("changes", "same", "places", "constant")
_GROUPS = ("off", "for", "against")


def view_words() -> dict[str, dict[str, Any]]:
    """Returns the words by view; what stands in braces the scripts fill in."""
    words: dict[str, dict[str, Any]] = {
        "strokes": {name: t(f"strokes.{name}") for name in _STROKES},
        "ranking": {name: t(f"ranking.{name}") for name in _RANKING},
        "space": {name: t(f"space.{name}") for name in _SPACE},
    }
    words["strokes"]["zones"] = [t(f"strokes.zones.{zone}") for zone in range(ZONES**2)]
    words["strokes"]["verdicts"] = {name: t(f"strokes.verdicts.{name}") for name in _VERDICTS}
    words["strokes"]["methods"] = {
        method: {part: t(f"strokes.methods.{method}.{part}") for part in ("title", "meaning")} for method in METHODS
    }
    words["ranking"]["groups"] = {name: t(f"ranking.groups.{name}") for name in _GROUPS}
    return words
