"""Which steps a picture takes on its way to MNIST's form; light enough for what never takes them."""

from dataclasses import dataclass


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
