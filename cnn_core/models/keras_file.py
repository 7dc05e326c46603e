"""A trained net as a `.keras` file, which Keras opens without this project."""

from pathlib import Path
from tempfile import TemporaryDirectory

from cnn_core.backend import load_keras
from cnn_core.models.build import build_trained
from cnn_core.nets.course import TrainingSpec
from cnn_core.store.store import Store


def keras_file(net: TrainingSpec, *, store: Store | None = None) -> bytes:
    """Returns the `.keras` file of a net: from pixels (N, 784) in 0..1 to its last layer, the logits (N, 10).

    Args:
        net: The net; its layers keep their names.
        store: Where its weights are; by default the store that the settings name.

    Raises:
        StoreError: The net is not trained yet, or the store cannot be read.
    """
    model = build_trained(net, store=store)
    answering = load_keras().Model(model.inputs[0], model.outputs[-1], name=net.model.name)
    with TemporaryDirectory() as folder:  # Keras saves to a path alone
        path = Path(folder) / "net.keras"
        answering.save(path)
        return path.read_bytes()
