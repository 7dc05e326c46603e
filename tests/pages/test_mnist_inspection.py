import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_core.errors import StoreError
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import named_net
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.disturbance import Disturbance, disturb
from cnn_core.pictures.mnist_form.form import to_mnist_form
from tests.helpers.patience import SECONDS
from tests.helpers.stepper_blob import sent
from tests.helpers.stored_nets import store_tiny_net, store_untrained
from ui import lab
from ui.digits.dropped import dropped
from ui.lab.chosen import LabCell

PAGE = Path(__file__).parents[2] / "pages" / "mnist_inspection.py"


@pytest.fixture(scope="module", autouse=True)
def engine(app_engine):
    return app_engine


@pytest.fixture
def shown(monkeypatch):
    """What the page gives to the live component, which runs in a browser only (tests/e2e drive it there)."""
    given: dict[str, Any] = {}

    def component(*, key, data, **_callbacks):
        given.clear()
        given.update(data)

    monkeypatch.setattr(lab, "_lab", component)
    return given


@pytest.fixture
def at(shown):
    return AppTest.from_file(PAGE, default_timeout=SECONDS)


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def address(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()


def a_stroke() -> np.ndarray:
    pixels = np.zeros((140, 140), np.uint8)
    pixels[30:110, 64:76] = 255
    return pixels


FOUR = "RGaEzfQ_JBNm.RLANAfl"
"""A drawing as an address holds it."""


def pixels_of(shown) -> np.ndarray:
    return np.frombuffer(base64.b64decode(shown["pixels"]), np.uint8).reshape(28, 28)


def test_it_begins_with_a_held_out_digit_the_two_block_net_and_all_its_layers(at, shown):
    at.run()
    assert not at.exception
    digits = load_digits()
    np.testing.assert_array_equal(pixels_of(shown), digits.held_out_images[0])
    assert shown["label"] == digits.held_out_labels[0]
    assert shown["source"] == "drawing"
    (net,) = shown["nets"]
    assert net["name"] == "two_block/default"
    assert [layer["name"] for layer in net["layers"]] == ["conv1", "pool1", "conv2", "pool2"]
    assert (shown["channels"], shown["per_channel"]) == (8, False)


def test_the_steps_of_a_drawing_are_shown_when_its_stroke_rests(at):
    at.session_state["mnist_lab"] = {"drawing": {"png": address(png(a_stroke())), "strokes": FOUR, "heard": 0}}
    at.run()
    assert not at.exception
    shown_steps = at.get("html")[-1].proto.body
    for step in to_mnist_form(a_stroke()).steps:
        assert step.note.split(".")[0][:30] in shown_steps
    assert not at.warning
    assert at.session_state["digit_last"].pixels.any(), "kept for other pages"
    assert at.session_state["digit_last"].index is None


@pytest.mark.parametrize(
    "drawing", ["", "no data", "data:image/png;base64,@@", "data:image/png;base64,", 7, None, {"heard": "x"}]
)
def test_a_drawing_that_is_none_leaves_the_held_out_digit(at, shown, drawing):
    at.session_state["mnist_lab"] = {"drawing": drawing if isinstance(drawing, dict) else {"png": drawing}}
    at.run()
    assert not at.exception
    assert "An example until you bring one" in shown["caption"]


def test_the_drawing_stands_in_the_address_and_comes_from_it(at, shown):
    at.query_params["drawing"] = FOUR
    at.run()
    assert shown["drawing"] == {"number": 1, "strokes": FOUR}
    assert at.query_params["drawing"] == FOUR
    at.session_state["mnist_lab"] = {"drawing": {"png": address(png(a_stroke())), "strokes": FOUR, "heard": 1}}
    at.run()
    assert shown["drawing"] is None
    other = {"png": address(png(a_stroke())), "strokes": "RIAIA", "heard": 1}
    at.session_state["mnist_lab"] = {"drawing": other}
    at.run()
    assert at.query_params["drawing"] == "RIAIA"
    at.session_state["mnist_lab"] = {"drawing": {"png": "", "strokes": "", "heard": 1}}
    at.run()
    assert "drawing" not in at.query_params
    assert not at.exception


@pytest.mark.parametrize("came", ["x", "RIAIA.", "RIAI", f"{'RIAIA.' * 17_000}RIAIA", "RIAIA_AA", "<b>", "RIAIA?"])
def test_a_drawing_in_the_address_that_is_none_gets_a_sentence(at, shown, came):
    at.query_params["drawing"] = came
    at.run()
    assert not at.exception
    assert shown["drawing"] is None
    assert "cut short" in at.warning[0].value
    assert "drawing" not in at.query_params


@pytest.mark.parametrize("told", [None, 7, "text", {"picture": "text"}, {"picture": {"name": 7}}, {"selected": 3}])
def test_nonsense_from_the_component_changes_nothing(at, shown, told):
    at.session_state["mnist_lab"] = told
    at.run()
    assert not at.exception
    assert shown["source"] == "drawing"


def test_a_picture_that_is_dropped_on_the_canvas_goes_the_way_of_an_upload(at, shown):
    digits = load_digits()
    picture = {"file": "drop.png", "name": dropped().keep(png(255 - digits.held_out_images[7]), "me")}
    at.session_state["mnist_lab"] = {"picture": picture}
    at.run()
    assert not at.exception
    np.testing.assert_array_equal(pixels_of(shown), to_mnist_form(255 - digits.held_out_images[7]).pixels)
    assert shown["source"] == "digit"
    at.button[0].click().run()
    assert shown["source"] == "drawing"


def test_a_dropped_picture_that_the_server_has_forgotten_is_said_to_be_gone(at, shown):
    at.session_state["mnist_lab"] = {"picture": {"file": "drop.png", "name": "forgotten"}}
    at.run()
    assert "Choose it again" in at.error[0].value
    at.button[0].click().run()
    assert not at.error
    assert shown["source"] == "drawing"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("note.png", b"words", "not a picture"),
        ("IMG_0002.HEIC", b"\0\0\0\x18ftypheic" + bytes(40), "of the kind HEIC, and pictures are read as PNG"),
        ("scan.tiff", b"II*\0" + bytes(40), "of the kind TIFF"),
        ("notes", b"words", "not a picture"),
    ],
)
def test_every_upload_of_the_wrong_kind_gets_a_sentence_and_no_other_digit_is_answered(at, shown, name, data, said):
    at.query_params["mnist_source"] = "Upload"
    at.run()
    at.file_uploader[0].upload(name, data, "").run()
    assert not at.exception
    assert said in at.error[0].value
    assert not pixels_of(shown).any()
    assert (shown["label"], shown["caption"]) == (None, "No picture that could be read")
    assert "How your picture became 28 × 28" not in [header.value for header in at.header]


