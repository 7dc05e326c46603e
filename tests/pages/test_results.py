import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.engine import TrainingRun
from cnn_core.models.evaluation import confusion_matrix
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import default_store, entry_name
from tests.helpers.patience import SECONDS
from tests.helpers.stored_nets import store_tiny_net, tiny_net
from ui.choosing import links
from ui.pages.results import confusion
from ui.pages.results import view as results_view
from ui.pages.results.choices import _read_cell
from ui.pages.results.view import MOST_MISTAKES, MOST_SHOWN

ROOT = Path(__file__).parents[2]
LABELS = load_digits().held_out_labels


@pytest.fixture(scope="module", autouse=True)
def engine(app_engine):
    for seed in (1, 2):
        store_tiny_net(default_store(), seed)
    yield app_engine
    for seed in (1, 2):
        default_store().delete(tiny_net(seed))


@pytest.fixture
def shown(monkeypatch):
    """What the page gives to the confusion matrix, which runs in a browser only (tests/e2e drive it there)."""
    given = {}
    monkeypatch.setattr(confusion, "_matrix", lambda **arguments: given.update(arguments))
    return given


@pytest.fixture
def linked(monkeypatch):
    """The HTML with links that the page shows last, and what follows a link, by their keys."""
    given = {}
    monkeypatch.setattr(links, "_linked", lambda **arguments: given.update({arguments["key"]: arguments}))
    return given


@pytest.fixture
def page(shown, linked):
    def open_page(**address):
        # links to other pages are known behind the navigation only
        at = AppTest.from_file(ROOT / "pages" / "navigation.py", default_timeout=SECONDS)
        at.run().switch_page("results.py")
        for name, value in address.items():
            at.query_params[name] = value
        return run(at)

    return open_page


def run(at):
    at.run()
    assert not at.exception
    return at


def answered(at):
    """Runs the page until the worker has answered."""
    for _ in range(200):
        if not any("is asked about" in caption.value for caption in at.caption):
            return at
        time.sleep(0.1)
        run(at)
    pytest.fail("the worker does not answer")


def html(at):
    return " ".join(block.proto.body for block in at.get("html"))


def said(at):
    return " ".join(block.value for block in at.markdown)


def headers(at):
    return [header.value for header in at.header]


def test_it_begins_with_the_net_that_somebody_built_and_lists_all(page, linked):
    at = page()
    assert at.selectbox(key="results_net").value in {training_text(tiny_net(seed)) for seed in (1, 2)}
    assert at.query_params["net"] == at.selectbox(key="results_net").value  # a link to it stays one to it
    table = linked["results_nets"]["data"]["html"]
    rows = re.findall(r'<th scope="row"><a href="results[^>]*>([^<]*)</a>', table)
    assert rows[:2] == ["c2-s4 · seed 2 · e2", "c2-s4 · seed 1 · e2"] or rows[0].startswith("c2-s4")
    assert rows[-1] == "Two blocks · Default recipe"
    assert "came with the app" in table
    assert re.search(r">\d+ KB<", table)  # a net of a few weights
    assert re.search(r">\d\.\d MB<", table)
    assert 'href="explanation?net=c2-s4%2Fe2%401"' in table
    assert 'href="training?net=c2-s4%2Fe2%401"' in table


def test_the_matrix_the_mistakes_and_the_dead_channels_are_those_of_the_net(page, shown, linked):
    at = answered(page(net="c2-s4/e2@1"))
    kept = default_store().load(tiny_net(1))
    counts = confusion_matrix(kept.held_out_answers, LABELS)
    assert shown["data"]["counts"] == counts.ravel().tolist()
    assert f"{int((kept.held_out_answers != LABELS).sum())} of 1,000 wrong" in said(at)
    mistakes = linked["results_digits"]["data"]["html"]
    assert mistakes.count("<img") == MOST_MISTAKES
    asked = re.findall(r'href="explanation\?net=c2-s4%2Fe2%401&amp;why_source=pick&amp;why_index=(\d+)"', mistakes)
    assert len(set(asked)) == MOST_MISTAKES
    # its second filter adds up nothing but negative products
    assert "Of 2 channels, **1 are zero everywhere for this digit**, and **1 for all 1,000 held-out" in said(at)
    assert re.findall(r'<i class="dead" title="([^"]*)"', html(at)) == ["conv1, channel 1: zero for every digit"]
    assert len(at.get("plotly_chart")) == 3
    found = [(link.proto.page, link.proto.query_string) for link in at.get("page_link")]
    assert found == [("explanation", "net=c2-s4%2Fe2%401"), ("training", "net=c2-s4%2Fe2%401")]


