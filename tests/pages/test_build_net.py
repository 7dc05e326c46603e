import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.nets.course import TWO_BLOCK
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.text import read_model, write_model
from tests.helpers.patience import SECONDS
from ui.pages.build_net import net_editor
from ui.pages.build_net.choices import PRESETS
from ui.pages.build_net.form import form_of

NAVIGATION = Path(__file__).parents[2] / "pages" / "navigation.py"


class Shown:
    """What the page gives to the editor, which runs in a browser only (tests/e2e drive it there)."""

    def __init__(self):
        self.data = {}
        self.tell = None

    def __call__(self, *, key, data, on_form_change):
        self.data = data
        self.change = on_form_change


@pytest.fixture
def shown(monkeypatch):
    shown = Shown()
    monkeypatch.setattr(net_editor, "_editor", shown)
    return shown


def open_page(**address):
    # links to other pages are known behind the navigation only
    at = AppTest.from_file(NAVIGATION, default_timeout=SECONDS)
    at.run().switch_page("build_net.py")
    for name, value in address.items():
        at.query_params[name] = value
    return run(at)


def run(at):
    at.run()
    assert not at.exception
    return at


def typed(at, shown, monkeypatch, form, number):
    """Runs the page with what the browser tells, as its callback does."""

    def tell(*, key, data, on_form_change):
        if not told:
            told.append(key)
            import streamlit as st

            st.session_state[key] = {"form": {"number": number, "rows": form}}
            on_form_change()
            del st.session_state[key]
        shown.data = data

    told = []
    monkeypatch.setattr(net_editor, "_editor", tell)
    run(at)
    monkeypatch.setattr(net_editor, "_editor", shown)
    return run(at)


def table(shown):
    rows = re.findall(r"<tr data-layer=.*?</tr>", shown.data["table"])
    return [re.findall(r">([^<>]*)</t[hd]>", row) for row in rows]


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_shows_the_shapes_and_costs_of_its_layers(shown, name):
    at = open_page()
    at.selectbox(key="build_preset").select(name)
    run(at)
    model = read_model(PRESETS[name])
    layers, rows = layer_shapes(model), table(shown)
    assert [row[0] for row in rows] == [*(layer.name for layer in layers), "In all"]
    for layer, row in zip(layers, rows, strict=False):
        assert row[1] == " × ".join(map(str, layer.shape))
        assert row[2:4] == [f"{cost:,}" if cost else "" for cost in (layer.parameters, layer.multiply_adds)]
    assert rows[-1][2] == f"{sum(layer.parameters for layer in layers):,}"
    assert shown.data["form"] == form_of(model)
    assert shown.data["drawing"].count("data-layer") == 3 * (len(layers) + 1)
    assert at.query_params.get("net", PRESETS["two_block"]) == PRESETS[name]


def test_a_cell_of_the_two_block_nets_last_map_sees_what_the_receptive_field_page_says(shown):
    open_page()
    assert table(shown)[3] == ["pool2", "4 × 4 × 64", "", "", "12 × 12"]


def test_what_is_typed_makes_another_net_and_stands_in_the_address(shown, monkeypatch):
    at, form = open_page(), form_of(TWO_BLOCK)
    turn = shown.data["turn"]
    form["blocks"][0] |= {"filters": "16", "norm": True}
    at = typed(at, shown, monkeypatch, form, 41)
    assert at.query_params["net"] == "c16-bn-max2_c64-s2-max2_normal0.01"
    assert (shown.data["heard"], shown.data["turn"], shown.data["refused"]) == (41, turn, "")
    assert table(shown)[1][0] == "norm1"
    assert at.selectbox(key="build_preset@1").value == "own"


def test_what_does_not_fit_gets_its_sentence_and_the_last_net_stays(shown, monkeypatch):
    at, form = open_page(net="c8_d16"), form_of(read_model("c8_d16"))
    before = table(shown)
    form["blocks"][0]["kernel"] = "29"
    at = typed(at, shown, monkeypatch, form, 7)
    assert shown.data["refused"].startswith(
        "Block 1: Kernel. conv1: kernel_size is (29, 29), but whole numbers from 1 to 28"
    )
    assert shown.data["wrong_field"] == "Block 1: Kernel"
    assert shown.data["refused"].endswith("What you see is the last net that fits.")
    assert shown.data["form"]["blocks"][0]["kernel"] == "29"  # what was typed stays, to be mended
    assert table(shown) == before
    assert at.query_params["net"] == "c8_d16"
    # the last net that fitted is not trained in place of what somebody sees in the fields
    assert not at.get("page_link")
    train = at.button(key="build_no_train")
    assert train.disabled
    assert train.help == shown.data["refused"]
    form["blocks"][0]["kernel"] = "5"
    (link,) = typed(at, shown, monkeypatch, form, 8).get("page_link")
    assert link.proto.query_string == "net=c8-k5_d16%2Fdefault"


def test_a_net_of_ones_own_has_a_name_which_goes_along_to_its_training(shown):
    at = open_page()
    field = at.text_input(key="build_called")
    assert field.disabled, "the course's nets keep theirs"
    at.selectbox(key="build_preset").select("lenet")
    run(at)
    at.text_input(key="build_called").set_value("  My\tLeNet ")
    run(at)
    assert at.query_params["build_name"] == "My LeNet"
    assert at.text_input(key="build_called@1").value == "My LeNet"
    (link,) = at.get("page_link")
    assert "training_name=My+LeNet" in link.proto.query_string
    at.selectbox(key="build_preset").select("two_block")
    run(at)
    assert "build_name" not in at.query_params
    (link,) = at.get("page_link")
    assert "training_name" not in link.proto.query_string


def test_a_preset_is_a_new_turn_of_the_editor(shown):
    at = open_page()
    turn = shown.data["turn"]
    at.selectbox(key="build_preset").select("lenet")
    run(at)
    assert shown.data["turn"] == turn + 1
    assert run(at).query_params["net"] == PRESETS["lenet"]


@pytest.mark.parametrize(
    ("net", "sentence"),
    [
        ("seven", "Part 1 of the net's text, 'seven', cannot be read there"),
        ("c8-k29-valid", "conv1: kernel_size is (29, 29)"),
        ("c256_c256_d2048", "parameters, but at most 3,000,000"),
    ],
)
def test_nonsense_in_the_address_gets_its_sentence_and_the_two_blocks(shown, net, sentence):
    at = open_page(net=net)
    assert sentence in at.warning[0].value
    assert shown.data["form"] == form_of(TWO_BLOCK)
    assert not run(at).warning


def test_a_net_without_an_answer_cannot_be_trained(shown):
    assert not open_page(net="c5_maps").get("page_link")
    (link,) = open_page(net="c5").get("page_link")
    assert (link.proto.page, link.proto.query_string) == ("training", "net=c5%2Fdefault")


def test_its_program_and_its_files_are_offered(shown):
    at = open_page(net="c6-k5-avg2")
    assert not at.code  # nothing is made before somebody opens the panel
    at.session_state["take_along"] = True
    run(at)
    (program,) = [block.value for block in at.code if block.language == "python"]
    assert "AveragePooling2D" in program
    assert "Changed" in program  # the usual recipe alters the digits
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels == ["Drawing, SVG", "The digits that the program reads, NPZ", "Save the program"]


def test_the_presets_stand_in_an_address_as_they_are_written():
    assert all(write_model(read_model(text)) == text for text in PRESETS.values())
