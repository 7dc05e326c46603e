"""A trained net as a `.keras` file, which Keras opens without this project."""

from pathlib import Path
from tempfile import TemporaryDirectory

from cnn_core.backend import load_keras
from cnn_core.errors import StoreError
from cnn_core.nets import TrainingSpec
from cnn_core.networks import build_model, set_weights
from cnn_core.store import Store, default_store
from cnn_core.text import t


def keras_file(net: TrainingSpec, *, store: Store | None = None) -> bytes:
    """Returns the `.keras` file of a net: from pixels (N, 784) in 0..1 to its last layer, the logits (N, 10).

    Args:
        net: The net; its layers keep their names.
        store: Where its weights are; by default the store that the settings name.

    Raises:
        StoreError: The net is not trained yet, or the store cannot be read.
    """
    model = build_model(net.model, seed=net.seed)
    if net.recipe.epochs:
        trained = (store or default_store()).load(net)
        if trained is None:
            raise StoreError(t("store.missing", net=net.name))
        set_weights(model, trained.weights)
    answering = load_keras().Model(model.inputs[0], model.outputs[-1], name=net.model.name)
    with TemporaryDirectory() as folder:  # Keras saves to a path alone
        path = Path(folder) / "net.keras"
        answering.save(path)
        return path.read_bytes()
