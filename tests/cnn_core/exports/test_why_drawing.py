import base64
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from cnn_core.explain import contributions
from cnn_core.exports.why_drawing import why_svg
from cnn_core.figures.colors import color_range, paint
from cnn_core.figures.explanation import FALLS, RISES
from cnn_core.live.why import WhyRequest, why_frame
from cnn_core.live.why_net import NetView
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.store.store import default_store
from tests.helpers.nets import PLAIN, digit
from tests.helpers.stored_nets import store_untrained

SVG = "{http://www.w3.org/2000/svg}"
NET = find_net(f"{PLAIN}/notebook@5")
DIGIT, TARGET = digit(3), 5


@pytest.fixture(scope="module", autouse=True)
def net():
    store_untrained(default_store(), NET)
    yield
    default_store().delete(NET)


def drawing(channels):
    net = NET
    request = WhyRequest(
        net=training_text(net),
        target=TARGET,
        net_view=NetView(channels=channels),
        bitmap="digit",
        side=28,
        is_exact=True,
    )
    text = why_svg(net, why_frame(request, DIGIT), title="a <net>", notes=["conv1 off"])
    return contributions(DIGIT, net, target=TARGET), ElementTree.fromstring(text)


def picture(image):
    data = image.get("href").removeprefix("data:image/png;base64,")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_the_tiles_are_the_digit_and_the_maps_in_their_layers_colours():
    found, root = drawing(channels=None)
    images = root.findall(f"{SVG}image")
    maps = found.inspection.activations
    assert len(images) == 1 + sum(maps[name].shape[-1] for name in ("conv1", "pool1", "conv2", "pool2", "dense1"))
    np.testing.assert_array_equal(picture(images[0])[:, :, 0], DIGIT)
    conv1 = maps["conv1"][0]
    expected = {paint(conv1[:, :, channel], color_range(conv1)).tobytes() for channel in range(6)}
    assert {picture(image).tobytes() for image in images[1:7]} == expected
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts[0].startswith("a <net>: ")
    assert texts[0].endswith("explained: 5 · conv1 off")


@pytest.mark.parametrize("channels", [2, None])
def test_the_lines_into_a_class_are_as_wide_as_what_they_carry(channels):
    found, root = drawing(channels=channels)
    carried = found.edges["logits"].values[:, TARGET]
    carried = carried[np.argsort(-np.abs(found.channels["dense1"]), kind="stable")[:channels]]
    expected = sorted((abs(value), RISES if value > 0 else FALLS) for value in carried if value)
    paths = [(float(path.get("stroke-width")), path.get("stroke")) for path in root.iter(f"{SVG}path")]
    last = paths[-len([1 for value, _ in expected if value > 0.04 * expected[-1][0]]) :]
    widths = [7 * value / expected[-1][0] for value, _ in expected][-len(last) :]
    np.testing.assert_allclose([width for width, _ in last], widths, atol=0.006)
    assert [color for _, color in last] == [color for _, color in expected][-len(last) :]
