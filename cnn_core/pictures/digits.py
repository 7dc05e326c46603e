"""The digits that come with the project: ten thousand of MNIST, split into those to train on and those held out.

`data/LICENSE` says where they come from; `cnn_core.models.full_mnist` brings the whole of MNIST.
"""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cnn_core.errors import DataError
from cnn_core.text import t

EMBEDDED = Path(__file__).parents[1] / "data" / "mnist_10k.npz"
EMBEDDED_SHA256 = "45d4eed24fac60f982f25df76d70124c13d721ca58150355ea8274374782a49b"
TRAIN_COUNT = 9_000


@dataclass(frozen=True, eq=False)
class Digits:
    """Handwritten digits, bright ink on black, in read-only arrays.

    Attributes:
        train_images: `(N, 28, 28)` uint8.
        train_labels: `(N,)` uint8, 0 to 9.
        held_out_images: `(M, 28, 28)` uint8, not to be trained on.
        held_out_labels: `(M,)` uint8.
    """

    train_images: npt.NDArray[np.uint8]
    train_labels: npt.NDArray[np.uint8]
    held_out_images: npt.NDArray[np.uint8]
    held_out_labels: npt.NDArray[np.uint8]

    def __post_init__(self) -> None:
        for array in vars(self).values():
            array.flags.writeable = False


@lru_cache(maxsize=2)
def load_digits(path: Path = EMBEDDED) -> Digits:
    """Returns the embedded digits: 9,000 to train on, 1,000 held out.

    The file's checksum is verified before anything in it is read; the answer is kept for the next call.

    Args:
        path: Where the file lies.

    Raises:
        DataError: The file is missing or damaged.

    Example:
        >>> cnn_core.load_digits().held_out_images.shape
        (1000, 28, 28)
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(t("digits.missing", file=path.name, reason=error.strerror)) from error
    came = hashlib.sha256(data).hexdigest()
    if came != EMBEDDED_SHA256:
        raise DataError(t("digits.damaged", file=path.name, came=came, wanted=EMBEDDED_SHA256))
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    return Digits(images[:TRAIN_COUNT], labels[:TRAIN_COUNT], images[TRAIN_COUNT:], labels[TRAIN_COUNT:])