def test_a_picture_needs_no_ending(at, shown):
    at.query_params["mnist_source"] = "Upload"
    at.run()
    at.file_uploader[0].upload("stroke", png(255 - a_stroke()), "").run()
    assert not at.error
    assert inspect(pixels_of(shown)).answers[0] == 1


def test_an_uploaded_picture_is_brought_to_mnists_form(at, shown):
    at.query_params["mnist_source"] = "Upload"
    at.run()
    at.file_uploader[0].upload("stroke.png", png(255 - a_stroke()), "image/png").run()
    assert not at.exception
    assert shown["source"] == "digit"
    assert inspect(pixels_of(shown)).answers[0] == 1
    assert shown["label"] is None


def test_the_random_filters_and_both_nets_side_by_side(at, shown, engine):
    at.query_params["mnist_net"] = "Random filters"
    at.run()
    assert [(net["name"], net["has_logits"]) for net in shown["nets"]] == [("random_filters/untrained", False)]
    for net in ("two_block", "three_block"):
        store_untrained(engine.store, named_net(f"{net}/notebook"))
    both = AppTest.from_file(PAGE, default_timeout=SECONDS)
    both.query_params["mnist_net"] = "Both"
    both.session_state["net_facts_two_block"] = True
    both.query_params["mnist_recipe"] = "As in the notebook"
    both.run()
    assert not both.exception
    assert [net["name"] for net in shown["nets"]] == ["two_block/notebook", "three_block/notebook"]
    assert any("54,000" in info.value for info in both.info)


