import numpy as np
import pytest
import tensorflow as tf

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.transposed import TransposedSpec, convolve_transposed
from cnn_core.errors import SpecError
from cnn_core.models.comparison import why_tensorflow_cannot
from tests.helpers.specs import for_tensorflow, whole_numbers


def naive(image, kernel, *, strides, padding, dilation_rate):
    """Each pixel scatters the kernel onto a large field, of which the output is cut."""
    (H, W, C), (kh, kw, F, _) = image.shape, kernel.shape
    full = np.zeros((200, 200, F))
    landed = np.zeros((200, 200), int)
    for i, j, a, b in np.ndindex(H, W, kh, kw):
        row, column = i * strides[0] + a * dilation_rate[0], j * strides[1] + b * dilation_rate[1]
        landed[row, column] += 1
        for f, c in np.ndindex(F, C):
            full[row, column, f] += float(image[i, j, c]) * float(kernel[a, b, f, c])
    cuts = []
    for axis in range(2):
        n, s = image.shape[axis], strides[axis]
        span = (kernel.shape[axis] - 1) * dilation_rate[axis] + 1
        if padding == "valid":
            start, size = 0, n * s + max(span - s, 0)
        elif padding == "same":
            start, size = max(span - s, 0) // 2, n * s
        else:
            start, size = padding[axis][0], (n - 1) * s + span - sum(padding[axis])
        cuts.append(slice(start, start + size))
    return full[tuple(cuts)], landed[tuple(cuts)]


def tensorflow(image, kernel, shape, *, bias, activation, strides, padding, dilation_rate):
    sums = tf.nn.conv2d_transpose(
        image[None], kernel, (1, *shape), strides, for_tensorflow(padding), dilations=dilation_rate
    )
    output = tf.nn.bias_add(sums, bias)
    return (tf.nn.relu(output) if activation == "relu" else output).numpy()[0]


def random_case(random, rates=(1, 1, 2, 3)):
    while True:
        size, kernel_size = random.choice([1, 2, 3, 5, 8], 2).tolist(), random.integers(1, 6, 2).tolist()
        channels, filters = random.integers(1, 4, 2).tolist()
        image, kernel = (
            whole_numbers(random, *size, channels),
            whole_numbers(random, *kernel_size, filters, channels),
        )
        arguments = {
            "strides": random.integers(1, 5, 2).tolist(),
            "padding": ["valid", "same", random.integers(0, 4, (2, 2)).tolist()][random.integers(3)],
            "dilation_rate": random.choice(rates, 2).tolist(),
        }
        try:
            TransposedSpec(kernel_size=kernel_size, **arguments).geometry(image.shape)
        except SpecError:
            continue
        return image.astype(np.float32), kernel.astype(np.float32), arguments


class TestOracles:
    @pytest.mark.parametrize("count", [150, pytest.param(1000, marks=pytest.mark.long)])
    def test_tensorflow(self, count):
        """A dilated one is left to the naive loop: whether TensorFlow computes it depends on the machine."""
        random = np.random.default_rng(1)
        for _ in range(count):
            image, kernel, arguments = random_case(random, rates=[1])
            extras = {
                "bias": whole_numbers(random, kernel.shape[2]).astype(np.float32),
                "activation": ["linear", "relu"][random.integers(2)],
            }
            ours = convolve_transposed(image, kernel, **arguments, **extras)
            theirs = tensorflow(image, kernel, ours.output.shape, **arguments, **extras)
            assert why_tensorflow_cannot(ours.spec) is None
            np.testing.assert_array_equal(ours.output, theirs)

    @pytest.mark.parametrize("padding", ["valid", "same"])
    def test_sizes_are_those_of_keras(self, padding):
        import keras

        for size, k, s in np.ndindex(4, 5, 5):
            shape = (1, size + 1, 2 * size + 1, 1)
            layer = keras.layers.Conv2DTranspose(1, (k + 1, 2), (s + 1, 3), padding=padding)
            theirs = tuple(layer.compute_output_shape(shape))
            spec = TransposedSpec(kernel_size=(k + 1, 2), strides=(s + 1, 3), padding=padding)
            geometry = spec.geometry(shape[1:3])
            assert (geometry.rows.size, geometry.columns.size) == theirs[1:3]
            assert geometry.shape == shape[1:3]

    def test_naive_loop(self):
        random = np.random.default_rng(2)
        for _ in range(150):
            image, kernel, arguments = random_case(random)
            ours = convolve_transposed(image, kernel, **arguments)
            output, landed = naive(image, kernel, **arguments)
            np.testing.assert_array_equal(ours.output, output)
            np.testing.assert_array_equal(ours.overlaps, landed)

    def test_it_is_the_convolution_read_backwards(self):
        """<convolve(x), y> = <x, transposed(y)>: the one is the other's transpose as a matrix."""
        random = np.random.default_rng(3)
        for _ in range(100):
            image, kernel, arguments = random_case(random)
            ours = convolve_transposed(image, kernel, **arguments).output
            probe = whole_numbers(random, *ours.shape)
            forward = convolve(probe, kernel, **arguments).output
            assert forward.shape == image.shape
            assert (forward * image).sum(dtype=np.float64) == (ours * probe).sum(dtype=np.float64)


class TestByHand:
    def test_overlaps_are_counted_and_added(self):
        done = convolve_transposed([[1, 2]], [[1, 10, 100]], strides=(1, 2))
        assert done.output[..., 0].tolist() == [[1, 10, 102, 20, 200]]
        assert done.overlaps.tolist() == [[1, 1, 2, 1, 1]]
        trace = done.trace(0, 2)
        assert trace.columns.tolist() == [0, 1]
        assert trace.kernel_columns.tolist() == [2, 0]
        assert trace.products[0, :, 0].tolist() == [100, 2]
        assert not trace.is_padding.any()

    def test_a_stride_wider_than_the_kernel_leaves_holes(self):
        done = convolve_transposed([[1, 2]], [[5]], strides=3)
        assert done.output[..., 0].tolist() == [[5, 0, 0, 10, 0, 0], [0] * 6, [0] * 6]
        trace = done.trace(0, 1)
        assert (trace.patch.shape, trace.sum) == ((1, 0, 1), 0)

    def test_filters_come_before_channels(self):
        with pytest.raises(SpecError, match="The image has 3 channels and the kernel scatters 2"):
            convolve_transposed(np.ones((2, 2, 3)), np.ones((2, 2, 3, 2)))
        assert convolve_transposed(np.ones((2, 2, 3)), np.ones((2, 2, 5, 3))).output.shape == (3, 3, 5)

    def test_padding_that_leaves_nothing(self):
        with pytest.raises(SpecError, match=r"takes 4 of the 3 rows"):
            convolve_transposed([[1, 1], [1, 1]], np.ones((2, 2)), padding=2)
