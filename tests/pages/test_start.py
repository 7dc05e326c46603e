import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.errors import DamagedEntry
from cnn_core.pictures.digits import load_digits
from cnn_core.text import t
from tests.helpers.patience import SECONDS
from ui.digits.held_out import first_with_label
from ui.pages.start import glimpse

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "pages"
# In the order in which a newcomer should take them.
GROUPED = (
    *("toy_convolution", "padding_comparison", "receptive_field"),
    *("mnist_inspection", "explanation", "course"),
    *("build_net", "training", "results"),
)


pytestmark = pytest.mark.usefixtures("app_engine")


@pytest.fixture
def at():
    return AppTest.from_file(PAGES / "navigation.py", default_timeout=SECONDS)


def shown(at: AppTest) -> str:
    """Returns the HTML of the page."""
    return " ".join(element.proto.body for element in at.get("html"))


def test_the_first_view_shows_a_digit_on_its_way_to_an_answer(at):
    at.run()
    assert not at.exception
    page = shown(at)
    for words in ("Input · 28 × 28", "conv1 · 28 × 28 × 32", "conv2 · 7 × 7 × 64", "Answer: 7"):
        assert words in page
    assert page.count("<img") == 1 + 2 * glimpse.STRONGEST


@pytest.mark.parametrize("label", range(10))
def test_choosing_a_digit_shows_one_of_that_label(at, label):
    at.query_params["start_label"] = str(label)
    at.run()
    assert not at.exception
    assert t("start.labelled", label=label) in shown(at)
    assert load_digits().held_out_labels[first_with_label(label)] == label


def test_every_other_page_is_reached_from_here_and_opens(at):
    at.run()
    targets = [link.proto.page for link in at.get("page_link")]
    assert set(targets) == {file.stem for file in PAGES.glob("*.py")} - {"navigation", "start", "tour"}
    assert tuple(targets[1:]) == GROUPED
    own = {"mnist_inspection", "explanation", "training", "results"}  # their own tests open these, with an engine
    for target in set(targets) - own:
        assert not at.switch_page(f"{target}.py").run().exception


def test_the_cards_are_numbered_in_their_order_and_the_course_has_none(at):
    at.run()
    labels = [link.proto.label for link in at.get("page_link")][1:]
    numbers = [label.strip("*").partition(" · ")[0] for label in labels if "course" not in label]
    assert numbers == [str(number) for number in range(1, len(labels))]


class Store:
    def __init__(self, error=None):
        self.error = error

    def load(self, _net):
        if self.error:
            raise self.error


@pytest.mark.parametrize("error", [None, DamagedEntry("The net is damaged.")])
def test_without_the_net_the_page_says_so_and_still_leads_on(at, monkeypatch, error):
    glimpse._picture.clear()
    monkeypatch.setattr(glimpse, "engine", lambda: type("Engine", (), {"store": Store(error)}))
    at.run()
    assert not at.exception
    said = [element.value for element in (*at.info, *at.warning)]
    assert said == [str(error) if error else t("start.not_trained")]
    assert len(at.get("page_link")) == len(GROUPED) + 1


def test_what_the_page_imports_is_light():
    code = "import ui.pages.start.glimpse, ui.display.page, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert "streamlit" in loaded
    assert loaded & {"plotly.graph_objs._figure", "pandas", "tensorflow", "keras"} == set()
