"""A NumPy program for each operation: plain loops over the windows, to be read, changed and run anywhere.

The programs know nothing of this library. They form sums in float64 and round once, as it does.
"""

from string import Template

from cnn_core.arithmetic.depthwise import DepthwiseConvolution
from cnn_core.arithmetic.operations import Operation
from cnn_core.arithmetic.pooling import Pooling
from cnn_core.arithmetic.transposed import TransposedConvolution
from cnn_core.arithmetic.windows import WindowSpec
from cnn_core.exports.operation_source import about, arrays, printing
from cnn_core.exports.source_text import comment_source, program
from cnn_core.text import t

_SAME_PADDING = Template('''\
def same_padding(size, kernel_size, stride, dilation_rate):
    """$about"""
    span = (kernel_size - 1) * dilation_rate + 1
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + span - size, 0)
    return total // 2, total - total // 2
''')

_CALLS = """\
padding = (
    same_padding(image.shape[0], kernel_size[0], strides[0], dilation_rate[0]),
    same_padding(image.shape[1], kernel_size[1], strides[1], dilation_rate[1]),
)
"""

_GATHERING = Template("""\
${spans}down, right = dilation_rate
height = (kernel_size[0] - 1) * down + 1
width = (kernel_size[1] - 1) * right + 1
rows = (padded.shape[0] - height) // strides[0] + 1
columns = (padded.shape[1] - width) // strides[1] + 1

output = np.zeros((rows, columns, $filters))
for row in range(rows):
    for column in range(columns):
        top, left = row * strides[0], column * strides[1]
        window = padded[top : top + height : down, left : left + width : right]
$cell""")

_CONVOLUTION = """\
        for index in range(kernel.shape[3]):
            output[row, column, index] = np.sum(window * kernel[:, :, :, index])
"""

_DEPTHWISE = """\
        for channel in range(kernel.shape[2]):
            for index in range(kernel.shape[3]):
                products = window[:, :, channel] * kernel[:, :, channel, index]
                place = channel * kernel.shape[3] + index
                output[row, column, place] = np.sum(products)
"""

_POOLING = {
    "max": "        output[row, column] = np.nanmax(window, axis=(0, 1))\n",
    "average": "        output[row, column] = np.nanmean(window, axis=(0, 1))\n",
}

_SCATTERING = Template("""\
${scattered}down, right = dilation_rate
height = (kernel_size[0] - 1) * down + 1
width = (kernel_size[1] - 1) * right + 1
rows = (image.shape[0] - 1) * strides[0] + $height
columns = (image.shape[1] - 1) * strides[1] + $width

output = np.zeros((rows, columns, kernel.shape[2]))
for row in range(image.shape[0]):
    for column in range(image.shape[1]):
        top, left = row * strides[0], column * strides[1]
${view}        landing = output[top : top + height : down, left : left + width : right]
        landing += kernel @ image[row, column].astype("float64")
""")

_CUT_SAME = """\
top, left = max(height - strides[0], 0) // 2, max(width - strides[1], 0) // 2
bottom, right = top + image.shape[0] * strides[0], left + image.shape[1] * strides[1]
output = output[top:bottom, left:right]
"""

_CUT_WIDTHS = """\
(top, bottom), (left, right) = padding
output = output[top : rows - bottom, left : columns - right]
"""


def numpy_program(operation: Operation) -> str:
    """Returns a program that carries an operation out in plain loops and prints the output.

    Args:
        operation: Any; the program holds its arrays.

    Example:
        >>> program = cnn_core.numpy_program(cnn_core.pool([[1, 2], [3, 4]], 2))
        >>> print(program.splitlines()[-1])
        print(output[:, :, 0])
    """
    spec, functions = operation.spec, []
    if isinstance(operation, TransposedConvolution):
        statements = [_scattering(spec)]
    else:
        if spec.padding == "same":
            functions.append(_SAME_PADDING.substitute(about=t("programs.same_padding")))
        statements = [_padding(spec), _padded(operation), _gathering(operation)]
    parts = [*arrays(operation), _choices(operation), *statements, _after(operation), printing(operation)]
    return program(about(operation, "NumPy"), ["import numpy as np"], functions, parts)


def _choices(operation: Operation) -> str:
    spec = operation.spec
    size = spec.kernel_size if isinstance(operation, Pooling) else "kernel.shape[:2]"
    return f"kernel_size = {size}\nstrides = {spec.strides}\ndilation_rate = {spec.dilation_rate}\n"


def _padding(spec: WindowSpec) -> str:
    if spec.padding == "same":
        return _CALLS
    if spec.padding == "valid":
        return f"{comment_source(t('programs.valid'))}padding = ((0, 0), (0, 0))\n"
    return f"{comment_source(t('programs.widths'))}padding = {spec.padding}\n"


def _padded(operation: Operation) -> str:
    is_pooling = isinstance(operation, Pooling)
    said = comment_source(t("programs.no_pixels" if is_pooling else "programs.zeros"))
    value = ", constant_values=np.nan" if is_pooling else ""
    return f'{said}padded = np.pad(image.astype("float64"), (*padding, (0, 0)){value})\n'


def _gathering(operation: Operation) -> str:
    filters, cell = "kernel.shape[3]", _CONVOLUTION
    if isinstance(operation, Pooling):
        filters, cell = "image.shape[2]", _POOLING[operation.spec.mode]
    elif isinstance(operation, DepthwiseConvolution):
        filters, cell = "kernel.shape[2] * kernel.shape[3]", _DEPTHWISE
    spans = comment_source(t("programs.spans"))
    return _GATHERING.substitute(spans=spans, filters=filters, cell=cell)


def _scattering(spec: WindowSpec) -> str:
    cut, height, width = "", "max(height, strides[0])", "max(width, strides[1])"
    if spec.padding == "same":
        cut = f"\n{comment_source(t('programs.cut_same'))}{_CUT_SAME}"
    elif spec.padding != "valid":
        height, width = "height", "width"
        cut = f"\n{comment_source(t('programs.cut_widths'))}padding = {spec.padding}\n{_CUT_WIDTHS}"
    said = {
        "scattered": comment_source(t("programs.scattered")),
        "view": comment_source(t("programs.view"), indent=8),
    }
    return _SCATTERING.substitute(height=height, width=width, **said) + cut


def _after(operation: Operation) -> str:
    lines = []
    if not isinstance(operation, Pooling):
        if operation.bias.any():
            lines.append("output += bias\n")
        if operation.spec.activation == "relu":
            lines.append(f"{comment_source(t('programs.relu'))}output = np.maximum(output, 0)\n")
    return "".join([*lines, 'output = output.astype("float32")\n'])
