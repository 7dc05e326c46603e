"""Which steps a picture takes on its way to MNIST's form, and what each of them leaves."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class FormOptions:
    """Which steps are taken, by the names of the steps, in their order.

    Attributes:
        find_polarity: Dark ink on a bright ground is exchanged for bright ink on a dark one.
        flatten_light: A ground that is lit unevenly is subtracted.
        find_ink: The ground becomes 0 and the ink 1, noise removed.
        remove_lines: The lines of ruled or squared paper go, and the strokes that cross them stay.
        remove_frame: Pieces of ink that reach from edge to edge go, and so do specks.
        pick_digit: Of several digits the largest is kept, and of other pieces those near it.
        crop: The picture is cut to the ink.
        resize: The longer side becomes 20 pixels; without it, 28.
        recentre: The centre of mass moves to (14, 14); without it, the cut-out stays in the middle.
    """

    find_polarity: bool = True
    flatten_light: bool = True
    find_ink: bool = True
    remove_lines: bool = True
    remove_frame: bool = True
    pick_digit: bool = True
    crop: bool = True
    resize: bool = True
    recentre: bool = True


STEP_NAMES = tuple(option.name for option in fields(FormOptions))
"""Of the steps that can be left out, in their order."""


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
