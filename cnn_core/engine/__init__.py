"""Model calls in worker processes: `Engine` is what the app and the command line use."""

from cnn_core.engine.engine import Engine
from cnn_core.engine.pool import WorkerPool
from cnn_core.engine.training_run import TrainingRun

__all__ = ["Engine", "TrainingRun", "WorkerPool"]
