import numpy as np
import pytest

from cnn_core.arithmetic.convolution import convolve
from cnn_core.errors import ImageError, StoreError
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import TrainingSpec, named_net
from cnn_core.nets.spec import layer_shapes
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import SHIPPED, Store

TWO_BLOCK = named_net("two_block")


@pytest.fixture(scope="module")
def digits():
    return load_digits()


def test_every_layer_comes_in_its_shape(digits):
    inspection = inspect(digits.held_out_images[:3])
    layers = [layer for layer in layer_shapes(TWO_BLOCK.model) if layer.name != "logits"]
    assert list(inspection.activations) == [layer.name for layer in layers]
    for layer in layers:
        array = inspection.activations[layer.name]
        assert array.shape == (3, *layer.shape)
        assert array.dtype == np.float32
    assert inspection.logits.shape == inspection.probabilities.shape == (3, 10)
    np.testing.assert_allclose(inspection.probabilities.sum(axis=1), 1, rtol=1e-6)


def test_one_digit_is_a_batch_of_one_and_batching_changes_nothing(digits):
    one = inspect(digits.held_out_images[5])
    many = inspect(digits.held_out_images[:8])
    np.testing.assert_allclose(one.logits[0], many.logits[5], rtol=1e-4, atol=1e-4)


def test_the_answers_are_those_that_the_store_counted(digits):
    stored = Store(SHIPPED).load(TWO_BLOCK)
    answers = inspect(digits.held_out_images).answers
    assert np.mean(answers == stored.held_out_answers) > 0.998
    assert np.mean(answers == digits.held_out_labels) > 0.965


def test_the_maps_are_what_the_plain_arithmetic_gives(digits):
    """An independent pass: this project's NumPy convolution, ReLU, and the largest of each pooling window."""
    weights = Store(SHIPPED).load(TWO_BLOCK).weights
    inspection = inspect(digits.held_out_images[0])
    x = digits.held_out_images[0][..., np.newaxis].astype(np.float32) / 255
    for name, block in zip(("1", "2"), TWO_BLOCK.model.blocks, strict=True):
        x = convolve(x, weights[f"conv{name}/kernel"], strides=block.strides, padding="same").output
        x = np.maximum(x, 0)
        np.testing.assert_allclose(inspection.activations[f"conv{name}"][0], x, rtol=1e-3, atol=1e-4)
        height, width, channels = x.shape
        x = np.pad(x, ((0, height % 2), (0, width % 2), (0, 0)), constant_values=-np.inf)
        x = x.reshape(-(-height // 2), 2, -(-width // 2), 2, channels).max(axis=(1, 3))
        np.testing.assert_allclose(inspection.activations[f"pool{name}"][0], x, rtol=1e-3, atol=1e-4)
    logits = x.ravel() @ weights["logits/kernel"] + weights["logits/bias"]
    np.testing.assert_allclose(inspection.logits[0], logits, rtol=1e-3, atol=1e-3)


def test_random_filters_give_the_courses_maps_and_no_answer(digits):
    inspection = inspect(digits.held_out_images[0], "random_filters")
    assert inspection.activations["conv1"].shape == (1, 14, 14, 5)
    assert inspection.activations["conv1"].min() == 0
    assert (inspection.logits, inspection.probabilities, inspection.answers) == (None, None, None)


def test_floats_and_bytes_of_the_same_digit_are_the_same(digits):
    image = digits.held_out_images[0]
    np.testing.assert_array_equal(inspect(image).logits, inspect(image / np.float32(255)).logits)


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((28, 27), np.uint8),
        np.zeros((1, 28, 28, 1), np.uint8),
        np.zeros((28, 28), np.int64),
        np.zeros(784, np.float32),
        "a digit",
    ],
)
def test_what_is_no_digit_gets_a_sentence(images):
    with pytest.raises(ImageError, match="digits of 28 × 28 are needed"):
        inspect(images)


@pytest.mark.parametrize("value", [-0.1, 1.5, 255.0, np.nan, np.inf])
def test_floats_outside_of_0_to_1_get_a_sentence(value):
    with pytest.raises(ImageError, match="floats from 0 to 1 are needed"):
        inspect(np.full((28, 28), value))


def test_a_net_that_is_not_trained_says_how_to_train_it(digits):
    net = TrainingSpec(model=TWO_BLOCK.model, recipe=TWO_BLOCK.recipe, seed=99)
    with pytest.raises(StoreError, match="python -m cnn_core train two_block/default"):
        inspect(digits.held_out_images[0], net)
