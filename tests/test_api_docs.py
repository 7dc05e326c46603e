"""docs/api.md and the examples in the docstrings: whole, current and true."""

import doctest
import inspect
import re

import pytest

import cnn_core
from docs.make_api import FILE, api_text

# These need a trained net, TensorFlow, the network, or minutes; `test_public_surface.py` calls each of them.
WITHOUT_EXAMPLE = {
    "ablate_held_out",
    "compare_with_tensorflow",
    "contributions",
    "digit_space",
    "explain_by",
    "grad_cam",
    "history",
    "inspect",
    "inspect_scaled",
    "integrated_gradients",
    "keras_file",
    "layer_profile",
    "load_full_mnist",
    "occlusion",
    "pass_held_out",
    "place_digit",
    "randomised_check",
    "rank_channels",
    "saliency",
    "smoothgrad",
    "trace_net_cell",
    "train",
    "train_and_save",
}
FUNCTIONS = [name for name in cnn_core.__all__ if inspect.isfunction(inspect.unwrap(getattr(cnn_core, name)))]
WITH_EXAMPLE = [name for name in FUNCTIONS if name not in WITHOUT_EXAMPLE]


def test_the_file_is_what_the_docstrings_make():
    assert FILE.read_text("utf-8") == api_text(), "run `make api`"


def test_the_file_has_a_heading_and_a_text_for_every_exported_name():
    parts = re.split(r"^### (.*)$", FILE.read_text("utf-8"), flags=re.MULTILINE)
    texts = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert texts.keys() == set(cnn_core.__all__)
    assert [name for name, text in texts.items() if len(text.split()) < 4] == []


def test_the_file_shows_what_a_class_inherits():
    text = FILE.read_text("utf-8")
    for heading in ("#### Convolution.trace(row, column, filter=0)", "#### Pooling.counts", "#### Store.load("):
        assert heading in text


def test_every_function_but_the_named_has_an_example():
    assert set(FUNCTIONS) >= WITHOUT_EXAMPLE
    assert len(WITH_EXAMPLE) > 40


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_examples_are_true(name):
    function = inspect.unwrap(getattr(cnn_core, name))
    (found,) = doctest.DocTestFinder(recurse=False).find(function, name, globs={"cnn_core": cnn_core})
    assert found.examples, f"{name} has no example"
    said: list[str] = []
    failed, tried = doctest.DocTestRunner().run(found, out=said.append)
    assert not failed, "".join(said)
    assert tried == len(found.examples)
