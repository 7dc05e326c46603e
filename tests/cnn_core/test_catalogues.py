"""Each language says all that English says: a folder beside `en` is held to it as soon as it is there."""

import re
import tomllib

import pytest

import ui
from cnn_core import text
from cnn_core.particles import MARK
from tests.helpers.english import english_in

FOLDERS = tuple(text._folders)
NO_LANGUAGE = {"lessons"}
"""What else lies in those folders."""
CODES = sorted({each.name for folder in FOLDERS for each in folder.iterdir() if each.is_dir()} - NO_LANGUAGE)

PLACE = re.compile(r"\{\{\w+\}\}|\{[^{}]+\}")
CODE = re.compile(r"`[^`]+`")
AFTER_A_PLACE = re.compile(r"""\}(?:["'“”‘’`*)\]%°×\s]|</\w+>)*$""")
OF_PROSE = {"code": r"^ {4,}\S.*$", "links": r"\]\(([^)]*)\)", "headings": r"^#+ ", "items": r"^- "}


def faults(folder, code):
    """Says what a language's folder lacks, has too much of, or has in another form than English."""
    english, other = folder / text.DEFAULT_LANGUAGE, folder / code
    files, found = (
        {each.relative_to(place): each for each in sorted(place.rglob("*")) if each.is_file()}
        for place in (english, other)
    )
    said = [f"{name} is missing" for name in files.keys() - found.keys()]
    said += [f"{name} is no English file" for name in found.keys() - files.keys()]
    for name in files.keys() & found.keys():
        compare = of_catalogue if name.suffix == ".toml" else of_prose
        said += [
            f"{name}: {fault}" for fault in compare(*(each[name].read_text("utf-8") for each in (files, found)))
        ]
    return said


def of_catalogue(*texts):
    ours, theirs = (dict(flat(tomllib.loads(each))) for each in texts)
    yield from (f"{key} is missing" for key in ours.keys() - theirs.keys())
    yield from (f"{key} is in no English catalogue" for key in theirs.keys() - ours.keys())
    for key in ours.keys() & theirs.keys():
        yield from (f"{key}: {fault}" for fault in of_sentence(ours[key], theirs[key]))


def flat(table, prefix=""):
    for name, value in table.items() if isinstance(table, dict) else enumerate(table):
        if isinstance(value, (dict, list)):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def of_sentence(ours, theirs):
    if not isinstance(ours, str):
        if ours != theirs:
            yield f"is {theirs!r} instead of {ours!r}"
        return
    if ours.strip() and not theirs.strip():
        yield "is empty"
    for what, pattern in {"places": PLACE, "code": CODE}.items():
        if set(pattern.findall(ours)) != set(pattern.findall(theirs)):
            yield f"has the {what} {pattern.findall(theirs)} instead of {pattern.findall(ours)}"
    if ours.count("**") % 2 == 0 and theirs.count("**") % 2:
        yield "opens ** and does not close it"
    for mark in MARK.finditer(theirs):
        if not AFTER_A_PLACE.search(theirs[: mark.start()]):
            yield f"leaves {mark[0]} open where no value stands before it"


def of_prose(ours, theirs):
    for what, pattern in OF_PROSE.items():
        (one, other) = (re.findall(pattern, each, re.MULTILINE) for each in (ours, theirs))
        if len(one) != len(other) or (what == "links" and sorted(one) != sorted(other)):
            yield f"has other {what}: {len(other)} instead of {len(one)}"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_a_language_says_all_that_english_says(folder, code):
    assert (folder / code).is_dir(), f"{code} is a language of {FOLDERS} or of none"
    assert faults(folder, code) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_what_is_said_in_korean_has_no_english_but_names_and_code(folder):
    left: dict[str, list[str]] = {}
    for file in sorted((folder / "ko").rglob("*")):
        said = {}
        if file.suffix == ".toml":
            said = {key: str(value) for key, value in flat(tomllib.loads(file.read_text("utf-8")))}
        elif file.suffix == ".md":
            said = dict(enumerate(file.read_text("utf-8").split("\n\n")))
        left |= {f"{file.name}: {key}": found for key, each in said.items() if (found := english_in(each))}
    assert left == {}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Print", ["Print"]),
        ("Take it along", ["Take", "it", "along"]),
        ("The net says 7", ["The", "net", "says"]),
        ("신경망 is not trained", ["is", "not"]),
        ("`Choose a net` · conv1 · SAME", []),
        ("합성곱(cross-correlation) · c8-max2_d32/e3-b64 · ceil(n / s) = {out}", []),
        ("ReLU를 거칩니다. padding='same'은 SAME입니다.", []),
    ],
)
def test_english_is_found_beside_names_and_code(said, found):
    assert english_in(said) == found


def test_both_rooms_with_texts_are_looked_at():
    assert ui.CONTENT in FOLDERS
    assert len(FOLDERS) == 2
    assert text.DEFAULT_LANGUAGE in CODES


def test_what_a_language_lacks_or_has_otherwise_is_found(tmp_path):
    english = {
        "a.toml": 'x = "{n} of `p`"\ny = "One"\nz = "**{m}**"\n[list]\nq = ["a", "b"]\nk = 3',
        "b.md": "# B\n\n[l](u)\n",
    }
    korean = {
        "a.toml": 'x = "`q` {m}"\nz = "**{m}을(를), 필터은(는)"\nw = ""\n[list]\nq = ["a"]\nk = 4',
        "b.md": "[l](v)\n",
        "c.md": "",
    }
    for code, files in {"en": english, "ko": korean}.items():
        (tmp_path / code).mkdir()
        for name, said in files.items():
            (tmp_path / code / name).write_text(said, "utf-8")
    assert sorted(faults(tmp_path, "ko")) == [
        "a.toml: list.k: is 4 instead of 3",
        "a.toml: list.q.1 is missing",
        "a.toml: w is in no English catalogue",
        "a.toml: x: has the code ['`q`'] instead of ['`p`']",
        "a.toml: x: has the places ['{m}'] instead of ['{n}']",
        "a.toml: y is missing",
        "a.toml: z: leaves 은(는) open where no value stands before it",
        "a.toml: z: opens ** and does not close it",
        "b.md: has other headings: 0 instead of 1",
        "b.md: has other links: 1 instead of 1",
        "c.md is no English file",
    ]
    assert faults(tmp_path, "en") == []
