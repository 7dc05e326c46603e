"""A trained net as a `.keras` file, which Keras opens without this project."""

import re
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from cnn_core.backend import load_keras
from cnn_core.models.build import build_trained
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.store.store import Store

_LONGEST_NAME = 120  # characters, so that every file system takes it; a longer one ends in a hash of the whole
_USE = """import keras
net = keras.models.load_model("{name}")
logits = net.predict(digit.reshape(1, 784))
"""


def keras_file(net: TrainingSpec, *, store: Store | None = None) -> bytes:
    """Returns the `.keras` file of a net: from pixels (N, 784) in 0..1 to its last layer, the logits (N, 10).

    Args:
        net: The net, which Keras then knows by the name of `keras_file_name`; its layers keep their names.
        store: Where its weights are; by default the store that the settings name.

    Raises:
        StoreError: The net is not trained yet, or the store cannot be read.
    """
    model = build_trained(net, store=store)
    answering = load_keras().Model(model.inputs[0], model.outputs[-1], name=_name(net))
    with TemporaryDirectory() as folder:  # Keras saves to a path alone
        path = Path(folder) / "net.keras"
        answering.save(path)
        return path.read_bytes()


def keras_file_name(net: TrainingSpec) -> str:
    """Returns the name of a net's file, which is the net's own.

    Args:
        net: The net, trained or not.

    Example:
        >>> cnn_core.keras_file_name(cnn_core.find_net("c8-max2_d32/e3-b64@1"))
        'c8-max2_d32-e3-b64-seed1.keras'
    """
    return f"{_name(net)}.keras"


def keras_file_use(net: TrainingSpec) -> str:
    """Returns three lines of Python that give the logits (1, 10) of `digit`, `(28, 28)` floats in 0..1.

    Args:
        net: The net, trained or not.

    Example:
        >>> print(cnn_core.keras_file_use(cnn_core.find_net("two_block")).splitlines()[1])
        net = keras.models.load_model("two_block-default.keras")
    """
    return _USE.format(name=keras_file_name(net))


def _name(net: TrainingSpec) -> str:
    text = training_text(net)
    name = re.sub("[^A-Za-z0-9_.-]", "-", text.replace("@", "-seed"))
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME]}-{sha256(text.encode()).hexdigest()[:8]}"
