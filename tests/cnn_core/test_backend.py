import importlib.metadata
import sys

import pytest

from cnn_core.backend import tensorflow_version


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a package of a name and a version, as the only one there is."""

    def install(name, version):
        folder = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")

    tensorflow_version.cache_clear()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    yield install
    tensorflow_version.cache_clear()


@pytest.mark.parametrize("name", ["tensorflow", "tensorflow-cpu"])
def test_its_version_is_known_whichever_package_brought_it(installed, name):
    installed(name, "2.21.0")
    assert tensorflow_version() == "2.21.0"


def test_where_none_is_installed_the_package_is_named(installed):
    with pytest.raises(importlib.metadata.PackageNotFoundError, match="tensorflow"):
        tensorflow_version()
