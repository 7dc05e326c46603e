import pytest

from cnn_core.nets.course import Recipe
from cnn_core.training.steps import steps_of


@pytest.mark.parametrize(
    ("digits", "split", "batch", "epochs"),
    [(9000, 0.0, 128, 1), (9000, 0.1, 64, 8), (100, 0.5, 1024, 3), (1000, 0.25, 1, 2), (500, 0.0, 7, 0)],
)
def test_each_epoch_takes_every_digit_that_is_not_kept_back(digits, split, batch, epochs):
    steps = steps_of(Recipe(name="own", epochs=epochs, batch_size=batch, digits=digits, validation_split=split))
    taken = 0
    for _ in range(steps.per_epoch):
        assert taken < steps.digits
        taken += batch
    assert taken >= steps.digits == digits - round(digits * split)
    assert steps.total == sum(steps.per_epoch for _ in range(epochs))


def test_no_more_digits_are_counted_than_there_are():
    recipe = Recipe(name="own", epochs=2, batch_size=128)
    assert steps_of(recipe, available=1000) == (1000, 8, 16)
    assert steps_of(recipe).digits == 9000
