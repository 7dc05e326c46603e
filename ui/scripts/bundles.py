"""The scripts as a browser asks for them: a component's module with all that it imports, in one answer.

On a slow line a question costs as much as fifty kilobytes, and a component has twenty modules. So what several
components import goes into one bundle, `shared.js`, and what is a component's alone goes with the component. A
module becomes a function that runs once and keeps its names, so that the code stays what it is in its file.
"""

import re
from functools import lru_cache
from posixpath import dirname, join, normpath, relpath

from ui.scripts import MODULES

SHARED = "shared.js"
FIRST = "every_page/first.js"
"""The script that each page has before Streamlit's own; it shares nothing, or a page would wait for more."""
_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.{1,2}/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (default )?(class|function|const) (\w+)", re.MULTILINE)
_LIST = re.compile(r"^export \{([^}]*)\};\n", re.MULTILINE)
_COMPONENT = re.compile(r"^export default class ", re.MULTILINE)


@lru_cache(maxsize=1)
def bundles() -> dict[str, str]:
    """Returns the text of each bundle by its path, which is that of the component's module."""
    components = [path for path in MODULES if _COMPONENT.search(text_of(path))]
    reached = {path: in_order(path) for path in components}
    times = [module for modules in reached.values() for module in modules]
    shared = [module for module in dict.fromkeys(times) if times.count(module) > 1]
    texts = {SHARED: "\n".join(["export const modules = {};", *map(_as_function, shared)])}
    for path, modules in reached.items():
        own = [_as_function(module) for module in modules if module not in shared]
        place = relpath(SHARED, dirname(path))
        place = place if place.startswith(".") else f"./{place}"
        texts[path] = "\n".join(
            [f'import {{ modules }} from "{place}";', *own, f'export default modules["{path}"].default;\n']
        )
    texts[FIRST] = "\n".join(["const modules = {};", *map(_as_function, in_order(FIRST))])
    return texts


def in_order(path: str) -> list[str]:
    """Returns the modules that a module needs, each behind those that it imports, itself last.

    Raises:
        ValueError: Two import each other.
    """
    found: dict[str, None] = {}

    def add(module: str, above: tuple[str, ...]) -> None:
        if module in above:
            raise ValueError(" → ".join((*above, module)))
        for imported in imports_of(module):
            if imported not in found:
                add(imported, (*above, module))
        found[module] = None

    add(path, ())
    return list(found)


def imports_of(path: str) -> list[str]:
    """Returns the modules that a module imports."""
    return [_beside(path, other) for _, other in _IMPORT.findall(text_of(path))]


def text_of(path: str) -> str:
    """Returns a module as it is in its file."""
    return MODULES[path].read_text("utf-8")


def _as_function(path: str) -> str:
    """Returns a module as a function that runs once and gives what the module exports."""
    text = text_of(path)
    given = [f"default: {name}" if default else name for default, _, name in _EXPORT.findall(text)]
    given += [name.strip() for names in _LIST.findall(text) for name in names.split(",") if name.strip()]
    text = _EXPORT.sub(r"\2 \3", _LIST.sub("", text))
    text = _IMPORT.sub(lambda found: _taken(found[1], _beside(path, found[2])), text)
    return f'modules["{path}"] = (() => {{\n{text}return {{ {", ".join(given)} }};\n}})();\n'


def _taken(names: str | None, path: str) -> str:
    if names is None:  # imported for what it does
        return ""
    return f'const {{{names.replace(" as ", ": ")}}} = modules["{path}"];\n'


def _beside(path: str, other: str) -> str:
    return normpath(join(dirname(path), other))
