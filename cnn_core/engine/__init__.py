"""Model calls in worker processes: `Engine` is what the app and the command line use."""

from cnn_core.engine.engine import Engine, TrainingRun
from cnn_core.engine.pool import WorkerPool

__all__ = ["Engine", "TrainingRun", "WorkerPool"]
