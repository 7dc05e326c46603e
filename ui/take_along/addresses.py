"""Addresses of the page in its present state: the long one, a short one, and the state that both lead to."""

from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from cnn_core.store.links import LinkedState, ShortLink
from ui.choosing.aside import asides, held, is_link_gone
from ui.choosing.camera import is_trusted
from ui.languages import LANGUAGE_NAME
from ui.short_links import ADDRESS, PATH

MOST_CHARACTERS = 2000
"""Of a link: what is longer is cut by one program or another on its way."""

_PAGE = "page_path"


def enter_page(path: str) -> None:
    """Says which page runs, before it does.

    Args:
        path: Its path in the app; empty for the start page.
    """
    st.session_state[_PAGE] = path


def page_link() -> str | None:
    """Returns the address of the page in its present state, as its browser sees it; None without a browser."""
    address = st.context.url
    if address is None:
        return None
    query = [*_query(), *_held_by()]
    return f"{address}?{_encoded(query)}" if query else address


def short_address(link: ShortLink) -> str:
    """Returns the address of a short link, as the browser sees the app."""
    page = st.session_state.get(_PAGE, "")
    address = (st.context.url or "").removesuffix("/").removesuffix(page)
    return f"{address.removesuffix('/')}/{PATH}/{link.name}"


def state_here(*, with_pictures: bool) -> LinkedState:
    """Returns the page's state; what makes an address too long is held by the link.

    Args:
        with_pictures: Whether what somebody brought is part of it.
    """
    query = _query()
    kept = {
        key: value
        for key, aside in asides().items()
        if (with_pictures or not aside.is_picture) and (value := aside.read()) is not None
    }
    while len(_encoded(query)) > MOST_CHARACTERS:
        longest = max(query, key=lambda each: len(each[1]))
        query.remove(longest)
        kept[longest[0]] = longest[1].encode()
    return LinkedState(page=st.session_state.get(_PAGE, ""), query=tuple(query), held=tuple(sorted(kept.items())))


def is_for_this_machine_alone(address: str) -> bool:
    """Whether an address leads nowhere on another machine."""
    return urlsplit(address).scheme == "http" and is_trusted(address)


def _query() -> list[tuple[str, str]]:
    params = st.query_params
    return [
        (name, value) for name in params if name not in (ADDRESS, LANGUAGE_NAME) for value in params.get_all(name)
    ]


def _held_by() -> list[tuple[str, str]]:
    """Returns the short link that the page shows something of."""
    name = st.query_params.get(ADDRESS)
    is_of_use = name is not None and not is_link_gone() and any(held(key) is not None for key in asides())
    return [(ADDRESS, str(name))] if is_of_use else []


def _encoded(query: list[tuple[str, str]]) -> str:
    return urlencode(query, quote_via=quote, safe=",;")
