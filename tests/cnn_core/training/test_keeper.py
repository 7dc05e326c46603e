import pytest

from cnn_core.training.keeper import pause_between_looks


@pytest.mark.parametrize(("seconds", "pause"), [(0, 0.25), (5, 0.25), (10, 0.4), (20, 0.8), (600, 1.0)])
def test_a_training_that_goes_on_for_long_is_looked_at_less_often(seconds, pause):
    assert pause_between_looks(seconds) == pytest.approx(pause)
