"""Programs that grow the field of a cell through a stack of layers: one of Keras' own layers, one in NumPy alone.

Both go by the rows, so that they tell all of stacks of square layers on a square image.
"""

from string import Template

from cnn_core.arithmetic.geometry import AxisGeometry
from cnn_core.exports.source_text import argument_source, comment_source, program, value_source
from cnn_core.nets.receptive_field import FieldLayer, LayerStack
from cnn_core.text import t

_KERAS = Template("""\
${field_of_pixel}size, jump, start = 1, 1, 0.0
fields = {}
below = model.inputs[0].shape[1]
for layer in model.layers:
    rows = layer.output.shape[1]
    if isinstance(layer, keras.layers.ZeroPadding2D):
${padding_layer}        start -= layer.padding[0][0] * jump
    else:
        is_pooling = isinstance(layer, keras.layers.MaxPooling2D)
        kernel = layer.pool_size[0] if is_pooling else layer.kernel_size[0]
        dilation = 1 if is_pooling else layer.dilation_rate[0]
        stride = layer.strides[0]
        span = (kernel - 1) * dilation + 1
        before = 0
        if layer.padding == "same":
            before = max((rows - 1) * stride + span - below, 0) // 2
${field_formulas}        size += (span - 1) * jump
        start += ((span - 1) / 2 - before) * jump
        jump *= stride
    fields[layer.name] = size, jump, start
    print(f"{layer.name}: {rows} x {rows}, size {size}, jump {jump}, start {start:g}")
    below = rows
""")

_WINDOW = Template("""\
${window}size, jump, start = fields["$name"]
for axis, index in (("rows", $row), ("columns", $column)):
    first = int(start - (size - 1) / 2) + index * jump
    print(f"window of $name[$row, $column]: {axis} {first} to {first + size - 1}")
""")

_NUMPY_LAYERS = Template("""\
${each_layer}layers = [
$layers]
""")

_NUMPY_NUMBERS = Template('''\
def layer_numbers(size, kernel, stride, dilation, padding):
    """$about"""
    span = (kernel - 1) * dilation + 1
    if padding == "same":
        outputs = -(-size // stride)
        return span, max((outputs - 1) * stride + span - size, 0) // 2, outputs
    before = 0 if padding == "valid" else padding
    return span, before, (size + 2 * before - span) // stride + 1
''')

_NUMPY_WAYS = Template('''\
def ways(index, depth):
    """$about"""
    paths = np.zeros(rows[depth], int)
    paths[index] = 1
    for below, read in reversed([*zip(rows[:depth], reads[:depth], strict=True)]):
        reached = np.zeros(below, int)
        for count, positions in zip(paths, read, strict=True):
            for position in positions:
                if 0 <= position < below:
                    reached[position] += count
        paths = reached
    return paths
''')

_NUMPY_FIELDS = Template("""\
${field_of_pixel}size, jump, start = 1, 1, 0.0
fields, rows, reads = {}, [$side], []
for name, kernel, stride, dilation, padding in layers:
    span, before, outputs = layer_numbers(rows[-1], kernel, stride, dilation, padding)
    first = np.arange(outputs) * stride - before
    reads.append(np.add.outer(first, np.arange(kernel) * dilation))
    rows.append(outputs)
${field_formulas}    size += (span - 1) * jump
    start += ((span - 1) / 2 - before) * jump
    jump *= stride
    fields[name] = size, jump, start
    print(f"{name}: {outputs} x {outputs}, size {size}, jump {jump}, start {start:g}")
""")

_NUMPY_COUNTS = Template("""\
${ways_of_cell}counts = np.outer(ways($row, $depth), ways($column, $depth))
np.set_printoptions(linewidth=200)
print("ways", counts.shape, "pixels that count:", np.count_nonzero(counts))
print(counts)
""")


