import pytest

from cnn_core.errors import SpecError
from cnn_core.explain import Scaling, inspect_scaled
from cnn_core.explain.turning import MOST_TURNING, find_turning
from cnn_core.models.inspection import inspect
from cnn_core.pictures.digits import load_digits

DIGITS = load_digits().held_out_images[:6]


def answer(digit, off):
    scalings = [Scaling(layer="conv2", channel=channel) for channel in off]
    return int(inspect_scaled(digit, "two_block", scalings).answers[0])


@pytest.mark.parametrize("index", range(len(DIGITS)))
def test_what_is_found_turns_the_answer_and_one_channel_fewer_does_not(index):
    found = find_turning(DIGITS[index], layer="conv2")
    before = int(inspect(DIGITS[index]).answers[0])
    assert found
    assert 1 <= len(found.channels) <= MOST_TURNING
    assert answer(DIGITS[index], found.channels) == found.answer != before
    assert answer(DIGITS[index], found.channels[:-1]) == before


def test_what_is_off_already_counts():
    found = find_turning(DIGITS[0], layer="conv2")
    first, *others = found.channels
    rest = find_turning(DIGITS[0], layer="conv2", scalings=[Scaling(layer="conv2", channel=first)])
    assert len(rest.channels) <= len(others)
    assert answer(DIGITS[0], (first, *rest.channels)) == rest.answer


def test_where_nothing_helps_nothing_is_found():
    off = [Scaling(layer="conv2", channel=None)]  # then its channels do nothing any more
    assert find_turning(DIGITS[0], layer="conv2", scalings=off) is None
    with pytest.raises(SpecError):
        find_turning(DIGITS[0], layer="conv9")
