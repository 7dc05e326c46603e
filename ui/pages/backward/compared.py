"""The step by hand, as the badge has it computed once more by TensorFlow."""

from collections.abc import Hashable
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from cnn_core.models.comparison import Comparison
from ui.engine import engine
from ui.pages.backward.choices import ChosenStep, carried_out


@dataclass(frozen=True)
class ComparedStep:
    """See `ui.badge.Compared`."""

    chosen: ChosenStep

    def why_not(self) -> None:
        """See `ui.badge.Compared`."""

    def ask(self, client: Hashable) -> tuple[Future[Comparison], float]:
        """See `ui.badge.Compared`."""
        step = carried_out(self.chosen)
        parts = (step.loss.value, step.loss_after.value, step.backward.kernel, step.after.kernel)
        return engine().compare_step(step, client=client), max(float(np.abs(part).max()) for part in parts)
