import numpy as np
import pytest

from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.kernels import KERNEL_NAMES, named_kernel
from ui.operations.grids import grid_size, kernel_array, read_grids, write_grids
from ui.operations.image_sources import IMAGE_LIMITS
from ui.operations.kernel_sources import KERNEL_LIMITS
from ui.operations.presets import ImagePresets, KernelPresets, matching


@pytest.mark.parametrize("name", ImagePresets().names)
@pytest.mark.parametrize("size", [(1, 1), (3, 3), (12, 7)])
def test_every_image_can_be_kept_in_an_address_and_is_recognised(name, size):
    picked = ImagePresets().pick(name, *size)
    assert read_grids(write_grids(picked), IMAGE_LIMITS) == picked
    assert matching(ImagePresets(), picked) == name
    assert len({number for row in picked[0] for number in row}) > 1 or size == (1, 1)


@pytest.mark.parametrize("name", KERNEL_NAMES)
def test_every_kernel_is_the_library_s_and_is_recognised(name):
    picked = KernelPresets().pick(name, 5, 1)
    np.testing.assert_array_equal(kernel_array(picked), named_kernel(name))
    assert read_grids(write_grids(picked), KERNEL_LIMITS) == picked
    assert matching(KernelPresets(), picked) == name


def test_names_are_words_of_the_catalogue():
    labels = [presets.label(name) for presets in (ImagePresets(), KernelPresets()) for name in presets.names]
    assert len(set(labels)) == len(labels)


def test_counting_counts():
    assert ImagePresets().sized("counting", 2, 3) == (((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)),)


def test_ones_come_in_every_size_and_a_blur_only_in_its_own():
    assert matching(KernelPresets(), KernelPresets().sized("ones", 4, 2)) == "ones"
    assert grid_size(KernelPresets().sized("three_filters", 3, 3)[2]) == (3, 3)
    assert grid_size(KernelPresets().sized("box_blur", 5, 5)[0]) == (3, 3)


def test_the_digit_is_the_held_out_one():
    ((*rows,),) = ImagePresets().pick("digit", 3, 3)
    small = np.array(rows)
    pixels = load_digits().held_out_images[0]
    assert small.shape == (12, 12)
    assert (small.min(), small.max()) == (0, 9)
    assert small.mean() / 9 == pytest.approx(pixels[2:26, 2:26].mean() / 255, abs=0.02)


def test_numbers_of_ones_own_have_no_name():
    assert matching(ImagePresets(), (((1.0, 2.0), (3.0, 5.0)),)) is None
