"""The words that Python sends and those that the scripts say are the same ones, in both directions."""

import re

import pytest

from cnn_core.text import words
from ui.digits.hand import hand_words
from ui.pages.explanation.why.view_words import view_words
from ui.scripts import MODULES

SENT = {
    "lab": hand_words() | words("lab") | {"scrubber": words("lab.scrubber"), "disturbances": None},
    "lessons/bar": words("lesson.script"),
    "pages/course/cards": words("course.cards"),
    "pages/explanation/why": hand_words() | words("why.script") | {"views": None, "intros": None} | view_words(),
    "pages/training/observatory": words("observatory") | {"columns": None},
    "pages/build_net/net_editor": words("build.editor", number=0, title="", field="")
    | {"fields": None, "hints": None},
    "badge": words("badge"),
    "pages/backward/by_hand": words("backward_page.script"),
    "pages/start/glimpse": hand_words()
    | {name: said for name, said in words("start.script").items() if name != "maps_label"}  # the lab's view says it
    | {"learning": words("start.learning")},
    "stepper": words("stepper"),
    "take_along": words("take_along.field"),
}
"""What the scripts of a folder are sent; where that is None, a table whose names are those of what it speaks of."""
WITH_CANVAS = ("lab", "pages/explanation/why", "pages/start/glimpse")
DATA = {"zones", "methods", "verdicts"}
"""Tables by a method, a place or a finding."""


def scripts_of(folder):
    folders = (f"{folder}/", "scripts/") if folder in WITH_CANVAS else (f"{folder}/",)
    return "\n".join(file.read_text("utf-8") for path, file in MODULES.items() if path.startswith(folders))


def names(sent):
    for name, said in sent.items():
        yield name
        if isinstance(said, dict) and name not in DATA:
            yield from names(said)


@pytest.mark.parametrize("folder", SENT)
def test_all_that_the_scripts_say_is_sent(folder):
    arrays = {"length", "push"}  # of those that are named so
    said = set(re.findall(r"\bwords\??\.(\w+)", scripts_of(folder))) - arrays
    assert said
    assert said - set(names(SENT[folder])) == set()


@pytest.mark.parametrize("folder", SENT)
def test_all_that_is_sent_is_said(folder):
    """A name that a script puts together, such as `words[`${name}_label`]`, counts with all that is made so."""
    scripts = scripts_of(folder)
    made = [re.sub(r"\$\{[^}]*\}", r"\\w*", text) for text in re.findall(r"\bwords\[`([^`]*)`\]", scripts)]
    said = set(re.findall(r"\w+", scripts))
    sent = set(names(SENT[folder]))
    assert {name for name in sent - said if not any(re.fullmatch(one, name) for one in made)} == set()


def test_places_are_left_open():
    assert words("stepper")["row_column"] == "row {row}, column {column}"
    assert hand_words()["says"] == "The net says {answer} · {share}"
