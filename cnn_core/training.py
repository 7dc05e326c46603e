"""Training in a compiled step loop: the same spec gives the same weights on the same machine.

`Model.fit` takes 5 or 10 seconds an epoch at random on two cores; this loop always takes the 5. A process that
trains nothing else makes runs repeatable, since the seed of TensorFlow is global.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.backend import load_keras, load_tensorflow
from cnn_core.digits import Digits, load_digits
from cnn_core.errors import DamagedEntry
from cnn_core.nets import Recipe, TrainingSpec
from cnn_core.networks import build_model, weights_of
from cnn_core.store import Report, Store, TrainedModel, default_store

SECONDS_BETWEEN_REPORTS = 0.2

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a training is.

    Attributes:
        step: Steps done.
        steps: Steps in all.
        epoch: The epoch under way, from 1.
        epochs: Epochs in all.
        loss: Mean cross-entropy over this epoch so far.
        accuracy: On this epoch's digits so far, 0..1.
        validation_accuracy: After the last full epoch, 0..1; None before the first.
        seconds_left: Estimated from the mean time of a step.
    """

    step: int
    steps: int
    epoch: int
    epochs: int
    loss: float
    accuracy: float
    validation_accuracy: float | None
    seconds_left: float


def train(
    spec: TrainingSpec,
    *,
    digits: Digits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> TrainedModel:
    """Trains a net in this process.

    Args:
        spec: What to train.
        digits: What to train and measure on; by default the embedded digits.
        on_progress: Called some five times a second and after each epoch; what it raises ends the training.

    Returns:
        The trained model; `Store.save` keeps it.
    """
    keras = load_keras()
    digits = digits or load_digits()
    recipe = spec.recipe
    keras.utils.set_random_seed(spec.seed)
    started = time.monotonic()
    model = build_model(spec.model, seed=spec.seed)
    history: dict[str, list[float]] = {}
    if recipe.epochs:
        history = _fit(model, digits, spec, on_progress)
    answers = np.zeros(0, np.uint8)
    accuracy = None
    if spec.model.has_logits:
        logits = _logits(model, digits.held_out_images)
        answers = logits.argmax(axis=1).astype(np.uint8)
        accuracy = float(np.mean(answers == digits.held_out_labels))
    report = Report(history=history, held_out_accuracy=accuracy, seconds=time.monotonic() - started)
    return TrainedModel(spec=spec, weights=weights_of(model), held_out_answers=answers, report=report)


def train_and_save(
    spec: TrainingSpec,
    *,
    store: Store | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> TrainedModel:
    """Returns the stored net of a spec, training and storing it first where the store lacks it.

    Raises:
        StoreError: The store cannot be read or written.
    """
    store = store or default_store()
    with store.training(spec):
        try:
            trained = store.load(spec)
        except DamagedEntry as damage:
            _log.warning("%s", damage)
            trained = None
        if trained is None:
            trained = train(spec, on_progress=on_progress)
            store.save(trained)
    return trained


def _fit(
    model: Any, digits: Digits, spec: TrainingSpec, on_progress: Callable[[Progress], None] | None
) -> dict[str, list[float]]:
    recipe = spec.recipe
    kept = round(len(digits.train_images) * (1 - recipe.validation_split))
    validation_images, validation_labels = digits.train_images[kept:], digits.train_labels[kept:]
    if not recipe.validation_split:
        validation_images, validation_labels = digits.held_out_images, digits.held_out_labels
    steps_per_epoch = -(-kept // recipe.batch_size)
    steps = steps_per_epoch * recipe.epochs
    step = _compiled_step(model, digits, recipe, steps)
    chance = np.random.default_rng(spec.seed)
    history: dict[str, list[float]] = {
        name: [] for name in ("loss", "accuracy", "validation_loss", "validation_accuracy")
    }
    started = reported = time.monotonic()
    for epoch in range(recipe.epochs):
        order = chance.permutation(kept).astype(np.int32)
        loss = right = seen = 0.0
        for index in range(steps_per_epoch):
            batch = order[index * recipe.batch_size : (index + 1) * recipe.batch_size]  # (batch,)
            batch_loss, batch_right = step(batch, np.int32(epoch * steps_per_epoch + index))
            loss += float(batch_loss) * len(batch)
            right += float(batch_right)
            seen += len(batch)
            now = time.monotonic()
            if on_progress and now - reported > SECONDS_BETWEEN_REPORTS:
                reported = now
                on_progress(
                    _progress(
                        recipe,
                        epoch,
                        index + 1,
                        steps_per_epoch,
                        loss / seen,
                        right / seen,
                        history,
                        now - started,
                    )
                )
        history["loss"].append(loss / seen)
        history["accuracy"].append(right / seen)
        logits = _logits(model, validation_images)
        history["validation_loss"].append(_cross_entropy(logits, validation_labels))
        history["validation_accuracy"].append(float(np.mean(logits.argmax(1) == validation_labels)))
        if on_progress:
            now = time.monotonic()
            on_progress(
                _progress(
                    recipe,
                    epoch,
                    steps_per_epoch,
                    steps_per_epoch,
                    loss / seen,
                    right / seen,
                    history,
                    now - started,
                )
            )
    return history


def _progress(
    recipe: Recipe,
    epoch: int,
    steps_done: int,
    steps_per_epoch: int,
    loss: float,
    accuracy: float,
    history: dict[str, list[float]],
    seconds: float,
) -> Progress:
    step = epoch * steps_per_epoch + steps_done
    steps = recipe.epochs * steps_per_epoch
    measured = history["validation_accuracy"]
    return Progress(
        step=step,
        steps=steps,
        epoch=epoch + 1,
        epochs=recipe.epochs,
        loss=loss,
        accuracy=accuracy,
        validation_accuracy=measured[-1] if measured else None,
        seconds_left=seconds / step * (steps - step),
    )


def _compiled_step(model: Any, digits: Digits, recipe: Recipe, steps: int) -> Any:
    """Compiles one training step: indices (batch,), step number -> mean loss, count of right answers."""
    tf, keras = load_tensorflow(), load_keras()
    images = tf.constant(digits.train_images[..., np.newaxis])  # (N, 28, 28, 1) uint8
    labels = tf.constant(digits.train_labels.astype(np.int32))  # (N,)
    rate = recipe.learning_rate
    if recipe.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(rate, steps)
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(model.trainable_variables)

    def step(batch: Any, number: Any) -> tuple[Any, Any]:
        x = tf.cast(tf.gather(images, batch), tf.float32) / 255.0  # (batch, 28, 28, 1)
        y = tf.gather(labels, batch)  # (batch,)
        if recipe.augmentation == "affine":
            x = _random_affine(x, number)
        with tf.GradientTape() as tape:
            logits = model(tf.reshape(x, (-1, 784)), training=True)[-1]  # (batch, 10)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)  # (batch,)
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        right = tf.reduce_sum(tf.cast(tf.argmax(logits, axis=1, output_type=tf.int32) == y, tf.float32))
        return loss, right

    signature = [tf.TensorSpec((None,), tf.int32), tf.TensorSpec((), tf.int32)]
    return tf.function(step, input_signature=signature, autograph=False)


def _random_affine(x: Any, number: Any) -> Any:
    """Turns (±10°), scales (±10 %), slants (±0.15) and shifts (±2 px) each digit at random."""
    tf = load_tensorflow()
    count = tf.shape(x)[0]
    spread = tf.constant([[np.pi / 18, 0.1, 0.15, 2.0, 2.0]], tf.float32)
    chance = tf.random.stateless_uniform((count, 5), (number, 1), -1.0, 1.0) * spread  # (batch, 5)
    turn, grow, slant, down, right = tf.unstack(chance, axis=1)
    cosine, sine = tf.cos(turn) / (1 + grow), tf.sin(turn) / (1 + grow)
    # output (column, row) -> input: rotation and scale, then slant, about the centre of mass (14, 14)
    a, b = cosine, slant * cosine - sine
    c, d = sine, slant * sine + cosine
    zero = tf.zeros_like(a)
    transforms = tf.stack(
        [a, b, 14 - 14 * a - 14 * b + right, c, d, 14 - 14 * c - 14 * d + down, zero, zero], axis=1
    )  # (batch, 8)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=x,
        transforms=transforms,
        output_shape=(28, 28),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def _logits(model: Any, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Returns the logits (N, 10) of uint8 images (N, 28, 28)."""
    pixels = images.reshape(len(images), -1).astype(np.float32) / 255.0
    parts = [model(pixels[at : at + 500], training=False)[-1].numpy() for at in range(0, len(pixels), 500)]
    return np.concatenate(parts)


def _cross_entropy(logits: NDArray[np.float32], labels: NDArray[np.uint8]) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    right = np.take_along_axis(shifted, labels[:, np.newaxis].astype(np.intp), axis=1)[:, 0]
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - right))
