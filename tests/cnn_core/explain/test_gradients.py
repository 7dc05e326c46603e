"""Saliency, SmoothGrad and integrated gradients, against finite differences in double precision."""

import numpy as np
import pytest

from cnn_core.errors import ImageError, SpecError
from cnn_core.explain import integrated_gradients, saliency, smoothgrad
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import NETS
from tests.helpers.nets import MIXED, PLAIN, digit, exact_logits, noisy_digit, stored_net

STEP = 1e-6


def slopes(net, image, target, chosen):
    """The central differences of a logit with respect to chosen pixels."""
    nudges = np.zeros((len(chosen), 784))
    nudges[np.arange(len(chosen)), chosen] = STEP
    flat = image.astype(np.float64).ravel()
    up, down = (exact_logits(net, flat + sign * nudges)[:, target] for sign in (1, -1))
    return (up - down) / (2 * STEP)


@pytest.mark.parametrize("text", [PLAIN, MIXED])
def test_the_gradient_is_what_finite_differences_find(text):
    net, image = stored_net(text), noisy_digit()
    chosen = np.random.default_rng(1).choice(784, 150, replace=False)
    for target in (0, 7):
        wanted = slopes(net, image, target, chosen)
        assert np.abs(wanted).max() > 1e-3
        found = saliency(image, net, target=target)
        scale = np.abs(wanted).max()
        np.testing.assert_allclose(found.values.ravel()[chosen], wanted, rtol=1e-3, atol=1e-4 * scale)
        assert found.score == pytest.approx(exact_logits(net, image)[0, target], rel=1e-4)


def test_the_other_two_follow_from_the_gradient():
    net, image = stored_net(MIXED), noisy_digit()
    plain, times, size = (
        saliency(image, net, target=3, mode=mode) for mode in ("gradient", "gradient_x_input", "absolute")
    )
    np.testing.assert_allclose(times.values, plain.values * image, rtol=1e-6)
    np.testing.assert_array_equal(size.values, np.abs(plain.values))
    assert plain.is_signed
    assert not size.is_signed


def test_by_default_the_nets_own_answer_is_explained():
    net = stored_net(PLAIN)
    logits = exact_logits(net, digit(2) / 255)[0]
    found = saliency(digit(2), net)
    assert found.target == logits.argmax()
    assert found.score == pytest.approx(logits.max(), rel=1e-4)


def test_smoothgrad_is_the_mean_of_gradients_of_noisy_copies():
    net, image = stored_net(MIXED), digit(4)
    found = smoothgrad(image, net, target=5, samples=6, noise=0.2, seed=9)
    noise = np.random.default_rng(9).normal(0, 0.2, (6, 784))
    chosen = np.arange(200, 500, 7)
    wanted = np.mean([slopes(net, image / 255 + each.reshape(28, 28), 5, chosen) for each in noise], axis=0)
    np.testing.assert_allclose(found.values.ravel()[chosen], wanted, rtol=5e-3, atol=1e-3 * np.abs(wanted).max())
    assert np.any(smoothgrad(image, net, target=5, samples=6, seed=1).values != found.values)


def test_without_noise_smoothgrad_is_the_gradient():
    net, image = stored_net(PLAIN), noisy_digit()
    smooth, plain = smoothgrad(image, net, noise=0, samples=2), saliency(image, net)
    np.testing.assert_allclose(smooth.values, plain.values, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("text", [PLAIN, MIXED, "two_block"])
def test_integrated_gradients_are_complete(text):
    net = text if text == "two_block" else stored_net(text)
    black = inspect(np.zeros((28, 28), np.uint8), net).logits[0]
    for index in range(6):
        target = int(np.abs(inspect(digit(index), net).logits[0] - black).argmax())
        found = integrated_gradients(digit(index), net, target=target)
        assert abs(found.difference) > 0.3
        assert found.completeness_share <= 0.01
        assert np.all(found.values[digit(index) == 0] == 0)  # no ink, nothing to explain


def test_the_completeness_error_is_told_as_it_is():
    net, image = stored_net(MIXED), digit(1)
    rough, fine = (integrated_gradients(image, net, target=1, steps=steps, tolerance=None) for steps in (1, 256))
    before, after = (exact_logits(net, picture)[0, 1] for picture in (np.zeros((28, 28)), image / 255))
    assert fine.difference == pytest.approx(after - before, rel=1e-3)
    error = rough.values.sum() - (after - before)
    assert rough.completeness_error == pytest.approx(error, rel=1e-2, abs=1e-5)
    assert abs(fine.completeness_error) < abs(rough.completeness_error) / 10


def test_steps_are_doubled_while_too_much_is_missed():
    net, image = stored_net(MIXED), digit(1)
    for start, tolerance in ((1, 0.3), (3, 0.02)):
        steps = start
        while (
            integrated_gradients(image, net, target=1, steps=steps, tolerance=None).completeness_share > tolerance
        ):
            steps *= 2
        assert start < steps <= 512
        found = integrated_gradients(image, net, target=1, steps=start, tolerance=tolerance)
        assert found.steps == steps
        assert found.completeness_share <= tolerance


def test_another_baseline():
    net, image = stored_net(PLAIN), noisy_digit()
    found = integrated_gradients(image, net, target=2, baseline=np.full((28, 28), 0.5, np.float32))
    grey = exact_logits(net, np.full((28, 28), 0.5))[0, 2]
    assert found.baseline_score == pytest.approx(grey, rel=1e-4)
    assert found.completeness_share <= 0.01
    same = integrated_gradients(image, net, target=2, baseline=image)
    assert np.isnan(same.completeness_share) or same.completeness_error == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"target": 10}, "a digit from 0 to 9 is needed"),
        ({"target": True}, "a digit from 0 to 9 is needed"),
        ({"steps": 0}, "steps 0 came"),
        ({"steps": 1.5}, "whole number from 1 to 512"),
        ({"baseline": np.zeros(3, np.float32)}, "one of 28 × 28 is needed"),
    ],
)
def test_what_is_not_allowed_gets_a_sentence(choices, said):
    with pytest.raises(SpecError, match=said):
        integrated_gradients(digit(0), stored_net(PLAIN), **choices)


def test_what_cannot_be_explained_gets_a_sentence():
    with pytest.raises(SpecError, match="gives no answer that could be explained"):
        saliency(digit(0), NETS["random_filters/untrained"])
    with pytest.raises(ImageError, match="2 digits came"):
        saliency(np.stack([digit(0), digit(1)]), stored_net(PLAIN))
    with pytest.raises(SpecError, match="these are allowed: gradient, gradient_x_input, absolute"):
        saliency(digit(0), stored_net(PLAIN), mode="squared")  # type: ignore[arg-type]
    with pytest.raises(SpecError, match="noise 2 came"):
        smoothgrad(digit(0), stored_net(PLAIN), noise=2)
