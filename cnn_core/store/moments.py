"""The moments of a training: the weights that a net had at some of its steps, kept beside the net in the store.

A moment is one file of float16 weights, half as large as the net: 58 KB for the two-block net, 2.8 MB for the
three-block net, some 20 of them a training: densely at first, where the weights change most, then at epochs
(`moment_steps`). It is written to a part and renamed, and verified when it is loaded; what fails is set aside and
left out from then on.
"""

import contextlib
import logging
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_core.errors import DamagedEntry, StoreError
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.packed_arrays import ArrayPack, read_header, unpack_arrays, unpack_sealed
from cnn_core.settings import settings
from cnn_core.store.store import SHIPPED, Weights, entry_name
from cnn_core.text import t

NEWEST = -1
"""In the place of a step: the weights of the training under way as they are now."""
SUFFIX = ".moments"
GROWTH = 1.5  # of the gaps within the first epoch
MOST_EPOCHS_KEPT = 40
MOMENT_DIGITS = 100
"""How many validation digits are measured at a moment before the first epoch's end: all would cost too much."""

_log = logging.getLogger(__name__)


def moment_steps(net: TrainingSpec, steps_per_epoch: int) -> tuple[int, ...]:
    """Returns the steps whose weights are kept, from 0 to the last.

    Args:
        net: The training.
        steps_per_epoch: How many steps an epoch has.
    """
    epochs = net.recipe.epochs
    steps, step = {0}, 1
    while epochs and step < steps_per_epoch / GROWTH**0.5:  # one just before the epoch's end would show nothing new
        steps.add(step)
        step = max(step + 1, round(step * GROWTH))
    every = -(-epochs // MOST_EPOCHS_KEPT) if epochs else 1
    kept = {*range(every, epochs + 1, every), *([1, epochs] if epochs else [])}
    return tuple(sorted(steps | {epoch * steps_per_epoch for epoch in kept}))


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A step of a training whose weights are kept, and how well the net did at it.

    Attributes:
        step: Steps done; 0 is the net as it was drawn.
        epoch: Epochs done, with the share of the one under way.
        loss: Mean cross-entropy on the digits trained on since the moment before; None at step 0.
        accuracy: On the same digits, 0..1; None likewise.
        validation_loss: Mean cross-entropy on digits that are not trained on: all of them after a full epoch, the
            first `MOMENT_DIGITS` of them before the first epoch's end.
        validation_accuracy: On the same digits, 0..1.
    """

    step: int
    epoch: float
    loss: float | None = None
    accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None


class Moments:
    """A folder of the moments of trainings, which has one folder a training.

    Args:
        folder: The folder, made when it is first written to.
        shipped: The moments that come with the project's weights; they are only read, where the folder has none.
        most_bytes: How much it may hold; the moments of the training that is the longest ago go first, all at once.
    """

    def __init__(self, folder: Path, *, shipped: Path = SHIPPED, most_bytes: int | None = None) -> None:
        self.folder = folder
        self._shipped = shipped
        self._most_bytes = most_bytes

    def list(self, net: TrainingSpec) -> tuple[Moment, ...]:
        """Returns the moments of a training, the first first; what is found damaged is set aside and left out.

        Args:
            net: The training.
        """
        found = []
        for path in sorted(self._read_place(net).glob("*.moment")):
            try:
                found.append(_read_moment(path))
            except FileNotFoundError:  # it was deleted meanwhile
                continue
            except (OSError, ValueError, KeyError, TypeError) as error:
                _set_aside(path, error)
        return tuple(found)

    def load(self, net: TrainingSpec, step: int) -> Weights:
        """Returns the weights of a moment, float32 again.

        Args:
            net: The training.
            step: One of the steps that `list` names.

        Raises:
            DamagedEntry: The moment is not what was written; it is now set aside.
            StoreError: There is no such moment, or it cannot be read.
        """
        path = self._read_place(net) / self._path(net, step).name
        try:
            return read_weights(path)[1]
        except FileNotFoundError as error:
            raise StoreError(t("moments.missing", net=training_text(net), step=step)) from error
        except OSError as error:
            raise StoreError(t("store.unreadable", path=path, reason=error.strerror)) from error
        except (ValueError, KeyError, TypeError) as error:
            _set_aside(path, error)
            raise DamagedEntry(t("moments.damaged", net=training_text(net), step=step)) from error

    def save(self, net: TrainingSpec, moment: Moment, weights: Weights) -> None:
        """Keeps a moment, and removes what is too much.

        Args:
            net: The training.
            moment: The moment.
            weights: By name, float32.

        Raises:
            StoreError: It cannot be written, or this training's moments alone are all that may be kept.
        """
        data = pack_weights(asdict(moment), weights)
        path = self._path(net, moment.step)
        self._make_room(path.parent, len(data))
        try:
            write_whole(path, data)
        except OSError as error:
            raise StoreError(t("store.unwritable", path=path.parent, reason=error.strerror)) from error

    def delete(self, net: TrainingSpec, *, after: int = -1) -> None:
        """Removes moments of a training, if there are any.

        Args:
            net: The training.
            after: Those up to this step stay; by default none does.
        """
        place = self._place(net)
        if after < 0:
            shutil.rmtree(place, ignore_errors=True)
        for path in place.glob("*"):
            with contextlib.suppress(OSError, ValueError):
                if path.suffix == ".part" or int(path.stem) > after:  # a trainer that was killed leaves a part
                    path.unlink()

    def bytes_of(self, net: TrainingSpec) -> int:
        """Returns how much of the disk the moments of a training take.

        Args:
            net: The training.
        """
        return _size(self._place(net))

    def _place(self, net: TrainingSpec) -> Path:
        return self.folder / f"{entry_name(net)}{SUFFIX}"

    def _path(self, net: TrainingSpec, step: int) -> Path:
        return self._place(net) / f"{step:08d}.moment"

    def _read_place(self, net: TrainingSpec) -> Path:
        own, shipped = self._place(net), self._shipped / self._place(net).name
        return shipped if shipped.is_dir() and not own.is_dir() else own

    def _make_room(self, keep: Path, wanted: int) -> None:
        if self._most_bytes is None:
            return
        others = []
        for place in self.folder.glob(f"*{SUFFIX}"):
            if place != keep:
                with contextlib.suppress(OSError):  # another server was faster
                    others.append((place.stat().st_mtime, _size(place), place))
        total = wanted + _size(keep) + sum(size for _, size, _ in others)
        for _, size, place in sorted(others):
            if total <= self._most_bytes:
                return
            shutil.rmtree(place, ignore_errors=True)
            total -= size
            _log.info("moments take too much: %s removed", place.name)
        if total > self._most_bytes:
            raise StoreError(t("moments.too_many", most=self._most_bytes))


def default_moments() -> Moments:
    """Returns the moments beside the store that the settings name."""
    chosen = settings()
    return Moments(chosen.cache / "models", most_bytes=chosen.snapshot_bytes)


def pack_weights(header: dict[str, Any], weights: Weights, *, is_sealed: bool = True) -> bytes:
    """Packs weights as float16.

    Args:
        header: What else is said of them.
        weights: By name; what float16 cannot hold becomes its largest number.
        is_sealed: Whether a checksum goes with them, as a file has it that lies on a disk for long.
    """
    pack = ArrayPack(**header)
    most = np.finfo(np.float16).max
    for name, array in weights.items():
        pack.add(name, np.clip(array, -most, most).astype(np.float16))
    return pack.sealed() if is_sealed else pack.packed()


def read_weights(path: Path, *, is_sealed: bool = True) -> tuple[dict[str, Any], Weights]:
    """Reads weights that `pack_weights` packed: the header, and the weights as float32.

    Args:
        path: Of the file.
        is_sealed: Whether they were packed with a checksum.

    Raises:
        OSError: It cannot be read.
        ValueError, KeyError, TypeError: It is not what was written.
    """
    header, arrays = (unpack_sealed if is_sealed else unpack_arrays)(path.read_bytes())
    return header, {name: array.astype(np.float32) for name, array in arrays.items()}


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that a reader sees all of it or none, and makes its folder where that lacks.

    Args:
        path: Of the file.
        data: What it holds.

    Raises:
        OSError: It cannot be written; no part of it is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _read_moment(path: Path) -> Moment:
    """Reads what is said of a moment, and whether all of its bytes are there."""
    header, size = read_header(path)
    if size != header["bytes"]:
        raise ValueError(t("moments.cut_off"))
    return Moment(**{name: header[name] for name in Moment.__dataclass_fields__})


def _set_aside(path: Path, error: Exception) -> None:
    aside = path.with_suffix(".damaged")
    with contextlib.suppress(OSError):  # read-only: then it is found damaged each time
        path.replace(aside)
    _log.warning("moment %s is damaged (%s): left out, and set aside as %s", path.name, error, aside)


def _size(place: Path) -> int:
    total = 0
    for path in place.glob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total
