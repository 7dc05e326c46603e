"""One channel: what it reads, how strong it gets, which of all ten thousand digits excite it most, and where.

Digits that excite a unit most: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2013,
https://arxiv.org/abs/1311.2901, section 4; Girshick, Donahue, Darrell and Malik, 2013,
https://arxiv.org/abs/1311.2524, section 3.1. A layer is searched as a whole, in short pieces, so that an engine
answers strokes in between, and what was found is kept on disk.
"""

import contextlib
import io
import os
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnn_core.backend import load_tensorflow
from cnn_core.explain.ablation import channel_of
from cnn_core.explain.asked import WITH_CHANNELS, FinishedNet, NetLike, layer_named, net_of, opened_of
from cnn_core.models.inspection import PIXELS, as_pixels
from cnn_core.models.opened import open_net
from cnn_core.models.pieces import pieces
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import CLASSES
from cnn_core.pictures.digits import TRAIN_COUNT, load_digits
from cnn_core.settings import settings
from cnn_core.store.damage import NotAsWritten, reading_content, set_aside
from cnn_core.store.store import fingerprint

TOP = 24  # digits of each channel
BINS = 40
MOST_KEPT = 400  # layers on disk, of about 100 KB
REVISION = 1
"""Raised whenever the search itself changes."""

Ask: TypeAlias = Callable[..., "Future[Any]"]
"""Calls a function with its arguments, somewhere, such as `Engine.ask`."""


@dataclass(frozen=True, eq=False, kw_only=True)
class LayerProfile:
    """What is known of all channels of a layer, C of them. Made by `layer_profile`.

    Attributes:
        top_digits: The digits that excite each channel most, (C, 24), the strongest first: indices below 9,000 are
            of the training digits, the others, less 9,000, of the held-out ones.
        top_values: The channel's largest value on each, (C, 24).
        top_rows: Its row in the map, (C, 24); 0 in a dense layer.
        top_columns: Its column, (C, 24).
        counts: How many numbers of the held-out digits lie in each of 40 equal bins, (C, 40).
        lows: The smallest number on a held-out digit, where the bins begin, (C,).
        highs: The largest, where they end, (C,).
        means: Of the numbers on the held-out digits, (C,).
        deviations: Their standard deviation, (C,).
        active_shares: The share of them that is above zero, (C,).
        means_by_label: Their mean over the digits of each label, (C, 10).
    """

    top_digits: NDArray[np.int32]
    top_values: NDArray[np.float32]
    top_rows: NDArray[np.int32]
    top_columns: NDArray[np.int32]
    counts: NDArray[np.int64]
    lows: NDArray[np.float32]
    highs: NDArray[np.float32]
    means: NDArray[np.float32]
    deviations: NDArray[np.float32]
    active_shares: NDArray[np.float32]
    means_by_label: NDArray[np.float32]

    @property
    def is_dead(self) -> NDArray[np.bool_]:
        """Which channels are zero on every held-out digit, (C,), as `zero_channels` has them."""
        is_dead: NDArray[np.bool_] = (self.lows == 0) & (self.highs == 0)
        return is_dead

    def edges(self, channel: int) -> NDArray[np.float64]:
        """Returns where the bins of a channel begin and end, (41,)."""
        return np.linspace(self.lows[channel], self.highs[channel], BINS + 1)


def digit_of(index: int) -> tuple[NDArray[np.uint8], int]:
    """Returns one of all ten thousand digits, (28, 28), and its label.

    Args:
        index: As in `LayerProfile.top_digits`.
    """
    images, labels = _all_digits()
    return images[index], int(labels[index])


def filter_of(net: NetLike, layer: str, channel: int) -> NDArray[np.float32]:
    """Returns the weights by which a channel reads the layer below, in this process.

    Args:
        net: The net, trained.
        layer: A convolution or a hidden dense layer.
        channel: Of it.

    Returns:
        (kh, kw, C) of a convolution, (inputs,) of a dense layer.

    Raises:
        SpecError: There is no such layer or channel.
        StoreError: The net is not trained yet.
    """
    opened = opened_of(net)
    index = channel_of(layer_named(opened.net, layer, ("conv", "dense")), channel)
    weights: NDArray[np.float32] = opened.weights_of(layer)["kernel"][..., index]
    return weights


