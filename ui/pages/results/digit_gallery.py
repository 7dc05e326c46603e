"""Digits side by side, each with what it is taken for, as HTML that wraps to any width; a click asks why."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.text import t
from ui.choosing.links import PageLink, show_linked
from ui.display.pictures import data_address
from ui.nets.titles import ADDRESS


@dataclass(frozen=True, kw_only=True)
class ShownDigit:
    """A held-out digit and what is said of it.

    Attributes:
        index: Of the held-out digit.
        said: The line below it, such as `"4 → 9"`.
        more: A second, quieter line.
    """

    index: int
    said: str
    more: str = ""


def show_gallery(digits: Iterable[ShownDigit], net: TrainingSpec, *, key: str) -> None:
    """Shows digits; each opens the page that explains what a net says of it.

    Args:
        digits: The digits.
        net: The net that is asked there.
        key: The widget's.
    """
    ways = {shown: why_link(net, shown.index) for shown in digits}
    html = "".join(_digit(shown, way) for shown, way in ways.items())
    show_linked(
        f'<div class="gallery" data-walk>{html}</div>', {way.address: way for way in ways.values()}, key=key
    )


def why_link(net: TrainingSpec, index: int) -> PageLink:
    """Returns the link to why a net says what it says of a held-out digit."""
    query = {ADDRESS: training_text(net), "why_source": "pick", "why_index": str(index)}
    return PageLink(page="explanation.py", query=query)


def _digit(shown: ShownDigit, way: PageLink) -> str:
    digits = load_digits()
    title = t("results.ask_why", index=shown.index, label=digits.held_out_labels[shown.index])
    picture = f'<img src="{data_address(digits.held_out_images[shown.index])}" alt="">'
    more = f"<span>{escape(shown.more)}</span>" if shown.more else ""
    return f"{way.opening(title)}{picture}<b>{escape(shown.said)}</b>{more}</a>"
