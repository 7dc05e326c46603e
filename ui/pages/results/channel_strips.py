"""A net's channels as strips of squares, a layer a line: which are zero for a digit, and which for all of them."""

from collections.abc import Iterator, Mapping
from html import escape

from cnn_core.text import t


def strips(
    counts: Mapping[str, int], quiet: Mapping[str, tuple[int, ...]], dead: Mapping[str, tuple[int, ...]]
) -> str:
    """Returns the strips as HTML; `results.css` belongs to it.

    Args:
        counts: How many channels each layer has.
        quiet: Those that are zero for one digit.
        dead: Those that are zero for every digit.
    """
    lines = "".join(
        f'<div><b>{escape(name)}</b><span class="said">{escape(_said(len(quiet[name]), len(dead[name]), count))}'
        f'</span><span class="strip" role="img" aria-label="{escape(_alt(name, quiet[name], dead[name]))}">'
        f"{''.join(_squares(name, count, set(quiet[name]), set(dead[name])))}</span></div>"
        for name, count in counts.items()
    )
    key = "".join(f"<span><i class={kind}></i>{t(f'results.{kind}')}</span>" for kind in ("live", "quiet", "dead"))
    return f'<div class="channels"><div class="key">{key}</div>{lines}</div>'


def _said(quiet: int, dead: int, count: int) -> str:
    return t("results.of_channels", quiet=quiet, dead=dead, count=count)


def _alt(name: str, quiet: tuple[int, ...], dead: tuple[int, ...]) -> str:
    numbers = {"quiet": ", ".join(map(str, quiet)) or "–", "dead": ", ".join(map(str, dead)) or "–"}
    return t("results.channels_alt", layer=name, **numbers)


def _squares(name: str, count: int, quiet: set[int], dead: set[int]) -> Iterator[str]:
    for channel in range(count):
        kind = "dead" if channel in dead else "quiet" if channel in quiet else "live"
        said = escape(t("results.channel", layer=name, channel=channel, kind=t(f"results.{kind}")))
        yield f'<i class="{kind}" title="{said}"></i>'
