import numpy as np
import pytest

from cnn_core.errors import SpecError
from cnn_core.explain import occlusion
from cnn_core.models.inspection import inspect
from tests.helpers.nets import MIXED, PLAIN, digit, stored_net


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        (PLAIN, {"patch": 5, "stride": 3}),
        (MIXED, {"patch": 4, "stride": 4, "fill": 0.5}),
        (PLAIN, {"patch": 2, "stride": 9, "fill": 1.0}),
        (PLAIN, {"patch": 28, "stride": 28}),
    ],
)
def test_each_position_is_what_a_loop_finds(text, choices):
    net, image = stored_net(text), digit(6)
    patch, stride, fill = choices["patch"], choices["stride"], choices.get("fill", 0.0)
    positions = -(-28 // stride)
    first = -(max((positions - 1) * stride + patch - 28, 0) // 2)
    before = inspect(image, net).logits[0]
    drops, sums, counts = np.zeros((positions, positions, 10)), np.zeros((28, 28)), np.zeros((28, 28))
    for row, column in np.ndindex(positions, positions):
        top, left = first + row * stride, first + column * stride
        covered = image / np.float32(255)
        where = np.s_[max(top, 0) : top + patch, max(left, 0) : left + patch]
        covered[where] = fill
        drops[row, column] = before - inspect(covered, net).logits[0]
        sums[where] += drops[row, column, 2]
        counts[where] += 1
    found = occlusion(image, net, target=2, **choices)
    scale = np.abs(drops).max()
    assert scale > 1e-2
    np.testing.assert_allclose(found.drops, drops, atol=1e-4 * max(scale, 1))
    np.testing.assert_array_equal(found.starts, first + stride * np.arange(positions))
    np.testing.assert_allclose(found.values, sums / np.maximum(counts, 1), atol=1e-4 * max(scale, 1))


def test_at_stride_1_each_pixel_is_the_middle_of_a_position():
    found = occlusion(digit(0), stored_net(PLAIN), patch=3)
    assert found.drops.shape == (28, 28, 10)
    assert list(found.starts[:3]) == [-1, 0, 1]


def test_a_patch_that_changes_nothing_costs_nothing():
    found = occlusion(digit(0), stored_net(PLAIN), patch=1)
    assert np.all(found.drops[digit(0) == 0] == 0)
    assert np.all(occlusion(np.zeros((28, 28), np.uint8), stored_net(PLAIN)).drops == 0)


@pytest.mark.parametrize("choices", [{"patch": 0}, {"patch": 29}, {"stride": 0}, {"fill": 1.5}, {"fill": np.nan}])
def test_what_is_not_allowed_gets_a_sentence(choices):
    (name,) = choices
    with pytest.raises(SpecError, match=f"{name} .* came, but it must be a"):
        occlusion(digit(0), stored_net(PLAIN), **choices)
