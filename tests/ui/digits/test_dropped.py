"""Pictures between the browser and the page's script: kept for a while, in few bytes."""

from ui.digits.dropped import MOST_OF_AN_OWNER, Dropped


def test_a_picture_is_there_under_a_name_of_its_own():
    kept = Dropped(100)
    first, second = kept.keep(b"one", "ann"), kept.keep(b"one", "ann")
    assert first != second
    assert kept.get(first) == kept.get(second) == b"one"
    assert kept.get("") is kept.get("another") is None


def test_of_one_person_the_newest_are_kept():
    kept = Dropped(10_000)
    other = kept.keep(b"b", "bob")
    names = [kept.keep(b"a", "ann") for _ in range(20)]
    assert [name for name in names if kept.get(name)] == names[-MOST_OF_AN_OWNER:]
    assert kept.get(other) == b"b"


def test_all_together_take_no_more_than_they_may():
    kept = Dropped(100)
    names = [kept.keep(bytes(30), f"person {number}") for number in range(10)]
    assert [name for name in names if kept.get(name)] == names[-3:]
    last = kept.keep(bytes(100), "person")
    assert [name for name in [*names, last] if kept.get(name)] == [last]