def layer_profile(
    net: FinishedNet,
    layer: str,
    *,
    on_progress: Callable[[float], None] | None = None,
    ask: Ask | None = None,
) -> LayerProfile:
    """Searches all ten thousand digits for those that excite each channel of a layer, unless that was done before.

    Args:
        net: The net, trained.
        layer: Its name.
        on_progress: Called after each piece with the share that is done, 0 to 1.
        ask: Who passes the digits through the net, such as `Engine.ask`; by default this process.

    Raises:
        SpecError: There is no such layer.
        StoreError: The net is not trained yet.
        EngineError: A worker gave no answer.
    """
    meant = net_of(net)
    layer = layer_named(meant, layer, WITH_CHANNELS).name
    path = _path(meant, layer)
    kept = _read(path)
    if kept is None:
        kept = _search(meant, layer, on_progress or (lambda share: None), ask or _here)
        _write(path, kept)
    return kept


def _search(net: TrainingSpec, layer: str, on_progress: Callable[[float], None], ask: Ask) -> LayerProfile:
    images, labels = _all_digits()
    held_out = labels[TRAIN_COUNT:]
    todo = len(images) + len(held_out)
    top: _Strongest | None = None
    parts = []
    for piece in pieces(len(images), net.model):
        found = ask(_peaks, net, layer, piece).result()
        top = _strongest(top, piece.start, *found[:2])
        # The rest is asked of held-out digits alone, and copied, so that a piece is kept no longer than this takes.
        parts.append([each[max(0, TRAIN_COUNT - piece.start) :].copy() for each in found])
        del found
        on_progress(piece.stop / todo)
    assert top
    peaks, _, lows, means, squares, active = (np.concatenate(each) for each in zip(*parts, strict=True))
    rows, columns = np.divmod(top.places, _columns(net, layer))
    low, high = lows.min(axis=0), peaks.max(axis=0)
    counts = np.zeros((peaks.shape[1], BINS), np.int64)
    for piece in pieces(len(held_out), net.model):
        counts += ask(_counts, net, layer, piece, low, high).result()
        on_progress((len(images) + piece.stop) / todo)
    mean = means.mean(axis=0, dtype=np.float64)
    variance = squares.mean(axis=0, dtype=np.float64) - mean**2
    by_label = [means[held_out == label].mean(axis=0) for label in range(CLASSES)]
    return LayerProfile(
        top_digits=top.digits.T.astype(np.int32),
        top_values=top.values.T,
        top_rows=rows.T.astype(np.int32),
        top_columns=columns.T.astype(np.int32),
        counts=counts,
        lows=low,
        highs=high,
        means=mean.astype(np.float32),
        deviations=np.sqrt(np.maximum(variance, 0)).astype(np.float32),
        active_shares=active.mean(axis=0),
        means_by_label=np.stack(by_label, axis=1),
    )


class _Strongest(NamedTuple):
    """The digits that excite each channel most so far, their values and places, each (24 or fewer, C)."""

    digits: NDArray[np.int64]
    values: NDArray[np.float32]
    places: NDArray[np.float32]


def _strongest(
    before: _Strongest | None, start: int, peaks: NDArray[np.float32], places: NDArray[np.float32]
) -> _Strongest:
    """Joins to those so far the digits from `start` on; of equals, the first digit is the stronger one."""
    digits = np.broadcast_to(np.arange(start, start + len(peaks))[:, np.newaxis], peaks.shape)
    if before:
        digits = np.concatenate([before.digits, digits])
        peaks = np.concatenate([before.values, peaks])
        places = np.concatenate([before.places, places])
    order = np.argsort(-peaks, axis=0, kind="stable")[:TOP]
    return _Strongest(
        np.take_along_axis(digits, order, axis=0),
        np.take_along_axis(peaks, order, axis=0),
        np.take_along_axis(places, order, axis=0),
    )


