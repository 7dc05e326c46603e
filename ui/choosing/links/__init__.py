"""Links to pages of the app inside HTML of our own, followed without a new session.

What Streamlit shows as HTML may hold a plain link, but a browser that follows one loads the app anew, and what was
drawn and chosen is gone. Here the browser tells the page's script, which opens the other page. With Ctrl, Shift or
the middle button it stays a link like any other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

import streamlit as st

from ui.choosing.told import told
from ui.scripts import loader

_linked = st.components.v2.component(
    "convscope_linked", html="<div data-root></div>", js=loader("choosing/links/links.js"), isolate_styles=False
)


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """Where a link leads.

    Attributes:
        page: The page's file, such as `"results.py"`.
        query: Its address.
    """

    page: str
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address, seen from any page of the app but the first."""
        return f"{self.page.removesuffix('.py')}?{urlencode(self.query)}"

    def opening(self, title: str, *, starts_at_top: bool = False) -> str:
        """Returns the opening tag of the link.

        Args:
            title: What the pointer is told, and a screen reader instead of what the link holds.
            starts_at_top: Whether the page is then shown from its top, where it is this page itself.
        """
        said, top = escape(title), " data-top" if starts_at_top else ""
        return f'<a href="{escape(self.address)}" title="{said}" aria-label="{said}"{top}>'


def show_linked(
    html: str, links: Mapping[str, PageLink], *, key: str, take: Callable[[PageLink], bool] | None = None
) -> None:
    """Shows HTML, and opens what is chosen of its links.

    Args:
        html: Escaped; the styles of the page apply to it.
        links: By their addresses; what is not among them is not followed.
        key: The widget's.
        take: Called with a link, and returns whether it was for this page itself, which then stays open.
    """
    state, wish = st.session_state, f"{key}_wish"
    if link := state.pop(wish, None):
        st.switch_page(link.page, query_params=link.query)

    def follow() -> None:
        link = links.get(_followed(key))
        if link and not (take and take(link)):
            state[wish] = link

    _linked(key=key, data={"html": html}, on_followed_change=follow)


def _followed(key: str) -> str:
    match told(key, "followed"):
        case [str(address), _]:
            return address
    return ""