def keras_stack_program(stack: LayerStack, row: int, column: int, *, depth: int) -> str:
    """Returns a program that builds the layers in Keras and prints their sizes, their fields and a cell's window.

    Args:
        stack: Square layers on a square image.
        row: Of the cell.
        column: Of the cell.
        depth: The cell's layer, 1 for the lowest.
    """
    lines = [f"        keras.Input(({stack.image_shape[0]}, {stack.image_shape[1]}, 1)),\n"]
    for name, layer, geometry in zip(stack.names, stack.layers, stack.geometries, strict=True):
        lines += _keras_layers(name, layer, geometry.rows)
    made = f"model = keras.Sequential(\n    [\n{''.join(lines)}    ]\n)\n"
    said = {name: comment_source(t(f"programs.{name}")) for name in ("field_of_pixel", "only_windows", "window")}
    said["padding_layer"] = comment_source(t("programs.padding_layer"), indent=8)
    said["field_formulas"] = comment_source(t("programs.field_formulas"), indent=8)
    fields = _KERAS.substitute(said)
    window = _WINDOW.substitute(said, name=stack.names[depth - 1], row=row, column=column)
    return program(_about(stack, "Keras"), ["import keras"], [], [said["only_windows"] + made, fields, window])


def numpy_stack_program(stack: LayerStack, row: int, column: int, *, depth: int) -> str:
    """Returns a program that prints the layers' sizes and fields, a cell's window, and its ways to each pixel.

    Args:
        stack: Square layers on a square image.
        row: Of the cell.
        column: Of the cell.
        depth: The cell's layer, 1 for the lowest.
    """
    said = {
        name: comment_source(t(f"programs.{name}"))
        for name in ("each_layer", "field_of_pixel", "window", "ways_of_cell")
    }
    said["field_formulas"] = comment_source(t("programs.field_formulas"), indent=4)
    functions = [
        _NUMPY_NUMBERS.substitute(about=t("programs.layer_numbers")),
        _NUMPY_WAYS.substitute(about=t("programs.ways")),
    ]
    parts = [
        _NUMPY_LAYERS.substitute(said, layers="".join(map(_numpy_layer, stack.names, stack.layers))),
        _NUMPY_FIELDS.substitute(said, side=stack.image_shape[0]),
        _WINDOW.substitute(said, name=stack.names[depth - 1], row=row, column=column),
        _NUMPY_COUNTS.substitute(said, row=row, column=column, depth=depth),
    ]
    return program(_about(stack, "NumPy"), ["import numpy as np"], functions, parts)


def _about(stack: LayerStack, library: str) -> str:
    said = t("programs.receptive", library=library, layers=", ".join(stack.names), size=stack.image_shape[0])
    return f"{said}\n{t(f'programs.needs_{library.lower()}')}"


def _keras_layers(name: str, layer: FieldLayer, axis: AxisGeometry) -> list[str]:
    """Returns the lines of the Keras layers that make up a layer: its window alone, if Keras has it in one."""
    said, before, after = "", [], []
    choices: dict[str, object] = {"strides": axis.stride, "padding": axis.padding}
    if is_dilated := axis.dilation_rate > 1:
        choices["dilation_rate"] = axis.dilation_rate
        said = t("programs.spread_pooling") if layer.kind == "pool" else ""
    in_steps = is_dilated and axis.stride > 1
    if in_steps:
        said = f"{said} {t('programs.stride_after')}".lstrip()
        after.append(_keras_layer("MaxPooling2D", {"pool_size": 1, "strides": axis.stride, "name": name}))
        choices["strides"] = 1
    if in_steps or not isinstance(axis.padding, str):
        choices["padding"] = "valid"
        if axis.before or axis.after:
            widths = ((axis.before, axis.after), (axis.before, axis.after))
            before.append(_keras_layer("ZeroPadding2D", {"padding": widths, "name": f"{name}_padding"}))
    choices["name"] = f"{name}_window" if in_steps else name
    if layer.kind == "conv":
        window = _keras_layer("Conv2D", {"filters": 1, "kernel_size": axis.kernel_size, **choices})
    elif is_dilated:
        window = _keras_layer("DepthwiseConv2D", {"kernel_size": axis.kernel_size, **choices})
    else:
        window = _keras_layer("MaxPooling2D", {"pool_size": axis.kernel_size, **choices})
    return [comment_source(said, indent=8), *before, window, *after]


def _keras_layer(name: str, choices: dict[str, object]) -> str:
    return f"        keras.layers.{name}(\n{argument_source(choices, indent=12)}        ),\n"


def _numpy_layer(name: str, layer: FieldLayer) -> str:
    spec = layer.spec
    padding = spec.padding if isinstance(spec.padding, str) else spec.padding[0][0]
    numbers = (name, spec.kernel_size[0], spec.strides[0], spec.dilation_rate[0], padding)
    return f"    ({', '.join(map(value_source, numbers))}),\n"
