"""The one place where TensorFlow is loaded: when a model is first needed, and without its chatter on stderr."""

import importlib.metadata
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

PACKAGES = ("tensorflow", "tensorflow-cpu")
"""What the package is called that brings TensorFlow; the second has no half for graphics cards."""


@lru_cache(maxsize=1)
def tensorflow_version() -> str:
    """Returns which TensorFlow is installed, by its package, without loading it.

    Raises:
        importlib.metadata.PackageNotFoundError: None is.
    """
    installed = {
        found.name: found.version for name in PACKAGES for found in importlib.metadata.distributions(name=name)
    }
    if not installed:
        raise importlib.metadata.PackageNotFoundError(PACKAGES[0])
    return next(iter(installed.values()))


@lru_cache(maxsize=1)
def load_tensorflow() -> Any:
    """Returns the module `tensorflow`; the first call takes about two seconds."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _quiet_stderr():
        import tensorflow
    return tensorflow


def load_keras() -> Any:
    """Returns the module `keras`, with TensorFlow behind it."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    load_tensorflow()
    import keras

    return keras


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Drops what is written to the process' stderr, by libraries too, which no log level of theirs stops."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
