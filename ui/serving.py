"""Serves the app where the settings say: `python -m ui`, which `make run` calls, and the command `convscope`."""

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from cnn_core.errors import SettingsError
from cnn_core.nets.course import check_names
from cnn_core.settings import Settings, settings
from cnn_core.text import speaking, t, wanted_in

APP = Path(__file__).parents[1] / "app.py"
MEGABYTE = 1024 * 1024  # as Streamlit counts


def serve() -> NoReturn:
    """Becomes `streamlit run app.py` with the options that the settings ask for, or ends in a sentence."""
    try:
        check_names(settings().train_at_start)
        check_place(settings())
    except SettingsError as error:
        with speaking(wanted_in(os.environ)):
            sys.exit(t("cli.error", reason=error))
    # Else uvicorn takes who comes from this machine for a proxy, and believes what it says of addresses.
    os.environ.setdefault("FORWARDED_ALLOW_IPS", ",".join(settings().proxies))
    # -P: the folder in which somebody calls this may hold another cnn_core
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *streamlit_options(settings())]
    os.execv(sys.executable, command)


def streamlit_options(chosen: Settings) -> list[str]:
    """Returns Streamlit's options for the settings."""
    options = {
        "server.address": chosen.address,
        "server.port": chosen.port,
        "server.maxUploadSize": megabytes(chosen.picture_bytes),
        "server.headless": "true",  # else it asks for an e-mail address when it runs for the first time
    }
    if chosen.certificate and chosen.key:
        options |= {"server.sslCertFile": chosen.certificate, "server.sslKeyFile": chosen.key}
    return [word for name, value in options.items() for word in (f"--{name}", str(value))]


def megabytes(size: int) -> int:
    """Returns the whole megabytes that hold so many bytes."""
    return -(-size // MEGABYTE)


def check_place(chosen: Settings) -> None:
    """Makes sure that the server can listen where the settings say.

    Raises:
        SettingsError: The port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in chosen.address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if os.name != "nt":  # there it would allow a port that is taken
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((chosen.address, chosen.port))
    except (OSError, TypeError, UnicodeError) as error:  # a TypeError is its word for a name that is no text
        reason = getattr(error, "strerror", None) or error
        place = {"address": chosen.address, "port": chosen.port}
        raise SettingsError(t("serving.place", reason=reason, **place)) from error
