import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.nets.receptive_field import STACKS, receptive_fields
from tests.helpers.patience import SECONDS
from ui.digits.last import LastDigit
from ui.pages.receptive_field import choices as receptive_choices
from ui.pages.receptive_field import picture as receptive_picture
from ui.pages.receptive_field.text import MOST_LAYERS, ChosenCell, middle_cell, read_stack, write_cell, write_stack

PAGE = Path(__file__).parents[2] / "pages" / "receptive_field.py"
# 3 × 3 with dilation 2, a pooling without padding, and a 2 × 2 with one pixel of padding
OWN = "12;conv,3,1,2,same;pool,2,2,1,valid;conv,2,1,1,1"


@pytest.fixture
def shown(monkeypatch):
    """What the page gives to the picture, which runs in a browser only (tests/e2e drive it there)."""
    given = {}
    monkeypatch.setattr(receptive_picture, "_picture", lambda *, key, data, **_callbacks: given.update(data))
    return given


@pytest.fixture
def page(shown):
    def open_page(**address):
        at = AppTest.from_file(PAGE, default_timeout=SECONDS)
        for name, value in address.items():
            at.query_params[f"receptive_{name}"] = value
        return run(at)

    return open_page


def run(at):
    at.run()
    assert not at.exception
    return at


def opened(at, editor):
    """Opens an editor, as a click on its button does."""
    at.session_state[f"receptive_{editor}"] = True
    return run(at)


def said(at):
    return at.markdown[0].value


def table(at):
    """Returns the cells of the table, row by row; the name of the chosen layer with a star."""
    (html,) = [block.proto.body for block in at.get("html") if "<table" in block.proto.body]
    rows = re.findall(r'<tr data-layer="[^"]*" class="(chosen)?">(<th scope.*?)</tr>', html)
    cells = [(bool(chosen), re.findall(r">([^<>]*)</t[hd]>", row)) for chosen, row in rows]
    return [[f"{name}*" if is_chosen else name, *others] for is_chosen, (name, *others) in cells]


def test_the_first_view_follows_a_cell_of_the_two_block_net(page, shown):
    at = page()
    assert "**Row 1, column 1 of pool2 has a window of 12 × 12 pixels** on the 28 × 28 input: rows 7 to 18" in said(
        at
    )
    assert "Every pixel inside the window counts" in said(at)
    assert "outside" not in said(at)
    assert shown["names"] == ["Input", "conv1", "pool1", "conv2", "pool2"]
    assert at.query_params == {}


def test_in_the_grids_lies_the_digit_that_one_had_last(page, shown):
    at = page()
    assert at.caption[-1].value.startswith("An example until you bring one: somebody's 8, in white")
    before = shown["drawing"]
    at.session_state["digit_last"] = LastDigit(np.eye(28, dtype=np.uint8) * 255)
    run(at)
    assert at.caption[-1].value.startswith("Your digit, in white")
    assert shown["drawing"] != before


@pytest.mark.parametrize("name", STACKS)
def test_each_preset_shows_the_sizes_jumps_and_starts_of_its_layers(page, shown, name):
    at = page()
    at.selectbox(key="receptive_preset").select(name)
    run(at)
    stack, fields = STACKS[name], receptive_fields(STACKS[name])
    rows = table(at)
    assert [row[0].removesuffix("*") for row in rows] == ["Input", *stack.names]
    assert [row[1] for row in rows] == [f"{size} × {size}" for size, _ in stack.shapes]
    for row, field in zip(rows, fields, strict=True):
        results = [text.split(" = ")[-1] for text in row[-3:]]
        assert results == [f"{number:g}" for number in (field.rows.size, field.rows.jump, field.rows.start)]
    assert at.query_params == ({} if name == "two_block" else {"v": "2", "receptive_stack": name})
    assert shown["drawing"].count('class="map"') == 3 * (len(stack.layers) + 1)


def test_the_formulas_stand_there_with_their_numbers(page):
    last = table(page(stack="three_block"))[-1]
    assert last[0] == "pool3*"
    assert table(page())[2][4] == "SAME: 0 before, 0 after"  # a pooling's split is told as a convolution's is
    assert last[2:] == [
        "2 × 2",
        "2",
        "SAME: 0 before, 1 after",
        "18 + (2 − 1)·4 = 22",
        "4·2 = 8",
        "1.5 + ((2 − 1)/2 − 0)·4 = 3.5",
    ]


def test_lenet_5_sees_its_whole_image(page):
    assert "Row 0, column 0 of conv3 has a window of 32 × 32 pixels** on the 32 × 32 input" in said(
        page(stack="lenet_5")
    )


def test_holes_are_counted(page):
    assert "Of the 169 pixels inside the window **only 49 count**" in said(page(stack="dilated"))


def test_what_lies_outside_is_said(page):
    sentence = said(page(stack="three_block", cell="6,0,0"))
    assert "rows −7 to 14, columns −7 to 14" in sentence
    assert "**53.5\N{NARROW NO-BREAK SPACE}% of the window lies outside the image**" in sentence  # 1 − 15² / 22²
    assert "end in the padding of a layer" in sentence


def test_layers_and_cell_of_ones_own_come_from_the_address_and_stay_there(page):
    at = page(stack=OWN, cell="2,5,4")
    assert "Row 5, column 4 of pool1 has a window of 6 × 6 pixels** on the 12 × 12 input: rows 8 to 13" in said(at)
    assert at.selectbox(key="receptive_preset").value == "own"
    assert table(at)[1][2:5] == ["3 × 3, spans k = 5", "1", "SAME: 2 before, 2 after"]
    run(at)
    assert at.query_params == {"v": "2", "receptive_stack": OWN, "receptive_cell": "2,5,4"}


