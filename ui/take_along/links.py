"""The links of a state: the long one, a short one that is made on request, and its code to be scanned."""

import io
import time

import segno
import streamlit as st

from cnn_core.errors import StoreError
from cnn_core.store.links import ShortLink
from cnn_core.text import t
from ui.choosing.aside import asides
from ui.display.inline_text import inline_markdown
from ui.owner import this_owner
from ui.short_links import pace, short_links
from ui.take_along.addresses import (
    MOST_CHARACTERS,
    is_for_this_machine_alone,
    page_link,
    short_address,
    state_here,
)
from ui.take_along.link_field import link_field

MOST_SCANNED = 300
"""Characters of a link whose code is still read from across a room."""
_CODE_SIDE = 148  # pixels
_DOT = 8  # pixels, of a code that is saved
_MADE = "short_link_made"
_OWNER = "short_link_owner"
_TROUBLE = "short_link_trouble"


def show_links(key: str) -> str | None:
    """Shows the links and returns the shortest that there is; None without a browser.

    Args:
        key: What the widgets' keys begin with.
    """
    link = page_link()
    if link is None:
        return None
    with st.container(horizontal=True, gap="medium"):
        with st.container(gap="small", key=f"{key}_links"):
            link_field(link, t("take_along.link"), key=f"{key}_link")
            short = _short(link, key)
        shortest = short_address(short) if short else link
        with st.container(width=_CODE_SIDE, gap="xsmall", horizontal_alignment="center"):
            _qr(shortest, key)
    if is_for_this_machine_alone(link):
        st.caption(t("take_along.only_here"))
    return shortest


def _short(link: str, key: str) -> ShortLink | None:
    """Shows what the long link lacks, the short link to the state where there is one, and how to make it."""
    pictures = any(aside.is_picture for aside in asides().values())
    if pictures:
        st.caption(t("take_along.lacks_picture"))
    elif asides():
        st.caption(t("take_along.lacks_drawing"))
    elif len(link) > MOST_CHARACTERS:
        st.caption(t("take_along.too_long"))
    with_pictures = pictures and st.checkbox(t("take_along.with_picture"), key=f"{key}_with_picture")
    made: tuple[int, ShortLink] | None = st.session_state.get(_MADE)
    short = made[1] if made and made[0] == hash(state_here(with_pictures=with_pictures)) else None
    if short:
        link_field(short_address(short), t("take_along.short"), key=f"{key}_short")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(inline_markdown(t("take_along.until", day=_day(short))), width="content")
            _withdraw_button(short, f"{key}_withdraw")
    else:
        st.button(t("take_along.make"), key=f"{key}_make", on_click=_make, args=(with_pictures,))
    if trouble := st.session_state.pop(_TROUBLE, None):
        st.warning(inline_markdown(trouble))
    _others(short, key)
    return short


def _others(shown: ShortLink | None, key: str) -> None:
    """Shows the browser's other short links, which can be withdrawn from any page."""
    others = [link for link in short_links().own(_owner()) if shown is None or link.name != shown.name]
    if not others:
        return
    with st.expander(inline_markdown(t("take_along.own", count=len(others))), key=f"{key}_own"):
        for link in others:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                address = short_address(link)
                st.page_link(address, label=inline_markdown(address), width="content")
                st.caption(inline_markdown(t("take_along.until", day=_day(link))), width="content")
                _withdraw_button(link, f"{key}_withdraw_{link.name}")


def _withdraw_button(link: ShortLink, key: str) -> None:
    st.button(t("take_along.withdraw"), key=key, type="tertiary", on_click=_withdraw, args=(link,))


def _make(with_pictures: bool) -> None:
    state = state_here(with_pictures=with_pictures)
    try:
        pace().count(st.context.ip_address, sum(len(value) for _, value in state.held))
        st.session_state[_MADE] = (hash(state), short_links().make(state, owner=_owner()))
    except StoreError as error:
        st.session_state[_TROUBLE] = str(error)


def _withdraw(link: ShortLink) -> None:
    try:
        short_links().withdraw(link.name, owner=_owner())
    except StoreError as error:
        st.session_state[_TROUBLE] = str(error)
        return
    made = st.session_state.get(_MADE)
    if made and made[1].name == link.name:
        del st.session_state[_MADE]


def _owner() -> str:
    """Returns whose links these are; a browser without a name owns what it makes as long as its page is open."""
    name: str = st.session_state.setdefault(_OWNER, this_owner())
    return name


def _qr(link: str, key: str) -> None:
    """Shows a link's code, dark on white in every theme: scanners want it so."""
    if len(link) > MOST_SCANNED:
        st.caption(t("take_along.no_code"))
        return
    code = segno.make(link, error="m", micro=False)
    picture = code.svg_data_uri(scale=4, border=3, light="#fff")
    st.html(f'<img src="{picture}" alt="{t("take_along.code_alt")}" width="{_CODE_SIDE}" height="{_CODE_SIDE}">')

    def saved() -> bytes:
        file = io.BytesIO()
        code.save(file, kind="png", scale=_DOT, border=4)
        return file.getvalue()

    st.download_button(
        t("take_along.save_code"),
        saved,
        "link.png",
        "image/png",
        key=f"{key}_code",
        on_click="ignore",
        type="tertiary",
    )


def _day(link: ShortLink) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(link.until))
