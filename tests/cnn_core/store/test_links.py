"""Short links: what they hold, who may make and withdraw them, and when they end."""

import os
import time
from pathlib import Path
from threading import Thread

import pytest

from cnn_core.errors import StoreError
from cnn_core.store.links import CHARACTERS, DAY, LETTERS, LinkedState, Links

STATE = LinkedState(
    page="mnist_inspection",
    query=(("mnist_source", "camera"), ("mnist_channels", "all"), ("mnist_channels", "두 개 & more")),
    held=(("drawing", b"a\nb"), ("mnist_picture", bytes(range(256)))),
)


def state(number):
    return LinkedState(page="training", query=(("net", str(number)),))


@pytest.fixture
def links(tmp_path):
    return links_in(tmp_path)


def links_in(folder, **changes):
    return Links(folder / "links", **({"most": 5, "most_each": 3, "most_bytes": 100_000, "days": 2} | changes))


@pytest.fixture
def clock(monkeypatch):
    """Moves the time that links go by."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def test_a_link_gives_its_state_back_to_another_server_too(links, tmp_path):
    link = links.make(STATE, owner="ann")
    assert len(link.name) == CHARACTERS
    assert set(link.name) <= set(LETTERS)
    assert links_in(tmp_path).read(link.name) == STATE
    assert links.read(f" {link.name.upper()} ") == STATE


def test_its_file_names_nobody(links, tmp_path):
    links.make(STATE, owner="ann-has-a-name")
    (path,) = (tmp_path / "links").glob("*.link")
    assert b"ann-has-a-name" not in path.name.encode() + path.read_bytes()


@pytest.mark.parametrize(
    "name", ["", "abc", "abcdefg", "abcd e", "*", "??????", "../../x", "......", "\0", "ａbcdef"]
)
def test_what_is_no_name_opens_nothing(links, name):
    links.make(STATE, owner="ann")
    assert links.read(name) is None


def test_the_same_state_is_one_link_that_begins_anew(links, clock):
    first = links.make(state(1), owner="ann")
    clock[0] += DAY
    again = links.make(state(1), owner="ann")
    assert (again.name, again.until) == (first.name, first.until + DAY)
    assert links.own("ann") == [again]
    assert links.make(state(1), owner="bob").name != first.name


def test_it_ends_at_its_time_and_leaves_nothing(links, clock, tmp_path):
    link = links.make(STATE, owner="ann")
    clock[0] = link.until - 1
    assert links.read(link.name) == STATE
    clock[0] = link.until
    assert links.read(link.name) is None
    assert links.own("ann") == []
    links.tidy()
    assert list((tmp_path / "links").iterdir()) == []


def test_who_made_it_alone_withdraws_it(links, tmp_path):
    link = links.make(STATE, owner="ann")
    links.withdraw(link.name, owner="bob")
    links.withdraw("nobody", owner="bob")
    assert links.read(link.name) == STATE
    links.withdraw(link.name, owner="ann")
    assert links.read(link.name) is None
    assert list((tmp_path / "links").iterdir()) == []


def test_one_owner_has_so_many_and_all_together_so_many(links):
    made = [links.make(state(number), owner="ann") for number in range(3)]
    with pytest.raises(StoreError, match="You have 3 short links"):
        links.make(state(3), owner="ann")
    for number in (3, 4):
        links.make(state(number), owner="bob")
    with pytest.raises(StoreError, match="CONVSCOPE_LINKS"):
        links.make(state(5), owner="eve")
    assert [links.read(link.name) for link in made] == [state(number) for number in range(3)]
    links.withdraw(made[0].name, owner="ann")
    links.make(state(5), owner="eve")


def test_there_are_so_many_bytes(links):
    held = (("mnist_picture", os.urandom(60_000)),)
    link = links.make(LinkedState(page="training", held=held), owner="ann")
    with pytest.raises(StoreError, match="CONVSCOPE_LINK_BYTES"):
        links.make(LinkedState(page="results", held=held), owner="bob")
    assert links.read(link.name).held == held


def test_many_at_once_keep_to_the_bound(links):
    def make(number):
        try:
            links.make(state(number), owner=f"name{number}")
        except StoreError:
            refused.append(number)

    refused: list[int] = []
    threads = [Thread(target=make, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 15


@pytest.mark.parametrize(
    "spoil", [lambda file: file[:-1], lambda file: b"x" + file, lambda _: b"", os.urandom(1).join]
)
def test_a_damaged_one_is_set_aside(links, tmp_path, spoil):
    link = links.make(STATE, owner="ann")
    (path,) = (tmp_path / "links").glob("*.link")
    file = path.read_bytes()
    path.write_bytes(spoil([file[:9], file[9:]] if spoil.__name__ == "join" else file))
    assert links.read(link.name) is None
    assert [each.suffix for each in (tmp_path / "links").iterdir()] == [".damaged"]


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    Path(tmp_path / "links").write_text("")
    with pytest.raises(StoreError, match="cannot be kept"):
        links_in(tmp_path).make(STATE, owner="ann")