def test_a_net_that_is_not_trained_is_trained_while_the_page_says_how_far_it_is(at, shown, engine):
    net = named_net("two_block/notebook")
    engine.store.path(net).unlink(missing_ok=True)
    at.query_params["mnist_net"] = "Two blocks"
    at.query_params["mnist_recipe"] = "As in the notebook"
    at.run()
    assert not at.exception
    assert shown["nets"] == []
    assert "mnist_form" not in shown["caption"]
    engine.run_of(net).done.result(SECONDS)
    at.run()
    assert not at.exception
    assert [shown_net["name"] for shown_net in shown["nets"]] == [net.name]


def test_a_failed_training_gets_its_sentence_and_a_way_to_try_again(at, engine):
    """Neither the store nor the spare folder can take the net: a file stands in the place of each."""
    net = named_net("two_block/notebook")
    store_tiny_net(engine.store, 4)  # its folder is there
    engine.store.path(net).unlink(missing_ok=True)
    places = (engine.store.folder, engine.store._spare)
    for place in places:
        place.rename(place.with_name(f"{place.name}-away"))
        place.write_text("a file in the way")
    try:
        with pytest.raises(StoreError, match="cannot be written"):
            engine.train(net).done.result(SECONDS)
        at.query_params["mnist_net"] = "Two blocks"
        at.query_params["mnist_recipe"] = "As in the notebook"
        at.run()
        assert not at.exception
        assert "cannot be written" in at.error[0].value
        assert not [place for place in places if str(place.parent) in at.error[0].value], "a path is for the log"
        assert any(button.label == "Train it again" for button in at.button)
    finally:
        for place in places:
            place.unlink()
            place.with_name(f"{place.name}-away").rename(place)


def test_a_mistake_can_be_picked_of_each_label(at):
    at.query_params["mnist_source"] = "Pick"
    at.run()
    digits = load_digits()
    wrong = inspect(digits.held_out_images).answers != digits.held_out_labels
    label = int(digits.held_out_labels[wrong][0])
    next(box for box in at.selectbox if box.label == "Only digits labelled").select_index(label + 1).run()
    next(button for button in at.button if button.label == "Random mistake").click().run()
    assert not at.exception
    index = int(at.number_input[0].value)
    assert digits.held_out_labels[index] == label
    assert wrong[index]


@pytest.mark.parametrize("value", ["-1", "1000", "NaN", "3.5", "'; drop table", "٣", "9" * 400, "-inf", "1e999"])
def test_a_nonsense_index_in_the_address_is_ignored(at, value):
    at.query_params["mnist_source"] = "Pick"
    at.query_params["mnist_index"] = value
    at.run()
    assert not at.exception
    assert 0 <= at.number_input[0].value <= 999


def test_a_net_without_moments_leads_to_its_training_from_what_is_told_of_it(shown):
    at = AppTest.from_file(PAGE.with_name("navigation.py"), default_timeout=SECONDS)
    at.run().switch_page("mnist_inspection.py").run()
    (times,) = shown["times"]
    assert (times["moments"], times["newest"]) == ([], None)
    assert not [button for button in at.button if button.label == "Watch it learn"]
    at.session_state["net_facts_two_block"] = True
    at.run()
    next(button for button in at.button if button.label == "Watch it learn").click().run()
    assert not at.exception
    assert at.title[0].value == "Training"


def test_a_net_with_moments_tells_of_each_of_them(at, shown, engine):
    net = named_net("two_block/notebook")
    engine.train(net, again=True).done.result(SECONDS)
    at.query_params["mnist_recipe"] = "As in the notebook"
    at.run()
    (times,) = shown["times"]
    assert [moment["step"] for moment in times["moments"]] == [moment.step for moment in engine.moments(net)]
    assert times["moments"][-1]["step"] == times["latest"]["step"] == 71


