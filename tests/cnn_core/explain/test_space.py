import numpy as np
import pytest

from cnn_core.errors import SpecError
from cnn_core.explain import digit_space, place_digit, space
from cnn_core.explain.space import principal_components
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import NETS
from cnn_core.pictures.digits import load_digits
from tests.helpers.nets import MIXED, stored_net


def by_covariance(features, count=2):
    """Naively: the eigenvectors of the covariance matrix."""
    centred = features - features.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / (len(features) - 1))
    return vectors[:, ::-1][:, :count].T, values[::-1][:count] / values.sum()


@pytest.mark.parametrize("shape", [(20, 5), (90, 60), (60, 90)])
def test_directions_are_those_of_the_covariance(shape):
    chance = np.random.default_rng(0)
    features = (chance.normal(size=shape) * np.linspace(3, 0.1, shape[1])).astype(np.float32)
    mean, directions, shares = principal_components(features)
    wanted, wanted_shares = by_covariance(features.astype(np.float64))
    np.testing.assert_allclose(mean, features.mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(shares, wanted_shares, rtol=1e-6)
    np.testing.assert_allclose(np.abs(np.sum(directions * wanted, axis=1)), 1, atol=1e-6)
    for direction in directions:
        assert direction[np.abs(direction).argmax()] > 0


def test_points_that_lie_in_one_place_or_on_one_line():
    _, directions, shares = principal_components(np.ones((40, 50), np.float32))
    assert not directions.any()
    assert not shares.any()
    _, directions, shares = principal_components(np.arange(5, dtype=np.float32)[:, None])
    np.testing.assert_allclose(shares, [1, 0])
    np.testing.assert_array_equal(directions, [[1], [0]])


@pytest.mark.parametrize(("text", "layer"), [(MIXED, "dense2"), ("c6-s2-max2", "pool1")])
def test_the_held_out_digits_lie_where_the_covariance_puts_them(text, layer):
    net, digits = stored_net(text), load_digits()
    features = inspect(digits.held_out_images, net).activations[layer].reshape(1000, -1).astype(np.float64)
    directions, shares = by_covariance(features)
    found = digit_space(net)
    assert (found.layer, found.features) == (layer, features.shape[1])
    np.testing.assert_allclose(found.explained, shares, rtol=1e-3)
    coordinates = (features - features.mean(axis=0)) @ directions.T
    for axis in (0, 1):
        sign = np.sign(coordinates[:, axis] @ found.coordinates[:, axis])
        reach = np.abs(coordinates[:, axis]).max()
        np.testing.assert_allclose(found.coordinates[:, axis], sign * coordinates[:, axis], atol=1e-3 * reach)
    np.testing.assert_array_equal(found.labels, digits.held_out_labels)
    placed = place_digit(digits.held_out_images[7], net, neighbours=5)
    np.testing.assert_allclose(
        placed.coordinates, found.coordinates[7], atol=1e-3 * np.abs(found.coordinates).max()
    )
    distances = np.linalg.norm(features - features[7], axis=1)
    assert placed.neighbours[0] == 7
    np.testing.assert_allclose(placed.distances, np.sort(distances)[:5], rtol=1e-3, atol=1e-3)
    np.testing.assert_array_equal(placed.labels, digits.held_out_labels[placed.neighbours])


def test_maps_of_many_numbers_stand_for_themselves_by_their_means(monkeypatch):
    net = NETS["random_filters/untrained"]
    monkeypatch.setattr(space, "MOST_FEATURES", 100)
    space._fitted.cache_clear()
    found = digit_space(net)
    assert (found.layer, found.features, found.coordinates.shape) == ("conv1", 5, (1000, 2))
    assert place_digit(load_digits().held_out_images[3], net).neighbours[0] == 3
    space._fitted.cache_clear()


def test_too_many_neighbours_get_a_sentence():
    with pytest.raises(SpecError, match="neighbours 0 came"):
        place_digit(load_digits().held_out_images[0], "two_block", neighbours=0)
