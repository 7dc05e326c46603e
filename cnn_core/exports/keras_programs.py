"""A Keras program for each operation: the layer that does it, with its weights set.

Where Keras refuses a choice, or TensorFlow computes something else on a CPU (`cnn_core.models.comparison`), the
program goes another way and says so.
"""

from string import Template

from cnn_core.arithmetic.convolution import Convolution
from cnn_core.arithmetic.depthwise import DepthwiseConvolution
from cnn_core.arithmetic.operations import Operation
from cnn_core.arithmetic.pooling import Pooling
from cnn_core.arithmetic.transposed import TransposedConvolution
from cnn_core.exports.operation_source import about, arrays, printing
from cnn_core.exports.source_text import argument_source, comment_source, docstring_source, program
from cnn_core.text import t

_LAYER = Template("""\
${said}layer = keras.layers.$name(
$choices)
""")

_MODEL = Template("""\
${said}model = keras.Sequential(
    [
        keras.Input($shape),
$layers    ]
)
layer.set_weights([$weights])
output = keras.ops.convert_to_numpy(model(image[np.newaxis]))[0]
""")

_SPREAD = Template("""\
${said}spread = np.zeros(($height, $width, *kernel.shape[2:]), dtype="float32")
spread[::$down, ::$right] = kernel
""")

_POOL = Template('''\
def pool(x):
    """$about"""
    rows = x.shape[1] - $height + 1
    columns = x.shape[2] - $width + 1
    readings = [
        x[:, top : top + rows : $row_stride, left : left + columns : $column_stride]
        for top in range(0, $height, $down)
        for left in range(0, $width, $right)
    ]
    return keras.ops.$reduce(keras.ops.stack(readings), axis=0)
''')

_POOLED = """\
output = keras.ops.convert_to_numpy(pool(image[np.newaxis]))[0]
"""

_POOLED_MAX = Template("""\
${said}padded = np.pad(image, $padding, constant_values=-np.inf)
output = keras.ops.convert_to_numpy(pool(padded[np.newaxis]))[0]
""")

_POOLED_AVERAGE = Template("""\
${said}padding = $padding
averages = pool(np.pad(image, padding)[np.newaxis])
shares = pool(np.pad(np.ones_like(image), padding)[np.newaxis])
output = keras.ops.convert_to_numpy(averages / shares)[0]
""")


def keras_program(operation: Operation) -> str:
    """Returns a program that carries an operation out with Keras' layers and prints the output.

    Args:
        operation: Any; the program holds its arrays.

    Example:
        >>> program = cnn_core.keras_program(cnn_core.pool([[1, 2], [3, 4]], 2))
        >>> print(program.splitlines()[-1])
        print(output[:, :, 0])
    """
    functions: list[str] = []
    match operation:
        case Pooling():
            functions, statements = _pooling(operation)
        case TransposedConvolution():
            statements = _transposed(operation)
        case Convolution() | DepthwiseConvolution():
            statements = _convolution(operation)
    parts = [*arrays(operation), *statements, printing(operation)]
    return program(about(operation, "Keras"), ["import keras", "import numpy as np"], functions, parts)


def _convolution(operation: Convolution | DepthwiseConvolution) -> list[str]:
    spec, said = operation.spec, ""
    if max(spec.strides) > 1 and max(spec.dilation_rate) > 1:
        said = t("programs.strides_with_dilation")
    elif isinstance(operation, DepthwiseConvolution) and spec.strides[0] != spec.strides[1]:
        said = t("programs.depthwise_strides")
    strides, padding = spec.strides, spec.padding
    after = []
    if said:
        strides, padding = (1, 1), operation.geometry.padding
        after.append(f"keras.layers.MaxPooling2D(pool_size=1, strides={spec.strides})")
    before = []
    if not isinstance(padding, str):
        before += [f"keras.layers.ZeroPadding2D({padding})"] if any(map(any, padding)) else []
        padding = "valid"
    if isinstance(operation, DepthwiseConvolution):
        name, choices = "DepthwiseConv2D", {"depth_multiplier": operation.kernel.shape[3]}
    else:
        name, choices = "Conv2D", {"filters": operation.kernel.shape[3]}
    choices |= {"kernel_size": spec.kernel_size, "strides": strides, "padding": padding}
    choices |= {"dilation_rate": spec.dilation_rate}
    return [_layer(operation, name, choices, said), _model(operation, [*before, "layer", *after])]


