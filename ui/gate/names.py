"""By which names this server is reached, and whose pages may ask it for something.

A page of another site can have its own name lead to this machine (DNS rebinding) and is then its own origin. It
needs a name for that. So every literal address is let in, and of names those that are known to be this server's.
"""

import re
import socket
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from streamlit import config

from cnn_core.settings import Settings

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:[0-9]{1,5})?")


def is_own_host(host: str, chosen: Settings) -> bool:
    """Whether a `Host` header names this server.

    Args:
        host: The header; no browser leaves it out, so that an empty one is let in.
        chosen: The settings.
    """
    if not host:
        return True
    name = _name_in(host)
    return name is not None and (_is_address(name) or name in _own_names(chosen))


def is_own_origin(origin: str, known_as: Iterable[str], chosen: Settings) -> bool:
    """Whether an `Origin` header names a page that may ask this server: its own, or one that an option lets in.

    Streamlit's options `server.enableCORS` and `server.corsAllowedOrigins` count too.

    Args:
        origin: The header.
        known_as: By which hosts the server is asked: the request's own, and what a proxy says of it.
        chosen: The settings.
    """
    if not config.get_option("server.enableCORS"):
        return True
    place = place_of(origin)
    if place is None:
        return False
    if place in {host.lower() for host in known_as} | set(chosen.hosts):
        return True
    allowed = {str(entry).strip().lower().rstrip("/") for entry in config.get_option("server.corsAllowedOrigins")}
    return bool({origin.lower(), _name_in(place)} & allowed)


def place_of(origin: str) -> str | None:
    """Returns the host and port of an `Origin` header; None where it names none, as that of a page without one."""
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        return None
    return parts.netloc if parts.scheme and parts.netloc else None


def _name_in(host: str) -> str | None:
    """Returns the name or address in a `Host` header, without its port; None where there is none."""
    found = _HOST.fullmatch(host.lower())
    return found["name"].strip("[]").rstrip(".") if found else None


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8)
def _own_names(chosen: Settings) -> frozenset[str]:
    # Not `getfqdn`, which asks the network.
    machine = socket.gethostname().lower()
    short = machine.partition(".")[0]
    named = {chosen.address.lower(), str(config.get_option("browser.serverAddress") or "").lower()}
    given = {name for entry in chosen.hosts if (name := _name_in(entry))}
    return frozenset({"localhost", machine, short, f"{short}.local"} | named | given) - {""}
