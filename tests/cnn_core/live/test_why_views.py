"""The arrays of the page's views, against the explanations that they carry."""

from typing import Any

import numpy as np
import pytest

from cnn_core.errors import SpecError
from cnn_core.explain import Scaling, contributions, inspect_scaled
from cnn_core.explain.attribution.randomised import SUSPICIOUS
from cnn_core.live.why import pack_why, parse_why, why_frame
from cnn_core.live.why_ranking import ranking_arrays
from cnn_core.live.why_space import NEIGHBOURS, space_arrays
from cnn_core.live.why_strokes import LIVE_METHODS, METHODS, StrokesChoices, strokes_arrays, zone_sums
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import named_net
from cnn_core.packed_arrays import unpack_arrays
from cnn_core.pictures.digits import load_digits

NET = named_net("two_block")
DIGIT = load_digits().held_out_images[0]
ANSWER = int(inspect(DIGIT, NET).answers[0])


def strokes(**wanted):
    given: dict[str, Any] = {"target": ANSWER, "choices": StrokesChoices(), "is_exact": True} | wanted
    return dict(strokes_arrays(DIGIT, NET, **given))


def methods_of(arrays):
    return [name.removeprefix("strokes/") for name in arrays if name.count("/") == 1 and name != "strokes/zones"]


def test_while_the_digit_moves_only_what_is_quick_is_asked():
    moving, resting = strokes(is_exact=False), strokes()
    assert methods_of(moving) == list(LIVE_METHODS)
    assert methods_of(resting) == list(METHODS)
    assert moving["strokes/integrated_gradients/sums"][3] < resting["strokes/integrated_gradients/sums"][3]
    np.testing.assert_array_equal(moving["strokes/gradient"], resting["strokes/gradient"])


def test_the_sums_of_integrated_gradients_are_what_the_net_says():
    arrays = strokes()
    score, blank, error, _ = arrays["strokes/integrated_gradients/sums"]
    logits = inspect(np.stack([DIGIT, np.zeros_like(DIGIT)]), NET).logits
    assert score == pytest.approx(logits[0, ANSWER], abs=1e-4)
    assert blank == pytest.approx(logits[1, ANSWER], abs=1e-4)
    assert arrays["strokes/integrated_gradients"].sum() == pytest.approx(score - blank + error, abs=1e-3)
    assert abs(error) <= 0.01 * abs(score - blank)


def test_each_part_of_the_ink_has_what_lies_in_it():
    image = np.zeros((28, 28), np.uint8)
    image[6:15, 10:19] = 1  # nine by nine, so that each part is three by three
    values = np.zeros((28, 28), np.float32)
    values[7, 11], values[10, 14], values[14, 18], values[0, 27] = 1, -2, 4, 8
    np.testing.assert_array_equal(zone_sums(values, image), [1, 0, 8, 0, -2, 0, 0, 0, 4])
    arrays = strokes()
    assert arrays["strokes/zones"].sum() == pytest.approx(arrays["strokes/integrated_gradients"].sum(), abs=1e-3)


def test_what_is_chosen_is_what_is_asked():
    usual, chosen = strokes(), strokes(choices=StrokesChoices(layer="conv1", patch=9, stride=4))
    differ = {name for name in usual if not np.array_equal(usual[name], chosen[name])}
    assert differ == {"strokes/grad_cam", "strokes/occlusion"}


def test_a_check_brings_the_random_nets_explanation_of_every_method():
    arrays = strokes(choices=StrokesChoices(is_checked=True))
    for method in METHODS:
        assert arrays[f"strokes/{method}/random"].shape == (28, 28)
        values, magnitudes, is_suspicious = arrays[f"strokes/{method}/check"]
        assert is_suspicious == (max(values, magnitudes) >= SUSPICIOUS)
        assert not np.array_equal(arrays[f"strokes/{method}"], arrays[f"strokes/{method}/random"])