def test_a_selected_cell_is_shown_with_its_sum_as_keras_gives_it_and_leads_to_why(shown):
    at = AppTest.from_file(PAGE.with_name("navigation.py"), default_timeout=SECONDS)
    at.run().switch_page("mnist_inspection.py").run()
    cell = LabCell(net=0, layer="conv2", channel=10, row=4, column=2)
    for name, value in {"mnist_cell": cell, "mnist_source": "pick", "mnist_index": 3}.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception
    value = inspect(load_digits().held_out_images[3]).activations["conv2"][0, 4, 2, 10]
    assert [each.value for each in at.subheader] == [f"conv2 · channel 10 · row 4, column 2: {value:.3g}"]
    (said,) = [each.value for each in at.markdown if "288 products" in each.value]
    assert "ReLU makes" in said
    steps = sent(at)["words"]
    assert (steps["channels"], steps["input"]) == ("Channels of pool1", "Window in pool1")
    assert "row" not in steps["cell"]  # those of the window are not the cell's own
    (link,) = [each.proto for each in at.get("page_link") if each.proto.page == "explanation"]
    assert "why_place=conv2.10.4.2" in link.query_string
    assert "why_index=3" in link.query_string


def test_a_cell_of_a_disturbed_digit_is_that_of_the_disturbed_digit(shown):
    at = AppTest.from_file(PAGE.with_name("navigation.py"), default_timeout=SECONDS)
    at.run().switch_page("mnist_inspection.py").run()
    at.session_state["mnist_cell"] = LabCell(net=0, layer="conv1", channel=5, row=14, column=14)
    at.session_state["mnist_disturbed"] = (("rotation", 30.0),)
    at.run()
    turned = disturb(load_digits().held_out_images[0], Disturbance(rotation=30))
    value = inspect(turned).activations["conv1"][0, 14, 14, 5]
    assert at.subheader[0].value.endswith(f": {value:.3g}")


def test_what_was_told_before_a_step_put_it_back_is_no_news_afterwards(shown):
    """The browser tells all again with whatever it tells; only what is chosen anew has another name."""
    at = AppTest.from_file(PAGE.with_name("navigation.py"), default_timeout=SECONDS)
    net = {"net": named_net("two_block/default").name}
    cell = {**net, "layer": "conv1", "channel": 1, "row": 4, "column": 2}
    looks = {"nets": [net["net"]], "logits": True, "disturbed": {}, "curve": None, "moments": []}
    told = {"selected": {**cell, "told": "a"}, "looks": {**looks, "told": "b"}}

    def chosen(told: dict[str, Any]) -> tuple[Any, bool]:
        at.session_state["mnist_lab"] = told
        at.run()
        assert not at.exception
        return at.session_state["mnist_cell"], at.session_state["mnist_logits"]

    at.run().switch_page("mnist_inspection.py").run()
    opened = LabCell(net=0, layer="conv1", channel=1, row=4, column=2)
    assert chosen(told) == (opened, True)
    at.session_state["mnist_cell"], at.session_state["mnist_logits"] = None, False
    assert chosen({}) == (None, False)  # the page's component is another one at first
    assert chosen(told) == (None, False)
    assert chosen({"selected": {**cell, "told": "c"}, "looks": {**looks, "told": "d"}}) == (opened, True)


def offered(at):
    """Returns what can be taken along of the page, by the nets' titles."""
    return at.session_state["take_along_offers"]()


def test_a_picture_of_what_is_seen_can_be_taken_along_of_each_net(at):
    at.query_params["mnist_net"], at.query_params["mnist_source"] = "random_filters", "pick"
    at.query_params["mnist_disturbed"] = "rotation*15"
    at.run()
    (random,) = offered(at).values()
    with_maps = Image.open(io.BytesIO(random.files["png"]()))
    at.query_params["mnist_net"] = "two_block"
    at.session_state["mnist_net"] = "two_block"
    at.run()
    (two_block,) = offered(at).values()
    with_answer = Image.open(io.BytesIO(two_block.files["png"]()))
    assert with_answer.format == with_maps.format == "PNG"
    assert with_answer.height > with_maps.height  # four layers, and not one
