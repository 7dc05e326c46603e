import numpy as np
import pytest
from scipy.stats import spearmanr

from cnn_core.errors import SpecError
from cnn_core.explain import METHODS, explain_by, randomised_check
from cnn_core.explain.attribution.randomised import randomised_net, rank_correlation
from cnn_core.nets.course import named_net
from cnn_core.store.store import default_store
from tests.helpers.nets import PLAIN, digit, stored_net


def test_rank_correlation_is_scipys_with_ties_too():
    chance = np.random.default_rng(0)
    for _ in range(5):
        one, other = chance.integers(0, 6, (2, 8, 8)).astype(np.float32)
        assert rank_correlation(one, other) == pytest.approx(spearmanr(one.ravel(), other.ravel()).statistic)
    assert rank_correlation(one, 3 * one + 1) == pytest.approx(1)
    assert rank_correlation(one, -one) == pytest.approx(-1)
    assert np.isnan(rank_correlation(one, np.zeros((8, 8), np.float32)))
    assert np.isnan(rank_correlation(one[:0], one[:0]))


def test_a_method_that_shows_the_ink_is_flagged_and_one_that_shows_the_net_is_not():
    """The paper's finding: what is multiplied by the input follows it, and the gradient follows the net."""

    def suspicions(method):
        checks = [randomised_check(method, digit(index), "two_block") for index in range(6)]
        assert all(check.randomised.target == check.original.target for check in checks)
        assert any(not np.isnan(check.magnitude_correlation) for check in checks)
        return sum(check.is_suspicious for check in checks)

    assert suspicions("occlusion") >= 5
    assert suspicions("gradient_x_input") >= 3
    assert suspicions("gradient") <= 1


def test_the_background_that_both_leave_out_does_not_count():
    found = randomised_check("gradient_x_input", digit(3), "two_block")
    one, other = (each.values[digit(3) > 0] for each in (found.original, found.randomised))
    assert found.correlation == pytest.approx(spearmanr(one, other).statistic)
    assert found.magnitude_correlation == pytest.approx(spearmanr(np.abs(one), np.abs(other)).statistic)


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
