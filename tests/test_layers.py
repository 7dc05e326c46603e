"""Who may import whom: the one table of directions, read from the code itself.

A room may import the lines below its own; rooms of one line do not import each other. Blocks under `TYPE_CHECKING`
and imports inside functions count too: a direction that only a type checker sees is a direction as well.
"""

import ast
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
explain figures training
models
store
nets
pictures
arithmetic
packed_arrays logs backend settings numbers
text
errors
"""

UI = """
__main__
routes
pages
lab stepper
operations
digits
nets
take_along
choosing
display
scripts
asking engine owner serving
__init__
"""

PURE = ("arithmetic", "pictures", "figures", "nets")
"""Rooms of the core that never load TensorFlow, at any depth."""


@lru_cache(maxsize=1)
def modules() -> dict[str, Path]:
    """Returns every file of the app by its module's name."""
    files = [ROOT / "app.py", *(file for top in ("pages", "ui", "cnn_core") for file in (ROOT / top).rglob("*.py"))]
    return {name_of(file): file for file in files}


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


@pytest.mark.parametrize(("top", "table"), [("", TOP), ("cnn_core", CORE), ("ui", UI)], ids=["app", "core", "ui"])
def test_imports_go_downwards_only(top, table):
    assert against(top, table) == []


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
