"""What the project says of PyTorch, held against PyTorch itself, which is none of its requirements."""

import numpy as np
import pytest

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.geometry import output_geometry
from cnn_core.arithmetic.padding.borders import BORDERS, convolve_with_border, pad_border
from cnn_core.arithmetic.padding.torch_padding import torch_padding
from cnn_core.arithmetic.pooling import pool
from cnn_core.arithmetic.transposed import convolve_transposed
from cnn_core.errors import SpecError

torch = pytest.importorskip(
    "torch", reason="PyTorch is missing here: install the package torch to hold what is said of it against it"
)
functional = torch.nn.functional

IN_PYTORCH = [border for border in BORDERS.values() if border.pytorch]

# PyTorch warns, once, that it copies the image to pad it unevenly.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")


def tensor(image):
    """Returns an image (H, W, C) as PyTorch takes it, (1, C, H, W)."""
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)[None], np.float32))


def weights(kernel):
    """Returns a kernel (kh, kw, C, F) as PyTorch takes it, (F, C, kh, kw)."""
    return torch.from_numpy(np.ascontiguousarray(kernel.transpose(3, 2, 0, 1), np.float32))


def array(output):
    """Returns what PyTorch gives, (1, F, H', W'), as (H', W', F)."""
    return output.detach().numpy()[0].transpose(1, 2, 0)


def assert_close(ours, theirs, image, kernel):
    """Within 1e-5 of the largest sum that such an image and kernel could give."""
    assert ours.shape == theirs.shape
    largest = np.abs(image).max() * np.abs(kernel).sum(axis=(0, 1, 2)).max()
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5 * largest)


def spans(kernel_size, dilation_rate):
    return [(k - 1) * d + 1 for k, d in zip(kernel_size, dilation_rate, strict=True)]


def pair(random, least, most):
    return tuple(random.integers(least, most + 1, 2).tolist())


def random_case(random, *, most_padding=4):
    """Returns an image, a kernel that fits it, and symmetric padding, strides and dilation."""
    while True:
        size, kernel_size, dilation_rate = pair(random, 1, 14), pair(random, 1, 5), pair(random, 1, 3)
        widths, strides = pair(random, 0, most_padding), pair(random, 1, 4)
        reach = zip(spans(kernel_size, dilation_rate), size, widths, strict=True)
        if all(span <= side + 2 * width for span, side, width in reach):
            break
    channels, filters = pair(random, 1, 3)
    image = random.normal(size=(*size, channels)).astype(np.float32)
    kernel = random.normal(size=(*kernel_size, channels, filters)).astype(np.float32)
    return image, kernel, widths, strides, dilation_rate


def on_both_sides(widths):
    return tuple((width, width) for width in widths)


def test_one_width_an_axis_stands_on_both_sides_of_it():
    random = np.random.default_rng(0)
    for _ in range(150):
        image, kernel, widths, strides, dilation_rate = random_case(random)
        bias = random.normal(size=kernel.shape[3]).astype(np.float32)
        ours = convolve(
            image,
            kernel,
            bias=bias,
            strides=strides,
            padding=on_both_sides(widths),
            dilation_rate=dilation_rate,
        )
        theirs = functional.conv2d(
            tensor(image),
            weights(kernel),
            torch.from_numpy(bias),
            stride=strides,
            padding=widths,
            dilation=dilation_rate,
        )
        assert_close(ours.output - bias, array(theirs) - bias, image, kernel)


def test_same_at_stride_1_pads_as_tensorflow_does_the_odd_one_after():
    random = np.random.default_rng(1)
    is_uneven = False
    for _ in range(60):
        image, kernel, _, _, dilation_rate = random_case(random)
        padding = torch_padding(kernel.shape[:2], dilation_rate=dilation_rate)
        layer = torch.nn.Conv2d(
            *kernel.shape[2:], kernel.shape[:2], padding="same", dilation=dilation_rate, bias=False
        )
        with torch.no_grad():
            layer.weight.copy_(weights(kernel))
        by_function = functional.conv2d(tensor(image), weights(kernel), padding="same", dilation=dilation_rate)
        for ours in ("same", padding.widths):
            output = convolve(image, kernel, padding=ours, dilation_rate=dilation_rate).output
            assert_close(output, array(layer(tensor(image))), image, kernel)
            assert_close(output, array(by_function), image, kernel)
        is_uneven |= any(before != after for before, after in padding.widths)
    assert is_uneven


@pytest.mark.parametrize("strides", [2, (1, 2), (3, 1)])
def test_same_is_refused_at_strides_above_1(strides):
    assert torch_padding(3, strides=strides).is_refused
    with pytest.raises(ValueError, match="strided"):
        torch.nn.Conv2d(1, 1, 3, stride=strides, padding="same")
    with pytest.raises(RuntimeError, match="strided"):
        functional.conv2d(torch.zeros(1, 1, 8, 8), torch.zeros(1, 1, 3, 3), stride=strides, padding="same")


def test_what_is_written_instead_gives_tensorflow_s_size_and_other_values():
    random = np.random.default_rng(2)
    image = random.normal(size=(28, 28, 1)).astype(np.float32)
    kernel = random.normal(size=(3, 3, 1, 1)).astype(np.float32)
    padding = torch_padding(3, strides=2)
    assert padding.argument == "padding=1"
    theirs = array(functional.conv2d(tensor(image), weights(kernel), stride=2, padding=1))
    same = convolve(image, kernel, strides=2, padding="same").output
    assert theirs.shape == same.shape == (14, 14, 1)
    assert not np.isclose(theirs, same).any()
    assert_close(convolve(image, kernel, strides=2, padding=padding.widths).output, theirs, image, kernel)
    uneven = functional.pad(tensor(image), (0, 1, 0, 1))  # left, right, top, bottom
    assert_close(same, array(functional.conv2d(uneven, weights(kernel), stride=2)), image, kernel)


