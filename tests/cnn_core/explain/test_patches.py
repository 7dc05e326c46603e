from typing import Any

import numpy as np
import pytest

from cnn_core.explain import LayerProfile
from cnn_core.explain.channels import digit_of
from cnn_core.explain.patches import mean_patches
from cnn_core.nets.text import read_model

MODEL = read_model("c2-max2_c2")  # a cell of conv2 sees 8 × 8 pixels, of which the first begins at row −3


def profile(digits, rows, columns, values):
    """What is needed of a profile of two channels, of which the second is never excited."""
    count = len(digits)
    fields: dict[str, Any] = {
        "top_digits": np.array([digits, [0] * count]),
        "top_rows": np.array([rows, [0] * count]),
        "top_columns": np.array([columns, [0] * count]),
        "top_values": np.array([values, [0] * count], np.float32),
    }
    others = ("counts", "lows", "highs", "means", "deviations", "active_shares", "means_by_label")
    return LayerProfile(**(fields | dict.fromkeys(others, np.zeros((2, 1)))))


def test_a_patch_is_what_the_cell_sees_and_black_beyond_the_edge():
    patch = mean_patches(MODEL, "conv2", profile([9_001], [5], [0], [2.0]))[0]
    image = digit_of(9_001)[0] / 255
    from_row = 2 * 5 - 3  # jump 2, and what the paddings lead back
    assert patch.shape == (8, 8)
    np.testing.assert_allclose(patch[:, 3:], image[from_row : from_row + 8, :5], atol=1e-6)
    assert not patch[:, :3].any()


def test_it_is_the_mean_of_the_strongest_alone():
    both = profile([3, 4], [6, 7], [6, 5], [2.0, 1.0])
    first, second = (
        mean_patches(MODEL, "conv2", profile([d], [r], [c], [1.0]))[0] for d, r, c in [(3, 6, 6), (4, 7, 5)]
    )
    np.testing.assert_allclose(mean_patches(MODEL, "conv2", both)[0], (first + second) / 2, atol=1e-6)
    np.testing.assert_allclose(mean_patches(MODEL, "conv2", both, count=1)[0], first, atol=1e-6)


def test_a_channel_that_nothing_excites_is_black():
    assert not mean_patches(MODEL, "conv2", profile([3], [6], [6], [2.0]))[1].any()


@pytest.mark.parametrize(("layer", "side"), [("conv1", 3), ("pool1", 4)])
def test_patches_are_as_large_as_the_receptive_field(layer, side):
    assert mean_patches(MODEL, layer, profile([3], [2], [2], [1.0])).shape == (2, side, side)