def test_channels_of_which_none_is_dead_get_a_sentence_of_their_own(page, shown, monkeypatch):
    monkeypatch.setattr(results_view, "zero_channels", lambda peaks: dict.fromkeys(peaks, ()))
    at = answered(page(net="c2-s4/e2@1"))
    assert "but none for all 1,000 held-out digits" in said(at)
    assert "nothing wakes them" not in said(at)


def test_a_cell_shows_its_digits_with_their_answer_and_stays_in_the_address(page, shown, linked):
    at = answered(page(net="c2-s4/e2@1"))
    kept = default_store().load(tiny_net(1)).held_out_answers
    label, answer = next((int(a), int(b)) for a, b in zip(LABELS, kept, strict=True) if a != b)
    at.session_state["results_cell"] = (label, answer)
    run(at)
    count = int(((label == LABELS) & (kept == answer)).sum())
    assert f"{label} taken for {answer}: {count}" in headers(at)
    digits = linked["results_digits"]["data"]["html"]
    assert digits.count(f"<b>{label} → {answer}</b><span>") == min(count, MOST_SHOWN)
    assert at.query_params["results_cell"] == f"{label}-{answer}"
    assert shown["data"]["chosen"] == [label, answer]
    at.button(key="results_back").click()
    assert "The surest mistakes" in headers(run(at))
    assert "results_cell" not in at.query_params


@pytest.mark.parametrize(
    "told", [None, {}, {"cell": [4]}, {"cell": [4, "9", 1]}, {"cell": [10, 0, 1]}, {"cell": 7}]
)
def test_what_the_matrix_tells_is_taken_only_if_it_is_a_cell(told):
    taken: list[Any] = []
    confusion._take(told, 10, taken.append)
    assert not taken
    confusion._take({"cell": [4, 9, 17]}, 10, taken.append)
    assert taken == [(4, 9)]


def test_two_nets_side_by_side_disagree_on_their_digits(page, linked):
    first, second = (default_store().load(tiny_net(seed)).held_out_answers for seed in (1, 2))
    at = page(net="c2-s4/e2@1", results_other="c2-s4/e2@2")
    assert f"They disagree on {int((first != second).sum())} digits" in headers(at)
    alone = int(((first == LABELS) & (second != LABELS)).sum())
    both = np.flatnonzero((first != second) & (first != LABELS) & (second != LABELS))[0]
    assert f"<b>{LABELS[both]} → {first[both]}, {second[both]}</b>" in linked["results_both_wrong"]["data"]["html"]
    assert "net=c2-s4%2Fe2%402" in linked["results_first_right"]["data"]["html"]  # which is wrong there
    assert "net=c2-s4%2Fe2%401" in linked["results_second_right"]["data"]["html"]
    assert f"**Only c2-s4 · seed 1 · e2 is right**: {alone}" in said(at)
    gain = 100 * float(np.mean(second == LABELS) - np.mean(first == LABELS))
    assert re.search(
        rf"\*\*{abs(gain):.1f} points (more|fewer)\*\* right than .*, give or take \d\.\d, of", said(at)
    )
    assert at.query_params["results_other"] == "c2-s4/e2@2"
    at.session_state["results_cell"] = (4, 4)
    back = run(at).button(key="results_back")
    assert back.label == "Where the two disagree"
    back.click()
    assert "They disagree on" in " ".join(headers(run(at)))
    at.selectbox(key="results_net").select("c2-s4/e2@2")
    assert "They disagree" not in " ".join(headers(run(at)))  # a net is not beside itself


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ({"net": "c9/e3"}, "c9 · e3 is not kept here"),
        ({"results_other": "two_block/e99"}, "is not kept here"),
    ],
)
def test_a_net_that_is_not_there_gets_a_sentence(page, shown, address, sentence):
    at = page(**address)
    assert sentence in at.info[0].value
    assert not run(at).info


