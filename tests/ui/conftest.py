import pytest

from cnn_core.settings import settings
from tests.helpers.components import search_once

search_once()


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A teacher's folder of lessons, which the settings name."""
    monkeypatch.setenv("CONVSCOPE_LESSONS", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()
