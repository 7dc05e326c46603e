"""The headers that every answer carries: what a page may load, who may show it, what it tells others."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders

_DIRECTIVES = {
    "default-src": ("'self'",),
    # blob: Streamlit runs the loader of each component of ours from a blob. Its own inline script is let in by its
    # hash, so that no other is.
    "script-src": ("'self'", "blob:"),
    # inline: Streamlit, Plotly and our components set the sizes and colours of their elements one by one.
    "style-src": ("'self'", "'unsafe-inline'"),
    # data: thumbnails and the icons in styles; blob: pictures that were painted or brought in this very page.
    "img-src": ("'self'", "data:", "blob:"),
    # data: Plotly and Streamlit carry some of their letters in their styles.
    "font-src": ("'self'", "data:"),
    # blob: the camera's picture before it is taken.
    "media-src": ("'self'", "blob:"),
    # data: Streamlit's camera reads the photo that it took from its own address.
    "connect-src": ("'self'", "data:"),
    # blob: Streamlit starts its workers from blobs.
    "worker-src": ("'self'", "blob:"),
    "frame-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'self'",),
    "form-action": ("'self'",),
}
_KEYWORDS = {"self": "'self'", "none": "'none'"}


@lru_cache(maxsize=8)
def answer_headers(embedders: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Returns the headers.

    Args:
        embedders: Who may show the pages in a frame, as the settings have it.
    """
    directives = dict(_DIRECTIVES)
    directives["script-src"] += _hashes()
    directives["frame-ancestors"] = tuple(_KEYWORDS.get(each, each) for each in embedders) or ("'none'",)
    policy = "; ".join(" ".join((name, *sources)) for name, sources in directives.items())
    return (
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        # An address holds what somebody looks at; other sites do not get it.
        ("Referrer-Policy", "same-origin"),
    )


def put_headers(headers: MutableHeaders, embedders: tuple[str, ...]) -> None:
    """Puts the headers on an answer, and takes cookies off one that is for everybody.

    Args:
        headers: The answer's, changed in place.
        embedders: Who may show the pages in a frame, as the settings have it.
    """
    for name, value in answer_headers(embedders):
        headers[name] = value
    if "public" in headers.get("cache-control", ""):  # a proxy may hand it to anybody
        del headers["set-cookie"]


@lru_cache(maxsize=1)
def _hashes() -> tuple[str, ...]:
    """Returns the hashes of the inline scripts in Streamlit's page."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
