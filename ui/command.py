"""The command `convscope`: serves the app, checks a lesson, or runs a command of `cnn_core`.

Installed, this is `convscope.ui.command`: app.py, `pages` and `ui` lie in the folder `convscope`, which Streamlit
puts on the path as the folder of the script that it runs. So this module imports what it needs of `ui` when it has
done the same.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from cnn_core.cli.main import add_commands, examples, run_command
from cnn_core.cli.parser_words import HelpWithExamples, Parser
from cnn_core.cli.terminal import in_any_terminal
from cnn_core.settings import variable_of
from cnn_core.text import t

PLACE = ("address", "port")
_HOME = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command.

    Args:
        arguments: The words behind `convscope`; by default those of the process.

    Returns:
        The exit status, if it does not serve.
    """
    return in_any_terminal(partial(_run, arguments))


def _run(arguments: Sequence[str] | None) -> int:
    sys.path.insert(0, str(_HOME))
    parser = Parser(
        prog="convscope",
        description=t("serving.about"),
        epilog=examples("convscope"),
        formatter_class=HelpWithExamples,
    )
    for name in PLACE:
        parser.add_argument(f"--{name}", metavar=name.upper(), help=t(f"serving.{name}"))
    commands = add_commands(parser)
    lesson = commands.add_parser("lesson", help=t("lesson.about"), description=t("lesson.about"))
    check = lesson.add_subparsers(metavar="COMMAND", required=True).add_parser(
        "check", help=t("lesson.check"), description=t("lesson.check")
    )
    check.add_argument("file", type=Path, metavar="FILE", help=t("lesson.file"))
    check.set_defaults(command=_check_lesson)
    options = parser.parse_args(arguments)
    place = {name: came for name in PLACE if (came := getattr(options, name)) is not None}
    if not hasattr(options, "command"):
        from ui.serving import serve

        os.environ.update({variable_of(name): came for name, came in place.items()})
        serve()
    if place:
        parser.error(t("serving.place_of_a_command"))
    return run_command(options)


def _check_lesson(options: argparse.Namespace) -> int:
    from ui.lessons.library import faults_in

    faults = faults_in(options.file)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(t("lesson.well", file=options.file))
    return 1 if faults else 0