@pytest.mark.parametrize("text", [OWN, *STACKS, "1;conv,1,1,1,0", "64;pool,11,4,4,5" + ";pool,1,1,1,same" * 5])
def test_an_address_is_read_and_written_without_a_change(text):
    assert write_stack(read_stack(text)) == text


def test_the_cell_is_moved_and_stays_where_it_lies_in_another_layer(page):
    at = page()
    at.session_state["receptive_at"] = ChosenCell(depth=4, row=3, column=1)
    run(at)
    assert "Row 3, column 1 of pool2" in said(at)
    at.segmented_control(key="receptive_depth").set_value(1)
    run(at)
    assert "Row 24, column 10 of conv1 has a window of 3 × 3" in said(at)  # about where the other cell lay
    assert at.query_params == {"v": "2", "receptive_cell": "1,24,10"}


@pytest.mark.parametrize(
    ("told", "cell"),
    [
        ({"depth": 2, "row": 5, "column": 13}, "2,5,13"),
        ({"depth": 99, "row": -4, "column": 10**12}, "4,0,3"),
        ({"depth": "2", "row": None}, "4,1,1"),
        ([], "4,1,1"),
        (None, "4,1,1"),
    ],
)
def test_what_the_picture_tells_is_taken_as_far_as_it_makes_sense(monkeypatch, told, cell):
    stack = STACKS["two_block"]
    state = SimpleNamespace(receptive_layers=stack, receptive_at=middle_cell(stack))
    monkeypatch.setattr(receptive_choices, "st", SimpleNamespace(session_state=state))
    receptive_choices.put_cell(told)
    assert write_cell(state.receptive_at) == cell


def test_a_layer_is_added_changed_and_removed(page):
    at = page(stack="random_filters")
    at.button[-1].click()
    run(at)
    assert "of conv2 has a window of 7 × 7" in said(at)
    opened(at, "edit_1")
    at.slider(key="receptive_dilation_1").set_value(3)
    run(at)
    assert "of conv2 has a window of 15 × 15" in said(at)
    at.segmented_control(key="receptive_kind_1").set_value("pool")
    run(at)
    at.segmented_control(key="receptive_padding_1").set_value("explicit")
    run(at)
    at.slider(key="receptive_width_1").set_value(0)
    run(at)
    assert at.query_params == {"v": "2", "receptive_stack": "28;conv,3,2,1,same;pool,3,1,3,0"}
    at.button(key="receptive_remove_1").click()
    run(at)
    assert at.query_params == {"v": "2", "receptive_stack": "random_filters"}


def test_there_are_never_more_than_six_layers_and_never_none(page):
    at = page(stack="three_block")
    add = next(button for button in at.button if button.label == "Add a layer")
    assert MOST_LAYERS == 6
    assert add.disabled
    at = opened(page(stack="random_filters"), "edit_0")
    assert at.button(key="receptive_remove_0").disabled


def test_a_change_that_does_not_fit_gets_its_sentence_and_the_last_layers_stay(page):
    at = opened(page(stack="lenet_5"), "input")
    at.slider(key="receptive_size").set_value(31)
    run(at)
    assert "conv3: kernel_size 5 with dilation_rate 1 spans 5 rows" in at.warning[0].value
    assert at.warning[0].value.endswith("The last layers that fit stay.")
    assert at.slider(key="receptive_size").value == 32
    assert "of conv3 has a window of 32 × 32" in said(at)
    assert not run(at).warning


@pytest.mark.parametrize(
    ("stack", "sentence"),
    [
        ("seven_block", "There are no layers called `seven_block`. Give one of two_block"),
        ("28", "no layers called `28`"),
        ("28;conv,3,1,1", "Layer 1 is `conv,3,1,1`. It needs kind, kernel size"),
        ("28;dense,3,1,1,same", "Layer 1 is `dense,3,1,1,same`"),
        ("0;conv,3,1,1,same", "The size of the input is `0`, but a whole number from 1 to 64 is needed. Give one."),
        ("28;conv,3,1,1,same;pool,2,9,1,same", "The stride of layer 2 is `9`, but a whole number from 1 to 4"),
        ("28;conv,٣,1,1,same", "The kernel size of layer 1 is `٣`"),
        ("28;conv,3,1,1,full", "The padding of layer 1, if not valid or same, is `full`"),
        ("28" + ";conv,1,1,1,same" * 7, "7 layers came, but at most 6 fit. Remove some."),
        (
            "4;conv,5,1,1,valid",
            "conv1: kernel_size 5 with dilation_rate 1 spans 5 rows, but the padded image has 4",
        ),
        ("9" * 5000, f"no layers called `{'9' * 24}…`"),
    ],
)
def test_nonsense_in_the_address_gets_its_sentence_and_the_example(page, stack, sentence):
    at = page(stack=stack)
    assert sentence in at.warning[0].value
    assert "of pool2 has a window of 12 × 12" in said(at)
    assert not run(at).warning


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("1", "The cell is `1`, but its layer, row and column are needed"),
        ("5,0,0", "The cell's layer is `5`, but a whole number from 1 to 4"),
        ("4,4,0", "The cell's row is `4`, but a whole number from 0 to 3"),
        ("4,0,-1", "The cell's column is `-1`"),
    ],
)
def test_a_cell_that_is_not_there_gets_its_sentence_and_the_middle(page, cell, sentence):
    at = page(cell=cell)
    assert sentence in at.warning[0].value
    assert "Row 1, column 1 of pool2" in said(at)


def test_where_nothing_but_padding_is_seen_it_is_said(page):
    at = page(stack="1;conv,1,4,1,5", cell="1,0,0")
    assert "it sees nothing but padding" in said(at)
