import pytest

from cnn_core.errors import StoreError
from cnn_core.store.names import MOST_CHARACTERS, Names, clean_name
from tests.helpers.stored_nets import tiny_net

NET, OTHER = tiny_net(1), tiny_net(2)


def test_a_name_is_kept_changed_taken_away_and_of_one_net(tmp_path):
    names = Names(tmp_path / "models")
    assert names.name_of(NET) == ""  # as in a store that knows no names
    names.rename(NET, "Ann's first")
    assert Names(tmp_path / "models").name_of(NET) == "Ann's first"
    assert names.name_of(OTHER) == ""
    names.rename(NET, "Ann's best")
    assert names.name_of(NET) == "Ann's best"
    names.rename(NET, "  ")
    assert names.name_of(NET) == ""
    names.rename(NET, "again")
    names.delete(NET)
    assert names.name_of(NET) == ""
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two \n words\t", "two words"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}evil\N{ZERO WIDTH SPACE}", "evil"),
        ("e\N{COMBINING ACUTE ACCENT}", "\N{LATIN SMALL LETTER E WITH ACUTE}"),
        ("x" * 1000, "x" * MOST_CHARACTERS),
        ("\N{HANGUL SYLLABLE HAN}\N{HANGUL SYLLABLE GEUL}", "\N{HANGUL SYLLABLE HAN}\N{HANGUL SYLLABLE GEUL}"),
        ("", ""),
    ],
)
def test_a_name_is_one_line_that_can_be_seen(typed, kept):
    assert clean_name(typed) == kept
    assert clean_name(kept) == kept


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 100_000, b"one\ntwo"])
def test_a_file_that_holds_anything_is_read_as_a_name(tmp_path, content):
    names = Names(tmp_path)
    names.rename(NET, "x")
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    found = names.name_of(NET)
    assert found == clean_name(found)


def test_where_it_cannot_be_written_a_sentence_says_so(tmp_path):
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        Names(tmp_path / "models").rename(NET, "x")
    assert Names(tmp_path / "models").name_of(NET) == ""
