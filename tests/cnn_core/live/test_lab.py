import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import SpecError
from cnn_core.live.lab import (
    LabRequest,
    asked_together,
    lab_frame,
    lab_frames,
    pack_lab,
    parse_lab,
    unpack_frame,
)
from cnn_core.models.inspection import inspect
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.disturbance import Disturbance, disturb
from cnn_core.pictures.mnist_form.form import to_mnist_form

MAPS = ("conv1", "pool1", "conv2", "pool2")


@pytest.fixture(scope="module")
def stroke():
    bitmap = np.zeros((140, 140), np.uint8)
    bitmap[30:110, 64:76] = 255
    return bitmap


def test_an_exact_frame_holds_what_an_inspection_of_the_drawing_gives(stroke):
    header, arrays = unpack_frame(lab_frame(LabRequest(layers=MAPS, channels=None, is_exact=True), stroke))
    seen = to_mnist_form(stroke).pixels
    computed = inspect(seen)
    np.testing.assert_array_equal(arrays["seen"], seen)
    np.testing.assert_array_equal(arrays["0/probabilities"], computed.probabilities[0])
    np.testing.assert_array_equal(arrays["0/logits"], computed.logits[0])
    for name in MAPS:
        np.testing.assert_array_equal(arrays[f"0/{name}"], computed.activations[name][0].transpose(2, 0, 1))
    assert header["is_blank"] is False


@pytest.mark.parametrize("per_channel", [False, True])
def test_a_moving_frame_holds_shares_of_the_scale_that_it_names(stroke, per_channel):
    request = LabRequest(layers=MAPS, channels=8, per_channel=per_channel)
    header, arrays = unpack_frame(lab_frame(request, stroke))
    computed = inspect(to_mnist_form(stroke).pixels)
    for entry in header["arrays"]:
        layer = entry["name"].removeprefix("0/")
        if layer not in MAPS:
            continue
        maps = computed.activations[layer][0]
        most = maps[:, :, :8].max(axis=(0, 1)) if per_channel else np.full(8, maps.max())
        np.testing.assert_allclose(entry["most"], most, rtol=1e-6)
        shown = arrays[entry["name"]]
        assert shown.dtype == np.uint8
        np.testing.assert_allclose(
            shown * (most / 255)[:, None, None], maps[:, :, :8].transpose(2, 0, 1), atol=most.max() / 250
        )


def test_the_strongest_maps_are_shown_of_a_convolution_and_of_what_lies_on_it_the_same(stroke):
    header, arrays = unpack_frame(lab_frame(LabRequest(layers=MAPS, settled=(), is_exact=True), stroke))
    activations = inspect(to_mnist_form(stroke).pixels).activations
    channels = {entry["name"]: entry.get("channels") for entry in header["arrays"]}
    for conv, pool in (MAPS[:2], MAPS[2:]):
        sums = activations[pool][0].sum(axis=(0, 1))
        strongest = channels[f"0/{pool}"]
        assert strongest == channels[f"0/{conv}"] == sorted(strongest)
        assert sums[strongest].min() >= np.delete(sums, strongest).max()
        np.testing.assert_array_equal(arrays[f"0/{conv}"], activations[conv][0][:, :, strongest].transpose(2, 0, 1))


def test_strongest_maps_that_are_settled_stay_and_those_of_another_layer_are_chosen(stroke):
    settled = (("0/conv2", (5, 3, 999)), ("1/conv1", (1,)))
    header, arrays = unpack_frame(lab_frame(LabRequest(layers=MAPS, settled=settled, is_exact=True), stroke))
    channels = {entry["name"]: entry.get("channels") for entry in header["arrays"]}
    assert channels["0/conv2"] == channels["0/pool2"] == [5, 3]
    assert len(channels["0/conv1"]) == 8
    expected = inspect(to_mnist_form(stroke).pixels).activations["pool2"][0, :, :, 3]
    np.testing.assert_array_equal(arrays["0/pool2"][1], expected)


def test_layers_out_of_view_cost_nothing(stroke):
    small, large = (len(lab_frame(LabRequest(layers=layers), stroke)) for layers in (("pool2",), MAPS))
    assert small < 2_000 < large


def test_a_digit_of_mnist_is_taken_as_it_is_and_disturbed(stroke):
    digit = load_digits().held_out_images[0]
    request = LabRequest(bitmap="digit", side=28, disturbance=Disturbance(rotation=30), curve="rotation")
    _, arrays = unpack_frame(lab_frame(request, digit))
    turned = disturb(digit, Disturbance(rotation=30))
    np.testing.assert_array_equal(arrays["seen"], turned)
    curve = arrays["0/curve"]
    assert curve.shape == (33, 10)
    np.testing.assert_allclose(curve[16], inspect(digit).probabilities[0], atol=1e-5)  # no rotation, in the middle


def test_two_nets_and_a_net_without_an_answer(stroke):
    request = LabRequest(nets=("two_block/default", "random_filters/untrained"), layers=("conv1",))
    _, arrays = unpack_frame(lab_frame(request, stroke))
    assert arrays["0/conv1"].shape == (8, 28, 28)
    assert arrays["1/conv1"].shape == (5, 14, 14)
    assert "1/probabilities" not in arrays


