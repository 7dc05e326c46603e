import ast
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.helpers.choices import shown
from tests.helpers.patience import SECONDS
from tests.helpers.stepper_blob import sent
from ui.choosing import address
from ui.stepper import Pin

PAGES = Path(__file__).parents[2] / "pages"
THREE_FILTERS = "1,1;1,1|10,10;10,10|-1,-1;-1,-1"
VALID = [[12, 16], [24, 28]]
SAME = [[12, 16, 9], [24, 28, 15], [15, 17, 9]]


def page(**choices):
    at = AppTest.from_file(PAGES / "toy_convolution.py", default_timeout=SECONDS)
    for name, value in choices.items():
        at.query_params[f"toy_{name}"] = value
    at.run()
    assert not at.exception
    return at


def run(at):
    at.run()
    assert not at.exception
    return at


def preset(at, name):
    """Returns the list of presets, which becomes another one when the numbers are changed elsewhere."""
    (found,) = [box for box in at.selectbox if box.key.split("@")[0] == name]
    return found


def panel(at):
    """Returns what the stepper was sent."""
    (found,) = sent(at)["panels"]
    return found


def image(at):
    return panel(at)["arrays"]["image"][:, :, 0]


def kernels(at):
    """Returns the filters, `(F, kh, kw)`."""
    return np.moveaxis(panel(at)["arrays"]["weights"][:, :, 0], -1, 0)


def outputs(at):
    """Returns the channels that are shown, after a check that they are printed alike."""
    channels = list(np.moveaxis(panel(at)["arrays"]["output"], -1, 0))
    printed = [np.array(ast.literal_eval(text), np.float32) for _, text in sent(at)["printed"]]
    assert len(channels) == len(printed)
    for one, other in zip(channels, printed, strict=True):
        np.testing.assert_array_equal(one, other)
    return channels


def size(at):
    """Returns what is said of the output's size, beside the badge."""
    (line,) = [each for each in at.get("bidi_component") if each.proto.component_name == "convscope_badge"]
    return json.loads(line.proto.json)["lead"][1]


def button(at, label):
    return next(button for button in at.button if button.label == label)


def edit_cells(at, key, edits):
    """Does what the browser does when somebody types into cells of a table."""
    at.session_state[f"{key}_editor"] = True
    run(at)
    (table,) = at.data_editor
    at.session_state[table.key] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    return run(at)


def test_the_first_view_is_the_course_s_example():
    at = page()
    (output,) = outputs(at)
    np.testing.assert_array_equal(output, VALID)
    assert sent(at)["printed"] == [["Output, every digit", "[[12, 16], [24, 28]]"]]
    np.testing.assert_array_equal(image(at), np.arange(1, 10).reshape(3, 3))
    np.testing.assert_array_equal(kernels(at), [np.ones((2, 2))])
    assert panel(at)["shapes"] == {"input": "3 × 3 × 1", "kernel": "2 × 2 × 1 × 1", "output": "2 × 2 × 1"}
    assert "ceil((3 − 2 + 1) / 1) = 2" in size(at)
    assert at.query_params == {}


def test_same_padding_gives_the_course_s_numbers():
    at = page()
    shown(at.segmented_control, "toy_padding").set_value("SAME")
    run(at)
    (output,) = outputs(at)
    np.testing.assert_array_equal(output, SAME)
    assert panel(at)["ring"] == [[0, 1], [0, 1]]
    assert "0 above, 1 below, 0 left, 1 right" in panel(at)["caption"][0]
    assert "0 before, 1 after" in size(at)


@pytest.mark.parametrize(("padding", "expected"), [("VALID", VALID), ("SAME", SAME)])
def test_three_filters_make_three_channels(padding, expected):
    at = page(padding=padding)
    preset(at, "toy_kernels_preset").set_value("three_filters")
    run(at)
    channels = outputs(at)
    assert len(channels) == 3
    for channel, factor in zip(channels, (1, 10, -1), strict=True):
        np.testing.assert_array_equal(channel, factor * np.array(expected))
    assert panel(at)["shapes"]["kernel"] == "2 × 2 × 1 × 3"
    assert panel(at)["shapes"]["output"] == f"{len(expected)} × {len(expected)} × 3"
    assert at.query_params["toy_kernels"] == THREE_FILTERS


def test_a_link_opens_the_state_that_it_names():
    at = page(kernels=THREE_FILTERS, padding="SAME", pin="output,2,2", filter="2")
    np.testing.assert_array_equal(outputs(at)[2], -np.array(SAME))
    assert sent(at)["place"] | {"told": None} == {
        "pin": {"map": "output", "row": 2, "column": 2},
        "filter": 2,
        "channel": 0,
        "told": None,
    }
    assert at.query_params["toy_pin"] == "output,2,2"


