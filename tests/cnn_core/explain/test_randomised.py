import numpy as np
import pytest
from scipy.stats import spearmanr

from cnn_core.errors import SpecError
from cnn_core.explain import METHODS, explain_by, randomised_check
from cnn_core.explain.randomised import SUSPICIOUS, randomised_net, rank_correlation
from cnn_core.nets import named_net
from cnn_core.store import default_store
from tests.cnn_core.explain.nets import PLAIN, digit, stored_net


def test_rank_correlation_is_scipys_with_ties_too():
    chance = np.random.default_rng(0)
    for _ in range(5):
        one, other = chance.integers(0, 6, (2, 8, 8)).astype(np.float32)
        assert rank_correlation(one, other) == pytest.approx(spearmanr(one.ravel(), other.ravel()).statistic)
    assert rank_correlation(one, 3 * one + 1) == pytest.approx(1)
    assert rank_correlation(one, -one) == pytest.approx(-1)
    assert np.isnan(rank_correlation(one, np.zeros((8, 8), np.float32)))


def test_a_method_that_shows_the_ink_is_flagged_and_one_that_shows_the_net_is_not():
    """The paper's finding: gradient × input follows the input, Grad-CAM follows the net."""
    found = randomised_check("gradient_x_input", digit(0), "two_block")
    assert found.is_suspicious
    assert found.magnitude_correlation > SUSPICIOUS
    assert found.randomised.target == found.original.target
    checks = [randomised_check("grad_cam", digit(index), "two_block", layer="conv2") for index in range(5)]
    assert sum(check.is_suspicious for check in checks) <= 2


def test_the_random_net_is_another_one_of_the_same_kind():
    net = named_net("two_block")
    other = randomised_net(net)
    assert other.model == net.model
    assert other.recipe.epochs == 0
    assert randomised_net(net, draw=1) != other
    one, two = (randomised_check("gradient", digit(1), net, draw=draw).randomised.values for draw in (0, 1))
    assert np.any(one != two)


def test_every_method_is_there_by_name():
    net = stored_net(PLAIN)
    assert default_store().has(net)
    for name in METHODS:
        found = explain_by(name, digit(1), net, target=1)
        assert (found.method, found.target, found.values.shape) == (name, 1, (28, 28))
        assert found.values.dtype == np.float32
    with pytest.raises(SpecError, match="method 'lime' came"):
        explain_by("lime", digit(1), net)
