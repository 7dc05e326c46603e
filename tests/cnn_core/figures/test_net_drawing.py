from itertools import pairwise
from xml.etree import ElementTree

import pytest

from cnn_core.figures.net_drawing import NARROW, WIDE, net_drawing
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.text import read_model

TEXTS = (
    "c5_maps",
    "c32-max2_c64-max2_c128-max2_d625_normal0.01",
    "_".join(["c16-bn-leakyrelu-avg2-drop0.25"] * 8 + ["d128-drop0.5"] * 4),
)
SVG = "{http://www.w3.org/2000/svg}"


def parsed(text, width):
    return ElementTree.fromstring(
        net_drawing(read_model(text), width=width).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')
    )


@pytest.mark.parametrize("width", [WIDE, NARROW, 240])
@pytest.mark.parametrize("text", TEXTS)
def test_every_layer_stands_in_its_order_with_its_shape_and_none_on_another(text, width):
    drawing = parsed(text, width)
    _, _, right, bottom = map(float, drawing.get("viewBox").split())
    assert right == width
    groups = drawing.findall(f"{SVG}g")
    layers = layer_shapes(read_model(text))
    assert [group.get("data-layer") for group in groups] == ["input", *(layer.name for layer in layers)]
    places = []
    for group, shape in zip(groups, [(28, 28, 1), *(layer.shape for layer in layers)], strict=True):
        lines = group.findall(f"{SVG}text")
        assert lines[1].text == " × ".join(map(str, shape))
        rectangles = [
            [float(each.get(name)) for name in ("x", "y", "width", "height")] for each in group.iter(f"{SVG}rect")
        ]
        left, top = (min(each[axis] for each in rectangles) for axis in (0, 1))
        end = max(x + across for x, _, across, _ in rectangles)
        assert 0 <= left < end <= width
        assert top >= 0
        assert max(y + down for _, y, _, down in rectangles) < min(float(line.get("y")) - 10 for line in lines)
        last = float(lines[-1].get("y"))
        assert last < bottom
        places.append((left, end, top, last))
    for (_, end, _, last), (left, _, top, _) in pairwise(places):
        assert end < left or last < top
    assert len(drawing.findall(f"{SVG}path")) >= len(layers)


def test_what_is_chosen_is_said_where_it_is_not_usual():
    drawing = parsed("c8-k3x5-s2x1-valid-bn-leakyrelu-avg2-drop0.25_d12-tanh-drop0.5", WIDE)
    said = {
        group.get("data-layer"): [line.text for line in group.findall(f"{SVG}text")][2:]
        for group in drawing.findall(f"{SVG}g")
    }
    assert said["conv1"] == ["3 × 5", "stride 2 × 1", "padding valid", "120 parameters"]
    assert said["activation1"] == ["leaky ReLU"]
    assert said["pool1"] == ["average 2 × 2"]
    assert said["dropout1"] == ["25\N{NARROW NO-BREAK SPACE}% left out"]
    assert said["dense1"][0] == "tanh"
    (about,) = (group.find(f"{SVG}title").text for group in drawing.findall(f"{SVG}g")[1:2])
    assert "120 parameters" in about
    assert "a cell sees 3 × 5 pixels" in about


def test_a_screen_reader_is_told_the_layers():
    label = parsed("c8_d12", WIDE).get("aria-label")
    assert "input 28 × 28 × 1, conv1 28 × 28 × 8, flatten 6272, dense1 12, logits 10" in label
