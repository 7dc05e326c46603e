"""Python source to take along: arrays written exactly, and the parts of a program put together.

What is written stands as `ruff format` leaves it, in lines of 88 characters. A row of numbers is never broken.
"""

import base64
import zlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.numbers import exact_text
from cnn_core.text import t, wrapped

MOST_WRITTEN = 512  # numbers of an array; more are packed
LINE = 88

_UNPACK = '''\
def unpack(text, *shape):
    """{about}"""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), "<f4").reshape(shape)
'''


def program(about: str, imports: Iterable[str], functions: Iterable[str], parts: Iterable[str]) -> str:
    """Puts a program together.

    Args:
        about: What it does, for its docstring: a first line, and more behind line breaks.
        imports: Lines that import what is no part of Python.
        functions: What the parts call.
        parts: What runs, with a blank line between two of them; an empty one does not count.
    """
    body = "\n".join(filter(None, parts))
    functions, standard = [*functions], ""
    if " = unpack(\n" in body:
        functions.insert(0, _UNPACK.format(about=t("programs.unpack")))
        standard = "import base64\nimport zlib\n\n"
    head = f'"""{docstring_source(about)}\n"""\n\n{standard}' + "".join(f"{line}\n" for line in imports)
    if not functions:
        return f"{head}\n{body}"
    return "\n\n".join([head, *functions, body])


def array_source(name: str, values: NDArray[np.float32], axes: Sequence[str]) -> str:
    """Returns the lines that make an array, equal to the last bit.

    Up to `MOST_WRITTEN` numbers stand there as maps of rows and columns; more are packed, for `unpack`.

    Args:
        name: Of the variable.
        values: Of one axis, or of rows, columns and more.
        axes: What each axis counts, for the comments.
    """
    size = " × ".join(map(str, values.shape))
    said = comment_source(t("programs.array", name=name, size=size, axes=", ".join(axes)))
    if values.size > MOST_WRITTEN:
        return said + _packed(name, values)
    if values.ndim == 1:
        return said + _statement([f'{name} = np.array([{_row(values)}], dtype="float32")'])
    maps = np.moveaxis(values, (0, 1), (-2, -1))  # (..., H, W)
    lines = [f"{name} = np.array(", "    ["]
    if values[0, 0].size == 1:
        lines += _map(maps.reshape(maps.shape[-2:]), "        ")
        shape = f"reshape{values.shape}"
    else:
        for place in np.ndindex(maps.shape[:-2]):
            where = ", ".join(f"{axis} {index}" for axis, index in zip(axes[2:], place, strict=True))
            lines += [f"        # {where}", "        [", *_map(maps[place], "            "), "        ],"]
        order = (maps.ndim - 2, maps.ndim - 1, *range(maps.ndim - 2))
        shape = f"transpose{order}" if maps.ndim == 3 else f"reshape{maps.shape}.transpose{order}"
    lines += ["    ],", '    dtype="float32",', ")"]
    return f"{said}{_statement(lines)}{name} = {name}.{shape}\n"


def argument_source(arguments: Mapping[str, object], indent: int) -> str:
    """Returns named arguments, one a line.

    Args:
        arguments: Names and values.
        indent: How many spaces stand before each line.
    """
    return "".join(f"{' ' * indent}{name}={value_source(value)},\n" for name, value in arguments.items())


def value_source(value: object) -> str:
    """Returns a number, a text or a tuple as Python source."""
    return f'"{value}"' if isinstance(value, str) else repr(value)


def comment_source(text: str, indent: int = 0) -> str:
    """Returns a text as comment lines.

    Args:
        text: One sentence or more.
        indent: How many spaces stand before each line.
    """
    return "".join(f"{' ' * indent}# {line}\n" for line in wrapped(text, LINE - indent - 2))


def docstring_source(text: str) -> str:
    """Returns what stands between a docstring's quotes: the first line of a text, and the others wrapped below."""
    first, *more = text.split("\n")
    return "\n".join([first, *(line for part in more for line in ["", *wrapped(part, LINE)])])


def _packed(name: str, values: NDArray[np.float32]) -> str:
    text = base64.b64encode(zlib.compress(values.astype("<f4").tobytes(), 9)).decode()
    return "".join([f'{name} = unpack(\n    "{text}",\n', *(f"    {length},\n" for length in values.shape), ")\n"])


def _map(values: NDArray[np.float32], indent: str) -> list[str]:
    return [f"{indent}[{_row(row)}]," for row in values]


def _row(values: NDArray[np.float32]) -> str:
    return ", ".join(map(exact_text, values))


def _statement(lines: Sequence[str]) -> str:
    """Returns a statement's lines, marked as not to be formatted where one is too long."""
    mark = "  # fmt: skip" if max(map(len, lines)) > LINE else ""
    return "\n".join(lines) + f"{mark}\n"
