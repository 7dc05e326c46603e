"""Whose turn it is, and that whatever the app asks the engine for is asked in somebody's name."""

import ast
import inspect
from pathlib import Path
from types import SimpleNamespace

import pytest

from cnn_core.engine import Engine
from ui import clients

ROOT = Path(__file__).parents[2]
ASKING = {
    name
    for name, method in inspect.getmembers(Engine, inspect.isfunction)
    if "client" in inspect.signature(method).parameters and not name.startswith("_")
}


def connection(cookies=None, host="127.0.0.1"):
    return SimpleNamespace(cookies=cookies or {}, client=SimpleNamespace(host=host) if host else None)


def page(cookies=None, address=None):
    return SimpleNamespace(context=SimpleNamespace(cookies=cookies or {}, ip_address=address))


def test_a_browser_is_one_client_in_its_sockets_and_in_its_pages(monkeypatch):
    named = {"convscope_browser": "ann"}
    monkeypatch.setattr(clients, "st", page(named, "192.0.2.1"))
    assert clients.client_of(connection(named)) == clients.client_of(connection(named, "192.0.2.7")) == "ann"
    assert clients.this_client() == "ann"


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", None), ("::1", None), ("192.0.2.1", "192.0.2.1")])
def test_all_without_a_name_at_an_address_are_one_client(monkeypatch, host, address):
    monkeypatch.setattr(clients, "st", page({}, address))
    nameless = clients.client_of(connection({}, host))
    assert nameless == clients.client_of(connection({"convscope_browser": ""}, host)) == clients.this_client()
    assert nameless not in ("", clients.client_of(connection({}, "192.0.2.99")))


def unnamed(source):
    """Returns the calls of the engine's that say for nobody."""
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        if not isinstance(call.func, ast.Attribute) or ast.unparse(call.func.value) != "engine()":
            continue
        is_named = call.func.attr == "ask_for" or "client" in {keyword.arg for keyword in call.keywords}
        if call.func.attr == "ask" or (call.func.attr in ASKING and not is_named):
            found.append(ast.unparse(call))
    return found


def test_the_check_itself_finds_what_is_wrong():
    assert {
        "inspect",
        "compare",
        "frame",
        "why",
        "held_out",
        "ablated",
        "keras_file",
        "history",
        "ask_for",
    } <= ASKING
    assert unnamed(
        "engine().inspect(x, net); engine().ask(f); engine().ask_for(c, f); engine().why(r, b, client=c)"
    ) == [
        "engine().inspect(x, net)",
        "engine().ask(f)",
    ]


@pytest.mark.parametrize(
    "file",
    [file for top in ("ui", "pages") for file in sorted((ROOT / top).rglob("*.py"))],
    ids=lambda file: file.stem,
)
def test_the_app_asks_in_somebodys_name(file):
    assert unnamed(file.read_text("utf-8")) == []