def test_a_pin_beyond_a_smaller_output_moves_to_its_last_cell():
    at = page(padding="SAME", pin="output,2,2")
    shown(at.segmented_control, "toy_padding").set_value("VALID")
    run(at)
    assert sent(at)["place"]["pin"] == {"map": "output", "row": 1, "column": 1}
    assert at.query_params == {"v": "2", "toy_pin": "output,1,1"}


def test_a_larger_stride_drops_and_says_so():
    at = page()
    at.session_state["toy_stride"] = 2
    run(at)
    np.testing.assert_array_equal(outputs(at), [[[12]]])
    assert "Crossed out: 1 row and 1 column" in panel(at)["caption"][0]
    assert "ceil((3 − 2 + 1) / 2) = 1" in size(at)


def test_explicit_padding_has_a_width_of_its_own():
    at = page(padding="Explicit", width="2")
    (output,) = outputs(at)
    assert output.shape == (6, 6)
    assert panel(at)["ring"] == [[2, 2], [2, 2]]
    assert "floor((3 + 2·2 − 2) / 1) + 1 = 6" in size(at)


def test_dilation_reaches_no_state_in_which_the_kernel_does_not_fit():
    at = page()
    at.session_state["toy_dilation"] = 3
    run(at)
    assert at.session_state["toy_dilation"] == 2
    np.testing.assert_array_equal(outputs(at), [[[20]]])
    at.session_state["toy_image"] = (((1.0, 2.0), (3.0, 4.0)),)
    run(at)
    assert at.session_state["toy_dilation"] == 1
    np.testing.assert_array_equal(outputs(at), [[[10]]])


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_wherever_the_sliders_stand_there_is_an_output(data):
    at = page(image=data.draw(st.sampled_from(["1,2,3;4,5,6;7,8,9", "1,2;3,4", "1,2,3,4,5"])), kernels="1")
    at.session_state["toy_stride"] = data.draw(st.integers(1, 4))
    at.session_state["toy_width"] = data.draw(st.integers(0, 4))
    shown(at.segmented_control, "toy_padding").set_value(data.draw(st.sampled_from(["VALID", "SAME", "Explicit"])))
    run(at)
    at.session_state["toy_pin"] = Pin(map="output", row=data.draw(st.integers(0, 20)), column=0)
    at.session_state["toy_dilation"] = data.draw(st.integers(1, 5))
    run(at)
    assert "reason" not in panel(at)
    assert outputs(at)


def test_a_kernel_that_does_not_fit_gets_a_sentence_and_the_page_goes_on():
    at = page(kernels="1,1,1,1;1,1,1,1")
    assert "kernel_size 4" in panel(at)["reason"]
    assert sorted(panel(at)["arrays"]) == ["image", "weights"]
    assert sent(at)["printed"] == []
    shown(at.segmented_control, "toy_padding").set_value("SAME")
    run(at)
    assert "reason" not in panel(at)
    np.testing.assert_array_equal(outputs(at)[0][0], [21, 21, 16])


def test_cells_are_edited_one_by_one():
    at = edit_cells(page(), "toy_image", {0: {"1": 20}, 2: {"2": -1.5}})
    np.testing.assert_array_equal(outputs(at), [[[30, 34], [24, 17.5]]])
    assert at.query_params == {"v": "2", "toy_image": "1,20,3;4,5,6;7,8,-1.5"}
    assert preset(at, "toy_image_preset").value == "own"
    edit_cells(at, "toy_image", {0: {"1": 20, "0": 2}, 2: {"2": -1.5}})
    assert at.query_params == {"v": "2", "toy_image": "2,20,3;4,5,6;7,8,-1.5"}


def test_each_filter_has_its_own_cells():
    at = page(kernels=THREE_FILTERS)
    at.session_state["toy_kernels_editor"] = True
    run(at)
    at.segmented_control(key="toy_kernels_filter").set_value(1)
    run(at)
    edit_cells(at, "toy_kernels", {0: {"0": 0}})
    assert at.query_params["toy_kernels"] == "1,1;1,1|0,10;10,10|-1,-1;-1,-1"
    at.segmented_control(key="toy_kernels_filter").set_value(0)
    run(at)
    edit_cells(at, "toy_kernels", {1: {"1": 5}})
    assert at.query_params["toy_kernels"] == "1,1;1,5|0,10;10,10|-1,-1;-1,-1"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "is empty"),
        ("abc", "`abc` is not a number"),
        (float("inf"), "`inf` is out of bounds"),
        (1e30, "`1e+30` is out of"),
    ],
)
def test_nonsense_in_a_cell_gets_a_sentence_and_the_last_good_state_stands(value, said):
    at = edit_cells(page(image="9,2,3;4,5,6;7,8,9"), "toy_image", {0: {"0": value}})
    assert said in at.warning[0].value
    np.testing.assert_array_equal(outputs(at), [[[20, 16], [24, 28]]])
    assert at.data_editor[0].value.iloc[0, 0] == "9"
    run(at)
    assert not at.warning


