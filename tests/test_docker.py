"""The Dockerfile and compose.yaml, held to what they promise without a Docker daemon."""

import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from cnn_core.nets.course import named_net
from cnn_core.settings import VARIABLES, read_settings
from cnn_core.store.store import SHIPPED, Store
from cnn_core.version import VERSION
from tests.helpers.container import compose, environment, instructions, last_stage, only
from tests.helpers.patience import SECONDS, until
from tests.helpers.server import Server

ROOT = Path(__file__).parents[1]
APP = {".streamlit", "LICENSE", "app.py", "cnn_core", "pages", "ui"}
BUILT_WITH = {"pyproject.toml", "requirements-audit.txt", "requirements-cpu.txt", "requirements.txt"}


def copied_from_here(found: list[tuple[str, str]]) -> set[str]:
    """The sources of every COPY that takes from the project."""
    return {
        source
        for word, rest in found
        if word == "COPY" and "--from=" not in rest
        for source in [part for part in rest.split() if not part.startswith("--")][:-1]
    }


def is_sent(path: str) -> bool:
    """Whether .dockerignore lets a file into the build: the last rule that matches it or a folder of it decides."""
    sent = True
    parts = path.split("/")
    heads = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        rule = line.removeprefix("!")
        anywhere = rule.removeprefix("**/")
        candidates = heads if anywhere == rule else parts
        if rule and not rule.startswith("#") and any(fnmatch(each, anywhere) for each in candidates):
            sent = line.startswith("!")
    return sent


def health_command() -> list[str]:
    options, command = re.split(r"\bCMD ", only("HEALTHCHECK"), maxsplit=1)
    assert "--start-period=" in options
    return list(json.loads(command))  # the exec form is JSON; the shell form is not


