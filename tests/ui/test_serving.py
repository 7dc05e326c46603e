import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cnn_core.errors import SettingsError
from cnn_core.settings import Settings
from tests.helpers.patience import SECONDS
from ui.serving import check_place, megabytes, streamlit_options

ROOT = Path(__file__).parents[2]
SERVE = (sys.executable, "-m", "ui")
STREAMLIT = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", "0")
CLI = (sys.executable, "-m", "cnn_core", "models")
CONVSCOPE = (sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main(sys.argv[1:]))")


@pytest.fixture
def taken():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def refused(command, **environment):
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 1, done
    return done.stderr


@pytest.mark.parametrize(
    "command", [SERVE, STREAMLIT, CLI, CONVSCOPE], ids=["make run", "streamlit run", "shell", "convscope"]
)
def test_a_wrong_setting_ends_in_one_sentence(command):
    said = refused(command, CONVSCOPE_WORKERS="lots").splitlines()
    assert said == [
        "error: CONVSCOPE_WORKERS is 'lots', but a whole number from 1 to 64 is needed. "
        "Correct it, or unset it for the default."
    ]


def test_a_port_that_is_taken_ends_in_one_sentence(taken):
    (said,) = refused(SERVE, CONVSCOPE_PORT=str(taken)).splitlines()
    assert said.startswith(f"error: The app cannot be served at 127.0.0.1, port {taken}: Address already in use.")


def test_the_command_serves_where_its_options_say(taken):
    (said,) = refused((*CONVSCOPE, "--port", str(taken))).splitlines()
    assert said.startswith(f"error: The app cannot be served at 127.0.0.1, port {taken}: Address already in use.")
    (said,) = refused((*CONVSCOPE, "--address", "nowhere.invalid"), CONVSCOPE_PORT=str(taken)).splitlines()
    assert said.startswith(f"error: The app cannot be served at nowhere.invalid, port {taken}: ")


def test_make_run_says_the_same_and_nothing_of_python(taken):
    done = subprocess.run(
        ["make", "--silent", "run", f"PORT={taken}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 2
    first, *rest = done.stderr.splitlines()
    assert "Address already in use. Free the port, or choose another place" in first
    assert "Traceback" not in done.stdout + done.stderr
    assert len(rest) <= 1  # make's own word


@pytest.mark.parametrize("address", ["203.0.113.1", "nowhere.invalid", "::zz", "a" * 300, "..", "\udcff"])
def test_an_address_that_is_not_this_machines_gets_a_sentence(address):
    with pytest.raises(SettingsError, match="cannot be served at"):
        check_place(Settings(cache=Path(), address=address, port=1 << 14))


def test_a_free_place_is_let_through():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    check_place(Settings(cache=Path(), port=port))


def test_streamlit_gets_what_the_settings_say():
    options = streamlit_options(Settings(cache=Path(), address="0.0.0.0", port=80, picture_bytes=30_000_000))
    assert options[:6] == ["--server.address", "0.0.0.0", "--server.port", "80", "--server.maxUploadSize", "29"]


def test_a_certificate_is_handed_to_streamlit():
    options = streamlit_options(Settings(cache=Path(), certificate=Path("/c.pem"), key=Path("/k.pem")))
    assert options[-4:] == ["--server.sslCertFile", "/c.pem", "--server.sslKeyFile", "/k.pem"]
    assert "--server.sslCertFile" not in streamlit_options(Settings(cache=Path()))


@pytest.mark.parametrize(("size", "most"), [(1, 1), (1 << 20, 1), ((1 << 20) + 1, 2)])
def test_an_upload_of_the_allowed_size_fits(size, most):
    assert megabytes(size) == most
