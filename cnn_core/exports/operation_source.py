"""What the programs of an operation have in common: what they are about, its arrays, what they print."""

from cnn_core.arithmetic.convolution import Convolution, ConvSpec
from cnn_core.arithmetic.depthwise import DepthwiseConvolution
from cnn_core.arithmetic.operations import Operation
from cnn_core.arithmetic.pooling import Pooling
from cnn_core.arithmetic.transposed import TransposedConvolution
from cnn_core.exports.source_text import array_source, comment_source
from cnn_core.text import t

IMAGE_AXES: tuple[str, ...] = ("row", "column", "channel")
KERNEL_AXES: dict[type, tuple[str, ...]] = {
    Convolution: ("row", "column", "channel", "filter"),
    DepthwiseConvolution: ("row", "column", "channel", "filter"),
    TransposedConvolution: ("row", "column", "filter", "channel"),
}
MOST_PRINTED = 1000  # numbers of a map; of a larger one NumPy prints the corners


def operation_name(operation: Operation) -> str:
    """Returns what an operation is called in files and by the keys of texts, such as "max_pooling"."""
    match operation:
        case Convolution():
            return "convolution"
        case DepthwiseConvolution():
            return "depthwise"
        case TransposedConvolution():
            return "transposed"
        case Pooling():
            return f"{operation.spec.mode}_pooling"


def about(operation: Operation, library: str) -> str:
    """Returns what a program's docstring says.

    Args:
        operation: That it carries out.
        library: "NumPy" or "Keras".
    """
    name = t(f"programs.{operation_name(operation)}")
    image, output = (" × ".join(map(str, values.shape)) for values in (operation.image, operation.output))
    said = t("programs.about", operation=name, library=library, image=image, output=output)
    return f"{said}\n{t(f'programs.needs_{library.lower()}')}"


def arrays(operation: Operation) -> list[str]:
    """Returns the lines that make an operation's arrays: the kernel as it is used, the bias where there is one."""
    parts = [array_source("image", operation.image, IMAGE_AXES)]
    if isinstance(operation, Pooling):
        return parts
    parts.append(array_source("kernel", operation.kernel, KERNEL_AXES[type(operation)]))
    if isinstance(operation.spec, ConvSpec) and operation.spec.flip:
        parts.append(f"{comment_source(t('programs.flip'))}kernel = kernel[::-1, ::-1]\n")
    if operation.bias.any():
        parts.append(array_source("bias", operation.bias, ("filter",)))
    return parts


def printing(operation: Operation) -> str:
    """Returns the lines that print the output, channel by channel."""
    rows, columns, channels = operation.output.shape
    corners = comment_source(t("programs.corners")) if rows * columns > MOST_PRINTED else ""
    maps = "print(output[:, :, 0])\n"
    if channels > 1:
        maps = 'for index in range(output.shape[2]):\n    print("channel", index)\n    print(output[:, :, index])\n'
    return f'{corners}np.set_printoptions(precision=6, linewidth=160)\nprint("output", output.shape)\n{maps}'
