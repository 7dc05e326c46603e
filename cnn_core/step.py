"""One step on a picture's way to MNIST's form."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Step:
    """One step on the way.

    Attributes:
        name: `"grey"`, the name of a field of `FormOptions`, or `"mnist"`.
        image: What the step left, `(H, W)` float32 in 0..1; `(28, 28)` from `"resize"` on.
        note: A sentence on what was done.
        notice: A sentence that the reader should not miss; mostly there is none.
    """

    name: str
    image: Grey
    note: str
    notice: str = ""
