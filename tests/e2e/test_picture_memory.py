"""What pictures cost the server's own process: hardly anything, however many pixels and bytes are brought."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.test_pictures_brought import UPLOAD, bring, bring_a_four, four
from tests.helpers.app import open_page, settle
from tests.helpers.server import Server

MEGABYTES = 400
FILES = 25
"""Of 19 MB each: half a gigabyte."""


@pytest.fixture
def alone(tmp_path, new_context) -> Iterator[tuple[Server, Page]]:
    """A server of its own, which no other test has filled, and a page of it."""
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        yield server, new_context(base_url=server.url, other_hosts=(server.url,)).new_page()


def megabytes(server: Server) -> float:
    return float(server.process.memory_info().rss) / 1e6


@pytest.mark.long  # the budget and the reader have short tests of their own
def test_no_picture_and_no_pile_of_files_makes_the_server_large(alone):
    server, page = alone
    file = io.BytesIO()
    Image.new("RGBA", (7000, 7000), (255, 255, 255, 128)).save(file, "WEBP", lossless=True)
    open_page(page, UPLOAD)
    bring_a_four(page, "four.png")
    for number in range(3):
        bring(page, f"large{number}.webp", file.getvalue() + bytes(number))
        expect(page.get_by_role("alert").filter(has_text="Transparent parts of the picture")).to_be_visible()
        settle(page)
        assert megabytes(server) < MEGABYTES
        bring(page, f"four{number}.png", four())
        expect(page.get_by_role("alert").filter(has_text="Transparent parts of the picture")).to_have_count(0)
    for number in range(FILES):
        bring(page, f"{number}.png", four().ljust(19_000_000, bytes([number])))
        settle(page)
    assert megabytes(server) < MEGABYTES
    bring_a_four(page, "four.png")
    print(f"{megabytes(server):.0f} MB")
