import numpy as np
import pytest
import tensorflow as tf

from cnn_core.arithmetic.losses import cross_entropy, squared_error
from cnn_core.errors import SpecError


def test_squared_error_by_hand():
    loss = squared_error([[12, 16], [24, 28]], [[9, 12], [18, 21]])
    assert loss.value == 9 + 16 + 36 + 49
    assert loss.gradient.tolist() == [[6, 8], [12, 14]]


def test_cross_entropy_by_hand():
    loss = cross_entropy([0, 0, 0, 0], 2)
    assert loss.value == pytest.approx(np.log(4))
    assert loss.gradient.tolist() == [0.25, 0.25, -0.75, 0.25]


def test_both_are_tensorflows():
    random = np.random.default_rng(5)
    for _ in range(50):
        output, target = tf.constant(random.normal(size=(2, 3, 4, 2)).astype(np.float32))
        logits, label = tf.constant(random.normal(scale=20, size=7).astype(np.float32)), int(random.integers(7))
        with tf.GradientTape() as tape:
            tape.watch(output)
            theirs = tf.reduce_sum((output - target) ** 2)
        ours = squared_error(output, target)
        assert ours.value == pytest.approx(float(theirs), rel=1e-5)
        np.testing.assert_allclose(ours.gradient, tape.gradient(theirs, output), rtol=1e-6)
        with tf.GradientTape() as tape:
            tape.watch(logits)
            theirs = tf.nn.sparse_softmax_cross_entropy_with_logits([label], logits[None])[0]
        ours = cross_entropy(logits, label)
        assert ours.value == pytest.approx(float(theirs), rel=1e-5, abs=1e-5)
        np.testing.assert_allclose(ours.gradient, tape.gradient(theirs, logits), atol=1e-6)


def test_no_power_is_too_large():
    assert cross_entropy([1000, 0], 1).value == 1000
    assert cross_entropy([1000, 0], 0).value == 0


def test_refusals():
    with pytest.raises(SpecError, match=r"^The target has the shape \(3,\), but the output has \(2,\)"):
        squared_error([1, 2], [1, 2, 3])
    with pytest.raises(SpecError, match="larger than"):
        squared_error([3e38], [-3e38])
    with pytest.raises(SpecError, match=r"^The output holds 1 "):
        squared_error([np.nan], [0])
    with pytest.raises(SpecError, match=r"^The logits have the shape \(1, 2\)"):
        cross_entropy([[1, 2]], 0)
    for label in (-1, 2, True, 0.5):
        with pytest.raises(SpecError, match=r"^The label is .* from 0 to 1 "):
            cross_entropy([1, 2], label)  # type: ignore[arg-type]
