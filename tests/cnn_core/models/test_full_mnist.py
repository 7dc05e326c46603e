import json
import os
import socket
import subprocess
import sys
import types

import numpy as np
import pytest

from cnn_core.models.full_mnist import DOWNLOAD_TIMEOUT, load_full_mnist
from tests.helpers.patience import SECONDS


def test_full_mnist_comes_from_keras(monkeypatch):
    def load_data():
        return (np.ones((60, 28, 28), np.uint8), np.ones(60, np.uint8)), (
            np.zeros((10, 28, 28), np.uint8),
            np.zeros(10, np.uint8),
        )

    mnist = types.SimpleNamespace(load_data=load_data)
    keras = types.SimpleNamespace(datasets=types.SimpleNamespace(mnist=mnist))
    monkeypatch.setitem(sys.modules, "keras", keras)
    digits = load_full_mnist()
    assert digits.train_images.shape == (60, 28, 28)
    assert digits.train_labels.all()
    assert digits.held_out_labels.shape == (10,)
    assert not digits.held_out_images.flags.writeable
    assert socket.getdefaulttimeout() is None


ASK_FOR_MNIST = """
import json, sys, time
import keras
from cnn_core.models.full_mnist import load_full_mnist
from cnn_core.errors import DataError
began = time.monotonic()
try:
    load_full_mnist(timeout=0.5)
except DataError as error:
    print(json.dumps([str(error), time.monotonic() - began]))
"""


@pytest.mark.parametrize("answers", ["refused", "never"])
def test_full_mnist_without_a_network_ends_in_a_sentence(answers, tmp_path):
    with socket.socket() as proxy:
        proxy.bind(("127.0.0.1", 0))
        if answers == "never":
            proxy.listen()  # takes the connection and says nothing
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        environment = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
        environment |= {"KERAS_HOME": str(tmp_path), "https_proxy": address}
        run = subprocess.run(
            [sys.executable, "-c", ASK_FOR_MNIST],
            env=environment,
            stdout=subprocess.PIPE,
            timeout=SECONDS,
            text=True,
            check=True,
        )
    sentence, seconds = json.loads(run.stdout.splitlines()[-1])
    assert sentence.startswith("The full MNIST could not be fetched (")
    assert "embedded digits" in sentence
    assert seconds < DOWNLOAD_TIMEOUT  # or what it was given is not heeded
