"""By which names the server is reached, and whose pages may ask it."""

import socket
from pathlib import Path

import pytest
from streamlit import config

from cnn_core.settings import Settings
from ui.gate.names import is_own_host, is_own_origin, place_of

CHOSEN = Settings(cache=Path(), hosts=("class.example", "other.example:8443"))
MACHINE = socket.gethostname().lower().partition(".")[0]


@pytest.mark.parametrize(
    "host",
    [
        "", "127.0.0.1", "127.0.0.1:8501", "192.168.1.20:8501", "203.0.113.9", "[::1]:8501", "[fe80::1]",
        "localhost",
        "LOCALHOST:80", "localhost.", "class.example", "class.example:8501", "Class.Example", "other.example",
        MACHINE, f"{MACHINE}.local:8501",
    ],
)  # fmt: skip
def test_its_addresses_and_its_names_are_let_in(host):
    assert is_own_host(host, CHOSEN)


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example", "class.example.elsewhere.example", "notclass.example", "localhost.elsewhere.example",
        "127.0.0.1.elsewhere.example", "127.1", "0x7f000001", "2130706433", "127.0.0.1@elsewhere.example",
        "elsewhere.example:x", "127.0.0.1/elsewhere", "127.0.0.1:999999", "[::1", "127.0.0.1 ",
        "class.example?", "*", ".", "::1",
    ],
)  # fmt: skip
def test_what_is_neither_is_not(host):
    assert not is_own_host(host, CHOSEN)


def test_the_place_where_it_listens_is_a_name_of_its_own():
    assert is_own_host("board.school:8501", Settings(cache=Path(), address="board.school"))
    assert not is_own_host("board.school:8501", CHOSEN)


@pytest.mark.parametrize(
    ("origin", "known_as"),
    [
        ("http://127.0.0.1:8501", ["127.0.0.1:8501"]),
        ("https://class.example", ["10.0.0.1:8501"]),
        ("https://CLASS.example", []),
        ("https://other.example:8443", []),
        ("https://told.example", ["10.0.0.1:8501", "told.example"]),
        ("http://[::1]:8501", ["[::1]:8501"]),
    ],
)
def test_its_own_pages_may_ask(origin, known_as):
    assert is_own_origin(origin, known_as, CHOSEN)


@pytest.mark.parametrize(
    "origin",
    [
        "null", "", "https://elsewhere.example", "http://127.0.0.1:3000", "http://127.0.0.1", "https://class.example:9",
        "https://other.example", "http://127.0.0.1:8501.elsewhere.example", "127.0.0.1:8501", "http://[::1", "file://",
    ],
)  # fmt: skip
def test_no_other_page_may(origin):
    assert not is_own_origin(origin, ["127.0.0.1:8501"], CHOSEN)


@pytest.fixture
def option():
    """Sets one of Streamlit's options for a test."""
    before: dict[str, object] = {}

    def put(name, value):
        before.setdefault(name, config.get_option(name))
        config.set_option(name, value)

    yield put
    for name, value in before.items():
        config.set_option(name, value)


def test_streamlits_own_options_for_origins_count(option):
    option("server.corsAllowedOrigins", ["https://school.example/", "lab.example"])
    assert is_own_origin("https://school.example", ["10.0.0.1"], CHOSEN)
    assert is_own_origin("http://lab.example:81", ["10.0.0.1"], CHOSEN)
    assert not is_own_origin("https://school.example:9", ["10.0.0.1"], CHOSEN)
    assert not is_own_origin("https://elsewhere.example", ["10.0.0.1"], CHOSEN)
    option("server.enableCORS", False)
    assert is_own_origin("https://elsewhere.example", ["10.0.0.1"], CHOSEN)


def test_the_place_of_an_origin_is_its_host_and_port():
    assert place_of("https://Class.example:81") == "class.example:81"
    assert place_of("null") is None
