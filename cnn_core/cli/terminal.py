"""Output that survives the terminal: one that lacks a character, and a pipe that is closed."""

import codecs
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper

from cnn_core.cli.parser_words import parser_in_readers_language
from cnn_core.text import speaking, wanted_in

_INTERRUPTED = 130  # as a shell has it: 128 and the number of the signal, SIGINT and SIGPIPE
_PIPE_CLOSED = 141

PLAIN = str.maketrans(
    {
        "×": "x",
        "′": "'",
        "·": "-",
        "−": "-",
        "–": "-",
        "─": "-",
        "│": "|",
        "└": "+",
        "±": "+-",
        "…": "...",
        "→": "->",
        "≥": ">=",
        "≤": "<=",
        "’": "'",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        **dict(zip("▁▂▃▄▅▆▇█", "_.-:=+*#", strict=True)),
    }
)
"""What stands in ASCII for the characters that the sentences use."""

_HANDLER = "cnn_core.plain"
_RAW = range(0xDC80, 0xDD00)  # how Python writes a byte of a file's name that is no text


def in_any_terminal(run: Callable[[], int]) -> int:
    """Runs a command whose output survives the terminal.

    Args:
        run: The command; it returns its exit status.

    Returns:
        The exit status: the command's, 130 where somebody has interrupted it, 141 where nobody reads its output any
        more.
    """
    adapt_output()
    try:
        try:
            with speaking(wanted_in(os.environ)), parser_in_readers_language():
                return run()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        drop_output()
        return _PIPE_CLOSED


def adapt_output() -> None:
    """Has characters that the terminal's encoding lacks replaced: by the nearest in ASCII, or by their code.

    What follows holds for `sys.stdout` and `sys.stderr`, whatever the environment says of their encoding.
    """
    codecs.register_error(_HANDLER, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def drop_output() -> None:
    """Sends what is still to be written to nowhere, after its reader has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(nowhere, stream.fileno())  # else Python itself complains at its end
    os.close(nowhere)


def _replaced(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    if ord(character) in _RAW:
        return bytes([ord(character) - 0xDC00]), error.start + 1
    plain = character.translate(PLAIN)
    return plain if plain.isascii() else ascii(character)[1:-1], error.start + 1