def test_a_blank_drawing_is_said_to_be_one():
    header, _ = unpack_frame(lab_frame(LabRequest(), np.zeros((140, 140), np.uint8)))
    assert header["is_blank"] is True
    assert header["notices"]


def test_what_is_packed_is_parsed(stroke):
    number, request, bitmap = parse_lab(pack_lab(7, stroke, layers=list(MAPS), disturbance={"noise": 0.5}))
    assert number == 7
    assert request == LabRequest(layers=MAPS, disturbance=Disturbance(noise=0.5))
    np.testing.assert_array_equal(bitmap, stroke)


@pytest.mark.parametrize(
    "wanted",
    [
        {"nets": ["no_net"]},
        {"nets": "two_block/default"},
        {"nets": ["two_block/default"] * 3},
        {"nets": [{}]},
        {"layers": ["conv1"] * 33},
        {"channels": 0},
        {"channels": 1e30},
        {"channels": True},
        {"side": 141},
        {"side": 100_000},
        {"bitmap": "photo"},
        {"id": -1},
        {"id": "1"},
        {"disturbance": {"rotation": 999}},
        {"disturbance": {"colour": 1}},
        {"disturbance": []},
        {"curve": "colour"},
        {"curve": ["rotation"]},
    ],
    ids=str,
)
def test_a_message_that_no_page_sends_is_refused(stroke, wanted):
    with pytest.raises(SpecError, match="not one that the live page sends"):
        parse_lab(pack_lab(1, stroke, **wanted))


@given(st.binary(max_size=400))
def test_any_bytes_are_parsed_or_refused(data):
    with pytest.raises(SpecError):
        parse_lab(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_is_parsed_or_refused(value):
    text = json.dumps(value).encode()
    with pytest.raises(SpecError):
        parse_lab(len(text).to_bytes(4, "little") + text)


def rows(frame):
    header, arrays = unpack_frame(frame)
    return {entry["name"]: (entry, arrays[entry["name"]]) for entry in header["arrays"]}, header


ASKED = st.tuples(
    st.integers(0, 99),  # which digit
    st.lists(st.sampled_from(MAPS), unique=True),
    st.sampled_from([None, 1, 8]),
    st.booleans(),
    st.sampled_from([{}, {"rotation": 30.0}, {"noise": 0.2}]),
)


@given(st.lists(ASKED, min_size=1, max_size=16))
def test_frames_that_are_computed_together_are_each_what_it_is_alone_but_for_the_last_bits(asked):
    digits = load_digits().held_out_images
    together = [
        (
            LabRequest(
                bitmap="digit",
                side=28,
                layers=tuple(layers),
                channels=channels,
                per_channel=per_channel,
                disturbance=Disturbance(**disturbance),
            ),
            digits[which],
        )
        for which, layers, channels, per_channel, disturbance in asked
    ]
    for frame, (request, digit) in zip(lab_frames(together), together, strict=True):
        found, header = rows(frame)
        expected, expected_header = rows(lab_frame(request, digit))
        assert list(found) == list(expected)
        assert header | {"arrays": []} == expected_header | {"arrays": []}
        for name, (entry, array) in found.items():
            wanted_entry, wanted = expected[name]
            assert (array.dtype, array.shape) == (wanted.dtype, wanted.shape)
            if name == "seen":
                np.testing.assert_array_equal(array, wanted)
            elif array.dtype == np.uint8:
                bound = 1e-5 * inspect(found["seen"][1]).activations[name.removeprefix("0/")].max()
                most = np.array(wanted_entry["most"])
                np.testing.assert_allclose(entry["most"], most, atol=bound)
                # On the scale of a channel that hardly answers, the last bits are large.
                off = np.abs(array.astype(int) - wanted).max(axis=(1, 2))
                assert (off <= 1 + 2 * 255 * bound / np.maximum(most, bound)).all()
            else:
                np.testing.assert_allclose(array, wanted, atol=1e-5 * np.abs(wanted).max())


def test_what_must_be_exact_goes_alone_and_only_the_same_weights_go_together():
    assert asked_together(LabRequest(is_exact=True)) is None
    assert asked_together(LabRequest(curve="rotation")) is None
    one = asked_together(LabRequest(layers=MAPS))
    assert one == asked_together(LabRequest(channels=None, per_channel=True, left_out=("crop",)))
    for other in ({"nets": ("three_block/default",)}, {"moments": (-1,)}, {"moments": (20,)}):
        assert one != asked_together(LabRequest(**other))


def test_what_was_brought_to_mnists_form_lately_is_not_brought_there_again(stroke, monkeypatch):
    from cnn_core.pictures.mnist_form import canvas

    first = lab_frame(LabRequest(), stroke + np.uint8(0))
    monkeypatch.setattr(canvas, "from_canvas", None)
    assert lab_frame(LabRequest(), stroke.copy()) == first
    with pytest.raises(TypeError):
        lab_frame(LabRequest(), np.roll(stroke, 3))
    with pytest.raises(TypeError):
        lab_frame(LabRequest(is_exact=True), np.roll(stroke, 5))
