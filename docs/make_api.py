"""Makes docs/api.md from the docstrings of all that `cnn_core` exports: `python -m docs.make_api`, or `make api`.

A test holds the file to what this makes.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import cnn_core

FILE = Path(__file__).parent / "api.md"
HEAD = """# The library

Made from the docstrings by `make api`. Everything here is a name of `cnn_core`. A test runs the examples, each
after `import cnn_core`.
"""
_SECTION = re.compile(r"(Args|Attributes|Returns|Raises|Example):")
_ITEM = re.compile(r"(\*{0,2}\w+): (.*)")


def main() -> None:
    """Writes docs/api.md."""
    FILE.write_text(api_text(), "utf-8")
    print(FILE)


def api_text() -> str:
    """Returns the whole of docs/api.md: a section a module, a heading an exported name, in alphabetical order."""
    parts = [HEAD]
    for module, names in exported().items():
        about = (import_module(module).__doc__ or "").partition("\n\n")[0]
        parts.append(f"## {module.removeprefix('cnn_core.')}\n\n{' '.join(about.split())}\n")
        for name in names:
            parts += _described(name, getattr(cnn_core, name))
    return "\n".join(parts)


def exported() -> dict[str, list[str]]:
    """Returns the exported names by the module that they are written in."""
    by_module: dict[str, list[str]] = {}
    for name in cnn_core.__all__:
        found = getattr(cnn_core, name)
        module = str(inspect.unwrap(found).__module__) if callable(found) else _home_of_constant(name)
        by_module.setdefault(module, []).append(name)
    return dict(sorted(by_module.items()))


def _home_of_constant(name: str) -> str:
    tree = ast.parse(inspect.getsource(cnn_core))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return next(str(node.module) for node in imports if any(alias.name == name for alias in node.names))


def _described(name: str, found: object) -> Iterator[str]:
    yield f"### {name}\n"
    if not callable(found):
        yield f"{_comment_of(name)}\n"
        return
    if inspect.isfunction(inspect.unwrap(found)):
        yield f"```python\n{_signature(inspect.unwrap(found))}\n```\n"
    yield _as_markdown(inspect.getdoc(found) or "")
    if inspect.isclass(found):
        ours = [base for base in found.__mro__ if base.__module__.startswith("cnn_core.")]
        for base in ours[1:]:
            if base.__name__ not in cnn_core.__all__:
                yield f"As every `{base.__name__}`: {_as_markdown(inspect.getdoc(base) or '')}"
        members = {name: member for base in reversed(ours) for name, member in vars(base).items()}
        for method, member in sorted(members.items()):
            function = member.fget if isinstance(member, property) else member
            if method.startswith("_") or not inspect.isfunction(function):
                continue
            kind = "" if isinstance(member, property) else _arguments(function)
            yield f"#### {name}.{method}{kind}\n"
            yield _as_markdown(_said_of(ours, method))


def _said_of(classes: list[type], member: str) -> str:
    """Returns a member's docstring; one that says "See `Base`." is that of the base."""
    said = [inspect.getdoc(vars(each)[member]) or "" for each in classes if member in vars(each)]
    return next((text for text in said if not text.startswith("See `")), "")


def _comment_of(constant: str) -> str:
    """Returns the text that stands below a constant, as a docstring does."""
    module = import_module(_home_of_constant(constant))
    body = ast.parse(inspect.getsource(module)).body
    for node, below in pairwise(body):
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        is_it = any(isinstance(target, ast.Name) and target.id == constant for target in targets)
        if is_it and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            return textwrap.dedent(str(below.value.value))
    raise LookupError(f"{constant} of {module.__name__} has no text below it. Write one.")


def _signature(function: object) -> str:
    written = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]  # type: ignore[arg-type]
    assert isinstance(written, ast.FunctionDef)
    returns = f" -> {ast.unparse(written.returns)}" if written.returns else ""
    whole = f"{written.name}({ast.unparse(written.args)}){returns}"
    if len(whole) <= 100:
        return whole
    arguments = re.split(r", (?=\*|\w+(?:: |,|$))", ast.unparse(written.args))
    return "\n".join([f"{written.name}(", *(f"    {argument}," for argument in arguments), f"){returns}"])


def _arguments(function: object) -> str:
    names = [str(each.replace(annotation=each.empty)) for each in inspect.signature(function).parameters.values()]  # type: ignore[arg-type]
    return f"({', '.join(name for name in names if name != 'self')})"


def _as_markdown(docstring: str) -> str:
    """Returns a docstring of Google's form as Markdown: sections as bold words, what they list as lists."""
    lines: list[str] = []
    section = ""
    for line in docstring.splitlines():
        if found := _SECTION.fullmatch(line):
            section = found[1]
            lines += [f"**{section}**", "", *(["```python"] if section == "Example" else [])]
        elif not line.startswith("    ") or not section:
            lines += ["```"] * (section == "Example" and line != "")
            section = "" if line else section
            lines.append(line)
        elif section in ("Returns", "Example"):
            lines.append(line[4:])
        elif line.startswith("     "):  # an item goes on
            lines.append(f"  {line.strip()}")
        elif item := _ITEM.fullmatch(line[4:]):
            lines.append(f"- `{item[1]}`: {item[2]}")
        else:
            lines.append(f"- {line[4:]}")
    if section == "Example":
        lines.append("```")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
