"""Every trained net in a table; each leads to its results, to why it answers and to its training."""

import time
from collections.abc import Callable, Iterable
from html import escape

import streamlit as st

from cnn_core.nets.training_text import training_text
from cnn_core.store.store import StoredNet
from cnn_core.text import percent, t, words
from ui.choosing.links import PageLink, show_linked
from ui.nets.titles import ADDRESS, made_of, net_title

_PAGES = {"results": "results.py", "why": "explanation.py", "training": "training.py"}
_LEAST_IN_MEGABYTES = 100_000  # bytes


def show_nets(entries: Iterable[StoredNet], *, key: str, take: Callable[[str], None]) -> None:
    """Shows the table.

    Args:
        entries: The nets.
        key: The widget's.
        take: Called with the text of a net whose results are asked for.
    """
    st.header(t("results.stored"), anchor=False)
    rows: list[str] = []
    links: dict[str, PageLink] = {}
    for entry in entries:
        text = training_text(entry.net)
        ways = {name: PageLink(page=page, query={ADDRESS: text}) for name, page in _PAGES.items()}
        links |= {way.address: way for way in ways.values()}
        rows.append(_row(entry, ways))

    def stay(link: PageLink) -> bool:
        is_here = link.page == _PAGES["results"]
        if is_here:
            take(link.query[ADDRESS])
        return is_here

    heads = "".join(f"<th>{escape(head)}</th>" for head in (*words("results.column").values(), ""))
    table = f'<table class="layers"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    show_linked(table, links, key=key, take=stay)


def _row(entry: StoredNet, ways: dict[str, PageLink]) -> str:
    title, net = net_title(entry.net), entry.net
    _, *heads = words("results.column").values()
    saved = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.saved))
    cells = (
        t("results.recipe", epochs=net.recipe.epochs, batch=net.recipe.batch_size),
        str(net.seed),
        percent(entry.report.held_out_accuracy or 0.0),
        t("results.came") if entry.is_shipped else saved,
        size_said(entry.size),
    )
    said = "".join(
        f'<td data-label="{escape(head)}">{escape(cell)}</td>' for head, cell in zip(heads, cells, strict=True)
    )
    name = ways["results"].opening(t("results.open_results", net=title), starts_at_top=True)
    further = "".join(
        f"{ways[way].opening(t(f'results.open_{way}', net=title))}{escape(t(f'results.{way}'))}</a>"
        for way in ("why", "training")
    )
    small = f"<small>{escape(made_of(net))}</small>" if title != made_of(net) else ""
    return f'<tr><th scope="row">{name}{escape(title)}</a>{small}</th>{said}<td class="ways">{further}</td></tr>'


def size_said(count: int) -> str:
    """Says how many bytes an entry takes."""
    if count < _LEAST_IN_MEGABYTES:
        return t("results.kilobytes", size=f"{count / 1e3:.0f}")
    return t("results.megabytes", size=f"{count / 1e6:.1f}")
