import numpy as np
import pytest

from cnn_core.nets.training_text import find_net
from cnn_core.pictures.digits import Digits, load_digits
from cnn_core.store.checkpoint import Checkpoints
from cnn_core.training.loop import CURVE_POINTS, TrainingLoop

NET = "c4-bn-max2-drop0.25_d8-drop0.5/e3-b40-cos-affine-{}-n200"


@pytest.fixture(scope="module")
def few():
    digits = load_digits()
    return Digits(
        digits.train_images[:400],
        digits.train_labels[:400],
        digits.held_out_images[:100],
        digits.held_out_labels[:100],
    )


def carried_on(loop, steps=None):
    while not loop.is_done and (steps is None or loop.step < steps):
        loop.advance()
    return loop


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
def test_one_that_goes_on_from_a_checkpoint_ends_where_an_unbroken_one_does(few, tmp_path, optimizer):
    """Statistics, dropouts, shuffling, augmentation and the optimizer's state go on as if nothing had been."""
    net = find_net(NET.format(optimizer).replace("-adam", ""))
    checkpoints = Checkpoints(tmp_path)
    unbroken = TrainingLoop(net, few)
    carried_on(unbroken, 7)  # in the middle of the second epoch of five steps
    checkpoints.save(net, unbroken.checkpoint())
    carried_on(unbroken)
    resumed = TrainingLoop(net, few)
    resumed.restore(checkpoints.load(net))
    assert (resumed.step, resumed.was_resumed) == (7, True)
    carried_on(resumed)
    trained, other = unbroken.finished(), resumed.finished()
    for name, array in trained.weights.items():
        np.testing.assert_array_equal(other.weights[name], array)
    assert other.report.history == trained.report.history
    assert (trained.report.was_resumed, other.report.was_resumed) == (False, True)
    assert resumed.progress().curve == unbroken.progress().curve
    assert resumed.progress().wrong == unbroken.progress().wrong


def test_optimizers_find_different_weights(few):
    weights = [
        carried_on(TrainingLoop(find_net(f"c2-max4/e1-b100{optimizer}-n200"), few)).weights["logits/kernel"]
        for optimizer in ("", "-sgd", "-rmsprop")
    ]
    assert all((one != other).any() for one, other in zip(weights, weights[1:] + weights[:1], strict=True))


def test_it_measures_what_it_says(few):
    net = find_net("c2-max4/e2-b50-n200-v0.25")
    loop = TrainingLoop(net, few)
    assert loop.steps_per_epoch == 3
    assert loop.moment().accuracy is None
    carried_on(loop, 2)
    assert loop.moment().epoch == pytest.approx(2 / 3)
    carried_on(loop)
    progress, moment = loop.progress(), loop.moment()
    history = loop.finished().report.history
    assert (progress.step, progress.epoch, progress.seconds_left) == (6, 2, 0)
    assert moment.validation_accuracy == history["validation_accuracy"][-1]
    assert [point.step for point in progress.curve] == [1, 2, 3, 4, 5, 6]
    measured = [point.validation_accuracy for point in progress.curve if point.validation_accuracy is not None]
    assert measured == history["validation_accuracy"]
    wrong = progress.wrong
    assert wrong.count == round(50 * (1 - measured[-1]))
    assert not wrong.are_held_out
    for index, answer in zip(wrong.indices, wrong.answers, strict=True):
        assert 150 <= index < 200
        assert few.train_labels[index] != answer


def test_only_the_first_digits_are_trained_on(few):
    fine = carried_on(TrainingLoop(find_net("c2-max4/e1-n200"), few)).weights
    labels = few.train_labels.copy()
    labels[200:] = (labels[200:] + 1) % 10
    other = Digits(few.train_images, labels, few.held_out_images, few.held_out_labels)
    spoilt = carried_on(TrainingLoop(find_net("c2-max4/e1-n200"), other)).weights
    np.testing.assert_array_equal(fine["logits/kernel"], spoilt["logits/kernel"])


def test_a_curve_is_never_longer_than_some_hundreds(few):
    loop = carried_on(TrainingLoop(find_net("c1-max7/e3-b1-n100"), few))
    curve = loop.progress().curve
    assert CURVE_POINTS / 2 < len(curve) <= CURVE_POINTS + 3
    assert sum(point.validation_loss is not None for point in curve) == 3