@pytest.mark.parametrize("text", ["4", "a-b", "-1--1", "4-99", "4-9-1", "", "4-12"])
def test_a_cell_that_is_not_there_is_refused(text):
    assert _read_cell("4-9") == (4, 9)
    with pytest.raises(ValueError):  # noqa: PT011
        _read_cell(text)


def test_a_net_is_deleted_after_asking_and_a_shipped_one_never(page, shown):
    store_tiny_net(default_store(), 3)
    at = page(net="c2-s4/e2@3")
    assert "Delete **c2-s4 · seed 3 · e2** from the store?" in said(at)
    at.button(key="results_delete").click()
    run(at)
    assert at.info[0].value == "c2-s4 · seed 3 · e2 is deleted."
    assert not default_store().has(tiny_net(3))
    assert at.query_params.get("net") != "c2-s4/e2@3"
    at = page(net="two_block/default")
    assert offered(at) == ["Use it"]


def test_what_somebody_else_trained_is_not_offered_to_be_deleted(page, engine, monkeypatch):
    run = TrainingRun(tiny_net(1), "somebody", net_owner="somebody")
    monkeypatch.setattr(engine, "run_of", lambda net: run if net == run.net else None)
    assert offered(page(net="c2-s4/e2@1")) == ["Use it"]
    assert offered(page(net="c2-s4/e2@2")) == ["Use it", "Name", "Delete"]


def test_a_net_has_the_name_that_its_owner_gives_it_wherever_it_is_told_of(page, linked):
    at = page(net="c2-s4/e2@1")
    assert at.text_input(key="results_name").placeholder == "c2-s4 · seed 1 · e2"
    at.text_input(key="results_name").input("Ann <img src=q> ![x](http://y.z)")
    run(at)
    assert default_store().folder.joinpath(f"{entry_name(tiny_net(1))}.name").is_file()
    assert "Ann \\<img src=q> !\\[x\\](http" in said(at)
    assert "c2-s4 · seed 1 · e2" in [caption.value for caption in at.caption], "in the small print"
    assert any(option.startswith("Ann <img src=q> ![x](http") for option in at.selectbox(key="results_net").options)
    assert "</a><small>c2-s4 · seed 1 · e2</small>" in linked["results_nets"]["data"]["html"]
    assert "<img" not in linked["results_nets"]["data"]["html"]
    charts = [chart.proto.spec for chart in at.get("plotly_chart")]
    assert not any("<img" in chart for chart in charts)
    assert at.query_params["net"] == "c2-s4/e2@1"  # an address keeps what the net is made of
    at.text_input(key="results_name").input("")
    run(at)
    assert "Ann" not in said(at)


def offered(at):
    """What can be done with the net itself, behind buttons."""
    labels = [found.proto.popover.label for found in at.get("popover")]
    return [label for label in labels if label in {"Use it", "Name", "Delete"}]


def test_without_any_net_the_page_says_what_to_do(page, shown, engine, monkeypatch):
    monkeypatch.setattr(engine.store, "nets", lambda: ())
    assert "No net is trained yet" in page().info[0].value


def test_the_matrix_and_its_numbers_can_be_taken_along_of_both_nets(page, shown):
    at = page(net="c2-s4/e2@1", results_other="c2-s4/e2@2", results_cell="4-9")
    offers = list(at.session_state["take_along_offers"]().values())
    for seed, offer in zip((1, 2), offers, strict=True):
        assert offer.files["png"]()[1:4] == b"PNG"
        rows = offer.files["csv"]().splitlines()
        assert rows[0] == f"net,c2-s4/e2@{seed}"
        counts = confusion_matrix(default_store().load(tiny_net(seed)).held_out_answers, LABELS)
        assert rows[3] == "0," + ",".join(map(str, counts[0]))
        assert rows[-1] == "2,0.6,0.6,0.6,0.6"
