"""The store of trained models: one file a set of weights, named after everything that made it.

An entry is an `.npz` of float32 weights and the held-out answers, with a JSON record (spec, measured figures,
checksum of the weights). It is written to a temporary file and renamed, so that a reader sees the whole entry or
none; it is verified on load, and what fails is set aside as `<entry>.damaged`, so that it can be trained again.
"""

import hashlib
import importlib.metadata
import io
import json
import os
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.digits import EMBEDDED_SHA256
from cnn_core.errors import DamagedEntry, StoreError
from cnn_core.nets import TrainingSpec
from cnn_core.settings import settings
from cnn_core.text import t

Weights = Mapping[str, NDArray[np.float32]]

SHIPPED = Path(__file__).parent / "weights"
# Raised whenever training itself changes, so that weights made by older code are not taken for today's.
TRAINING_REVISION = 1


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was measured while a net was trained, and on the held-out digits after.

    Attributes:
        history: "loss", "accuracy", "validation_loss", "validation_accuracy": one figure an epoch.
        held_out_accuracy: On the 1,000 held-out digits, 0..1; None for a net without an answer.
        seconds: How long the training took.
    """

    history: Mapping[str, Sequence[float]] = field(default_factory=dict)
    held_out_accuracy: float | None = None
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class TrainedModel:
    """A set of weights with all that is known of it.

    Attributes:
        spec: What made it.
        weights: By name, such as `"conv1/kernel"` (kh, kw, C, F).
        held_out_answers: (1000,) uint8, the digit that the net takes each held-out digit for; empty for a net
            without an answer.
        report: What was measured.
    """

    spec: TrainingSpec
    weights: Weights
    held_out_answers: NDArray[np.uint8]
    report: Report


def fingerprint(spec: TrainingSpec) -> str:
    """Returns the name of all that makes a set of weights: spec, data, training code, TensorFlow."""
    made_of = {
        "spec": asdict(spec),
        "data": EMBEDDED_SHA256,
        "training": TRAINING_REVISION,
        "tensorflow": importlib.metadata.version("tensorflow"),
        "keras": importlib.metadata.version("keras"),
    }
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]


class Store:
    """A folder of trained models, with the weights that come with the project behind it."""

    def __init__(self, folder: Path, *, shipped: Path = SHIPPED) -> None:
        self.folder = folder
        self._shipped = shipped

    def path(self, spec: TrainingSpec) -> Path:
        """Returns where the entry of a spec lies, or would lie."""
        return self.folder / _file_name(spec)

    def has(self, spec: TrainingSpec) -> bool:
        """Whether there is an entry for a spec; `load` may still find it damaged."""
        return self.path(spec).is_file() or (self._shipped / _file_name(spec)).is_file()

    def load(self, spec: TrainingSpec) -> TrainedModel | None:
        """Reads and verifies an entry.

        Returns:
            The trained model, or None where there is none.

        Raises:
            DamagedEntry: The entry is not what was written; it is now set aside.
            StoreError: The file is there and cannot be read.
        """
        for path in (self.path(spec), self._shipped / _file_name(spec)):
            try:
                return _read(path, spec)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise StoreError(t("store.unreadable", path=path, reason=error.strerror)) from error
            except _Mismatch as mismatch:
                aside = path.with_suffix(".damaged")
                if path.parent == self.folder:
                    path.replace(aside)
                raise DamagedEntry(t("store.damaged", net=spec.name, reason=mismatch, path=aside)) from mismatch
        return None

    def save(self, trained: TrainedModel) -> Path:
        """Writes an entry: whole or not at all.

        Raises:
            StoreError: The folder cannot be written, or the disk is full.
        """
        path = self.path(trained.spec)
        record = {
            "spec": asdict(trained.spec),
            "report": asdict(trained.report),
            "weights_sha256": _digest(trained.weights),
        }
        try:
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
                part.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(t("store.unwritable", path=path.parent, reason=error.strerror)) from error
        return path


def default_store() -> Store:
    """Returns the store in the place that the settings name."""
    return Store(settings().cache / "models")


class _Mismatch(Exception):
    """An entry is there, but not what was written."""


def _file_name(spec: TrainingSpec) -> str:
    return f"{spec.model.name}-{spec.recipe.name}-{fingerprint(spec)}.npz"


def _digest(weights: Weights) -> str:
    digest = hashlib.sha256()
    for name in sorted(weights):
        digest.update(f"{name} {weights[name].shape}".encode())
        digest.update(np.ascontiguousarray(weights[name]).tobytes())
    return digest.hexdigest()


def _read(path: Path, spec: TrainingSpec) -> TrainedModel:
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
        return TrainedModel(spec=spec, weights=weights, held_out_answers=answers, report=Report(**record["report"]))
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise _Mismatch(str(error) or type(error).__name__) from error
