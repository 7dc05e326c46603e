"""The engine of this server, and its reader of pictures: one each, shared by every page and every person."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from cnn_core.engine import Engine
from cnn_core.pictures.apart.reader import PictureReader
from cnn_core.pictures.digits import load_digits
from cnn_core.settings import settings
from cnn_core.store.owned_folder import OwnedFolder

_log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Returns the engine of this process, made when it is first asked for.

    It is shared by all sessions on purpose: it holds no state of anybody's, and it is safe to call from any thread.
    """
    return Engine(settings(), spare=_spare().path)


@lru_cache(maxsize=1)
def picture_reader() -> PictureReader:
    """Returns what reads the pictures that people bring, in a process of its own that comes when it is needed."""
    limits = settings()
    return PictureReader(max_bytes=limits.picture_bytes, max_pixels=limits.picture_pixels)


@contextmanager
def running_engine() -> Iterator[Engine]:
    """An engine that loads TensorFlow and trains the nets that the settings name and the store lacks."""
    started = engine()
    _log.info("engine starts: workers %d, store %s", settings().workers, started.store.folder)
    started.store.tidy()
    started.warm_up(load_digits().held_out_images[0])
    started.train_missing(settings().train_at_start)
    try:
        yield started
    finally:
        started.close()
        picture_reader().close()
        _spare().close()
        _log.info("engine ended")


@lru_cache(maxsize=1)
def _spare() -> OwnedFolder:
    return OwnedFolder("convscope-spare-")
