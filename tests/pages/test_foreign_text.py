"""Texts of others on every page: what an address or a file's name says is shown, and nothing of it is obeyed."""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnn_core.engine import Engine, TrainingRun
from tests.helpers.foreign_text import FOREIGN, HOST, is_inert
from tests.helpers.nonsense import ADDRESSED, names, open_page

MARKDOWN = frozenset({"body", "label", "help", "text", "element_name", "title"})
"""Fields of what Streamlit sends in which Markdown is read; `text` is a progress bar's."""


@pytest.fixture(scope="module", autouse=True)
def no_training(app_engine):
    """The pages start trainings of what they lack, which this is not about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "train", lambda _engine, net, **_: TrainingRun(net))
        yield


def texts(block: Any) -> Iterator[tuple[str, str]]:
    """Yields each text that a page sends, with the name of its field."""
    for child in block.children.values():
        if proto := getattr(child, "proto", None):
            yield from _strings(proto)
        if hasattr(child, "children"):
            yield from texts(child)


def _strings(proto: Any) -> Iterator[tuple[str, str]]:
    for field, value in proto.ListFields():
        for each in value if field.is_repeated and not hasattr(value, "keys") else [value]:
            if isinstance(each, str):
                yield field.name, each
            elif hasattr(each, "ListFields"):
                yield from _strings(each)


def obeyed(at: Any) -> list[str]:
    """Returns the texts of a page in which something of the foreign one would be taken for a mark."""
    assert not at.exception
    return [text for name, text in texts(at._tree) if name in MARKDOWN and HOST in text and not is_inert(text)] + [
        text for name, text in texts(at._tree) if f"<img src=http://{HOST}" in text and name == "html"
    ]


@pytest.mark.parametrize("is_alone", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("page", ADDRESSED)
def test_no_parameter_of_an_address_brings_a_link_or_a_picture(page, is_alone):
    for value in (FOREIGN, f"`{FOREIGN}/e2", f"1,2;3,{FOREIGN}"):
        foreign = dict.fromkeys(names(page), value)
        for address in [{name: value} for name in foreign] if is_alone else [foreign]:
            assert obeyed(open_page(page, address)) == [], address


@pytest.mark.parametrize(
    ("page", "name"), [("training", "net"), ("build_net", "net"), ("receptive_field", "receptive_stack")]
)
def test_what_is_refused_is_quoted(page, name):
    """So that the test above sees something."""
    at = open_page(page, {name: FOREIGN})
    assert [text for _, text in texts(at._tree) if HOST in text]


def picture() -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.zeros((30, 30), np.uint8)).save(file, "GIF")
    return file.getvalue()


@pytest.mark.parametrize("page", ["mnist_inspection", "explanation"])
def test_no_name_of_a_file_brings_a_link_or_a_picture(page):
    prefix = "why" if page == "explanation" else "mnist"
    at = open_page(page, {f"{prefix}_source": "Upload"})
    name = f"{FOREIGN.replace('/', '')}.png"
    at.file_uploader[0].upload(name, picture(), "image/png").run()
    assert obeyed(at) == []
    assert any(HOST in warning.value for warning in at.warning), "it is told of a GIF that is called PNG"
