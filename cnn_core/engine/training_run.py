"""A training as everybody sees it who asked for its net."""

from concurrent.futures import Future
from typing import Literal

from cnn_core.nets.course import TrainingSpec
from cnn_core.training.loop import CurvePoint, Progress, Wrong

State = Literal["waiting", "starting", "running", "paused", "done", "cancelled", "failed"]


class TrainingRun:
    """A training that is waiting, under way or through; everybody who asked for its net shares it.

    The engine writes it; others read it, from any thread.

    Attributes:
        net: What is trained.
        owner: Who started it, and alone may pause or cancel it (anybody may resume it); "" for
            the server itself and the command line.
        net_owner: Whose the net itself is, who alone may delete it: of the run that began without the net, not of
            one that trains it again. None where that was before this engine, so that nobody knows.
        state: "waiting" for its turn, "starting" until the first report, "running", "paused", and then one of
            "done", "cancelled" and "failed".
        place: In the queue while it waits, from 1; else 0.
        progress: The last that the trainer reported; None until its first report.
        version: Grows with each news.
        is_again: Whether the net is trained although the store has it, so that its moments are kept.
        done: Ends in None when the net is in the store, or in the error that ended the training: `Cancelled` where
            somebody cancelled it.
    """

    def __init__(
        self, net: TrainingSpec, owner: str = "", *, net_owner: str | None = None, is_again: bool = False
    ) -> None:
        self.net = net
        self.owner = owner
        self.net_owner = net_owner
        self.is_again = is_again
        self.state: State = "waiting"
        self.place = 0
        self.progress: Progress | None = None
        self.version = 0
        self.done: Future[None] = Future()

    @property
    def seed(self) -> int:
        """Of all chance in it."""
        return self.net.seed

    @property
    def is_under_way(self) -> bool:
        """Whether it is not through yet: it waits, runs or is paused."""
        return self.state not in ("done", "cancelled", "failed")

    @property
    def curve(self) -> tuple[CurvePoint, ...]:
        """How it went so far: at most some hundreds of points."""
        return self.progress.curve if self.progress else ()

    @property
    def wrong(self) -> Wrong | None:
        """What the net got wrong at the end of the last full epoch; None before the first."""
        return self.progress.wrong if self.progress else None

    @property
    def was_resumed(self) -> bool:
        """Whether it went on from a checkpoint, so that its weights need not be those of an unbroken run."""
        return self.progress is not None and self.progress.was_resumed

    @property
    def notice(self) -> str | None:
        """A sentence on what could not be kept, if anything; the training goes on all the same."""
        return self.progress.notice if self.progress else None
