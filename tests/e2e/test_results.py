"""What a trained net takes for what: cells chosen by click and keys, its file, and deleting it."""

import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from cnn_core.store.store import Store
from tests.helpers.app import open_page, settle
from tests.helpers.stored_nets import store_tiny_net

TITLE = "c2-s4 · seed 5 · e2"


@pytest.fixture
def tiny(server):
    store = Store(server.cache / "models")
    yield store_tiny_net(store, 5)
    store.delete(store_tiny_net(store, 5))


@pytest.mark.long
def test_a_cell_is_chosen_by_a_click_and_by_keys_and_shows_its_digits(page):
    open_page(page, "/results?net=two_block/default")
    page.get_by_role("gridcell", name="3 taken for 7: 2").click()
    expect(page.get_by_role("heading", name="3 taken for 7: 2")).to_be_visible()
    expect(page.locator(".gallery a", has_text="3 → 7")).to_have_count(2)
    expect(page).to_have_url(re.compile("results_cell=3-7"))
    settle(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="4 taken for 6: 1")).to_be_visible()
    expect(page.get_by_role("gridcell", name="4 taken for 6: 1")).to_be_focused()
    settle(page)
    page.get_by_role("button", name="Back to the overview").click()
    expect(page.get_by_role("heading", name="The surest mistakes")).to_be_visible()
    expect(page.locator(".gallery a")).to_have_count(19)
    expect(page.get_by_text("for all 1,000 held-out digits")).to_be_visible()
    page.reload()
    settle(page)
    expect(page.get_by_role("gridcell", selected=True)).to_have_count(0)


def test_a_net_is_saved_as_a_file_and_deleted_after_asking(page, tiny):
    open_page(page, "/results?net=c2-s4/e2@5")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as .keras").click()
    assert download.value.suggested_filename == "c2-s4-e2-seed5.keras"
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as file:
        config = json.loads(file.read("config.json"))
    assert "conv1" in json.dumps(config)
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text('keras.models.load_model("c2-s4-e2-seed5.keras")')).to_be_visible()
    expect(page.get_by_text("of shape (N, 784)")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text(f"Delete {TITLE} from the store?")).to_be_visible()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text(f"{TITLE} is deleted.")).to_be_visible()
    expect(page.locator(".layers", has_text=TITLE)).to_have_count(0)
    settle(page)
    page.goto("/results?net=two_block/default")
    settle(page)
    expect(page.get_by_role("button", name="Use it")).to_be_visible()
    expect(page.get_by_role("button", name="Delete", exact=True)).to_have_count(0)


def test_a_mistake_asks_why_and_a_name_in_the_list_shows_its_results(page, tiny):
    open_page(page, "/results?net=two_block/default")
    first = page.locator(".gallery a").first
    said, index = first.inner_text().split(), re.search(r"why_index=(\d+)", first.get_attribute("href"))[1]
    page.evaluate("window.is_this_document = true")
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".gallery a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/explanation\?.*why_index={index}"))
    expect(page.get_by_role("radio", name=f"{said[2]}: {said[3]}")).to_be_checked()
    settle(page)
    assert page.evaluate("window.is_this_document"), "what was drawn and chosen stays"
    page.go_back()
    settle(page)
    page.get_by_role("link", name=f"{TITLE}: show its results").click()
    expect(page.get_by_text(f"{TITLE}: ").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/results\?.*net=c2-s4(/|%2F)e2(@|%40)5"))
    expect(page.get_by_role("heading", name="Results")).to_be_in_viewport()