def _transposed(operation: TransposedConvolution) -> list[str]:
    spec, statements, after, said, weights = operation.spec, [], [], "", "kernel"
    (kh, kw), (down, right) = spec.kernel_size, spec.dilation_rate
    height, width = (kh - 1) * down + 1, (kw - 1) * right + 1
    if (height, width) != spec.kernel_size:
        weights = "spread"
        why = comment_source(t("programs.dilated_kernel"))
        statements.append(_SPREAD.substitute(said=why, height=height, width=width, down=down, right=right))
    padding = spec.padding
    if not isinstance(padding, str):
        # Keras' "valid" ends with zeros where a stride is longer than the kernel; these go too.
        (top, bottom), (left, side) = padding
        bottom += max(spec.strides[0] - height, 0)
        side += max(spec.strides[1] - width, 0)
        if any((top, bottom, left, side)):
            said = t("programs.cropped")
            after.append(f"keras.layers.Cropping2D({((top, bottom), (left, side))})")
        padding = "valid"
    choices = {"filters": operation.kernel.shape[2], "kernel_size": (height, width)}
    choices |= {"strides": spec.strides, "padding": padding}
    made = _layer(operation, "Conv2DTranspose", choices)
    return [*statements, made, _model(operation, ["layer", *after], weights, said)]


def _layer(
    operation: Convolution | DepthwiseConvolution | TransposedConvolution,
    name: str,
    choices: dict[str, object],
    said: str = "",
) -> str:
    if operation.spec.activation != "linear":
        choices["activation"] = operation.spec.activation
    if not operation.bias.any():
        choices["use_bias"] = False
    return _LAYER.substitute(said=comment_source(said), name=name, choices=argument_source(choices, indent=4))


def _model(
    operation: Convolution | DepthwiseConvolution | TransposedConvolution,
    layers: list[str],
    kernel: str = "kernel",
    said: str = "",
) -> str:
    lines = "".join(f"        {layer},\n" for layer in layers)
    weights = f"{kernel}, bias" if operation.bias.any() else kernel
    shape = operation.image.shape
    return _MODEL.substitute(said=comment_source(said), shape=shape, layers=lines, weights=weights)


def _pooling(operation: Pooling) -> tuple[list[str], list[str]]:
    """Returns the functions that the program calls, and its statements."""
    spec, is_max, functions, statements = operation.spec, operation.spec.mode == "max", [], []
    is_dilated = max(spec.dilation_rate) > 1
    padding = spec.padding
    if is_dilated or not isinstance(padding, str):
        padding = operation.geometry.padding
    if is_dilated:
        functions.append(_dilated_pool(operation))
    else:
        name = "MaxPooling2D" if is_max else "AveragePooling2D"
        choices: dict[str, object] = {"pool_size": spec.kernel_size, "strides": spec.strides}
        choices |= {"padding": padding} if isinstance(padding, str) else {}
        statements.append(f"pool = keras.layers.{name}(\n{argument_source(choices, indent=4)})\n")
    if isinstance(padding, str) or not any(map(any, padding)):
        return functions, ["".join([*statements, _POOLED])]
    template, key = (_POOLED_MAX, "minus_infinity") if is_max else (_POOLED_AVERAGE, "share")
    pooled = template.substitute(said=comment_source(t(f"programs.{key}")), padding=(*padding, (0, 0)))
    return functions, [*statements, pooled]


def _dilated_pool(operation: Pooling) -> str:
    spec, geometry = operation.spec, operation.geometry
    return _POOL.substitute(
        about=docstring_source(t("programs.dilated_pooling")),
        height=geometry.rows.effective_kernel_size,
        width=geometry.columns.effective_kernel_size,
        row_stride=spec.strides[0],
        column_stride=spec.strides[1],
        down=spec.dilation_rate[0],
        right=spec.dilation_rate[1],
        reduce={"max": "max", "average": "mean"}[spec.mode],
    )
