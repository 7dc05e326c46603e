import pytest

from cnn_core.errors import DataError
from cnn_core.nets.training_text import find_net
from cnn_core.settings import settings
from ui.choosing.address_table import PAGES
from ui.tour.reading import FIRST, MOST_BYTES, read_tour, tour_of

STOP = {"page": "start", "said": "Draw."}


def test_the_first_tour_has_a_stop_a_page_on_real_pages_with_nets_that_there_are():
    tour = read_tour(FIRST)
    assert 4 <= len(tour.stops) <= 6
    assert len({stop.page for stop in tour.stops}) == len(tour.stops)
    for stop in tour.stops:
        assert set(stop.state) <= set(PAGES[stop.page])
        if net := stop.state.get("net"):
            find_net(net)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path))
    settings.cache_clear()
    (tmp_path / "tours").mkdir()
    yield tmp_path / "tours"
    settings.cache_clear()


def test_a_teachers_tour_lies_beside_the_store(folder):
    (folder / "monday.toml").write_text(
        'title = "Monday"\n[[stops]]\npage = "explanation"\nsaid = "Warum?"\nstate.why_target = "4"\n', "utf-8"
    )
    tour = read_tour("monday")
    assert (tour.name, tour.title) == ("monday", "Monday")
    assert tour.stops[0].state == {"why_target": "4"}


@pytest.mark.parametrize("name", ["", "..", "../first", "First", "a" * 41, "no-such", "first\n"])
def test_a_name_that_is_none_reads_no_file(folder, name):
    (folder.parent / "first.toml").write_text("x", "utf-8")
    with pytest.raises(DataError, match="There is no tour"):
        read_tour(name)


@pytest.mark.parametrize("text", ["[[stops]", "title = 3", "#" * (MOST_BYTES + 1), "a = " + "[" * 5000])
def test_a_file_that_is_none_gets_a_sentence(folder, text):
    (folder / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(DataError, match='The tour "mine" cannot be read'):
        read_tour("mine")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"title": "T"}, "stops"),
        ({"title": "T", "stops": []}, "stops"),
        ({"title": "T", "stops": [STOP] * 41}, "stops"),
        ({"title": "", "stops": [STOP]}, "title"),
        ({"title": "T", "stops": ["start"]}, "stop 1 needs a page"),
        ({"title": "T", "stops": [STOP, STOP | {"page": "no_page"}]}, "stop 2 needs a page"),
        ({"title": "T", "stops": [STOP | {"said": "x" * 401}]}, "said"),
        ({"title": "T", "stops": [STOP | {"state": {"why_target": "4"}}]}, "why_target"),
        ({"title": "T", "stops": [STOP | {"state": {"start_label": 3}}]}, "start_label"),
        ({"title": "T", "stops": [STOP | {"state": "x"}]}, "x"),
    ],
)
def test_what_is_wrong_in_a_tour_is_said(said, reason):
    with pytest.raises(ValueError, match=reason):
        tour_of("mine", said)
