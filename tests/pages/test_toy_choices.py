"""What can be chosen on the toy page, and that its address brings the same back."""

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_core.engine import Engine, TrainingRun
from cnn_core.nets.course import named_net
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.drawn import drawn_picture
from cnn_core.pictures.kernels import gaussian_kernel, oriented_edge_kernel, random_kernel
from cnn_core.store.store import Store
from tests.helpers.choices import shown
from tests.helpers.patience import SECONDS
from ui import badge
from ui import engine as ui_engine
from ui.choosing import address
from ui.operations.carried_out import carry_out, kernel_of_operation
from ui.operations.image_sources import OwnImage, image_of
from ui.pages.toy_convolution.choices import DEFAULT_IMAGE, DEFAULT_KERNELS
from ui.pages.toy_convolution.compared import ComparedOperation

PAGE = Path(__file__).parents[2] / "pages" / "toy_convolution.py"
COUNTING = np.arange(1, 10, dtype=np.float32).reshape(3, 3)


@pytest.fixture(scope="module", autouse=True)
def no_training(app_engine):
    """The page starts the training of a net that it lacks, which this is not about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "train", lambda _engine, net, **_: TrainingRun(net))
        yield


def page(**choices):
    at = AppTest.from_file(PAGE, default_timeout=SECONDS)
    for name, value in choices.items():
        at.query_params[f"toy_{name}"] = value
    return run(at)


def run(at):
    at.run()
    assert not at.exception
    return at


def chosen(at):
    """Returns what the page last handed to the badge, which is what it shows."""
    shown = badge.shown_by(at.session_state["badge_of_toy_badge"])
    assert isinstance(shown, ComparedOperation)
    return shown.operation


def output(at):
    return carry_out(chosen(at)).output[:, :, 0]


def kernel(at):
    return kernel_of_operation(chosen(at))


def image(at):
    return image_of(chosen(at).image)


def said(at):
    return " ".join(element.value for element in [*at.warning, *at.error, *at.caption])


def address_of(at):
    return {name.removeprefix("toy_"): value for name, value in at.query_params.items() if name != "v"}


def test_the_first_view_is_the_course_s_example():
    at = page()
    np.testing.assert_array_equal(image(at)[:, :, 0], COUNTING)
    np.testing.assert_array_equal(kernel(at)[:, :, 0, 0], np.ones((2, 2)))
    np.testing.assert_array_equal(output(at), [[12, 16], [24, 28]])
    assert at.query_params == {}


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("convolution", [[12, 16], [24, 28]]),
        ("depthwise", [[12, 16], [24, 28]]),
        ("max_pooling", [[5]]),
        ("average_pooling", [[3]]),
        ("transposed", [[1, 3, 5, 3], [5, 12, 16, 9], [11, 24, 28, 15], [7, 15, 17, 9]]),
    ],
)
def test_each_operation_is_chosen_computed_and_addressed(operation, expected):
    at = page()
    shown(at.selectbox, "toy_operation").set_value(operation)
    run(at)
    np.testing.assert_array_equal(output(at), expected)
    assert address_of(at) == ({} if operation == "convolution" else {"operation": operation})


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"kernels": "1,2;3,4", "flip": "yes"}, [[23, 33], [53, 63]]),
        ({"kernels": "-1", "bias": "3", "relu": "yes"}, [[2, 1, 0], [0, 0, 0], [0, 0, 0]]),
        ({"dilation": "2"}, [[20]]),
        ({"apart": "yes", "stride": "1", "stride_columns": "2"}, [[12], [24]]),
        ({"apart": "yes", "dilation": "1", "dilation_columns": "2"}, [[14], [26]]),
        ({"kernels": "1,1,1"}, [[6], [15], [24]]),
        ({"kernels": "2"}, 2 * COUNTING),
        (
            {"padding": "Explicit", "sides": "yes", "top": "1", "bottom": "0", "left": "0", "right": "2"},
            [[3, 5, 3, 0], [12, 16, 9, 0], [24, 28, 15, 0]],
        ),
        ({"padding": "Explicit", "width": "0"}, [[12, 16], [24, 28]]),
        ({"operation": "max_pooling", "window": "2", "pool_stride": "1"}, [[5, 6], [8, 9]]),
        ({"operation": "average_pooling", "padding": "SAME"}, [[3, 4.5], [7.5, 9]]),
        ({"operation": "max_pooling", "apart": "yes", "window": "1", "window_columns": "3"}, [[3], [6], [9]]),
        ({"operation": "transposed", "stride": "2", "padding": "Explicit", "width": "1"}, "1,2,2,3"),
    ],
)
def test_an_address_gives_what_it_says_and_stays(choices, expected):
    at = page(**choices)
    if isinstance(expected, str):  # a pixel scattered over four cells, the outermost of which are cut off
        rows = np.repeat(np.repeat(COUNTING, 2, axis=0), 2, axis=1)[1:-1, 1:-1]
        np.testing.assert_array_equal(output(at), rows)
    else:
        np.testing.assert_array_equal(output(at), expected)
    again = page(**address_of(at))
    assert chosen(again) == chosen(at)
    assert address_of(again) == address_of(at)


def test_what_is_rarer_stands_behind_a_button_and_beside_it_when_it_is_in_force():
    at = page()
    assert not at.toggle
    at.session_state["toy_more"] = True
    run(at)
    shown(at.toggle, "toy_relu").set_value(True)
    shown(at.toggle, "toy_flip").set_value(True)
    at.text_input(key="toy_bias_text").set_value("-20")
    run(at)
    np.testing.assert_array_equal(output(at), [[0, 0], [4, 8]])
    assert "bias -20 · ReLU · kernel flipped" in said(at)
    assert address_of(at) == {"relu": "yes", "flip": "yes", "bias": "-20"}
    at.session_state["toy_more"] = False
    run(at)
    np.testing.assert_array_equal(output(at), [[0, 0], [4, 8]])


@pytest.mark.parametrize("text", ["much", "1;2", "1e99", ",".join("1" * 30)])
def test_a_bias_of_nonsense_gets_a_sentence_and_changes_nothing(text):
    at = page(bias="2")
    at.session_state["toy_more"] = True
    run(at)
    at.text_input(key="toy_bias_text").set_value(text)
    run(at)
    assert at.warning
    assert at.text_input(key="toy_bias_text").value == text
    assert chosen(at).bias == (2,)
    run(at)
    assert not at.warning


def test_a_bias_says_what_its_comma_was_taken_for():
    at = page(bias="2")
    at.session_state["toy_more"] = True
    run(at)
    at.text_input(key="toy_bias_text").set_value("0,5")
    run(at)
    assert chosen(at).bias == (0, 5)
    assert "`0,5` is 0 and 5. In this field a decimal has a point: write 0.5." in at.warning[0].value
    at.text_input(key="toy_bias_text").set_value("0.5")
    run(at)
    assert chosen(at).bias == (0.5,)
    assert not at.warning


def test_a_pooling_moves_by_its_window_until_told_otherwise():
    at = page(operation="max_pooling")
    assert chosen(at).spec.strides == (2, 2)
    at.session_state["toy_window"] = 3
    run(at)
    assert chosen(at).spec.strides == (3, 3)
    at.session_state["toy_pool_stride"] = 1
    run(at)
    at.session_state["toy_window"] = 2
    run(at)
    assert chosen(at).spec.strides == (1, 1)
    assert address_of(at) == {"operation": "max_pooling", "pool_stride": "1"}


def test_columns_follow_rows_until_they_are_moved():
    at = page(apart="yes")
    at.session_state["toy_stride"] = 2
    run(at)
    assert chosen(at).spec.strides == (2, 2)
    at.session_state["toy_stride_columns"] = 1
    run(at)
    at.session_state["toy_stride"] = 3
    run(at)
    assert chosen(at).spec.strides == (3, 1)


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_wherever_the_sliders_stand_something_is_computed(data):
    def number(most, least=0):
        return str(data.draw(st.integers(least, most)))

    at = page(
        operation=data.draw(
            st.sampled_from(["convolution", "depthwise", "max_pooling", "average_pooling", "transposed"])
        ),
        image=data.draw(st.sampled_from(["1", "1,2;3,4", "1,2,3,4,5", "1;2;3;4;5;6"])),
        padding=data.draw(st.sampled_from(["VALID", "SAME", "Explicit"])),
        apart=data.draw(st.sampled_from(["yes", "no"])),
        sides=data.draw(st.sampled_from(["yes", "no"])),
        kernels_source=data.draw(st.sampled_from(["random", "gaussian"])),
        kernels_size=number(9),
        stride=number(9),
        stride_columns=number(9),
        window=number(9),
        window_columns=number(9),
        pool_stride=number(9),
        dilation=number(9),
        dilation_columns=number(9),
        width=number(9),
        top=number(9),
        bottom=number(9),
        left=number(9),
        right=number(9),
    )
    assert not at.error
    assert output(at).size


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"image_source": "digit", "image_digit": "3"}, load_digits().held_out_images[3] / np.float32(255)),
        ({"image_source": "drawn", "image_side": "20"}, drawn_picture("text", 20)),
        ({"image_source": "drawn", "image_drawn": "scene_in_color"}, drawn_picture("scene", 32, color=True)),
        ({"image_source": "own", "image_side": "8"}, drawn_picture("scene", 8)),
        ({"image_source": "camera", "image_color": "yes"}, drawn_picture("scene", 32, color=True)),
    ],
)
def test_an_image_comes_from_where_the_address_says(choices, expected):
    at = page(**choices)
    np.testing.assert_array_equal(image(at), np.atleast_3d(expected))
    assert address_of(at) == choices
    assert chosen(page(**address_of(at))) == chosen(at)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (
            {"kernels_source": "random", "kernels_seed": "4", "kernels_count": "8"},
            random_kernel(4, 3, filters=8),
        ),
        ({"kernels_source": "gaussian", "kernels_sigma": "0.7", "kernels_size": "2"}, gaussian_kernel(0.7, 2)),
        ({"kernels_source": "edge", "kernels_angle": "45"}, oriented_edge_kernel(45, 3)),
    ],
)
def test_a_kernel_comes_from_where_the_address_says(choices, expected):
    at = page(**choices)
    np.testing.assert_array_equal(kernel(at), expected)
    assert address_of(at) == choices


@pytest.mark.parametrize(
    ("choices", "taken"), [({"kernels_filter": "7"}, slice(7, 8)), ({"kernels_net": "two_block_first"}, slice(8))]
)
def test_the_filters_of_a_trained_net_can_be_run_on_anything(choices, taken):
    at = page(kernels_source="net", **choices)
    trained = ui_engine.engine().store.load(named_net("two_block"))
    np.testing.assert_array_equal(kernel(at), trained.weights["conv1/kernel"][..., taken])
    assert address_of(at) == {"kernels_source": "net"} | choices


def test_a_net_that_is_not_trained_says_so_and_the_example_stands(monkeypatch):
    monkeypatch.setattr(Store, "has", lambda *_: False)
    at = page(kernels_source="net")
    np.testing.assert_array_equal(output(at), [[12, 16], [24, 28]])
    assert "Until then" in said(at)


def test_the_channels_of_a_picture_get_the_same_grid_and_other_chances():
    at = page(image_source="drawn", image_drawn="scene_in_color")
    assert kernel(at).shape == (2, 2, 3, 1)
    assert "All 3 channels have the same weights" in said(at)
    shown(at.selectbox, "toy_kernels_source").set_value("random")
    run(at)
    np.testing.assert_array_equal(kernel(at), random_kernel(0, 3, channels=3))
    assert "Each of the 3 channels has weights of its own" in said(at)


def test_what_has_no_effect_leaves_the_address_and_is_remembered():
    at = page(kernels="5", padding="Explicit", width="2", dilation="1", stride="2")
    shown(at.selectbox, "toy_operation").set_value("max_pooling")
    run(at)
    assert address_of(at) == {"operation": "max_pooling", "padding": "Explicit"}
    shown(at.selectbox, "toy_operation").set_value("convolution")
    shown(at.selectbox, "toy_image_source").set_value("digit")
    run(at)
    assert address_of(at) == {
        "kernels": "5",
        "padding": "Explicit",
        "width": "2",  # for which a pooling window of 2 had no room
        "stride": "2",
        "image_source": "digit",
    }


def picture(mode="RGB", size=(90, 60), seed=0):
    values = np.random.default_rng(seed).integers(0, 255, (*size[::-1], 3), np.uint8)
    file = BytesIO()
    Image.fromarray(values).resize(size, Image.Resampling.BILINEAR).convert(mode).save(file, "PNG")
    return file.getvalue()


def upload(at, data, name="picture.png"):
    at.session_state["toy_image_own_own_place"] = True
    run(at)
    at.file_uploader(key="toy_image_own_own_file").upload(name, data, "image/png")
    return run(at)


@pytest.mark.parametrize(("mode", "channels"), [("RGB", 3), ("L", 1)])
def test_a_picture_of_one_s_own_is_set_aside_with_all_its_numbers_and_no_address_holds_it(mode, channels):
    at = upload(page(image_source="own", image_side="64", image_color="yes"), picture(mode))
    assert isinstance(chosen(at).image, OwnImage)
    assert image(at).shape == (43, 64, channels)
    assert image(at).min() >= 0
    assert image(at).max() <= 1
    assert "toy_image_own" not in at.query_params
    aside = at.session_state["aside"]["toy_image_own"]
    assert aside.is_picture
    assert len(aside.read()) <= 6001
    link = page(**address_of(at), image_own=aside.read().decode())  # as older links have it
    assert chosen(link) == chosen(at)
    assert ("image_color" in address_of(link)) == (channels == 3)
    at.session_state["toy_image_side"] = 12
    run(at)
    assert image(at).shape == (8, 12, channels)


def test_a_file_that_is_no_picture_gets_a_sentence_and_the_last_picture_stands():
    at = upload(page(image_source="own"), picture())
    before = chosen(at)
    upload(at, b"no picture", "notes.png")
    assert "not a picture" in said(at)
    assert chosen(at) == before
    run(at)
    assert not at.warning


@pytest.mark.parametrize("text", ["x", "gAAAA", "c" + "A" * 7000, "g" + "é" * 8])
def test_a_picture_of_nonsense_in_the_address_gets_a_sentence(text):
    at = page(image_source="own", image_own=text)
    assert "could not be read" in at.warning[0].value
    np.testing.assert_array_equal(image(at), np.atleast_3d(drawn_picture("scene", 32)))
    assert "image_own" not in address_of(at)


def test_a_picture_leaves_the_address_with_its_source():
    at = upload(page(image_source="own"), picture())
    shown(at.selectbox, "toy_image_source").set_value("grid")
    run(at)
    assert address_of(at) == {}
    shown(at.selectbox, "toy_image_source").set_value("camera")
    run(at)
    assert isinstance(chosen(at).image, OwnImage)
    assert set(address_of(at)) == {"image_source"}


def test_start_again_forgets_every_choice():
    at = page(
        operation="max_pooling",
        apart="yes",
        window="3",
        pool_stride="1",
        padding="SAME",
        bias="3",
        relu="yes",
        image_source="drawn",
        image_side="9",
        kernels_source="net",
        step="3",
    )
    next(button for button in at.button if button.label == "Back to the course's example").click()
    run(at)
    np.testing.assert_array_equal(output(at), [[12, 16], [24, 28]])
    assert chosen(at).bias == (0,)
    assert at.query_params == {}
    run(at)
    assert (DEFAULT_IMAGE[0], DEFAULT_KERNELS) == (chosen(at).image.grid, chosen(at).kernel.grids)


def test_the_browser_s_back_button_brings_choices_back(monkeypatch):
    at = page(operation="max_pooling", relu="yes")
    monkeypatch.setattr(address, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=True))
    at.query_params.clear()
    at.query_params["toy_image_source"] = "digit"
    run(at)
    assert address_of(at) == {"image_source": "digit"}
    assert image(at).shape == (28, 28, 1)
    assert chosen(at).spec.activation == "linear"
