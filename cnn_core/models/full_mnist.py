"""The full MNIST, through Keras' own loader where the network is there."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from cnn_core.backend import load_keras
from cnn_core.errors import DataError
from cnn_core.pictures.digits import Digits
from cnn_core.text import t

DOWNLOAD_TIMEOUT = 20.0


def load_full_mnist(timeout: float = DOWNLOAD_TIMEOUT) -> Digits:
    """Returns the full MNIST, 60,000 digits to train on and 10,000 held out, through Keras' own loader.

    The first call fetches 11 MB into Keras' cache folder; later ones read it from there. It imports Keras,
    so the Streamlit process must not call it.

    Args:
        timeout: Seconds without an answer from the network after which it gives up.

    Raises:
        DataError: The digits are not in the cache and the network does not give them.
    """
    keras = load_keras()
    try:
        with _socket_timeout(timeout):
            train, held_out = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a bare Exception where the network is not there
        raise DataError(t("digits.out_of_reach", reason=error)) from error
    return Digits(*train, *held_out)


@contextmanager
def _socket_timeout(seconds: float) -> Iterator[None]:
    """Bounds each wait on a socket, since Keras' downloader sets no timeout and would wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
