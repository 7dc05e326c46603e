"""The commands that train: `train`, `runs` and `compare`."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from cnn_core.cli.text_chart import Points, spark_line, text_chart
from cnn_core.engine import Engine
from cnn_core.errors import EngineError, SpecError, StoreError
from cnn_core.models.evaluation import compare_answers
from cnn_core.nets.course import AUGMENTATIONS, OPTIMIZERS, SCHEDULES, TrainingSpec
from cnn_core.nets.text import OWN_NAME
from cnn_core.nets.training_text import find_net, read_training_text, training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.settings import settings
from cnn_core.store.moments import Moment
from cnn_core.store.store import Report, StoredNet, TrainedModel
from cnn_core.text import percent, t
from cnn_core.training.loop import Progress

_OPTIONS = ("epochs", "batch_size", "learning_rate", "optimizer", "schedule", "augmentation", "digits")


def add_training_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", net_help: str) -> None:
    """Adds the commands to a parser.

    Args:
        commands: Where they are added.
        net_help: What the help says of a net.
    """
    train = commands.add_parser("train", help=t("cli.train"), description=t("cli.train"))
    train.add_argument("net", nargs="?", default="two_block", metavar="NET", help=net_help)
    train.add_argument("--seed", type=int, help=t("cli.seed"))
    train.add_argument("--epochs", type=int, help=t("cli.epochs"))
    train.add_argument("--batch-size", type=int, help=t("cli.batch_size"))
    train.add_argument("--learning-rate", type=float, help=t("cli.learning_rate"))
    train.add_argument("--optimizer", choices=OPTIMIZERS, help=t("cli.optimizer"))
    train.add_argument("--schedule", choices=SCHEDULES, help=t("cli.schedule"))
    train.add_argument("--augmentation", choices=AUGMENTATIONS, help=t("cli.augmentation"))
    train.add_argument("--digits", type=int, help=t("cli.digits"))
    train.set_defaults(command=_train)

    runs = commands.add_parser("runs", help=t("cli.runs"), description=t("cli.runs"))
    runs.set_defaults(command=_runs)

    compare = commands.add_parser("compare", help=t("cli.compare"), description=t("cli.compare"))
    compare.add_argument("first", metavar="NET", help=net_help)
    compare.add_argument("second", metavar="NET", help=net_help)
    compare.set_defaults(command=_compare)


@contextmanager
def engine_with(*nets: TrainingSpec, program: str) -> Iterator[Engine]:
    """Gives an engine that has some nets, those that it lacks trained now with progress on stderr.

    Args:
        nets: The nets.
        program: What stands before a command in a shell, for the sentence that says how to go on.

    Raises:
        ConvscopeError: One of them cannot be trained.
    """
    engine = Engine(settings())
    try:
        for net in nets:
            if not engine.has(net):
                _train_now(engine, net, program)
        yield engine
    finally:
        engine.close()


def _train_now(engine: Engine, net: TrainingSpec, program: str) -> None:
    run = engine.train(net, on_progress=lambda progress: _show(net, progress))
    try:
        run.done.result()
    except KeyboardInterrupt:
        engine.cancel(net)
        with suppress(EngineError):
            run.done.result()
        print(f"\n{t('cli.interrupted', net=training_text(net), program=program)}", file=sys.stderr)
        raise
    print(file=sys.stderr)
    if run.notice:
        print(t("cli.notice", notice=run.notice), file=sys.stderr)


def _train(options: argparse.Namespace) -> int:
    net = _chosen(options)
    with engine_with(net, program=options.program) as engine:
        trained = engine.store.load(net)
        moments = engine.moments(net)
    if trained is None:
        print(t("cli.untrained", net=training_text(net)))
        return 0
    if chart := _chart(trained, moments):
        print(chart)
    report = trained.report
    if report.was_resumed:
        print(t("cli.was_resumed"))
    said = t("cli.trained", net=training_text(net), accuracy=_right(report), seconds=report.seconds)
    print(said)
    return 0


def _chosen(options: argparse.Namespace) -> TrainingSpec:
    net = find_net(options.net)
    changes = {name: value for name in _OPTIONS if (value := getattr(options, name)) is not None}
    recipe = replace(net.recipe, name=OWN_NAME, **changes) if changes else net.recipe
    seed = net.seed if options.seed is None else options.seed
    return read_training_text(training_text(replace(net, recipe=recipe, seed=seed)))


def _chart(trained: TrainedModel, moments: tuple[Moment, ...]) -> str:
    """Returns accuracy over the steps, or over the epochs of a net that has no moments."""
    curves: dict[str, Points] = {
        "·": [(moment.step, moment.accuracy) for moment in moments if moment.accuracy is not None],
        "o": [(each.step, each.validation_accuracy) for each in moments if each.validation_accuracy is not None],
    }
    if not moments:
        history = trained.report.history
        names = {"·": "accuracy", "o": "validation_accuracy"}
        curves = {mark: list(enumerate(history.get(name, ()), start=1)) for mark, name in names.items()}
    if not any(curves.values()):
        return ""
    said = t("cli.chart_steps") if moments else t("cli.chart_epochs")
    return f"{text_chart(curves)}\n{said}"


def _runs(_options: argparse.Namespace) -> int:
    engine = Engine(settings())
    try:
        for stored in engine.store.nets():
            if not stored.is_shipped:
                print(_said_of(stored, len(engine.moments(stored.net))))
        for net in engine.unfinished():
            print(t("cli.unfinished", net=training_text(net)))
    finally:
        engine.close()
    return 0


def _right(report: Report) -> str:
    return percent(report.held_out_accuracy or 0.0)


def _said_of(stored: StoredNet, moments: int) -> str:
    report = stored.report
    said = t(
        "cli.run",
        net=training_text(stored.net),
        accuracy=_right(report),
        seconds=report.seconds,
        moments=moments,
        megabytes=stored.size / 1e6,
    )
    return f"{said}{t('cli.run_resumed') if report.was_resumed else ''}"


def _compare(options: argparse.Namespace) -> int:
    nets = [find_net(text) for text in (options.first, options.second)]
    for net in nets:
        if not net.model.has_logits:
            raise SpecError(t("cli.no_answer", net=training_text(net), program=options.program))
    with engine_with(*nets, program=options.program) as engine:
        trained = [_loaded(engine, net) for net in nets]
    for net, each in zip(nets, trained, strict=True):
        accuracy = _right(each.report)
        print(t("cli.trained", net=training_text(net), accuracy=accuracy, seconds=each.report.seconds))
    first, second = (each.held_out_answers for each in trained)
    duel = compare_answers(first, second, load_digits().held_out_labels)
    print(
        t(
            "cli.duel",
            gain=100 * duel.gain,
            error=100 * duel.gain_error,
            differ=len(duel.disagreements),
            first=duel.first_right,
            second=duel.second_right,
            neither=duel.both_wrong,
        )
    )
    return 0


def _loaded(engine: Engine, net: TrainingSpec) -> TrainedModel:
    trained = engine.store.load(net)
    if trained is None:
        raise StoreError(t("store.missing", net=training_text(net)))
    return trained


def _show(net: TrainingSpec, progress: Progress) -> None:
    said = t(
        "cli.progress",
        net=training_text(net),
        step=progress.step,
        steps=progress.steps,
        epoch=progress.epoch,
        epochs=progress.epochs,
        accuracy=percent(progress.accuracy),
        seconds=round(progress.seconds_left),
        curve=spark_line([point.accuracy for point in progress.curve]),
    )
    print(f"\r{said:<100}", end="", file=sys.stderr, flush=True)