@pytest.mark.parametrize(
    "wanted", [{"patch": 0}, {"stride": 29}, {"patch": True}, {"layer": 3}, {"is_checked": "yes"}], ids=str
)
def test_choices_that_cannot_be_are_refused(wanted):
    with pytest.raises(SpecError):
        StrokesChoices(**wanted)


def test_a_held_out_digit_lies_on_its_own_place_and_is_its_own_nearest():
    arrays = dict(space_arrays(load_digits().held_out_images[7], NET, is_known=False))
    assert arrays["space/neighbours"][0] == 7
    assert arrays["space/distances"][0] == pytest.approx(0, abs=1e-3)
    assert len(arrays["space/neighbours"]) == NEIGHBOURS
    np.testing.assert_allclose(arrays["space/place"], arrays["space/coordinates"][7], atol=1e-2)
    np.testing.assert_array_equal(arrays["space/labels"], load_digits().held_out_labels)


def test_places_that_are_known_are_not_sent_again():
    assert set(dict(space_arrays(DIGIT, NET, is_known=True))) == {
        "space/place",
        "space/neighbours",
        "space/distances",
    }


def test_the_ranking_holds_what_switching_one_channel_off_does():
    off = Scaling(layer="pool1", channel=2)
    arrays = dict(ranking_arrays(DIGIT, NET, layer="conv2", target=ANSWER, scalings=[off]))
    np.testing.assert_allclose(arrays["ranking/base"], inspect_scaled(DIGIT, NET, [off]).logits[0], atol=1e-4)
    without = inspect_scaled(DIGIT, NET, [off, Scaling(layer="conv2", channel=5)]).logits[0]
    np.testing.assert_allclose(arrays["ranking/base"] + arrays["ranking/changes"][5], without, atol=1e-4)
    maps = inspect_scaled(DIGIT, NET, [off]).activations["conv2"][0].transpose(2, 0, 1)
    np.testing.assert_allclose(arrays["ranking/maps"] * (maps.max() / 255), maps, atol=maps.max() / 400)


def message(**wanted):
    header = {"bitmap": "digit", "side": 28, "is_exact": True} | wanted
    return pack_why(5, DIGIT, **header)


@pytest.mark.parametrize(
    ("view", "wish", "direct"),
    [
        ("strokes", {"strokes": {"patch": 9}}, lambda: strokes(choices=StrokesChoices(patch=9))),
        (
            "ranking",
            {"ranking": {"layer": "pool1"}},
            lambda: dict(ranking_arrays(DIGIT, NET, layer="pool1", target=ANSWER)),
        ),
        ("space", {"space": {"is_known": False}}, lambda: dict(space_arrays(DIGIT, NET, is_known=False))),
    ],
)
def test_a_frame_holds_the_arrays_of_the_view_that_its_message_names(view, wish, direct):
    number, request, bitmap = parse_why(message(view=view, **wish))
    header, arrays = unpack_arrays(why_frame(request, bitmap))
    assert (number, header["view"], header["target"]) == (5, view, ANSWER)
    for name, array in direct().items():
        np.testing.assert_allclose(arrays[name], array, rtol=1e-4, atol=1e-5)
    parts = contributions(DIGIT, NET, target=ANSWER).channels["conv2"]
    np.testing.assert_allclose(arrays["part/conv2"], parts, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "wanted",
    [
        {"view": "strokes"},
        {"view": "strokes", "strokes": {"patch": 40}},
        {"view": "strokes", "strokes": {"colour": 1}},
        {"view": "strokes", "strokes": []},
        {"view": "ranking", "ranking": {}},
        {"view": "space", "space": None},
    ],
    ids=str,
)
def test_a_wish_that_no_page_sends_is_refused(wanted):
    with pytest.raises(SpecError):
        parse_why(message(**wanted))


def test_a_layer_that_the_net_does_not_have_gets_a_sentence():
    _, request, bitmap = parse_why(message(view="ranking", ranking={"layer": "conv9"}))
    with pytest.raises(SpecError, match="conv9"):
        why_frame(request, bitmap)
