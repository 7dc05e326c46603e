"""The directions of imports, seen in a fresh interpreter: who may bring in what."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for file in (ROOT / "cnn_core").rglob("*.py")
    if file.name != "__main__.py"
)


def modules_after(statement: str) -> set[str]:
    code = f"{statement}; import sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_importing_the_whole_library_imports_neither_tensorflow_nor_streamlit():
    assert CORE
    loaded = modules_after("; ".join(f"import {name}" for name in CORE))
    assert "numpy" in loaded
    assert loaded & {"tensorflow", "keras", "streamlit", "ui", "pages"} == set()


def test_the_apps_modules_never_import_tensorflow():
    names = [f"ui.{file.stem}" for file in (ROOT / "ui").glob("*.py") if file.stem != "__init__"]
    loaded = modules_after("; ".join(f"import {name}" for name in ["ui", "app", *names]))
    assert "streamlit" in loaded
    assert loaded & {"tensorflow", "keras"} == set()


@pytest.mark.parametrize("layer", ["pages", "ui"])
def test_no_page_and_no_component_mentions_tensorflow(layer):
    sources = [file.read_text("utf-8") for file in (ROOT / layer).rglob("*.py")]
    assert sources
    assert not any(re.search(r"\b(import|from) (tensorflow|keras)\b", source) for source in sources)
