"""A training that is carried on step by step, and can be stopped between two steps and gone on with.

`Model.fit` takes 5 or 10 seconds an epoch at random on two cores; this compiled step always takes the 5. A process
that trains nothing else makes runs repeatable, since the seed of TensorFlow is global.
"""

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.softmax import softmax
from cnn_core.backend import load_keras, load_tensorflow
from cnn_core.errors import Diverged
from cnn_core.models.build import build_model, weights_of
from cnn_core.nets.course import Recipe, TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.pictures.digits import Digits
from cnn_core.store.checkpoint import Checkpoint
from cnn_core.store.moments import MOMENT_DIGITS, Moment
from cnn_core.store.store import Report, TrainedModel, Weights
from cnn_core.text import t
from cnn_core.training.augmentation import random_affine
from cnn_core.training.steps import steps_of

CURVE_POINTS = 200
MOST_MISTAKES = 100
MEASURED_NUMBERS = 20_000_000
"""How many numbers the layers may give for one batch of measured digits: 80 MB."""
MOST_MEASURED = 500


class CurvePoint(NamedTuple):
    """How well a net did around a step of its training.

    Attributes:
        step: Steps done.
        loss: Mean cross-entropy on the digits trained on since the point before.
        accuracy: On the same digits, 0..1.
        validation_loss: On the digits that are not trained on, at each epoch's end; None between.
        validation_accuracy: On the same digits, 0..1; None between.
    """

    step: int
    loss: float
    accuracy: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """The digits that are measured and were still taken for others at the end of the last epoch.

    Attributes:
        count: How many there are.
        indices: The surest mistakes first, at most `MOST_MISTAKES`.
        answers: What the net took each of these for.
        are_held_out: Whether the indices are into the held-out digits; else into the training digits.
    """

    count: int
    indices: tuple[int, ...]
    answers: tuple[int, ...]
    are_held_out: bool


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
        curve: How it went so far, at most some hundreds of points.
        wrong: What it got wrong at the end of the last full epoch; None before the first.
        was_resumed: Whether it went on from a checkpoint.
        notice: A sentence on what could not be kept, if anything.
    """

    step: int
    steps: int
    epoch: int
    epochs: int
    loss: float
    accuracy: float
    validation_accuracy: float | None
    seconds_left: float
    curve: tuple[CurvePoint, ...] = ()
    wrong: Wrong | None = None
    was_resumed: bool = False
    notice: str | None = None


@dataclass
class _Tally:
    """Sums over digits that were trained on."""

    loss: float = 0.0
    right: float = 0.0
    seen: int = 0

    def add(self, loss: float, right: float, count: int) -> None:
        self.loss += loss * count
        self.right += right
        self.seen += count

    @property
    def means(self) -> tuple[float, float]:
        return self.loss / max(self.seen, 1), self.right / max(self.seen, 1)


class TrainingLoop:
    """A net in training.

    Args:
        net: What to train.
        digits: What to train and measure on.

    Attributes:
        step: Steps done.
        steps_per_epoch: Steps an epoch.
        steps: Steps in all.
        was_resumed: Whether it went on from a checkpoint.
    """

    def __init__(self, net: TrainingSpec, digits: Digits) -> None:
        started = time.monotonic()
        self.net = net
        self._digits = digits
        recipe = net.recipe
        images, labels = digits.train_images[: recipe.digits], digits.train_labels[: recipe.digits]
        self._kept, self.steps_per_epoch, self.steps = steps_of(recipe, available=len(images))
        self._measured = (images[self._kept :], labels[self._kept :])
        if not recipe.validation_split:
            self._measured = (digits.held_out_images, digits.held_out_labels)
        self.step = 0
        self.was_resumed = False
        load_keras().utils.set_random_seed(net.seed)
        self._model = build_model(net.model, seed=net.seed)
        self._batch = max(1, min(MOST_MEASURED, MEASURED_NUMBERS // _numbers(net)))
        self._measure: Any = None
        if self.steps:
            self._optimizer = _optimizer(recipe, self.steps)
            self._optimizer.build(self._model.trainable_variables)
            self._train = _compiled_step(self._model, self._optimizer, images, labels, recipe)
        self._chance = np.random.default_rng(net.seed)
        self._order = np.zeros(0, np.int32)
        self._orders = 0  # how many epochs' orders were drawn
        self._history: dict[str, list[float]] = {}
        if self.steps:
            names = ("loss", "accuracy", "validation_loss", "validation_accuracy")
            self._history = {name: [] for name in names}
        self._curve: list[CurvePoint] = []
        self._wrong: Wrong | None = None
        self._of_epoch, self._of_point, self._of_moment = _Tally(), _Tally(), _Tally()
        self._point_every = math.ceil(self.steps / CURVE_POINTS) or 1
        self._timed_steps, self._timed_seconds = 0, 0.0
        self._seconds = time.monotonic() - started

    @property
    def is_done(self) -> bool:
        """Whether all steps are done."""
        return self.step >= self.steps

    @property
    def is_at_epoch(self) -> bool:
        """Whether the last step ended an epoch."""
        return self.step > 0 and self.step % self.steps_per_epoch == 0

    @property
    def weights(self) -> Weights:
        """A copy of the weights as they are now."""
        return weights_of(self._model)

    def advance(self) -> None:
        """Takes one step, and measures the net where that ends an epoch.

        Raises:
            Diverged: The loss is no number any more.
        """
        started = time.monotonic()
        epoch, index = divmod(self.step, self.steps_per_epoch)
        if index == 0:
            self._of_epoch = _Tally()
        size = self.net.recipe.batch_size
        batch = self._order_of(epoch)[index * size : (index + 1) * size]  # (batch,)
        loss, right = self._train(batch, np.int32(self.step))
        self._check(float(loss))
        for tally in (self._of_epoch, self._of_point, self._of_moment):
            tally.add(float(loss), float(right), len(batch))
        self.step += 1
        if self.is_at_epoch:
            self._end_epoch()
        elif self.step % self._point_every == 0:
            self._add_point()
        seconds = time.monotonic() - started
        self._seconds += seconds
        if self._timed_steps or self.step > 1:  # the first step is compiled
            self._timed_seconds += seconds
        self._timed_steps += 1

    def moment(self) -> Moment:
        """Returns how well the net does at this step; before the first epoch's end it is measured now."""
        started = time.monotonic()
        loss, accuracy = self._of_moment.means if self._of_moment.seen else (None, None)
        self._of_moment = _Tally()
        if self.is_at_epoch:
            measured = (self._history["validation_loss"][-1], self._history["validation_accuracy"][-1])
        else:
            images, labels = (array[:MOMENT_DIGITS] for array in self._measured)
            logits = self._logits(images)
            measured = (_cross_entropy(logits, labels), float(np.mean(logits.argmax(1) == labels)))
        self._seconds += time.monotonic() - started
        return Moment(
            step=self.step,
            epoch=self.step / self.steps_per_epoch,
            loss=loss,
            accuracy=accuracy,
            validation_loss=measured[0],
            validation_accuracy=measured[1],
        )

    def progress(self, *, notice: str | None = None) -> Progress:
        """Returns how far it is.

        Args:
            notice: A sentence on what could not be kept, if anything.
        """
        loss, accuracy = self._of_epoch.means
        measured = self._history["validation_accuracy"]
        a_step = self._timed_seconds / max(self._timed_steps - 1, 1)
        return Progress(
            step=self.step,
            steps=self.steps,
            epoch=max(1, -(-self.step // self.steps_per_epoch)),
            epochs=self.net.recipe.epochs,
            loss=loss,
            accuracy=accuracy,
            validation_accuracy=measured[-1] if measured else None,
            seconds_left=a_step * (self.steps - self.step),
            curve=tuple(self._curve),
            wrong=self._wrong,
            was_resumed=self.was_resumed,
            notice=notice,
        )

    def checkpoint(self) -> Checkpoint:
        """Returns all that the next step depends on."""
        groups = {"net": self._model.variables, "optimizer": self._optimizer.variables}
        return Checkpoint(
            step=self.step,
            variables={
                f"{group}/{number}": np.asarray(variable.numpy())
                for group, variables in groups.items()
                for number, variable in enumerate(variables)
            },
            record={
                "history": self._history,
                "curve": list(self._curve),
                "wrong": asdict(self._wrong) if self._wrong else None,
                "tallies": [asdict(tally) for tally in (self._of_epoch, self._of_point, self._of_moment)],
                "seconds": self._seconds,
            },
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Goes on from a checkpoint of the same net.

        Args:
            checkpoint: What `checkpoint` returned, here or in another process.

        Raises:
            ValueError, KeyError, TypeError: It is none of this training's; the loop cannot be used any more.
        """
        groups = {"net": self._model.variables, "optimizer": self._optimizer.variables}
        for group, variables in groups.items():
            for number, variable in enumerate(variables):
                variable.assign(checkpoint.variables[f"{group}/{number}"])
        record = checkpoint.record
        self._history = {name: list(record["history"][name]) for name in self._history}
        self._curve = [CurvePoint(*point) for point in record["curve"]]
        if wrong := record["wrong"]:
            indices, answers = tuple(wrong["indices"]), tuple(wrong["answers"])
            self._wrong = Wrong(**{**wrong, "indices": indices, "answers": answers})
        self._of_epoch, self._of_point, self._of_moment = (_Tally(**tally) for tally in record["tallies"])
        self._seconds += record["seconds"]
        self.step = checkpoint.step
        self.was_resumed = True

    def finished(self) -> TrainedModel:
        """Measures the net on the held-out digits and returns it with all that is known of it."""
        started = time.monotonic()
        digits = self._digits
        answers = np.zeros(0, np.uint8)
        accuracy = None
        if self.net.model.has_logits:
            answers = self._logits(digits.held_out_images).argmax(axis=1).astype(np.uint8)
            accuracy = float(np.mean(answers == digits.held_out_labels))
        report = Report(
            history=self._history,
            held_out_accuracy=accuracy,
            seconds=self._seconds + time.monotonic() - started,
            was_resumed=self.was_resumed,
        )
        return TrainedModel(net=self.net, weights=self.weights, held_out_answers=answers, report=report)

    def _check(self, loss: float) -> None:
        if not math.isfinite(loss):
            rate = self.net.recipe.learning_rate
            raise Diverged(t("training.diverged", step=self.step, rate=rate))

    def _order_of(self, epoch: int) -> NDArray[np.int32]:
        """Returns the digits in an epoch's order; orders are drawn one after another, from the first."""
        while self._orders <= epoch:
            self._order = self._chance.permutation(self._kept).astype(np.int32)
            self._orders += 1
        return self._order

    def _end_epoch(self) -> None:
        images, labels = self._measured
        logits = self._logits(images)
        loss, accuracy = self._of_epoch.means
        validation = (_cross_entropy(logits, labels), float(np.mean(logits.argmax(1) == labels)))
        self._check(validation[0])
        for name, figure in zip(self._history, (loss, accuracy, *validation), strict=True):
            self._history[name].append(figure)
        self._wrong = self._wrong_of(logits, labels)
        self._add_point(*validation)

    def _add_point(self, *validation: float) -> None:
        if self._of_point.seen:
            self._curve.append(CurvePoint(self.step, *self._of_point.means, *validation))
            self._of_point = _Tally()

    def _wrong_of(self, logits: NDArray[np.float32], labels: NDArray[np.uint8]) -> Wrong:
        answers, sureness = logits.argmax(axis=1), softmax(logits).max(axis=1)
        wrong = np.flatnonzero(answers != labels)
        surest = wrong[np.argsort(-sureness[wrong], kind="stable")][:MOST_MISTAKES]
        are_held_out = not self.net.recipe.validation_split
        first = 0 if are_held_out else self._kept
        return Wrong(
            count=len(wrong),
            indices=tuple((first + surest).tolist()),
            answers=tuple(answers[surest].tolist()),
            are_held_out=are_held_out,
        )

    def _logits(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Returns the logits (N, 10) of uint8 images (N, 28, 28)."""
        if self._measure is None:
            self._measure = _compiled_measure(self._model)
        pixels = images.reshape(len(images), -1)
        parts = [self._measure(pixels[at : at + self._batch]).numpy() for at in range(0, len(pixels), self._batch)]
        return np.concatenate(parts)


def _numbers(net: TrainingSpec) -> int:
    return sum(math.prod(layer.shape) for layer in layer_shapes(net.model))


def _optimizer(recipe: Recipe, steps: int) -> Any:
    optimizers = load_keras().optimizers
    rate: Any = recipe.learning_rate
    if recipe.schedule == "cosine":
        rate = optimizers.schedules.CosineDecay(rate, steps)
    kinds = {"adam": optimizers.Adam, "sgd": optimizers.SGD, "rmsprop": optimizers.RMSprop}
    return kinds[recipe.optimizer](rate)


def _compiled_step(
    model: Any, optimizer: Any, images: NDArray[np.uint8], labels: NDArray[np.uint8], recipe: Recipe
) -> Callable[[NDArray[np.int32], np.int32], tuple[Any, Any]]:
    """Compiles one training step: indices (batch,), step number -> mean loss, count of right answers."""
    tf = load_tensorflow()
    all_images = tf.constant(images[..., np.newaxis])  # (N, 28, 28, 1) uint8
    all_labels = tf.constant(labels.astype(np.int32))  # (N,)

    def step(batch: Any, number: Any) -> tuple[Any, Any]:
        x = tf.cast(tf.gather(all_images, batch), tf.float32) / 255.0  # (batch, 28, 28, 1)
        y = tf.gather(all_labels, batch)  # (batch,)
        if recipe.augmentation == "affine":
            x = random_affine(x, number)
        with tf.GradientTape() as tape:
            logits = model(tf.reshape(x, (-1, 784)), training=True)[-1]  # (batch, 10)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)  # (batch,)
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        right = tf.reduce_sum(tf.cast(tf.argmax(logits, axis=1, output_type=tf.int32) == y, tf.float32))
        return loss, right

    signature = [tf.TensorSpec((None,), tf.int32), tf.TensorSpec((), tf.int32)]
    compiled: Callable[[NDArray[np.int32], np.int32], tuple[Any, Any]] = tf.function(
        step, input_signature=signature, autograph=False
    )
    return compiled


def _compiled_measure(model: Any) -> Callable[[NDArray[np.uint8]], Any]:
    """Compiles the pass of digits (N, 784) uint8 to logits (N, 10), which lets go of each layer when it is used."""
    tf = load_tensorflow()
    compiled: Callable[[NDArray[np.uint8]], Any] = tf.function(
        lambda pixels: model(tf.cast(pixels, tf.float32) / 255.0, training=False)[-1],
        input_signature=[tf.TensorSpec((None, 784), tf.uint8)],
        autograph=False,
    )
    return compiled


def _cross_entropy(logits: NDArray[np.float32], labels: NDArray[np.uint8]) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    right = np.take_along_axis(shifted, labels[:, np.newaxis].astype(np.intp), axis=1)[:, 0]
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - right))
