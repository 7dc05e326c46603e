"""The tour's way over the pages; `tests/e2e/test_tour.py` walks it in a browser."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.helpers.patience import SECONDS
from ui.tour import bar, walking
from ui.tour.reading import Stop, Tour

NAVIGATION = Path(__file__).parents[2] / "pages" / "navigation.py"
TOUR = Tour(
    name="mine",
    title="Mine",
    stops=(
        Stop(page="padding_comparison", said="Look.", state={"padding_stride": "3"}),
        Stop(page="padding_comparison", said="Now four.", state={"padding_stride": "4"}),
        Stop(page="receptive_field", said="And here."),
    ),
)


@pytest.fixture
def shown(monkeypatch):
    """What the bar is given last; empty where none was shown."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(bar, "_bar", lambda *, key, data, **_: given.update(data))
    return given


@pytest.fixture
def at(shown, monkeypatch):
    def read(name: str) -> Tour:
        assert name == "mine"
        return TOUR

    monkeypatch.setattr(walking, "read_tour", read)
    return AppTest.from_file(NAVIGATION, default_timeout=SECONDS)


def ways(shown: dict[str, Any]) -> list[str]:
    return [way for way, _ in shown["ways"]]


def press(at: AppTest, way: str, page: str) -> None:
    at.session_state["tour_bar"] = {"pressed": way}
    at.switch_page(f"{page}.py").run()  # the page that is open: the test tool does not follow the opener
    del at.session_state["tour_bar"]


def opened(at: AppTest, text: str) -> AppTest:
    at.switch_page("tour.py")
    at.query_params["tour"] = text
    return at.run()


def test_a_stop_opens_its_page_in_its_state(at, shown):
    opened(at, "mine")
    assert not at.exception
    assert at.query_params["tour"] == "mine.1"
    assert at.query_params["padding_stride"] == "3"
    assert set(at.query_params) - {"v"} == {"tour", "padding_stride"}  # those that made a default again are gone
    assert shown["said"] == "Look."
    assert ways(shown) == ["next", "end"]


def test_a_stop_is_as_its_author_saw_it_whatever_was_chosen_there_before(at, shown):
    at.session_state["padding_width"] = 3
    opened(at, "mine.2")
    assert at.session_state["padding_width"] != 3
    assert at.query_params["padding_stride"] == "4"
    assert ways(shown) == ["back", "next", "end"]


def test_on_a_page_of_ones_own_choice_the_tour_waits(at, shown):
    opened(at, "mine.1")
    at.switch_page("receptive_field.py").run()
    assert not at.exception
    assert ways(shown) == ["here", "end"]
    assert at.query_params["tour"] == "mine.1"


def test_the_end_leaves_nothing_behind(at, shown):
    opened(at, "mine.3")
    assert shown["ways"][-1] == ["end", "Done"]
    shown.clear()
    press(at, "end", "receptive_field")
    assert not at.exception
    assert shown == {}
    assert "tour" not in at.query_params


def test_next_goes_by_the_opener(at, shown, monkeypatch):
    opened(at, "mine.1")
    went: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr("streamlit.switch_page", lambda page, query_params: went.append((page, query_params)))
    press(at, "next", "padding_comparison")
    assert went == [("tour.py", {"tour": "mine.2"})]


@pytest.mark.parametrize("text", ["mine.0", "mine.4", "mine.x", "mine.²"])
def test_a_stop_that_is_none_gets_a_sentence_and_a_way_on(at, text):
    opened(at, text)
    assert not at.exception
    assert "numbered from 1 to 3" in at.error[0].value
    assert [link.proto.page for link in at.get("page_link")] == [""]  # the start page
