"""The field of a layer's cells, and how the layer on it makes it grow, by the formulas of `receptive_field.py`."""

from dataclasses import dataclass

from cnn_core.arithmetic.geometry import AxisGeometry, OutputGeometry, Pair


@dataclass(frozen=True, kw_only=True)
class AxisField:
    """The field of a layer's cells along one axis; the default is that of the pixels themselves.

    Attributes:
        size: Pixels from the first to the last of a cell's window, both counted.
        jump: Pixels from a cell's window to its neighbour's.
        first: The first pixel of the first cell's window; below 0 outside the image.
    """

    size: int = 1
    jump: int = 1
    first: int = 0

    @property
    def start(self) -> float:
        """The centre of the first cell's window; 0 is the centre of the first pixel."""
        return self.first + (self.size - 1) / 2

    def window(self, index: int) -> Pair:
        """Returns the first and the last pixel of a cell's window, which may lie outside the image."""
        first = self.first + index * self.jump
        return first, first + self.size - 1

    def grown(self, axis: AxisGeometry) -> "AxisField":
        """Returns the field of a layer that lies on this one."""
        return AxisField(
            size=self.size + (axis.effective_kernel_size - 1) * self.jump,
            jump=self.jump * axis.stride,
            first=self.first - axis.before * self.jump,
        )

    def growth(self, axis: AxisGeometry) -> "Growth":
        """Returns the three formulas by which `grown` comes about, with their numbers."""
        after, k = self.grown(axis), axis.effective_kernel_size
        return Growth(
            size=f"{self.size} + ({k} − 1)·{self.jump} = {after.size}",
            jump=f"{self.jump}·{axis.stride} = {after.jump}",
            start=f"{_number(self.start)} + (({k} − 1)/2 − {axis.before})·{self.jump} = {_number(after.start)}",
        )


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How a field comes from that of the layer below, such as `"3 + (3 − 1)·2 = 7"`.

    Attributes:
        size: Of the field's size.
        jump: Of its jump.
        start: Of its start.
    """

    size: str
    jump: str
    start: str


@dataclass(frozen=True, kw_only=True)
class LayerField:
    """The field of a layer's cells; the default is that of the pixels themselves.

    Attributes:
        rows: From top to bottom.
        columns: From left to right.
    """

    rows: AxisField = AxisField()
    columns: AxisField = AxisField()

    def grown(self, geometry: OutputGeometry) -> "LayerField":
        """Returns the field of a layer that lies on this one."""
        return LayerField(rows=self.rows.grown(geometry.rows), columns=self.columns.grown(geometry.columns))


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
