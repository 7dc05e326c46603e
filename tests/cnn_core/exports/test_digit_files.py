import io

import numpy as np

from cnn_core.exports.digit_files import digit_npz
from cnn_core.models.inspection import Inspection
from cnn_core.nets.course import named_net

DIGIT = np.arange(784, dtype=np.uint8).reshape(28, 28)


def test_the_file_holds_the_digit_the_net_and_every_layer_as_it_was():
    maps = np.random.default_rng(0).random((1, 4, 4, 3), np.float32)
    logits = np.linspace(-1, 1, 10, dtype=np.float32)[None]
    inspection = Inspection(activations={"conv1": maps}, logits=logits, probabilities=logits**2)
    with np.load(io.BytesIO(digit_npz(DIGIT, named_net("two_block"), inspection))) as file:
        assert set(file.files) == {"digit", "net", "conv1", "logits", "probabilities"}
        assert str(file["net"]) == "two_block/default"
        np.testing.assert_array_equal(file["digit"], DIGIT)
        np.testing.assert_array_equal(file["conv1"], maps[0])
        np.testing.assert_array_equal(file["logits"], logits[0])
        np.testing.assert_array_equal(file["probabilities"], logits[0] ** 2)


def test_a_net_without_an_answer_has_no_logits():
    inspection = Inspection(
        activations={"conv1": np.zeros((1, 2, 2, 1), np.float32)}, logits=None, probabilities=None
    )
    with np.load(io.BytesIO(digit_npz(DIGIT, named_net("two_block"), inspection))) as file:
        assert set(file.files) == {"digit", "net", "conv1"}
