import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

import cnn_core

SOURCE = Path(cnn_core.__file__)
PUBLIC_MODULES = sorted(
    ".".join(("cnn_core", *file.relative_to(SOURCE.parent).with_suffix("").parts))
    for file in SOURCE.parent.rglob("*.py")
    if not file.stem.startswith("_")
)


def test_every_exported_name_is_there_sorted_and_known_to_type_checkers():
    assert cnn_core.__all__ == sorted(set(cnn_core.__all__))
    for name in cnn_core.__all__:
        assert getattr(cnn_core, name) is not None
    for_checkers = {
        alias.asname
        for node in ast.walk(ast.parse(SOURCE.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    assert for_checkers == set(cnn_core.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'convolute'"):
        _ = cnn_core.convolute


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_everything_public_is_documented_with_all_its_arguments(module):
    found = import_module(module)
    assert found.__doc__
    for name, thing in vars(found).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module or not callable(thing):
            continue
        documented = inspect.getdoc(thing) or ""
        assert documented, f"{module}.{name} has no docstring"
        if inspect.isfunction(thing) and "Args:" in documented:
            missing = [
                parameter for parameter in inspect.signature(thing).parameters if f"{parameter}:" not in documented
            ]
            assert not missing, f"{module}.{name} does not document {missing}"
