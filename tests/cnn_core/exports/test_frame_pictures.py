import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnn_core.explain import Scaling, contributions, explain_by, inspect_scaled
from cnn_core.exports.frame_pictures import lab_png, why_png
from cnn_core.figures.colors import ColorRange, color_range, paint
from cnn_core.live.lab import LabRequest, lab_frame
from cnn_core.live.why import WhyRequest, why_frame
from cnn_core.live.why_strokes import StrokesChoices
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import named_net
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.packed_arrays import unpack_arrays
from cnn_core.pictures.disturbance import Disturbance, disturb
from cnn_core.store.store import default_store
from tests.helpers.nets import PLAIN, digit
from tests.helpers.stored_nets import store_untrained

NET = find_net(f"{PLAIN}/notebook@5")
DIGIT = digit(3)
AS_IT_IS: dict[str, Any] = {"bitmap": "digit", "side": 28, "is_exact": True}


@pytest.fixture(scope="module", autouse=True)
def net():
    store_untrained(default_store(), NET)
    yield
    default_store().delete(NET)


def drawn(data):
    """Returns the colours of a PNG picture, and how often each is there."""
    image = Image.open(io.BytesIO(data))
    assert image.format == "PNG"
    colors, counts = np.unique(packed(np.asarray(image)), return_counts=True)
    return dict(zip(colors.tolist(), counts.tolist(), strict=True))


def packed(rgb):
    return rgb.astype(np.int64) @ (1 << 16, 1 << 8, 1)


def lab(net, **wanted):
    request = LabRequest(
        nets=(training_text(net),), layers=("conv1", "pool1", "conv2", "pool2"), **AS_IT_IS, **wanted
    )
    return lab_frame(request, DIGIT)


def holds(data, maps, colors):
    """Whether a picture has each of some maps' colours, in cells."""
    found = drawn(data)
    return all(found.get(color, 0) > 4 for color in packed(paint(maps, colors)).ravel().tolist())


def test_the_picture_has_the_disturbed_digit_s_maps_in_their_layer_s_colours():
    net = NET
    disturbance = Disturbance(rotation=20)
    data = lab_png(net, lab(net, channels=2, disturbance=disturbance), title="a net")
    maps = inspect(disturb(DIGIT, disturbance), net).activations["conv2"][0]
    assert holds(data, maps[:, :, :2], color_range(maps))
    assert data != lab_png(net, lab(net, channels=2), title="a net")


def test_in_scales_of_their_own_each_map_ends_in_the_last_colour():
    net = NET
    maps = inspect(DIGIT, net).activations["conv2"][0][:, :, :3]
    data = lab_png(net, lab(net, channels=3, per_channel=True), title="a net")
    for channel in range(3):
        assert holds(data, maps[:, :, channel], color_range(maps[:, :, channel]))


def test_a_net_without_an_answer_and_many_channels_are_drawn_in_a_page_s_width():
    net = named_net("random_filters")
    frame = lab_frame(LabRequest(nets=(training_text(net),), layers=("conv1",), **AS_IT_IS), DIGIT)
    assert Image.open(io.BytesIO(lab_png(net, frame, title="random"))).width <= 2000
    net = named_net("two_block")
    data = lab_png(net, lab(net, channels=None), title="all", notes=["step 14", "Noise 0.2"])
    image = Image.open(io.BytesIO(data))
    assert image.width <= 2000
    assert image.height < 4000


def test_what_is_switched_off_is_so_in_the_picture_and_both_answers_stand_there():
    net, off = NET, (Scaling(layer="conv1", channel=2), Scaling(layer="conv1", channel=3))
    frame = why_frame(WhyRequest(net=training_text(net), scalings=off, target=5, **AS_IT_IS), DIGIT)
    data = why_png(net, frame, title="a net", notes=["conv1 2 off"], methods={})
    scaled = inspect_scaled(DIGIT, net, off).activations["conv2"][0]
    channels = next(each["channels"] for each in unpack_arrays(frame)[0]["arrays"] if each["name"] == "map/conv2")
    assert holds(data, scaled[:, :, channels], color_range(scaled))
    everything_on = inspect(DIGIT, net).probabilities[0]
    shares = ColorRange(scale=color_range(np.ones(1)).scale, zmin=0, zmax=1)
    assert holds(data, everything_on, shares)
    assert set(contributions(DIGIT, net, target=5, scalings=off).channels) >= {"conv1", "conv2"}


@pytest.mark.parametrize("is_checked", [False, True])
def test_the_view_of_the_strokes_is_drawn_method_by_method(is_checked):
    net = NET
    request = WhyRequest(
        net=training_text(net), view="strokes", target=5, strokes=StrokesChoices(is_checked=is_checked), **AS_IT_IS
    )
    data = why_png(net, why_frame(request, DIGIT), title="a net", methods={"gradient": "Gradient"})
    values = explain_by("gradient", DIGIT, net, target=5).values
    assert holds(data, values, color_range(values, signed=True))
    other = why_png(net, why_frame(request, DIGIT), title="a net", methods={})
    assert Image.open(io.BytesIO(data)).width > Image.open(io.BytesIO(other)).width
