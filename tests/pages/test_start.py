import base64
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_core.errors import DamagedEntry
from cnn_core.live.lab import LabRequest, lab_frame, unpack_frame
from cnn_core.pictures.digits import load_digits
from cnn_core.text import t
from tests.helpers.patience import SECONDS
from ui.digits.held_out import first_with_label
from ui.pages.start import glimpse
from ui.pages.start.glimpse import first_frame

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "pages"
KEY = "start_glimpse"
# In the order in which a newcomer should take them.
GROUPED = (
    *("toy_convolution", "padding_comparison", "receptive_field", "backward"),
    *("mnist_inspection", "explanation", "course"),
    *("build_net", "training", "results"),
)
FOUR = "RGaEzfQ_JBNm.RLANAfl"


pytestmark = pytest.mark.usefixtures("app_engine")


@pytest.fixture
def shown(monkeypatch):
    """What the page gives to its component, which runs in a browser only (`tests/e2e/test_start.py`)."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(glimpse, "_glimpse", lambda *, key, data, **_: given.update(data))
    return given


@pytest.fixture
def at(shown):
    return AppTest.from_file(PAGES / "navigation.py", default_timeout=SECONDS)


def told(strokes_text: str, heard: int = 0) -> dict[str, Any]:
    """What a canvas tells of a drawing."""
    file = io.BytesIO()
    pixels = np.zeros((140, 140), np.uint8)
    pixels[30:110, 64:76] = 255
    Image.fromarray(pixels).save(file, "PNG")
    png = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    return {"drawing": {"png": png if strokes_text else "", "strokes": strokes_text, "heard": heard}}


def test_a_held_out_digit_is_there_before_any_net_is_asked(at, shown):
    """The oracle is TensorFlow's pass, in a frame of the live page."""
    at.run()
    assert not at.exception
    digit = load_digits().held_out_images[first_with_label(7)]
    assert base64.b64decode(shown["pixels"]) == digit.tobytes()
    header, arrays = unpack_frame(base64.b64decode(shown["first"])[8:])
    request = LabRequest(
        bitmap="digit",
        side=28,
        layers=("conv1", "conv2"),
        channels=first_frame.STRONGEST,
        settled=(),
    )
    expected_header, expected = unpack_frame(lab_frame(request, digit))
    assert set(arrays) == set(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(
            arrays[name].astype(float), values.astype(float), atol=1.01 if "conv" in name else 1e-4
        )
    entries, expected_entries = (
        {each["name"]: each for each in one["arrays"]} for one in (header, expected_header)
    )
    for name in ("0/conv1", "0/conv2"):
        assert entries[name]["channels"] == expected_entries[name]["channels"]
        np.testing.assert_allclose(entries[name]["most"], expected_entries[name]["most"], rtol=1e-5)


@pytest.mark.parametrize("label", [0, 3])
def test_one_of_ours_stands_in_by_the_address_or_by_a_press(at, shown, label):
    at.query_params["start_label"] = str(label)
    at.run()
    assert shown["caption"] == t("start.stand_in", label=label)
    at.session_state[KEY] = {"label": 5}
    at.run()
    assert shown["label"] == 5
    assert at.query_params["start_label"] == "5"
    assert load_digits().held_out_labels[first_with_label(5)] == 5


@pytest.mark.parametrize(
    ("pressed", "chosen"),
    [
        ({"answer": True}, {"why_target": "", "why_place": ""}),
        ({"target": 4}, {"why_target": "4", "why_place": ""}),
        ({"target": 4, "is_learned": True}, {"why_target": "4", "why_place": "", "net": "two_block/e5-r0.008-cos"}),
        ({"layer": "conv2", "channel": 10}, {"why_target": "", "why_place": "conv2.10"}),
    ],
)
def test_a_bar_or_a_map_leads_to_its_explanation_and_to_nothing_that_was_chosen_there_before(
    at, shown, monkeypatch, pressed, chosen
):
    went: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr("streamlit.switch_page", lambda page, query_params: went.append((page, query_params)))
    at.session_state[KEY] = {"wanted": pressed}
    at.run()
    assert not at.exception
    ((page, address),) = went
    assert page == "explanation.py"
    assert address == {
        "net": "two_block/default",
        "why_source": "draw",
        "why_view": "net",
        "why_off": "",
        "why_index": str(first_with_label(7)),
        **chosen,
    }


@pytest.mark.parametrize("nonsense", [{"target": 10}, {"target": "4"}, {"layer": 1, "channel": 2}, "conv1", None])
def test_what_no_component_asks_leads_nowhere(at, shown, nonsense):
    at.session_state[KEY] = {"wanted": nonsense}
    at.run()
    assert not at.exception
    assert shown


def test_a_drawing_of_an_old_address_does_not_come_back_on_the_next_page(at, shown):
    """It was followed, and something else was drawn since, which the browser keeps."""
    at.query_params["drawing"] = FOUR
    at.run()
    assert shown["drawing"] == {"number": 1, "strokes": FOUR}
    at.session_state[KEY] = told("RIAIA", heard=1)
    at.run()
    assert shown["drawing"] is None
    at.session_state[KEY] = {}  # another page's canvas has heard of nothing
    at.run()
    assert shown["drawing"] is None


def test_what_is_drawn_goes_along_to_pages_without_a_canvas(at, shown):
    at.session_state[KEY] = told(FOUR)
    at.run()
    assert at.session_state["digit_last"].index is None
    assert at.session_state["digit_last"].pixels.any()


def test_every_other_page_is_reached_from_here_and_opens(at):
    at.run()
    targets = [link.proto.page for link in at.get("page_link")]
    assert set(targets) == {file.stem for file in PAGES.glob("*.py")} - {
        "navigation",
        "start",
        "tour",
        "about",
        "glossary",
    }
    assert tuple(targets) == GROUPED
    own = {"mnist_inspection", "explanation", "training", "results"}  # their own tests open these, with an engine
    for target in set(targets) - own:
        assert not at.switch_page(f"{target}.py").run().exception


def test_the_cards_are_numbered_in_their_order_and_the_course_has_none(at):
    at.run()
    labels = [link.proto.label for link in at.get("page_link")]
    numbers = [label.strip("*").partition(" · ")[0] for label in labels if "course" not in label]
    assert numbers == [str(number) for number in range(1, len(labels))]


class Store:
    def __init__(self, error=None):
        self.error = error

    def load(self, _net):
        if self.error:
            raise self.error


@pytest.mark.parametrize("error", [None, DamagedEntry("The net is damaged.")])
def test_without_the_net_the_page_says_so_and_still_leads_on(at, shown, monkeypatch, error):
    first_frame.glimpse_frame.clear()
    monkeypatch.setattr(first_frame, "engine", lambda: type("Engine", (), {"store": Store(error)}))
    at.run()
    assert not at.exception
    assert [element.value for element in (*at.info, *at.warning)] == ([str(error)] if error else [])
    assert bool(shown) is (error is None)
    assert len(at.get("page_link")) == len(GROUPED)


def test_what_the_page_imports_is_light():
    code = "import ui.pages.start.glimpse, ui.pages.start.cards, ui.display.page, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert "streamlit" in loaded
    assert loaded & {"plotly.graph_objs._figure", "pandas", "tensorflow", "keras"} == set()
