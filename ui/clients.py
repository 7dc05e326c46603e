"""Whose turn it is: all that one browser asks the engine for is one client's, by whichever socket, request or page.

A browser is known by its cookie. All without one at an address are one client, so that nobody gains by having none.
"""

from collections.abc import Hashable

import streamlit as st
from starlette.requests import HTTPConnection

from ui.owner import owner_in

_HERE = (None, "127.0.0.1", "::1")
"""What this machine's own address is called, by Streamlit too."""


def client_of(connection: HTTPConnection) -> Hashable:
    """Returns who asks over a socket or by a request.

    Args:
        connection: The socket, or the request.
    """
    return owner_in(connection.cookies) or _at(connection.client.host if connection.client else None)


def this_client() -> Hashable:
    """Returns the client that shows the page whose script runs."""
    return owner_in(st.context.cookies) or _at(st.context.ip_address)


def _at(address: str | None) -> Hashable:
    return "at", None if address in _HERE else address