def test_half_an_even_kernel_gives_one_output_more():
    image = torch.zeros(1, 1, 28, 28)
    half = torch_padding(4, strides=2)
    assert half.argument == "padding=2"
    assert functional.conv2d(image, torch.zeros(1, 1, 4, 4), stride=2, padding=2).shape[2:] == (15, 15)
    assert output_geometry((28, 28), 4, strides=2, padding="same").shape == (14, 14)


@pytest.mark.parametrize("border", IN_PYTORCH, ids=lambda border: border.pytorch)
def test_padding_modes_continue_the_picture_alike(border):
    random = np.random.default_rng(3)
    for _ in range(25):
        size, kernel_size, dilation_rate = pair(random, 9, 14), pair(random, 1, 4), pair(random, 1, 2)
        widths, strides = pair(random, 0, 4), pair(random, 1, 3)
        image = random.normal(size=(*size, 2)).astype(np.float32)
        kernel = random.normal(size=(*kernel_size, 2, 3)).astype(np.float32)
        for padding, steps in ((widths, strides), ("same", (1, 1))):
            layer = torch.nn.Conv2d(
                2,
                3,
                kernel_size,
                stride=steps,
                padding=padding,
                dilation=dilation_rate,
                bias=False,
                padding_mode=border.pytorch,
            )
            with torch.no_grad():
                layer.weight.copy_(weights(kernel))
            ours = convolve_with_border(
                image,
                kernel,
                border.name,
                strides=steps,
                padding=padding if padding == "same" else on_both_sides(padding),
                dilation_rate=dilation_rate,
            )
            assert_close(ours.output, array(layer(tensor(image))), image, kernel)


@pytest.mark.parametrize(("name", "most"), [("reflect", 4), ("wrap", 5)])
def test_a_picture_too_small_to_go_on_is_refused_there_too(name, most):
    image = np.arange(25, dtype=np.float32).reshape(5, 5, 1)
    mode = BORDERS[name].pytorch
    theirs = functional.pad(tensor(image), (most,) * 4, mode=mode)
    np.testing.assert_array_equal(pad_border(image, most, name), array(theirs))
    with pytest.raises(RuntimeError):
        functional.pad(tensor(image), (most + 1,) * 4, mode=mode)
    with pytest.raises(SpecError):
        pad_border(image, most + 1, name)


def test_transposed_convolution_is_cut_by_its_padding():
    random = np.random.default_rng(4)
    for _ in range(100):
        size, kernel_size = pair(random, 1, 7), pair(random, 1, 5)
        strides, dilation_rate = pair(random, 1, 4), pair(random, 1, 3)
        full = [
            (side - 1) * stride + span
            for side, stride, span in zip(size, strides, spans(kernel_size, dilation_rate), strict=True)
        ]
        # so much that something is left, and no more than the kernel's own reach
        most = [
            min((length - 1) // 2, span - 1)
            for length, span in zip(full, spans(kernel_size, dilation_rate), strict=True)
        ]
        widths = tuple(int(random.integers(0, width + 1)) for width in most)
        channels, filters = pair(random, 1, 3)
        image = random.normal(size=(*size, channels)).astype(np.float32)
        kernel = random.normal(size=(*kernel_size, filters, channels)).astype(np.float32)
        ours = convolve_transposed(
            image, kernel, strides=strides, padding=on_both_sides(widths), dilation_rate=dilation_rate
        )
        layer = torch.nn.ConvTranspose2d(
            channels,
            filters,
            kernel_size,
            stride=strides,
            padding=widths,
            dilation=dilation_rate,
            bias=False,
        )
        with torch.no_grad():
            layer.weight.copy_(weights(kernel))  # (kh, kw, F, C) becomes (C, F, kh, kw)
        theirs = array(layer(tensor(image)))
        assert ours.output.shape == theirs.shape
        largest = np.abs(image).max() * np.abs(kernel).sum(axis=(0, 1, 3)).max()
        np.testing.assert_allclose(ours.output, theirs, rtol=0, atol=1e-5 * largest)


@pytest.mark.parametrize("mode", ["max", "average"])
def test_pooling_ignores_its_padding(mode):
    random = np.random.default_rng(5)
    for _ in range(80):
        size, pool_size, strides = pair(random, 5, 12), pair(random, 1, 4), pair(random, 1, 4)
        # PyTorch allows half the window, and an average has no dilation there
        widths = tuple(int(random.integers(0, side // 2 + 1)) for side in pool_size)
        dilation_rate = pair(random, 1, 3) if mode == "max" else (1, 1)
        reach = zip(spans(pool_size, dilation_rate), size, widths, strict=True)
        if any(span > side + 2 * width for span, side, width in reach):
            continue
        image = random.normal(size=(*size, 2)).astype(np.float32)
        ours = pool(
            image,
            pool_size,
            mode=mode,
            strides=strides,
            padding=on_both_sides(widths),
            dilation_rate=dilation_rate,
        )
        if mode == "max":
            theirs = functional.max_pool2d(
                tensor(image), pool_size, stride=strides, padding=widths, dilation=dilation_rate
            )
        else:
            theirs = functional.avg_pool2d(
                tensor(image), pool_size, stride=strides, padding=widths, count_include_pad=False
            )
        assert ours.output.shape == array(theirs).shape
        np.testing.assert_allclose(ours.output, array(theirs), rtol=0, atol=1e-5)
