"""What a page is told of trainings: how each goes, in words and numbers for JSON, and of that what is new."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np

from cnn_core.engine import TrainingRun
from cnn_core.errors import ConvscopeError, StoreError
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.store.moments import NEWEST
from cnn_core.text import language, percent, t
from cnn_core.training.steps import steps_of
from ui.engine import engine
from ui.nets.choices import Record, net_record
from ui.nets.titles import net_title

MOST_MISTAKES = 10
"""How many mistakes are shown."""
FINISHED = None
"""What a live request calls the weights of a finished training."""
_MEASURED = ("loss", "accuracy", "validation_loss", "validation_accuracy")
UNDER_WAY = ("waiting", "starting", "running", "paused")


@dataclass
class News:
    """What one page is told: of the trainings that it watches in full, of all others a line.

    Args:
        watched: The trainings that it watches.
        owner: Whose browser the page is in.
    """

    watched: tuple[TrainingSpec, ...]
    owner: str
    _versions: object = None
    _told: dict[str, dict[str, Any]] = field(default_factory=dict)
    _others: list[dict[str, str]] | None = None

    def since_last(self) -> dict[str, Any]:
        """Returns what is new since this was asked last; all of it at first, an empty mapping where nothing is."""
        versions = [(id(run), run.version) for run in engine().runs()]
        if versions == self._versions:
            return {}
        self._versions = versions
        news: dict[str, Any] = {}
        others = [_line(run) for run in engine().runs() if run.state in UNDER_WAY]
        if others != self._others:
            news["all"] = self._others = others
        nets = {}
        for net in self.watched:
            name, told = training_text(net), full_report(net, self.owner)
            if changed := _changes(self._told.get(name), told):
                nets[name] = changed
            self._told[name] = told
        return news | ({"nets": nets} if nets else {})


def full_report(net: TrainingSpec, owner: str) -> dict[str, Any]:
    """Returns all that is told of a training.

    Args:
        net: The training.
        owner: Whose browser asks.

    Returns:
        `state`: "none" or one of `TrainingRun`'s; `heading`, `detail`, `small` and `spoken`, in words; `share` of
        the steps done, 0..1; `steps` and `epochs` in all; `is_yours`; `can_go_on`; `curve`, points of step, loss,
        accuracy and both on validation digits; `wrong`; and for the scrubber `moments`, `newest` and `latest`.
    """
    run = engine().run_of(net)
    told = _report_on_run(net, run, run.version, language.get()) if run else _report(net, None)
    if told["state"] == "waiting" and (seconds := _seconds_until_free()):  # news of another run than this one
        told = told | {"detail": t("training_news.detail.waiting_known", seconds=seconds)}
    return told | {
        "is_yours": run is not None and run.owner == owner,
        "small": _small(net, run, owner, len(told["moments"]), told["state"]),
    }


@lru_cache(maxsize=32)
def _report_on_run(net: TrainingSpec, run: TrainingRun, _version: int, _language: str) -> dict[str, Any]:
    """Returns what all readers of a language are told: a class that watches one training reads its moments once."""
    return _report(net, run)


def _report(net: TrainingSpec, run: TrainingRun | None) -> dict[str, Any]:
    state = run.state if run else "none"
    if state not in UNDER_WAY and engine().has(net):
        state = "done"
    kept = engine().goes_on_from(net) if state in ("none", "cancelled", "failed") else None
    can_go_on = kept is not None
    if state == "none" and can_go_on:
        state = "cancelled"  # when the server before this one ended
    # After an interruption what counts is what the training goes on from: later moments will be made again.
    moments = [moment for moment in _moment_rows(net) if kept is None or moment["step"] <= kept]
    steps = steps_of(net.recipe).total
    progress = run.progress if run else None
    step = progress.step if progress else moments[-1]["step"] if moments else 0
    step = step if kept is None else kept
    if state == "done":
        step = steps
    words = {
        "place": run.place if run else 0,
        "seed": net.seed,
        "steps": steps,
        "step": step,
        "epoch": progress.epoch if progress else 1,
        "epochs": net.recipe.epochs,
        "seconds": max(1, round(progress.seconds_left)) if progress and progress.seconds_left else 0,
    }
    heading = t(f"training_news.heading.{state}", **words)
    detail = _detail(state, net, run, words)
    return {
        "state": state,
        "heading": heading,
        "detail": detail,
        # What a screen reader hears: not each step, or it would never be silent.
        "spoken": heading if state in ("running", "starting") else f"{heading}. {detail}",
        "share": step / steps,
        "steps": steps,
        "epochs": net.recipe.epochs,
        "can_go_on": can_go_on,
        "curve": [point for point in _curve(net, run, state) if kept is None or (point[0] or 0) <= kept],
        "moments": moments,
        "newest": _newest(state, moments),
        "latest": {"step": step, "epoch": step / steps * net.recipe.epochs, "right": None},
        "wrong": _wrong(net, run, state),
    }


def finished_times(net: TrainingSpec) -> dict[str, Any]:
    """Returns what the scrubber needs of a net that can be asked: `moments`, `newest` and `latest`."""
    latest = {"step": steps_of(net.recipe).total, "epoch": net.recipe.epochs, "right": None}
    return {"moments": _moment_rows(net), "newest": FINISHED, "latest": latest}


def _moment_rows(net: TrainingSpec) -> list[dict[str, Any]]:
    return [
        {"step": moment.step, "epoch": round(moment.epoch, 4), "right": moment.validation_accuracy}
        for moment in engine().moments(net)
    ]


def _seconds_until_free() -> int | None:
    """Returns how long the training under way still takes; None before a step of it was timed."""
    for run in engine().runs():
        if run.state == "running" and run.progress and run.progress.seconds_left:
            return max(1, round(run.progress.seconds_left))
    return None


def _newest(state: str, moments: Sequence[dict[str, Any]]) -> int | None:
    if state == "done":
        return FINISHED
    if state in ("running", "paused"):
        return NEWEST
    return int(moments[-1]["step"]) if moments else 0


def _detail(state: str, net: TrainingSpec, run: TrainingRun | None, words: dict[str, Any]) -> str:
    if state == "failed" and run:
        error = run.done.exception(timeout=1)  # it is set a moment after the state
        reason = str(error) if isinstance(error, ConvscopeError) else t("training_news.detail.unforeseen")
        return t("training_news.detail.failed", reason=reason)
    if state == "done":
        record = _record(net)
        if record is None:
            return ""
        # The curve beside it says the share that is right.
        wrong = np.count_nonzero(record.held_out_answers != load_digits().held_out_labels)
        return t("training_news.detail.done", wrong=wrong, seconds=record.report.seconds)
    if state == "running" and not words["seconds"]:
        return t("training_news.detail.running_untimed", **words)
    return t(f"training_news.detail.{state}", **words)


def _small(net: TrainingSpec, run: TrainingRun | None, owner: str, moments: int, state: str) -> str:
    name = "server" if run and not run.owner else "yours"
    if run and run.owner and run.owner != owner and state in UNDER_WAY:
        name = "theirs"
    if run and state == "paused" and name != "yours":
        name = f"{name}_paused"
    said = [t(f"training_news.small.{name}", seed=net.seed)]
    record = _record(net) if state == "done" else None
    if (run and run.was_resumed) or (record and record.report.was_resumed):
        said.append(t("training_news.small.resumed"))
    if run and run.progress and run.progress.notice:
        said.append(str(run.progress.notice))
    if state == "done":
        name = "moments" if moments > 1 else "no_moments"
        said.append(t(f"training_news.small.{name}", count=moments))
    return " ".join(said)


def _curve(net: TrainingSpec, run: TrainingRun | None, state: str) -> list[list[float | None]]:
    """Returns what is known of a training: of a run, of a stored net, and of its first epoch from its moments."""
    each = steps_of(net.recipe).per_epoch
    moments = engine().moments(net)
    points = {point.step: tuple(point) for point in run.curve} if run else {}
    if not points and state == "done" and (record := _record(net)):
        epochs = zip(*(record.report.history.get(name, ()) for name in _MEASURED), strict=True)
        points = {each * epoch: (each * epoch, *row) for epoch, row in enumerate(epochs, start=1)}
        if moments:
            points.pop(each, None)  # a mean over the whole epoch, of which the moments tell more
    for moment in moments:
        if moment.step <= each or not points:
            points.setdefault(moment.step, (moment.step, *(getattr(moment, name) for name in _MEASURED)))
    return [[step, *map(_rounded, values)] for step, (_, *values) in sorted(points.items())]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 5)


def _wrong(net: TrainingSpec, run: TrainingRun | None, state: str) -> list[dict[str, Any]]:
    """Returns mistakes of the run's last epoch, or of a stored net those of the held-out digits."""
    wrong = run.wrong if run else None
    pairs: Iterable[tuple[int, int]] = ()
    if wrong and wrong.are_held_out:
        pairs = zip(wrong.indices, wrong.answers, strict=True)
    elif state == "done" and (record := _record(net)):
        indices = np.flatnonzero(record.held_out_answers != load_digits().held_out_labels).tolist()
        pairs = ((index, int(record.held_out_answers[index])) for index in indices)
    return [{"index": index, "answer": answer, **_digit(index)} for index, answer in islice(pairs, MOST_MISTAKES)]


def _record(net: TrainingSpec) -> Record | None:
    try:
        return net_record(net)
    except StoreError:
        return None  # the call that asks the net says why


@lru_cache(maxsize=1024)
def _digit(index: int) -> dict[str, Any]:
    digits = load_digits()
    pixels = base64.b64encode(digits.held_out_images[index].tobytes()).decode()
    return {"label": int(digits.held_out_labels[index]), "pixels": pixels}


def _line(run: TrainingRun) -> dict[str, str]:
    progress = run.progress
    share = percent(progress.step / progress.steps) if progress else percent(0.0)
    said = t(f"training_news.other_said.{run.state}", place=run.place, share=share)
    return {"net": training_text(run.net), "title": net_title(run.net), "said": said}


def _changes(before: dict[str, Any] | None, now: dict[str, Any]) -> dict[str, Any]:
    """Returns what differs; of a curve that has only grown, its new points and where they begin."""
    known = before or {}
    changed = {name: value for name, value in now.items() if name not in known or value != known[name]}
    if "curve" in changed:
        old, new = known.get("curve", []), now["curve"]
        start = len(old) if new[: len(old)] == old else 0
        changed["curve"] = {"from": start, "points": new[start:]}
    return changed
