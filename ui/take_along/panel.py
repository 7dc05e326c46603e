"""The panel that every page has beside its title."""

from collections.abc import Callable
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.settings import settings, variable_of
from cnn_core.text import t
from ui.display.inline_text import inline_markdown
from ui.take_along.links import show_links
from ui.take_along.offers import KEY, Offer, offered

_MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "npz": "application/octet-stream",
    "py": "text/x-python",
}
_FRAME_HEIGHT = 720  # pixels


def take_along(place: DeltaGenerator) -> None:
    """Shows the panel; to be called once in a run of a page, when the page has said what it shows and offers.

    Args:
        place: Beside the page's title; `heading` returns it.
    """
    with place:
        _panel()


@st.fragment  # what is chosen here computes nothing else anew
def _panel() -> None:
    panel = st.popover(
        t("take_along.title"), help=t("take_along.hint"), icon=":material/ios_share:", key=KEY, on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        link = show_links(KEY)
        made = offered()
        name = _choose(list(made))
        if name is not None:
            _files(made[name])
        _code(made[name] if name is not None else None, link)


def _choose(names: list[str]) -> str | None:
    if len(names) < 2:
        return names[0] if names else None
    key = f"{KEY}_which"
    if st.session_state.get(key) not in names:  # what was chosen is an error now
        st.session_state[key] = names[0]
    return (
        st.segmented_control(t("take_along.which"), names, required=True, format_func=inline_markdown, key=key)
        or names[0]
    )


def _files(offer: Offer) -> None:
    if not offer.files and not offer.more:
        return
    st.markdown(f"**{t('take_along.files')}**")
    with st.container(horizontal=True, gap="small"):
        for ending, make in offer.files.items():
            _download(t(f"take_along.{ending}"), make, f"{offer.stem}.{ending}", key=f"{KEY}_{ending}")
        for label, (name, make) in offer.more.items():
            _download(t(f"take_along.{label}"), make, name, key=f"{KEY}_{label}")


def _code(offer: Offer | None, link: str | None) -> None:
    """Shows the programs, and last the lines that show the page in another one."""
    programs = {t(f"take_along.{library}"): library for library in offer.programs} if offer else {}
    tabs = st.tabs([*programs, *([t("take_along.embed")] if link else [])], key=f"{KEY}_library", on_change="rerun")
    for tab, library in zip(tabs, programs.values(), strict=False):
        if tab.open:
            assert offer
            with tab:
                st.caption(t(f"take_along.{offer.code}"))
                name = f"{offer.stem}_{library}.py"
                _download(t("take_along.program"), offer.programs[library], name, key=f"{KEY}_{library}")
                st.code(offer.programs[library](), "python", wrap_lines=True)
    if link and tabs[-1].open:
        with tabs[-1]:
            _embed(link)


def _embed(link: str) -> None:
    """Shows what a page of one's own has to hold to show this one, and what has to be set before it may."""
    st.caption(inline_markdown(t("take_along.embed_hint", variable=variable_of("embedders"))))
    frame = f"{link}{'&' if '?' in link else '?'}embed=true"
    st.code(
        f'<iframe src="{escape(frame)}" title="{escape(t("page.name"))}" width="100%" height="{_FRAME_HEIGHT}" '
        'style="border: 0"></iframe>',
        "html",
        wrap_lines=True,
    )
    st.caption(inline_markdown(_embedders()))


def _embedders() -> str:
    """Says which sites may show the app now."""
    sites = [site for site in settings().embedders if site not in ("self", "none")]
    return t("take_along.embed_set", sites=", ".join(sites)) if sites else t("take_along.embed_none")


def _download(label: str, make: Callable[[], bytes | str], name: str, *, key: str) -> None:
    mime = _MIME[name.rpartition(".")[2]]
    st.download_button(
        inline_markdown(label), make, name, mime, key=key, on_click="ignore", icon=":material/download:"
    )
