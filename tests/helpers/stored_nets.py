"""Nets put into a store without any training: a tiny one with weights of NumPy's, and any as it is drawn."""

import numpy as np

from cnn_core.models.build import build_model, weights_of
from cnn_core.nets.course import Recipe, TrainingSpec
from cnn_core.nets.text import read_model
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import Report, Store, TrainedModel

MODEL = "c2-s4"
EPOCHS = 2


def tiny_net(seed: int) -> TrainingSpec:
    """Returns the net: two filters over every fourth place, then ten logits."""
    return TrainingSpec(model=read_model(MODEL), recipe=Recipe(name="own", epochs=EPOCHS), seed=seed)


def store_tiny_net(store: Store, seed: int) -> TrainingSpec:
    """Keeps the net with random weights, and returns it."""
    chance, net = np.random.default_rng(seed), tiny_net(seed)
    kernel = chance.normal(size=(3, 3, 1, 2)).astype(np.float32)
    kernel[:, :, :, 1] = -1  # after ReLU, nothing is left of this one
    logits = chance.normal(size=(98, 10)).astype(np.float32)
    bias = np.zeros(10, np.float32)
    answers = chance.integers(0, 10, len(load_digits().held_out_labels)).astype(np.uint8)
    history = {name: [0.5, 0.6] for name in ("loss", "accuracy", "validation_loss", "validation_accuracy")}
    right = float(np.mean(answers == load_digits().held_out_labels))
    store.save(
        TrainedModel(
            net=net,
            weights={"conv1/kernel": kernel, "logits/kernel": logits, "logits/bias": bias},
            held_out_answers=answers,
            report=Report(history=history, held_out_accuracy=right, seconds=1.0),
        )
    )
    return net


def store_untrained(store: Store, net: TrainingSpec) -> None:
    """Keeps a net with the weights that its training would begin with."""
    weights = weights_of(build_model(net.model, seed=net.seed))
    labels = load_digits().held_out_labels
    report = Report(held_out_accuracy=float(np.mean(labels == 0)))
    store.save(TrainedModel(net=net, weights=weights, held_out_answers=np.zeros_like(labels), report=report))