def test_a_table_that_is_closed_and_opened_again_shows_what_stands():
    at = edit_cells(page(), "toy_image", {0: {"1": 20}})
    at.session_state["toy_image_editor"] = False
    run(at)
    assert not at.data_editor
    np.testing.assert_array_equal(outputs(at), [[[30, 34], [24, 28]]])
    at.session_state["toy_image_editor"] = True
    run(at)
    assert at.data_editor[0].value.iloc[0, 1] == "20"


def test_a_preset_replaces_what_was_typed():
    at = edit_cells(page(), "toy_image", {0: {"1": 20}})
    preset(at, "toy_image_preset").set_value("counting")
    run(at)
    np.testing.assert_array_equal(outputs(at), [VALID])
    assert at.data_editor[0].value.iloc[0, 1] == "2"
    run(at)
    np.testing.assert_array_equal(outputs(at), [VALID])


def test_images_and_kernels_are_resized():
    at = page()
    at.session_state["toy_image_editor"] = True
    at.session_state["toy_kernels_editor"] = True
    run(at)
    at.number_input(key="toy_image_columns").set_value(4)
    at.number_input(key="toy_kernels_rows").set_value(1)
    run(at)
    np.testing.assert_array_equal(image(at), np.arange(1, 13).reshape(3, 4))
    np.testing.assert_array_equal(outputs(at), [[[3, 5, 7], [11, 13, 15], [19, 21, 23]]])
    at.number_input(key="toy_kernels_filters").set_value(2)
    run(at)
    assert len(outputs(at)) == 2
    assert at.query_params["toy_kernels"] == "1,1|1,1"


def test_numbers_can_be_pasted_as_text():
    at = page()
    at.session_state["toy_image_editor"] = True
    run(at)
    at.text_input(key="toy_image_text").set_value("1,0;0,1")
    run(at)
    np.testing.assert_array_equal(outputs(at), [[[2]]])
    at.text_input(key="toy_image_text").set_value("1,0;0")
    run(at)
    assert "Row 1 of the image has 1 numbers" in at.warning[0].value
    assert at.text_input(key="toy_image_text").value == "1,0;0"
    np.testing.assert_array_equal(outputs(at), [[[2]]])


def test_numbers_as_text_say_what_their_commas_were_taken_for():
    at = page()
    at.session_state["toy_kernels_editor"] = True
    run(at)
    at.text_input(key="toy_kernels_text").set_value("0,5")
    run(at)
    assert "`0,5` is 0 and 5. In this field a decimal has a point: write 0.5." in at.warning[0].value
    at.text_input(key="toy_kernels_text").set_value("0.5")
    run(at)
    np.testing.assert_array_equal(kernels(at), [[[0.5]]])
    assert not at.warning


def test_a_comma_in_a_cell_of_the_table_is_a_decimal_one():
    at = edit_cells(page(), "toy_image", {0: {"0": "0,5"}, 1: {"1": "2,25"}})
    assert at.query_params["toy_image"] == "0.5,2,3;4,2.25,6;7,8,9"
    at = edit_cells(at, "toy_image", {0: {"0": "1,500"}})
    assert "`1,500` can be read in two ways" in at.warning[0].value


def test_a_pasted_sheet_of_500_by_500_gets_a_sentence_and_is_left_in_its_field():
    sheet = ";".join([",".join("1" * 500)] * 500)
    at = page()
    at.session_state["toy_image_editor"] = True
    run(at)
    at.text_input(key="toy_image_text").set_value(sheet)
    run(at)
    assert "499\N{NARROW NO-BREAK SPACE}999 characters" in at.warning[0].value
    assert at.text_input(key="toy_image_text").value == sheet
    np.testing.assert_array_equal(outputs(at), [VALID])


def test_a_sheet_pasted_into_the_cells_changes_none_when_it_reaches_beyond_them():
    sheet = {row: {str(column): 1 for column in range(500)} for row in range(500)}
    at = edit_cells(page(), "toy_image", sheet)
    assert "no cell" in at.warning[0].value
    np.testing.assert_array_equal(outputs(at), [VALID])


def test_presets_replace_what_is_there():
    at = page()
    preset(at, "toy_image_preset").set_value("digit")
    preset(at, "toy_kernels_preset").set_value("laplacian")
    run(at)
    assert outputs(at)[0].shape == (10, 10)
    np.testing.assert_array_equal(kernels(at), [[[0, 1, 0], [1, -4, 1], [0, 1, 0]]])


