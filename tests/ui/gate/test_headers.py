"""The headers of every answer."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.datastructures import MutableHeaders

from ui.gate import headers as module
from ui.gate.headers import answer_headers, put_headers


def policy(embedders=("self",)):
    (value,) = [value for name, value in answer_headers(embedders) if name == "Content-Security-Policy"]
    return {name: sources for name, *sources in (each.split() for each in value.split("; "))}


def test_no_directive_names_a_host_but_self():
    for name, sources in policy().items():
        for source in sources:
            assert re.fullmatch(r"'self'|'none'|'unsafe-inline'|'sha256-\S{43}='|blob:|data:", source), name
    assert {"default-src", "script-src", "object-src", "base-uri", "frame-ancestors"} <= set(policy())


def test_no_script_is_let_in_but_the_apps_own():
    scripts = policy()["script-src"]
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert "data:" not in scripts
    assert sum(source.startswith("'sha256") for source in scripts) == 1


def test_what_is_let_in_beside_self_has_its_reason_in_the_line_above():
    lines = Path(module.__file__).read_text("utf-8").splitlines()
    found = 0
    for above, line in pairwise(lines):
        for source in re.findall(r'"(blob:|data:|\'unsafe-inline\')"', line):
            found += 1
            word = {"'unsafe-inline'": "inline:"}.get(source, source)
            block = above if word in above else "\n".join(lines[lines.index(line) - 3 : lines.index(line)])
            assert f"{word} " in block, line
    assert found >= 6


@pytest.mark.parametrize(
    ("embedders", "sources"),
    [
        (("self",), ["'self'"]),
        (("none",), ["'none'"]),
        ((), ["'none'"]),
        (("self", "https://school.example"), ["'self'", "https://school.example"]),
    ],
)
def test_who_may_embed_the_pages_is_a_setting(embedders, sources):
    assert policy(embedders)["frame-ancestors"] == sources


def test_what_is_for_everybody_carries_no_cookie():
    for control, kept in (("public, max-age=60", 0), ("no-store", 1), ("", 1)):
        answer = MutableHeaders({"cache-control": control})
        answer.append("set-cookie", "a=b")
        put_headers(answer, ("self",))
        assert len(answer.getlist("set-cookie")) == kept
        assert answer["x-content-type-options"] == "nosniff"
        assert answer["referrer-policy"] == "same-origin"
