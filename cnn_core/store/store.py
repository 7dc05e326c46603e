"""The store of trained models: one file a set of weights, named after everything that made it.

An entry is an `.npz` of float32 weights and the held-out answers, with a JSON record (spec, measured figures,
checksum of the weights). It is written to a temporary file and renamed, so that a reader sees the whole entry or
none; it is verified on load, and what fails is set aside as `<entry>.damaged`, so that it can be trained again.
"""

import contextlib
import hashlib
import importlib.metadata
import io
import json
import logging
import os
import time
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.backend import tensorflow_version
from cnn_core.errors import DamagedEntry, StoreError
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.record import read_record, spec_record
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.digits import EMBEDDED_SHA256
from cnn_core.settings import settings
from cnn_core.text import t

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Weights = Mapping[str, NDArray[np.float32]]

SHIPPED = Path(__file__).parents[1] / "weights"
# Raised whenever training itself changes, so that weights made by older code are not taken for today's.
TRAINING_REVISION = 1
SPARE_VARIABLE = "CONVSCOPE_SPARE"
"""How an engine tells its workers of the spare folder; not a setting."""
SECONDS_TO_WRITE = 600.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was measured while a net was trained, and on the held-out digits after.

    Attributes:
        history: "loss", "accuracy", "validation_loss", "validation_accuracy": one figure an epoch.
        held_out_accuracy: On the 1,000 held-out digits, 0..1; None for a net without an answer.
        seconds: How long the training took.
        was_resumed: Whether it went on from a checkpoint, so that the same net may get other weights elsewhere.
    """

    history: Mapping[str, Sequence[float]] = field(default_factory=dict)
    held_out_accuracy: float | None = None
    seconds: float = 0.0
    was_resumed: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class TrainedModel:
    """A set of weights with all that is known of it.

    Attributes:
        net: What made it.
        weights: By name, such as `"conv1/kernel"` (kh, kw, C, F).
        held_out_answers: (1000,) uint8, the digit that the net takes each held-out digit for; empty for a net
            without an answer.
        report: What was measured.
    """

    net: TrainingSpec
    weights: Weights
    held_out_answers: NDArray[np.uint8]
    report: Report


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredNet:
    """What the store knows of a net without its weights.

    Attributes:
        net: What made it.
        report: What was measured.
        held_out_answers: As in `TrainedModel`.
        size: Of its file, in bytes.
        saved: When, in seconds since 1970.
        is_shipped: Whether it came with the project; such a net cannot be deleted.
    """

    net: TrainingSpec
    report: Report
    held_out_answers: NDArray[np.uint8]
    size: int
    saved: float
    is_shipped: bool = False


def fingerprint(net: TrainingSpec) -> str:
    """Returns the name of all that makes a set of weights: spec, data, training code, TensorFlow."""
    made_of = {
        "spec": spec_record(net),
        "data": EMBEDDED_SHA256,
        "training": TRAINING_REVISION,
        "tensorflow": tensorflow_version(),
        "keras": importlib.metadata.version("keras"),
    }
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]


@lru_cache(maxsize=1024)
def entry_name(net: TrainingSpec) -> str:
    """Returns what all files of a training are called, before their suffix: short names, then the fingerprint."""
    return f"{net.model.name}-{net.recipe.name}-{fingerprint(net)}"


class Store:
    """A folder of trained models, with the weights that come with the project behind it.

    Args:
        folder: The folder, made when it is first written to.
        shipped: The weights that come with the project; they are only read.
        spare: Where a net is kept that the folder cannot take, because it is read-only or the disk is full.
        most_bytes: How much the folder may hold; the oldest entries go first.
    """

    def __init__(
        self,
        folder: Path,
        *,
        shipped: Path = SHIPPED,
        spare: Path | None = None,
        most_bytes: int | None = None,
    ) -> None:
        self.folder = folder
        self._shipped = shipped
        self._spare = spare
        self._most_bytes = most_bytes

    def path(self, net: TrainingSpec) -> Path:
        """Returns where the entry of a net lies, or would lie."""
        return self.folder / _file_name(net)

    def has(self, net: TrainingSpec) -> bool:
        """Whether there is an entry for a net; `load` may still find it damaged."""
        return any(path.is_file() for path in self._places(net))

    @property
    def is_spared(self) -> bool:
        """Whether some net lies in the spare folder, because the folder could not take it."""
        return self._spare is not None and any(self._spare.glob("*.npz"))

    def load(self, net: TrainingSpec) -> TrainedModel | None:
        """Reads and verifies an entry.

        Returns:
            The trained model, or None where there is none.

        Raises:
            DamagedEntry: The entry is not what was written; it is now set aside.
            StoreError: The file is there and cannot be read.
        """
        for path in self._places(net):
            try:
                return _read(path, net)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise StoreError(t("store.unreadable", path=path, reason=error.strerror)) from error
            except _Mismatch as mismatch:
                aside = path.with_suffix(".damaged")
                if path.parent != self._shipped:
                    with contextlib.suppress(OSError):  # read-only: then it is found damaged each time
                        path.replace(aside)
                raise DamagedEntry(
                    t("store.damaged", net=training_text(net), reason=mismatch, path=aside)
                ) from mismatch
        return None

    def nets(self) -> tuple[StoredNet, ...]:
        """Returns every net that can be loaded, the newest first and what came with the project last.

        Neither weights are read nor checksums verified, so that a page can ask at each run; what is unreadable, or
        was made by other training code, is left out.
        """
        found: dict[str, StoredNet] = {}
        for folder in self._folders():
            for path in folder.glob("*.npz"):
                with contextlib.suppress(OSError, _Mismatch):
                    entry = _stored(path, path.stat().st_mtime, is_shipped=folder == self._shipped)
                    found.setdefault(path.name, entry)
        return tuple(sorted(found.values(), key=lambda entry: (entry.is_shipped, -entry.saved)))

    def has_outdated(self, net: TrainingSpec) -> bool:
        """Whether an entry of a net is not used, because other code, other digits or another TensorFlow made it."""
        names = f"{net.model.name}-{net.recipe.name}-*.npz"
        return any(_is_outdated(path, net) for folder in self._folders() for path in folder.glob(names))

    def delete(self, net: TrainingSpec) -> None:
        """Removes the entry of a net; where there is none, nothing happens.

        Raises:
            StoreError: It came with the project, or the folder cannot be written.
        """
        *own, shipped = self._places(net)
        places = [path for path in own if path.is_file()]
        if not places and shipped.is_file():
            raise StoreError(t("store.shipped", net=training_text(net)))
        for path in places:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(t("store.unwritable", path=path.parent, reason=error.strerror)) from error

    def save(self, trained: TrainedModel) -> Path:
        """Writes an entry, whole or not at all, to the folder or else to the spare one, and evicts the oldest.

        Raises:
            StoreError: The folder cannot be written, or the disk is full, and there is no spare one.
        """
        path = self.path(trained.net)
        try:
            _write(path, trained)
        except OSError as error:
            refusal = StoreError(t("store.unwritable", path=path.parent, reason=error.strerror))
            if self._spare is None:
                raise refusal from error
            _log.warning("%s It is kept in %s until this server ends.", refusal, self._spare)
            path = self._spare / path.name
            try:
                _write(path, trained)
            except OSError:
                raise refusal from error
        self.tidy(keep=path)
        return path

    def tidy(self, *, keep: Path | None = None) -> None:
        """Removes what an interrupted `save` left behind, and the oldest entries while there is too much.

        Args:
            keep: An entry that stays however much there is.
        """
        for part in self.folder.glob("*.part"):
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > SECONDS_TO_WRITE:
                    part.unlink()
        if self._most_bytes is None:
            return
        entries = []
        for path in [*self.folder.glob("*.npz"), *self.folder.glob("*.damaged")]:
            with contextlib.suppress(OSError):  # another server was faster
                known = path.stat()
                entries.append((known.st_mtime, known.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if total <= self._most_bytes:
                return
            if path != keep:
                with contextlib.suppress(OSError):
                    path.unlink()
                    total -= size
                    _log.info("store holds too much: %s removed", path.name)

    @contextmanager
    def training(self, net: TrainingSpec) -> Iterator[None]:
        """Keeps other processes that share this folder from training the same net: they wait here.

        Where the folder or the system has no locks, nobody waits; entries are whole all the same.
        """
        with contextlib.ExitStack() as stack:
            if fcntl:
                with contextlib.suppress(OSError):
                    self.folder.mkdir(parents=True, exist_ok=True)
                    file = stack.enter_context(self.path(net).with_suffix(".lock").open("w"))
                    fcntl.flock(file, fcntl.LOCK_EX)  # the system lets go of it however this process ends
            yield

    def _places(self, net: TrainingSpec) -> list[Path]:
        return [folder / _file_name(net) for folder in self._folders()]

    def _folders(self) -> list[Path]:
        """Returns where an entry may lie, in the order in which it is looked for; the last is only read."""
        return [self.folder, *([self._spare] if self._spare else []), self._shipped]


def default_store() -> Store:
    """Returns the store that the settings name, with the spare folder that an engine gives its workers."""
    spare = os.environ.get(SPARE_VARIABLE)
    chosen = settings()
    return Store(chosen.cache / "models", spare=Path(spare) if spare else None, most_bytes=chosen.store_bytes)


def _write(path: Path, trained: TrainedModel) -> None:
    record = {
        "spec": spec_record(trained.net),
        "report": asdict(trained.report),
        "weights_sha256": _digest(trained.weights),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            np.savez(
                file,
                allow_pickle=False,
                record=np.array(json.dumps(record)),
                held_out_answers=trained.held_out_answers,
                **{f"weights/{name}": array for name, array in trained.weights.items()},
            )
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


class _Mismatch(Exception):
    """An entry is there, but not what was written."""


def _file_name(net: TrainingSpec) -> str:
    return f"{entry_name(net)}.npz"


def _is_outdated(path: Path, net: TrainingSpec) -> bool:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as entry:
            made: bool = json.loads(str(entry["record"]))["spec"] == spec_record(net)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return False  # damaged: `load` says so where it is asked for
    return made and path.name != _file_name(net)


def _digest(weights: Weights) -> str:
    digest = hashlib.sha256()
    for name in sorted(weights):
        digest.update(f"{name} {weights[name].shape}".encode())
        digest.update(np.ascontiguousarray(weights[name]).tobytes())
    return digest.hexdigest()


def _read(path: Path, net: TrainingSpec) -> TrainedModel:
    data = path.read_bytes()
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as entry:
            record: dict[str, Any] = json.loads(str(entry["record"]))
            answers = entry["held_out_answers"]
            weights = {
                name.removeprefix("weights/"): entry[name] for name in entry.files if name.startswith("weights/")
            }
        if _digest(weights) != record["weights_sha256"]:
            raise _Mismatch(t("store.checksum"))
        return TrainedModel(net=net, weights=weights, held_out_answers=answers, report=Report(**record["report"]))
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise _Mismatch(str(error) or type(error).__name__) from error


@lru_cache(maxsize=256)
def _stored(path: Path, saved: float, *, is_shipped: bool) -> StoredNet:
    """Reads what is known of an entry, once for as long as the file stays as it is."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as entry:
            record: dict[str, Any] = json.loads(str(entry["record"]))
            answers = entry["held_out_answers"]
        net, report = read_record(TrainingSpec, record["spec"]), Report(**record["report"])
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise _Mismatch(str(error) or type(error).__name__) from error
    if _file_name(net) != path.name:
        raise _Mismatch(path.name)
    answers.flags.writeable = False
    size = path.stat().st_size
    return StoredNet(
        net=net, report=report, held_out_answers=answers, size=size, saved=saved, is_shipped=is_shipped
    )
