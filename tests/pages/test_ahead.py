"""What pages show ahead of their scripts is what the scripts send, to the byte."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.errors import SpecError
from tests.helpers.patience import SECONDS
from tests.helpers.stepper_blob import read, sent
from ui.choosing.handles import OtherHandlesError
from ui.operations.choices import KINDS
from ui.stepper.ahead import CellEdit, Changes, pack_outlook, show_of
from ui.stepper.place import read_place

PAGES = Path(__file__).parents[2] / "pages"
FIVE = ";".join(",".join(str(5 * row + column - 9) for column in range(5)) for row in range(5))
TIES = "0.5,1,1,0;1,1,0.1,0;0,0,1,1;0.3,0,1,1"
KERNELS = "0.1,1;-1,0.3|1,-1;1,-1"

TOY = [
    *({"operation": kind, "padding": padding} for kind in KINDS for padding in ("VALID", "SAME", "Explicit")),
    *({"operation": kind, "padding": "SAME", "image": TIES, "kernels": KERNELS} for kind in KINDS),
    {"image": FIVE, "kernels": KERNELS, "padding": "Explicit", "apart": "true", "sides": "true", "relu": "true"},
    {"image": FIVE, "kernels": KERNELS, "flip": "true", "bias": "0.1,-3", "pin": "output,3,3", "filter": "1"},
    {"image": FIVE, "operation": "transposed", "apart": "true", "padding": "Explicit"},
    {"image": FIVE, "operation": "average_pooling", "apart": "true", "window": "3"},
    {"image_source": "drawn", "image_side": "20", "kernels_source": "random", "kernels_count": "4"},
]
PADDING = [
    {},
    {"stride": "1", "dilation": "2"},
    {"image": FIVE, "kernel": "0.1,1;-1,0.3", "width": "1"},
    {"image": "1,2;3,4", "kernel": "1,1;1,1", "stride": "3", "pin": "output,0,0"},
    {"kernel": "2"},
]


def opened(name, prefix, choices):
    at = AppTest.from_file(PAGES / f"{name}.py", default_timeout=SECONDS)
    for key, value in choices.items():
        at.query_params[f"{prefix}_{key}"] = value
    return run(at)


def run(at):
    at.run()
    assert not at.exception
    return at


def addressed(at, name):
    """Returns what the address says; the test tool has a text of what it was told, and a list from the script."""
    said = at.query_params.get(name, "")
    return said if isinstance(said, str) else said[0]


def component(at, name):
    return [each.proto for each in at.get("bidi_component") if each.proto.component_name == name]


def sliders(at, keys):
    """Returns what the browser is told of the handles, by their keys."""
    told = [json.loads(each.json) for each in component(at, "convscope_live_slider")]
    return {each.pop("name"): each for each in told if each["name"] in keys}


def said(at):
    return [json.loads(each.json)["lead"] for each in component(at, "convscope_badge")]


def outlook(at, place=None, **changes):
    """Returns what the browser would show ahead of the script."""
    shown = sent(at)
    show = show_of(shown["ahead"]["path"].removeprefix("ahead/"))
    return read(pack_outlook(show, Changes(**changes), place or read_place(shown["place"])))


def assert_the_script_sends(ahead, at):
    script = sent(at)
    assert ahead["version"] == script["version"]
    assert [ahead["notes"], ahead["printed"]] == [script["notes"], script["printed"]]
    assert ahead["place"] == {name: script["place"][name] for name in ("pin", "filter", "channel")}
    assert ahead["sliders"] == sliders(at, script["ahead"]["handles"])
    assert ahead["address"] == {name: addressed(at, name) for name in ahead["address"]}
    assert set(script["ahead"]["handles"]) <= set(ahead["address"])
    if ahead["said"]:
        assert [ahead["said"]] == said(at)


def moves(at):
    """Yields moves of every handle: to its neighbours and to both ends."""
    for key, told in sliders(at, sent(at)["ahead"]["handles"]).items():
        least, most, now = told["least"], told["most"], told["value"]
        yield from (
            (key, value) for value in sorted({least, now - 1, now + 1, most} - {now}) if least <= value <= most
        )


@pytest.mark.parametrize(
    ("name", "prefix", "choices"),
    [("toy_convolution", "toy", each) for each in TOY]
    + [("padding_comparison", "padding", each) for each in PADDING],
)
def test_a_moved_handle_shows_what_the_script_sends(name, prefix, choices):
    at = opened(name, prefix, choices)
    count = 0
    for key, value in list(moves(at)):
        try:
            ahead = outlook(at, handles={key: value})
        except (SpecError, OtherHandlesError):  # which is left to the script
            continue
        at.session_state[key] = value  # and the next move begins there
        assert_the_script_sends(ahead, run(at))
        assert at.query_params.get(key, [None])[0] in (str(value), None)
        count += 1
    assert count


def test_a_handle_that_closes_in_on_another_and_opens_again_shows_what_the_script_sends():
    at = opened("toy_convolution", "toy", {"image": FIVE, "operation": "max_pooling", "padding": "Explicit"})
    for window in (5, 2, 1, 4):
        try:
            ahead = outlook(at, handles={"toy_window": window, "toy_pool_stride": 2})
        except (SpecError, OtherHandlesError):
            continue
        at.session_state["toy_window"], at.session_state["toy_pool_stride"] = window, 2
        assert_the_script_sends(ahead, run(at))


@pytest.mark.parametrize(
    ("name", "prefix", "keys"),
    [
        ("toy_convolution", "toy", ("toy_image", "toy_kernels")),
        ("padding_comparison", "padding", ("padding_image", "padding_kernel")),
    ],
)
def test_a_typed_number_shows_what_the_script_sends(name, prefix, keys):
    at = opened(name, prefix, {})
    cell = {"row": 1, "column": 0, "index": 0}
    for map_, key, text in zip(("input", "kernel"), keys, ("0,1", "-2.5"), strict=True):
        told: dict[str, Any] = {"map": map_, **cell, "text": text}
        handles = {f"{prefix}_stride": 2}
        ahead = outlook(at, edits=[CellEdit(**told)], handles=handles)
        at.session_state[f"{prefix}_stride"] = 2
        (row, *rest), *others = at.session_state[key]
        changed = (row, (float(text.replace(",", ".")), *rest[0][1:]), *rest[1:])
        at.session_state[key] = (changed, *others)
        assert_the_script_sends(ahead, run(at))


def test_nonsense_and_what_brings_other_handles_are_left_to_the_script():
    at = opened("toy_convolution", "toy", {})
    with pytest.raises(SpecError):
        outlook(at, edits=[CellEdit(map="input", row=0, column=0, index=0, text="many")])
    with pytest.raises(SpecError):
        outlook(at, edits=[CellEdit(map="input", row=9, column=0, index=0, text="1")])
    with pytest.raises(OtherHandlesError):
        outlook(at, handles={"toy_width": 1})


def test_a_number_typed_where_the_image_is_no_grid_changes_nothing():
    at = opened("toy_convolution", "toy", {"image_source": "drawn"})
    ahead = outlook(at, edits=[CellEdit(map="input", row=0, column=0, index=0, text="7")])
    assert ahead["version"] == sent(at)["version"]
