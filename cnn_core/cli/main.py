"""The command line: what the app does, in a shell. Models run in a worker process, as they do there."""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnn_core.cli.parser_words import HelpWithExamples, Parser
from cnn_core.cli.terminal import in_any_terminal
from cnn_core.cli.training_commands import add_training_commands, engine_with
from cnn_core.engine import Engine
from cnn_core.errors import ConvscopeError, ImageError, SpecError
from cnn_core.nets.course import NETS, TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.pictures.images import read_picture
from cnn_core.pictures.mnist_form.form import MnistForm, to_mnist_form
from cnn_core.settings import settings
from cnn_core.text import percent, t
from cnn_core.version import VERSION


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: The words behind `python -m cnn_core`; by default those of the process.

    Returns:
        The exit status: 0 if all went well, 1 if something was refused (the reason is on stderr), and those of
        `in_any_terminal`.
    """
    return in_any_terminal(partial(_run, arguments))


def _run(arguments: Sequence[str] | None) -> int:
    parser = Parser(
        prog="python -m cnn_core",
        description=t("cli.about"),
        epilog=examples("python -m cnn_core"),
        formatter_class=HelpWithExamples,
    )
    add_commands(parser).required = True
    return run_command(parser.parse_args(arguments))


def examples(program: str) -> str:
    """Returns the examples that the help ends with.

    Args:
        program: What stands before a command, such as `python -m cnn_core`.
    """
    return t("cli.examples", program=program)


def run_command(options: argparse.Namespace) -> int:
    """Runs the command that was chosen.

    Args:
        options: What a parser with the commands of `add_commands` read.

    Returns:
        The exit status, as `main` does.
    """
    try:
        return int(options.command(options))
    except ConvscopeError as error:
        return _refuse(error)


def add_commands(parser: argparse.ArgumentParser) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """Adds every command and `--version` to a parser, whose name stands in what the commands say of themselves.

    Args:
        parser: It may have options of its own beside them.

    Returns:
        The commands, so that one can be required.
    """
    parser.set_defaults(program=parser.prog)
    parser.add_argument(
        "--version", action="version", version=t("cli.version", version=VERSION), help=t("cli.version_help")
    )
    commands = parser.add_subparsers(metavar="COMMAND")

    predict = commands.add_parser("predict", help=t("cli.predict"), description=t("cli.predict"))
    predict.add_argument("images", nargs="+", type=Path, metavar="IMAGE", help=t("cli.image"))
    predict.add_argument("--json", action="store_true", help=t("cli.json"))
    predict.set_defaults(command=_predict)

    add_training_commands(commands, _net_help())

    maps = commands.add_parser("maps", help=t("cli.maps"), description=t("cli.maps"))
    maps.add_argument("image", type=Path, metavar="IMAGE", help=t("cli.image"))
    maps.add_argument("--layer", required=True, metavar="NAME", help=t("cli.layer"))
    maps.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.npz", help=t("cli.output"))
    maps.set_defaults(command=_maps)

    for command in (predict, maps):
        command.add_argument("--model", default="two_block", metavar="NET", help=_net_help())

    models = commands.add_parser("models", help=t("cli.models"), description=t("cli.models"))
    models.set_defaults(command=_models)
    return commands


def _net_help() -> str:
    return t("cli.net", nets=", ".join(NETS))


def _predict(options: argparse.Namespace) -> int:
    net = find_net(options.model)
    if not net.model.has_logits:
        raise SpecError(t("cli.no_answer", net=training_text(net), program=options.program))
    status = 0
    with engine_with(net, program=options.program) as engine:
        for path in options.images:
            try:
                form = _form(path)
                probabilities = None if form.is_blank else _probabilities(engine, form, net)
            except ImageError as error:
                status = _refuse(t("cli.at", path=path, reason=error))
                continue
            if probabilities is None:  # no ink: whatever a net says of nothing is no answer
                status = _refuse(t("cli.at", path=path, reason=" ".join(form.notices)))
            else:
                _show_notices(path, form)
            if options.json:
                print(json.dumps(_answer(options, path, form, probabilities)))
            elif probabilities is not None:
                label = int(probabilities.argmax())
                print(f"{path}: {label} ({percent(float(probabilities[label]))})")
    return status


def _probabilities(engine: Engine, form: MnistForm, net: TrainingSpec) -> NDArray[np.float32]:
    found = engine.inspect(form.pixels, net).result().probabilities
    assert found is not None
    probabilities: NDArray[np.float32] = found[0]  # (10,)
    return probabilities


def _answer(
    options: argparse.Namespace, path: Path, form: MnistForm, probabilities: NDArray[np.float32] | None
) -> dict[str, object]:
    return {
        "path": str(path),
        "model": options.model,
        "label": None if probabilities is None else int(probabilities.argmax()),
        "probabilities": None if probabilities is None else [float(share) for share in probabilities],
        "notices": list(form.notices),
    }


def _maps(options: argparse.Namespace) -> int:
    net = find_net(options.model)
    names = [layer.name for layer in layer_shapes(net.model)]
    if options.layer not in names:
        raise SpecError(t("cli.no_layer", net=training_text(net), came=options.layer, allowed=", ".join(names)))
    form = _form(options.image)
    _show_notices(options.image, form)
    with engine_with(net, program=options.program) as engine:
        inspection = engine.inspect(form.pixels, net).result()
    found = inspection.outputs[options.layer]
    try:
        with options.output.open("wb") as file:  # given a name without ".npz", NumPy would write another file
            np.savez(file, pixels=form.pixels, activations=found[0])
    except OSError as error:
        raise ConvscopeError(t("cli.unwritable", path=options.output, reason=error.strerror)) from error
    print(t("cli.wrote", path=options.output, layer=options.layer, shape=found[0].shape))
    return 0


def _models(_options: argparse.Namespace) -> int:
    engine = Engine(settings())
    try:
        for net in NETS.values():
            trained = engine.store.load(net)
            if trained and trained.report.held_out_accuracy is not None:
                known = t("cli.is_trained", accuracy=percent(trained.report.held_out_accuracy))
            else:
                known = t("cli.is_not_trained" if net.recipe.epochs else "cli.needs_none")
            layers = ", ".join(map(str, layer_shapes(net.model)))
            print(f"{net.name}: {known}\n    {layers}")
    finally:
        engine.close()
    return 0


def _form(path: Path) -> MnistForm:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImageError(t("cli.unreadable", reason=error.strerror)) from error
    return to_mnist_form(
        read_picture(data, str(path), max_bytes=settings().picture_bytes, max_pixels=settings().picture_pixels)
    )


def _show_notices(path: Path, form: MnistForm) -> None:
    for notice in form.notices:
        print(t("cli.at", path=path, reason=notice), file=sys.stderr)


def _refuse(reason: object) -> int:
    print(t("cli.error", reason=reason), file=sys.stderr)
    return 1