@pytest.mark.parametrize(
    "choices",
    [
        {"image": "<script>"},
        {"image": "1,2;3"},
        {"image": "nan"},
        {"image": ",".join("1" * 13)},
        {"kernels": "|".join("1" * 9)},
        {"kernels": "1e99"},
        {"image": "1," * 100_000},
    ],
)
def test_nonsense_in_the_address_gives_the_example_and_a_sentence(choices):
    at = page(**choices)
    assert "starts with its own example" in at.warning[0].value
    np.testing.assert_array_equal(outputs(at), [VALID])
    assert at.query_params == {}


@pytest.mark.parametrize(
    "choices",
    [
        {"stride": "0"},
        {"stride": "many"},
        {"padding": "FULL"},
        {"dilation": "wide"},
        {"operation": "fold"},
        {"apart": "perhaps", "relu": "1", "flip": ""},
        {"bias": "much"},
        {"pin": "output,-1"},
        {"pin": "9" * 5000},
        {"channel": "7"},
        {"filter": "-1"},
        {"width": "99", "padding": "VALID"},
    ],
)
def test_nonsense_for_a_choice_gives_its_default(choices):
    at = page(**choices)
    (output,) = outputs(at)
    np.testing.assert_array_equal(output, VALID)
    assert sent(at)["place"] == {"pin": None, "filter": 0, "channel": 0, "told": None}


def test_the_browser_s_back_button_brings_back_what_was(monkeypatch):
    at = page(image="1,2;3,4", pin="output,0,0")
    monkeypatch.setattr(address, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=True))
    at.query_params["toy_image"] = "5,6;7,8;9,10"
    at.query_params["toy_pin"] = "output,1,0"
    run(at)
    np.testing.assert_array_equal(outputs(at), [[[26], [34]]])
    assert sent(at)["place"]["pin"] == {"map": "output", "row": 1, "column": 0}
    at.query_params.clear()
    run(at)
    np.testing.assert_array_equal(outputs(at), [VALID])
    assert sent(at)["place"]["pin"] is None


def test_an_address_that_lags_behind_undoes_nothing():
    at = page()
    before = dict(at.query_params)
    at.session_state["toy_pin"] = Pin(map="output", row=1, column=0)
    preset(at, "toy_image_preset").set_value("edge")
    run(at)
    after = dict(at.query_params)
    at.query_params.clear()
    at.query_params.update(before)
    run(at)
    assert at.query_params == after
    assert image(at).shape == (6, 6)
    assert at.query_params["toy_pin"] == "output,1,0"


def test_the_course_s_example_comes_back_at_a_press():
    at = page(image="1,2;3,4", kernels=THREE_FILTERS, padding="SAME", pin="output,0,1", filter="1", dilation="2")
    assert sent(at)["place"]["filter"] == 1
    button(at, "Back to the course's example").click()
    run(at)
    np.testing.assert_array_equal(outputs(at), [VALID])
    assert sent(at)["place"] == {"pin": None, "filter": 0, "channel": 0, "told": None}
    assert at.query_params == {}


def test_the_state_outlives_a_visit_to_another_page():
    at = AppTest.from_file(PAGES / "navigation.py", default_timeout=SECONDS)
    run(at)
    at.switch_page("toy_convolution.py")
    run(at)
    preset(at, "toy_image_preset").set_value("checkerboard")
    at.session_state["toy_stride"] = 2
    at.session_state["toy_pin"] = Pin(map="input", row=1, column=1)
    run(at)
    before = outputs(at)[0].tolist()
    at.switch_page("receptive_field.py")
    at.query_params.clear()
    run(at)
    at.switch_page("toy_convolution.py")
    at.query_params.clear()
    run(at)
    assert outputs(at)[0].tolist() == before
    assert at.query_params["toy_pin"] == "input,1,1"
    assert at.query_params["toy_image"].startswith("0,9,0,9,0,9;9,")


def test_a_cell_that_was_edited_in_the_picture_is_shown_in_the_choices_too():
    at = page()
    at.session_state["toy_image"] = (((1.0, 20.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0)),)
    run(at)
    np.testing.assert_array_equal(outputs(at), [[[30, 34], [24, 28]]])
    assert preset(at, "toy_image_preset").value == "own"
    assert at.query_params == {"v": "2", "toy_image": "1,20,3;4,5,6;7,8,9"}


def test_a_sentence_about_nonsense_outlives_the_closing_of_its_editor():
    at = page()
    at.session_state["toy_image_notice"] = "`abc` is not a number."
    run(at)
    assert [warning.value for warning in at.warning] == ["`abc` is not a number."]
    assert not run(at).warning
