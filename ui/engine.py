"""The engine of this server: one, started with it and shared by every page and every person."""

from functools import lru_cache

from cnn_core.digits import load_digits
from cnn_core.engine import Engine
from cnn_core.settings import settings


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Returns the engine of this process, made when it is first asked for.

    It is shared by all sessions on purpose: it holds no state of anybody's, and it is safe to call from any thread.
    """
    return Engine(settings())


def start_engine() -> Engine:
    """Has the engine load TensorFlow and train the nets that the settings name and the store lacks."""
    started = engine()
    started.warm_up(load_digits().held_out_images[0])
    started.train_missing(settings().train_at_start)
    return started
