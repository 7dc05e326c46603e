"""The operation on the toy page, as the badge has it computed once more by TensorFlow."""

from collections.abc import Hashable
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from cnn_core.arithmetic.operations import Operation
from cnn_core.arithmetic.pooling import Pooling
from cnn_core.models.comparison import Comparison, why_tensorflow_cannot
from ui.engine import engine
from ui.operations.carried_out import ChosenOperation, carry_out


@dataclass(frozen=True)
class ComparedOperation:
    """See `ui.badge.Compared`."""

    operation: ChosenOperation

    def why_not(self) -> str | None:
        """See `ui.badge.Compared`."""
        return why_tensorflow_cannot(self.operation.spec)

    def ask(self, client: Hashable) -> tuple[Future[Comparison], float]:
        """See `ui.badge.Compared`."""
        operation = carry_out(self.operation)
        return engine().compare(operation, client=client), _largest_sum(operation)


def _largest_sum(operation: Operation) -> float:
    """Returns what no sum of the operation's products can exceed in size."""
    largest = float(np.abs(operation.image).max())
    if isinstance(operation, Pooling):
        return largest
    return largest * float(np.abs(operation.kernel).sum(dtype=np.float64)) + float(np.abs(operation.bias).max())
