"""The package as a stranger gets it: built, installed into an empty environment, and used far from the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.request
import venv
from pathlib import Path

import psutil
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnn_core.pictures.digits import load_digits
from tests.helpers.app import open_page
from tests.helpers.patience import SECONDS
from tests.helpers.server import ROOT, Server

OURS = ("cnn_core", "pages", "ui", ".streamlit")
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*_cache")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A copy of what the package is built from; a build writes beside it."""
    folder = tmp_path_factory.mktemp("source")
    for name in OURS:
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
    for name in ("app.py", "pyproject.toml", "requirements.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def environment(source, tmp_path_factory):
    """An environment that holds the package alone and sees the locked packages."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name != "nt")
    locked = Path(site_packages(folder), "locked.pth")
    locked.write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--python", str(program(folder, "python")), "install", "--quiet"]
    offline = ["--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run([*pip, *offline, str(source)], check=True, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A folder to call it in, where each name of the package's is somebody else's."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for name in ("cnn_core", "ui", "pages", "convscope"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("raise SystemExit('a stranger was imported')")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text('[theme]\nheadingFontSizes = ["9rem"]\n')
    return folder


@pytest.fixture(scope="module")
def served(environment, elsewhere, tmp_path_factory):
    """The app as `convscope` serves it."""
    store = tmp_path_factory.mktemp("store")
    command = program(environment, "convscope")
    with Server(cache=store, command=command, folder=elsewhere, CONVSCOPE_TRAIN_AT_START="") as server:
        yield server


def program(folder, name):
    return folder / ("Scripts" if os.name == "nt" else "bin") / name


def site_packages(folder):
    return sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})


def called(environment, elsewhere, *words, python=()):
    """What the command writes, and its status."""
    return subprocess.run(
        [program(environment, "python"), *python, program(environment, "convscope"), *words],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def files_below(folder):
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_takes_two_names_and_brings_every_file(source, environment):
    installed = Path(site_packages(environment))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    names = {path.name for path in installed.iterdir()} - {"locked.pth", "__pycache__"}
    assert names == {"cnn_core", "convscope", f"convscope-{version}.dist-info"}
    assert files_below(installed / "cnn_core") == files_below(source / "cnn_core")
    brought = {".streamlit", "app.py", "pages", "ui"}
    expected = {path for path in files_below(source) if path.partition("/")[0] in brought}
    expected = {path for path in expected if not path.endswith(".d.ts")}  # which a type checker alone reads
    assert len(expected) > 200
    assert files_below(installed / "convscope") == expected


def test_it_asks_for_what_the_lock_is_made_from(environment):
    (metadata,) = Path(site_packages(environment)).glob("convscope-*.dist-info/METADATA")
    asked = {
        line.partition(": ")[2] for line in metadata.read_text("utf-8").splitlines() if "Requires-Dist" in line
    }
    lines = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    names = {line.partition(">")[0] for line in lines if not line.startswith("#")}
    assert {word.partition("<")[0].partition(">")[0].strip() for word in asked} == names


def test_served_far_away_it_shows_a_page_as_its_own_configuration_says(served, browser):
    served.until_it_answers()
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    open_page(page, "/padding_comparison")
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    size = float(theme["headingFontSizes"][0].removesuffix("rem"))
    expect(page.get_by_role("heading", level=1)).to_have_css("font-size", f"{16 * size:g}px")
    context.close()


def test_its_help_names_the_place_and_the_commands(environment, elsewhere):
    done = called(environment, elsewhere, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: convscope ")
    for word in ("--port", "--address", "predict", "maps", "train", "runs", "compare", "models"):
        assert word in done.stdout
    assert "python -m" not in done.stdout


@pytest.mark.long
def test_predict_answers_and_loads_no_streamlit(served, environment, elsewhere, tmp_path):
    digits = load_digits()
    Image.fromarray(digits.held_out_images[0]).save(tmp_path / "digit.png")
    done = called(
        environment, elsewhere, "predict", "--json", str(tmp_path / "digit.png"), python=("-X", "importtime")
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["label"] == digits.held_out_labels[0]
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "cnn_core" in loaded
    assert not loaded & {"streamlit", "tensorflow", "plotly"}


def test_the_engine_of_the_installed_app_gets_warm_and_its_server_loads_no_tensorflow(served, environment):
    served.until_it_answers()
    end = time.monotonic() + 60
    while (health := asked_health(served))["engine"] != "warm":
        assert time.monotonic() < end, f"{health}\n{served.log}"
        time.sleep(0.1)
    assert health["nets"]["two_block/default"] == "ready"
    assert served.workers
    assert "Traceback" not in served.log
    if hasattr(psutil.Process, "memory_maps"):  # as far as the system tells what a process loaded
        assert not any("tensorflow" in region.path for region in served.process.memory_maps())
    ours = str(environment)
    assert all(worker.exe() and any(ours in word for word in worker.cmdline()) for worker in served.workers)


def asked_health(server):
    with urllib.request.urlopen(f"{server.url}/health", timeout=SECONDS) as answer:
        return json.load(answer)
