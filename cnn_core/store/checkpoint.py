"""What a training that was ended goes on from: all that its next step depends on, as exact as it was.

One file a training in the store: the net's variables in float32 with the counters of its dropouts, the optimizer's
state, and what was measured so far. It is written at each epoch's end, on a pause and on a cancel, and removed when
the net is stored. It outlives the server, and has the training's text, so that it can be found and gone on with.
"""

import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from cnn_core.errors import SpecError
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import read_training_text, training_text
from cnn_core.packed_arrays import ArrayPack, read_header, unpack_sealed
from cnn_core.store.moments import write_whole
from cnn_core.store.refusal import refusal
from cnn_core.store.room import CHECKPOINT
from cnn_core.store.store import Store, entry_name

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, eq=False)
class Checkpoint:
    """The state of a training between two steps.

    Attributes:
        step: Steps done.
        variables: Of the net and of its optimizer, by names that both sides agree on.
        record: What was measured so far, as plain values that JSON holds.
    """

    step: int
    variables: Mapping[str, NDArray[Any]]
    record: Mapping[str, Any]


class Checkpoints:
    """The checkpoints in a folder.

    Args:
        folder: The folder, made when it is first written to.
        store: The store that they lie in and count towards, which then removes what is too much.
    """

    def __init__(self, folder: Path, *, store: Store | None = None) -> None:
        self.folder = folder
        self._store = store

    def save(self, net: TrainingSpec, checkpoint: Checkpoint) -> None:
        """Keeps a checkpoint in the place of the one before.

        Args:
            net: The training.
            checkpoint: Its state.

        Raises:
            StoreError: It cannot be written; the one before is still there.
        """
        header = {"text": training_text(net), "step": checkpoint.step, "record": dict(checkpoint.record)}
        pack = ArrayPack(**header)
        for name, array in checkpoint.variables.items():
            pack.add(name, array)
        path = self._path(net)
        try:
            write_whole(path, pack.sealed())
        except OSError as error:
            raise refusal("unwritable", path.parent, error) from error
        if self._store:
            self._store.tidy(keep=path)

    def load(self, net: TrainingSpec) -> Checkpoint | None:
        """Returns the checkpoint of a training; None where there is none, or only a damaged one, which is removed.

        Args:
            net: The training.
        """
        path = self._path(net)
        try:
            header, arrays = unpack_sealed(path.read_bytes())
            return Checkpoint(step=header["step"], variables=arrays, record=header["record"])
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("checkpoint %s cannot be read (%s): the training begins anew", path, error.strerror)
            return None
        except (ValueError, KeyError, TypeError) as error:
            _log.warning("checkpoint %s cannot be used (%s): the training begins anew", path.name, error)
            self.delete(net)
            return None

    def step(self, net: TrainingSpec) -> int | None:
        """Returns the step that a checkpoint is of, without its state; None where there is none."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            return int(read_header(self._path(net))[0]["step"])
        return None

    def delete(self, net: TrainingSpec) -> None:
        """Removes the checkpoint of a training, if there is one.

        Args:
            net: The training.
        """
        with contextlib.suppress(OSError):
            self._path(net).unlink()

    def nets(self) -> tuple[TrainingSpec, ...]:
        """Returns the trainings that were begun and not ended, the last first."""
        found = []
        for path in self.folder.glob(f"*{CHECKPOINT}"):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, SpecError):
                net = read_training_text(str(read_header(path)[0]["text"]))
                if self._path(net) == path:  # else it has names of its own, or is of an older code
                    found.append((path.stat().st_mtime, net))
        return tuple(net for _, net in sorted(found, key=lambda each: -each[0]))

    def _path(self, net: TrainingSpec) -> Path:
        return self.folder / f"{entry_name(net)}{CHECKPOINT}"