def ask_health(port: int) -> subprocess.CompletedProcess[str]:
    """Runs the image's own health command, with the port that the image is told and a proxy that leads nowhere."""
    program, *words = health_command()
    assert program == "python"
    return subprocess.run(
        [sys.executable, *words],
        env=os.environ | {"CONVSCOPE_PORT": str(port), "http_proxy": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@contextmanager
def answering(body: bytes, status: int = 200) -> Iterator[int]:
    """A server on some port that gives one answer to everything."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def test_every_stage_stands_on_one_slim_base_that_a_build_argument_replaces():
    found = instructions()
    assert found[0] == ("ARG", "BASE=python:3.11-slim")
    stages = [rest.split() for word, rest in found if word == "FROM"]
    names = {words[2] for words in stages if len(words) > 2}
    assert {words[0] for words in stages} <= {"${BASE}"} | names
    assert stages[-1] == ["${BASE}"]
    folders = re.findall(r"/python(3\.\d+)/", (ROOT / "Dockerfile").read_text("utf-8"))
    assert set(folders) == {"3.11"}


def test_packages_come_from_the_lock_alone():
    app, bill = re.findall(r"pip install [^&]*", " ".join(rest for word, rest in instructions() if word == "RUN"))
    assert app.split()[2:] == ["--no-cache-dir", "--no-compile", "--require-hashes", "-r", '"$lock"']
    assert bill.split()[2:] == ["--no-cache-dir", "--require-hashes", "-r", "requirements-audit.txt"]


def pinned(lock: str) -> dict[str, str]:
    """What a lock file has for Linux and Python 3.11, as package and version."""
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    found = [Requirement(line.removesuffix("\\")) for line in lines if re.match(r"[a-z0-9]", line)]
    here = {"python_full_version": "3.11.9", "python_version": "3.11", "sys_platform": "linux"}
    return {each.name: str(each.specifier) for each in found if not each.marker or each.marker.evaluate(here)}


def test_the_images_lock_is_the_apps_with_another_tensorflow():
    app, image = pinned("requirements.txt"), pinned("requirements-cpu.txt")
    assert image.pop("tensorflow-cpu") == app.pop("tensorflow")
    assert image == app


@pytest.mark.parametrize(("machine", "lock"), [("x86_64", "requirements-cpu.txt"), ("aarch64", "requirements.txt")])
def test_the_lock_is_chosen_by_the_processor(machine, lock, tmp_path):
    (choice,) = re.findall(r"case .* esac", "\n".join(rest for word, rest in instructions() if word == "RUN"))
    (tmp_path / "uname").write_text(f"#!/bin/sh\necho {machine}\n")
    (tmp_path / "uname").chmod(0o755)
    chosen = subprocess.run(
        ["/bin/sh", "-c", f'{choice}; echo "$lock"'],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert chosen.stdout == f"{lock}\n"


def test_the_app_runs_as_a_number_that_owns_the_store_and_nothing_else():
    user = only("USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert not [rest for word, rest in last_stage() if word == "COPY" and "--chown" in rest]
    owner, group = user.split(":")
    assert only("RUN").endswith(f"&& install -d -o {owner} -g {group} /store")
    assert only("VOLUME") == environment()["CONVSCOPE_CACHE"] == "/store"


def test_another_user_can_read_an_app_that_was_checked_out_for_its_owner_alone(tmp_path):
    (tmp_path / "ui").mkdir(mode=0o700)
    (tmp_path / "ui" / "page.py").write_text("")
    (tmp_path / "ui" / "page.py").chmod(0o600)
    first, *_ = only("RUN").split("&&")
    subprocess.run(first, shell=True, cwd=tmp_path, check=True)
    assert (tmp_path / "ui").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "ui" / "page.py").stat().st_mode & 0o777 == 0o644


def test_only_the_app_is_copied():
    assert copied_from_here(last_stage()) == APP
    assert copied_from_here(instructions()) == APP | BUILT_WITH


@pytest.mark.parametrize("source", sorted(APP | BUILT_WITH))
def test_what_is_copied_exists_and_is_sent_to_the_build(source):
    assert (ROOT / source).exists()
    assert is_sent(source)
    if (ROOT / source).is_dir():
        files = [path for path in (ROOT / source).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert files
        assert [path for path in files if not is_sent(path.relative_to(ROOT).as_posix())] == []


@pytest.mark.parametrize(
    "path",
    [
        ".git/HEAD",
        ".venv/bin/python",
        "tests/test_docker.py",
        "tests/helpers/server.py",
        "benchmarks/startup.py",
        "docs/start.png",
        "README.md",
        "requirements-dev.txt",
        "Dockerfile",
        "ui/__pycache__/page.cpython-311.pyc",
        "cnn_core/.mypy_cache/x",
    ],
)
def test_development_files_stay_out_of_the_build(path):
    assert not is_sent(path)


def test_the_image_holds_every_net_that_a_start_would_train(tmp_path):
    trained = {
        named_net(name)
        for word, rest in instructions()
        if word == "RUN"
        for name in re.findall(r"cnn_core train (\S+)", rest)
    }
    at_start = {named_net(name) for name in read_settings({"CONVSCOPE_CACHE": str(tmp_path)}).train_at_start}
    shipped = {net for net in at_start if Store(tmp_path).has(net)}
    assert trained == at_start - shipped
    assert trained, "a build that trains nothing needs no stage for it"


def test_its_nets_lie_where_no_volume_can_hide_them():
    (place,) = [rest.split()[-1] for word, rest in last_stage() if word == "COPY" and "--from=nets" in rest]
    assert ROOT / place == SHIPPED
    assert not Path("/app", place).is_relative_to(only("VOLUME"))


def test_it_says_what_it_is():
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', only("LABEL")))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert labels == {
        "title": project["name"].title(),
        "description": project["description"],
        "version": project["version"],
        "licenses": project["license"],
    }
    assert project["version"] == VERSION


def test_it_is_started_and_asked_without_a_shell():
    command = json.loads(only("CMD"))
    assert command == ["python", "-m", "ui"]
    assert environment()["CONVSCOPE_ADDRESS"] == "0.0.0.0"
    assert environment()["CONVSCOPE_PORT"] == only("EXPOSE") == "8501"


def test_every_setting_of_its_environment_is_one():
    given = {name for name in environment() if name.startswith("CONVSCOPE_")}
    assert given <= set(VARIABLES)
    assert not any(name.startswith("STREAMLIT_") for name in environment()), "the settings and config.toml decide"


@pytest.mark.long
def test_the_health_command_passes_once_the_engine_answers_and_fails_when_the_app_is_gone(tmp_path):
    _, _, module = json.loads(only("CMD"))
    options: dict[str, Any] = {
        name: value
        for name, value in environment().items()
        if name.startswith("CONVSCOPE_") and name not in ("CONVSCOPE_CACHE", "CONVSCOPE_PORT")
    }
    with Server(cache=tmp_path, module=module, CONVSCOPE_TRAIN_AT_START="", **options) as server:
        server.until_it_answers()
        until(lambda: ask_health(server.port).returncode == 0, lambda: server.log)
        asked = ask_health(server.port)
        assert "'engine': 'warm'" in asked.stdout
        assert "'two_block/default': 'ready'" in asked.stdout
        assert "http://localhost:" in server.log
        assert "external" not in server.log.lower(), "Streamlit asked an outside host for this machine's address"
    assert ask_health(server.port).returncode != 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"engine": "starting", "nets": {}}', 200),
        (b'{"engine": "dead", "nets": {}}', 200),
        (b'{"engine": "warm", "nets": {}}', 503),
        (b"<title>Streamlit</title>", 200),
        (b"{}", 200),
    ],
)
def test_the_health_command_fails_on_any_answer_but_a_warm_engine(body, status):
    with answering(body, status) as port:
        assert ask_health(port).returncode == 1


def test_the_health_command_passes_on_a_warm_engine():
    with answering(b'{"engine": "warm", "nets": {}}') as port:
        assert ask_health(port).returncode == 0


def test_compose_asks_the_same_as_the_image():
    service = compose()
    assert json.loads(str(service["healthcheck.test"])) == ["CMD", *health_command()]
    options = dict(re.findall(r"--([a-z-]+)=(\S+)", only("HEALTHCHECK").partition("CMD ")[0]))
    assert options == {
        name: str(service[f"healthcheck.{name.replace('-', '_')}"])
        for name in ("interval", "timeout", "start-period", "retries")
    }


def test_compose_lets_every_setting_in_but_those_of_the_image():
    own = {"CONVSCOPE_ADDRESS", "CONVSCOPE_CACHE", "CONVSCOPE_PORT"}
    assert own <= set(environment())
    assert list(compose()["environment"]) == sorted(set(VARIABLES) - own)


def test_compose_bounds_memory_processors_and_processes():
    service = compose()
    memory = re.fullmatch(r"(\d+)g", str(service["mem_limit"]))
    assert memory
    assert 1 <= int(memory[1]) <= 4
    assert service["memswap_limit"] == service["mem_limit"]
    assert 0 < float(str(service["cpus"])) <= 4
    assert 0 < int(str(service["pids_limit"])) <= 1024


def test_compose_lets_the_app_write_to_its_store_and_to_a_small_temporary_folder_only():
    service = compose()
    assert service["read_only"] == "true"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == [f"store:{only('VOLUME')}"]
    (temporary,) = list(service["tmpfs"])
    assert re.fullmatch(rf"{environment()['HOME']}:size=\d+m,mode=1777", temporary)


def test_compose_serves_this_machine_alone_by_default():
    (port,) = list(compose()["ports"])
    assert re.fullmatch(r"\$\{CONVSCOPE_PUBLISH:-127\.0\.0\.1:\d+\}:" + only("EXPOSE"), port)
