import json
import os
import socket
import subprocess
import sys
import types

import numpy as np

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
import json, os, sys, time
import keras
from cnn_core.models.full_mnist import load_full_mnist
from cnn_core.errors import DataError
for proxy in sys.argv[1:]:
    os.environ["https_proxy"] = proxy
    began = time.monotonic()
    try:
        load_full_mnist(timeout=0.5)
    except DataError as error:
        print(json.dumps([str(error), time.monotonic() - began]))
"""


def test_full_mnist_without_a_network_ends_in_a_sentence(tmp_path):
    with socket.socket() as refuses, socket.socket() as never_answers:
        for proxy in (refuses, never_answers):
            proxy.bind(("127.0.0.1", 0))
        never_answers.listen()  # takes the connection and says nothing
        proxies = [f"http://127.0.0.1:{proxy.getsockname()[1]}" for proxy in (refuses, never_answers)]
        environment = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
        run = subprocess.run(
            [sys.executable, "-c", ASK_FOR_MNIST, *proxies],
            env=environment | {"KERAS_HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            timeout=SECONDS,
            text=True,
            check=True,
        )
    answers = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("[")]
    assert len(answers) == len(proxies)
    for sentence, seconds in answers:
        assert sentence.startswith("The full MNIST could not be fetched (")
        assert "embedded digits" in sentence
        assert seconds < DOWNLOAD_TIMEOUT  # or what it was given is not heeded
