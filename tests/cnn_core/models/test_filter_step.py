import numpy as np
import pytest
import tensorflow as tf

from cnn_core.errors import SpecError
from cnn_core.models.filter_step import filter_step
from cnn_core.models.opened import open_net
from cnn_core.nets.course import NETS
from cnn_core.pictures.digits import load_digits

NET = NETS["two_block/default"]
DIGIT = load_digits().held_out_images[0]
LABEL = int(load_digits().held_out_labels[0])


def step(**more):
    return filter_step(DIGIT, NET, **{"filter": 3, "label": (LABEL + 1) % 10, "rate": 0.1, **more})


def test_the_gradient_is_tensorflows_and_the_products_add_up_to_it():
    found = step()
    gradient = found.backward.kernel
    assert np.abs(gradient).max() > 1e-2
    assert found.largest_difference < 1e-5 * np.abs(gradient).max()
    trace = found.backward.trace_weight(0, 2)
    assert trace.products.shape == (28, 28)
    assert trace.sum == gradient[0, 2, 0, 0]
    assert (trace.pixels[1:, :-1] == DIGIT[:-1, 1:].astype(np.float32) / 255).all()


def test_the_loss_after_it_is_that_of_the_net_with_the_new_filter():
    found = step()
    shared = open_net(NET).model
    before = [weights.copy() for weights in shared.get_weights()]
    other = tf.keras.models.clone_model(shared)
    other.set_weights(before)
    kernel = before[0].copy()
    np.testing.assert_array_equal(kernel[..., 3:4], found.backward.convolution.kernel)
    kernel[..., 3:4] = found.kernel_after
    other.set_weights([kernel, *before[1:]])
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    pixels = DIGIT.reshape(1, 784).astype(np.float32) / 255
    for model, value in ((shared, found.loss), (other, found.loss_after)):
        outputs = model(pixels)
        logits = outputs[-1] if isinstance(outputs, list) else outputs
        assert float(loss(np.array([(LABEL + 1) % 10]), logits)) == pytest.approx(value, rel=1e-4)
    assert found.loss_after < found.loss
    for old, new in zip(before, shared.get_weights(), strict=True):  # the net that all share is as it was
        np.testing.assert_array_equal(old, new)


def test_a_rate_of_nothing_changes_nothing():
    found = step(rate=0)
    assert found.loss_after == pytest.approx(found.loss, rel=1e-5)
    np.testing.assert_array_equal(found.kernel_after, found.backward.convolution.kernel)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"filter": 32}, "The filter is 32, but a number from 0 to 31"),
        ({"filter": -1}, "The filter is -1"),
        ({"rate": float("nan")}, "The learning rate is"),
    ],
)
def test_refusals(wrong, sentence):
    with pytest.raises(SpecError, match=sentence):
        step(**wrong)