def _peaks(net: TrainingSpec, layer: str, piece: slice) -> tuple[NDArray[np.float32], ...]:
    """Returns what each channel makes of a piece of the digits, each (N, C).

    They are its largest value, the place of it, its smallest value, its mean, the mean of its squares, and the
    share of its cells above zero.
    """
    tf, opened = load_tensorflow(), open_net(net)

    def trace(pixels: Any) -> list[Any]:
        maps = opened.outputs(pixels, until=layer)[layer]
        cells = tf.reshape(maps, (tf.shape(maps)[0], -1, maps.shape[-1]))  # (N, cells, C)
        peaks = tf.reduce_max(cells, axis=1)
        return [
            peaks,
            tf.cast(tf.argmax(cells, axis=1), tf.float32),  # whole below 2²⁴
            tf.reduce_min(cells, axis=1),
            tf.reduce_mean(cells, axis=1),
            tf.reduce_mean(cells * cells, axis=1),
            tf.reduce_mean(tf.cast(cells > 0, tf.float32), axis=1),
        ]

    run = opened.compiled(f"peaks/{layer}", trace, PIXELS)
    pixels = as_pixels(_all_digits()[0][piece])
    parts = [run(pixels[part]) for part in opened.batches(len(pixels))]
    return tuple(np.concatenate(found) for found in zip(*parts, strict=True))


def _counts(
    net: TrainingSpec, layer: str, piece: slice, low: NDArray[np.float32], high: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Returns how many numbers of a piece of the held-out digits lie in each bin of each channel, (C, 40)."""
    opened = open_net(net)
    run = opened.compiled(f"until/{layer}", lambda pixels: opened.outputs(pixels, until=layer)[layer], PIXELS)
    pixels = as_pixels(load_digits().held_out_images[piece])
    counts = np.zeros(len(low) * BINS, np.int64)
    scale = BINS / np.where(high > low, high - low, 1)
    for part in opened.batches(len(pixels)):
        (maps,) = run(pixels[part])
        bins = np.minimum(((maps - low) * scale).astype(np.int32), BINS - 1) + BINS * np.arange(
            len(low), dtype=np.int32
        )
        counts += np.bincount(bins.ravel(), minlength=len(counts))
    return counts.reshape(len(low), BINS)


def _columns(net: TrainingSpec, layer: str) -> int:
    shape = layer_named(net, layer, WITH_CHANNELS).shape
    return shape[1] if len(shape) == 3 else 1


@lru_cache(maxsize=1)
def _all_digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    digits = load_digits()
    return (
        np.concatenate([digits.train_images, digits.held_out_images]),
        np.concatenate([digits.train_labels, digits.held_out_labels]),
    )


def _here(function: Callable[..., Any], *args: Any) -> "Future[Any]":
    done: Future[Any] = Future()
    done.set_result(function(*args))
    return done


def _path(net: TrainingSpec, layer: str) -> Path:
    return settings().cache / "channels" / f"{fingerprint(net)}-{layer}-{REVISION}.npz"


def _read(path: Path) -> LayerProfile | None:
    """Returns what is kept; None where nothing is, or what is damaged, so that it is found again."""
    try:
        data = path.read_bytes()
        with reading_content(), np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return LayerProfile(**{field.name: arrays[field.name] for field in fields(LayerProfile)})
    except OSError:
        return None
    except NotAsWritten as damage:
        set_aside(path, damage)
        return None


def _write(path: Path, profile: LayerProfile) -> None:
    """Keeps a profile, whole or not at all, and lets the oldest go; where it cannot, it is found anew each time."""
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                np.savez(file, allow_pickle=False, **vars(profile))
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        kept = sorted(path.parent.glob("*.npz"), key=lambda entry: entry.stat().st_mtime)
        for oldest in kept[:-MOST_KEPT]:
            oldest.unlink(missing_ok=True)
