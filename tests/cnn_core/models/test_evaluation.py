import math

import numpy as np
import pytest

from cnn_core.models.evaluation import (
    class_accuracy,
    compare_answers,
    confused_digits,
    confusion_matrix,
    standard_error,
    surest_mistakes,
)

CHANCE = np.random.default_rng(0)
LABELS = CHANCE.integers(0, 10, 300).astype(np.uint8)
ANSWERS = np.where(CHANCE.random(300) < 0.3, CHANCE.integers(0, 10, 300), LABELS).astype(np.uint8)


def test_the_confusion_matrix_counts_each_pair_and_its_cells_are_found_again():
    confusion = confusion_matrix(ANSWERS, LABELS)
    pairs = list(zip(LABELS.tolist(), ANSWERS.tolist(), strict=True))
    for label in range(10):
        for answer in range(10):
            wanted = [index for index, pair in enumerate(pairs) if pair == (label, answer)]
            assert confusion[label, answer] == len(wanted)
            assert confused_digits(ANSWERS, LABELS, label=label, answer=answer).tolist() == wanted


def test_the_accuracy_of_each_digit():
    accuracy = class_accuracy(confusion_matrix(ANSWERS, LABELS))
    for digit in range(10):
        of_it = ANSWERS[digit == LABELS] == digit
        assert accuracy.counts[digit] == len(of_it)
        assert accuracy.shares[digit] == pytest.approx(of_it.mean())


def test_a_digit_that_is_not_there_has_no_accuracy():
    accuracy = class_accuracy(confusion_matrix(np.zeros(5, np.uint8), np.zeros(5, np.uint8)))
    assert accuracy.shares[0] == 1
    assert np.isnan(accuracy.shares[1:]).all()


def test_the_standard_error_is_how_far_shares_scatter_and_never_none():
    drawn = CHANCE.binomial(200, 0.9, 4000) / 200
    assert float(standard_error(180, 200)) == pytest.approx(drawn.std(), rel=0.05)
    assert 0 < standard_error(100, 100) < standard_error(10, 10) < standard_error(0, 0)
    assert float(standard_error(0, 0)) == pytest.approx(1 / math.sqrt(12))  # nothing is known: any share at all


def test_the_surest_mistakes_come_first():
    logits = np.full((4, 10), -20, np.float32)
    logits[0, [3, 5]] = 0, 1  # right
    logits[1, [3, 5]] = 1, 0  # a mistake that it half believes
    logits[2, [1, 2]] = 5, 0  # a sure one
    logits[3] = 0  # no opinion: the first digit, which is wrong
    labels = np.array([5, 5, 2, 9], np.uint8)
    sure, half, none = surest_mistakes(logits, labels)
    assert [(each.index, each.label, each.answer) for each in (sure, half, none)] == [
        (2, 2, 1),
        (1, 5, 3),
        (3, 9, 0),
    ]
    assert sure.probability == pytest.approx(1 / (1 + math.exp(-5)), rel=1e-5)
    assert half.label_probability == pytest.approx(1 / (1 + math.e), rel=1e-5)
    assert none.probability == none.label_probability == pytest.approx(0.1)
    assert surest_mistakes(logits, labels, most=1) == (sure,)


def test_two_nets_disagree_in_three_ways():
    labels = np.array([0, 1, 2, 3, 4, 5], np.uint8)
    first = np.array([0, 9, 2, 8, 7, 5], np.uint8)
    second = np.array([0, 1, 7, 8, 6, 4], np.uint8)
    duel = compare_answers(first, second, labels)
    assert duel.disagreements.tolist() == [2, 5, 1, 4]
    assert (duel.first_right, duel.second_right, duel.both_wrong) == (2, 1, 1)
    assert duel.gain == pytest.approx(np.mean(second == labels) - np.mean(first == labels))


def test_the_gains_error_is_how_far_gains_scatter():
    """Draws pairs of nets that differ on known shares of the images, again and again."""
    outcomes = CHANCE.choice([0, 1, -1], (2000, 500), p=[0.9, 0.07, 0.03])
    gains = outcomes.mean(axis=1)
    labels = np.zeros(500, np.uint8)
    errors = [
        compare_answers((row == 1).astype(np.uint8), (row == -1).astype(np.uint8), labels).gain_error
        for row in outcomes[:50]
    ]
    assert np.mean(errors) == pytest.approx(gains.std(), rel=0.1)
    assert compare_answers(labels, labels, labels).gain_error > 0
