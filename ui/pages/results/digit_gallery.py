"""Digits side by side, each with what it is taken for, as HTML that wraps to any width."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from cnn_core.pictures.digits import load_digits
from cnn_core.text import t
from ui.display.pictures import data_address


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


def gallery(digits: Iterable[ShownDigit]) -> str:
    """Returns the digits as HTML; `results.css` belongs to it."""
    return f'<div class="gallery">{"".join(map(_figure, digits))}</div>'


def _figure(shown: ShownDigit) -> str:
    held_out = load_digits()
    label = held_out.held_out_labels[shown.index]
    alt = escape(t("results.digit_alt", index=shown.index, label=label))
    picture = f'<img src="{data_address(held_out.held_out_images[shown.index])}" alt="{alt}" title="{alt}">'
    more = f"<span>{escape(shown.more)}</span>" if shown.more else ""
    return f"<figure>{picture}<figcaption><b>{escape(shown.said)}</b>{more}</figcaption></figure>"
