"""Who may import whom: the one table of directions, read from the code itself.

A room may import the lines below its own; rooms of one line do not import each other. Blocks under `TYPE_CHECKING`
and imports inside functions count too: a direction that only a type checker sees is a direction as well.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TOP = """
app
pages
ui
cnn_core
"""

CORE = """
__init__ __main__
cli
engine
live exports
lessons
explain figures training
models
store
nets
pictures
arithmetic
packed_arrays logs backend settings numbers version
text
particles errors
"""

UI = """
__main__ command
routes
handouts
pages
cells
lessons
lab stepper badge
operations
digits
nets
take_along
choosing every_page
scripts gate
clients
asking engine owner serving session_lock short_links
languages
display
__init__
"""

PAGES = """
start course toy_convolution padding_comparison receptive_field backward build_net training results explanation
__init__
"""

PURE = ("arithmetic", "pictures", "figures", "nets", "lessons")
"""Rooms of the core that reach TensorFlow at no depth, neither where they are imported nor inside a function."""


@lru_cache(maxsize=1)
def modules() -> dict[str, Path]:
    """Returns every file of the app by its module's name; the programs of the lessons are texts of it."""
    files = [ROOT / "app.py", *(file for top in ("pages", "ui", "cnn_core") for file in (ROOT / top).rglob("*.py"))]
    return {name_of(file): file for file in files if not file.is_relative_to(ROOT / "ui" / "content")}


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@lru_cache(maxsize=1)
def arrows() -> dict[str, set[str]]:
    """Returns the modules that each module imports, wherever in the file it does so."""
    return {name: set(imports_of(file)) - {name} for name, file in modules().items()}


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: an import names its module whole"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield from [each for each in (whole if whole in modules() else node.module,) if each in modules()]


def floors(table: str) -> list[set[str]]:
    return [set(line.split()) for line in table.split("\n") if line]


def room_of(module: str, top: str) -> str:
    """Returns the room of a module below `top`: the folder, or the file that lies beside the folders."""
    return module.removeprefix(top).lstrip(".").partition(".")[0] or "__init__"


def against(top: str, table: str) -> list[str]:
    """Returns each import that goes upwards or sideways, and each room that the table does not name."""
    floor_of = {room: floor for floor, rooms in enumerate(floors(table)) for room in rooms}
    wrong = []
    for name, imported in arrows().items():
        if not is_below(name, top):
            continue
        here = room_of(name, top)
        if here not in floor_of:
            wrong.append(f"{here} has no line in the table")
            continue
        for other in imported:
            there = room_of(other, top)
            if is_below(other, top) and there != here and floor_of.get(there, -1) <= floor_of[here]:
                wrong.append(f"{name} imports {other}")
    return wrong


def is_below(module: str, top: str) -> bool:
    return not top or module == top or module.startswith(f"{top}.")


def test_the_whole_app_is_read():
    assert len(modules()) > 200
    assert sum(map(len, arrows().values())) > 600


@pytest.mark.parametrize(("top", "table"), [("", TOP), ("cnn_core", CORE), ("ui", UI), ("ui.pages", PAGES)])
def test_imports_go_downwards_only(top, table):
    assert against(top, table) == []


@pytest.mark.parametrize(("top", "table"), [("cnn_core", CORE), ("ui", UI)])
def test_the_picture_of_the_house_has_the_same_lines(top, table):
    told = (
        (ROOT / "ARCHITECTURE.md")
        .read_text("utf-8")
        .partition(f"| `{top}/` | |\n|---|---|\n")[2]
        .partition("\n\n")[0]
    )
    lines = [set(re.findall(r"`(\w+)`", line.split("|")[1])) for line in told.splitlines()]
    assert lines == [rooms for line in floors(table) if (rooms := line - {"__init__", "__main__"})]


def test_no_two_files_go_in_a_circle():
    circles = []
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circles.append(" → ".join((*path[path.index(name) :], name)))
        elif name not in done:
            for other in sorted(arrows()[name]):
                walk(other, (*path, name))
            done.add(name)

    for name in arrows():
        walk(name, ())
    assert circles == []


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_reaches_no_tensorflow_at_any_depth(room):
    found = [name for name in modules() if is_below(name, f"cnn_core.{room}")]
    assert len(found) > 5
    for name in found:
        assert "cnn_core.backend" not in all_below(name)
        assert not mentions_tensorflow(modules()[name])


def all_below(module: str) -> set[str]:
    """Returns every module that one imports, at any depth."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        new = arrows()[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def mentions_tensorflow(file: Path) -> bool:
    return bool(re.search(r"\b(import|from) (tensorflow|keras)\b", file.read_text("utf-8")))


def test_no_page_and_no_component_mentions_tensorflow():
    above = [file for name, file in modules().items() if not is_below(name, "cnn_core")]
    assert len(above) > 100
    assert not any(map(mentions_tensorflow, above))


def loaded_after(names: list[str]) -> set[str]:
    """Returns the top-level packages that a fresh interpreter holds after some imports."""
    code = f"{'; '.join(f'import {name}' for name in names)}; import sys"
    code += "; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_importing_the_whole_library_imports_neither_tensorflow_nor_streamlit():
    names = [name for name in modules() if is_below(name, "cnn_core") and not name.endswith("__main__")]
    loaded = loaded_after(names)
    assert "numpy" in loaded
    assert loaded & {"tensorflow", "keras", "streamlit", "ui", "pages"} == set()


def test_importing_the_whole_app_imports_no_tensorflow():
    names = [name for name in modules() if is_below(name, "ui") and not name.endswith("__main__")]
    loaded = loaded_after(["app", *names])
    assert "streamlit" in loaded
    assert loaded & {"tensorflow", "keras"} == set()


def test_benchmarks_share_nothing_with_tests_but_the_helpers():
    sources = [file.read_text("utf-8") for file in (ROOT / "benchmarks").rglob("*.py")]
    shared = [
        name for source in sources for name in re.findall(r"^\s*(?:from|import) (tests\S*)", source, re.MULTILINE)
    ]
    assert len(shared) > 10
    assert {name for name in shared if not name.startswith("tests.helpers.")} == set()
