"""The browser's arithmetic, packing, layout and parsing, by `deno test`, against tables that the library writes."""

import re

import pytest

from tests.front.tables import TABLES, write_tables
from tests.helpers.deno import ROOT, run_deno

MODULES = sorted((ROOT / "tests" / "front").glob("*.test.js"))


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    write_tables(folder)
    return folder


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_the_scripts_agree_with_the_library(tables, module):
    allowed = ("--allow-env=TABLES", f"--allow-read={tables}")
    done = run_deno("test", "--quiet", "--no-check", *allowed, module, TABLES=str(tables))
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed, done.stdout
    assert int(passed[1]) == module.read_text("utf-8").count("Deno.test(")


def test_each_table_is_read():
    texts = "".join(module.read_text("utf-8") for module in MODULES)
    assert len(MODULES) >= 3
    for name in TABLES:
        assert f'table("{name}")' in texts
