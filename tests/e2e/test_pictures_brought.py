"""Files and photos that make no digit: each gets its sentence, and no other digit is answered beside it."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from cnn_core.pictures.digits import load_digits
from tests.helpers.app import answer, choice, open_page, settle
from tests.helpers.browser import find, flags
from tests.helpers.patience import MILLISECONDS_OF_AN_ATTEMPT
from tests.helpers.server import Server

UPLOAD = "/mnist_inspection?mnist_source=Upload"
TOO_LARGE = "The file has 21.0 MB, and at most 20 MB are read."

# A file that is dragged from a folder: so many bytes, of a name.
DRAG = """(place, [name, size, types]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(size)], name));
  for (const type of types)
    place.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def png(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def four() -> bytes:
    digits = load_digits()
    index = int(np.flatnonzero(digits.held_out_labels == 4)[0])
    return png(np.asarray(Image.fromarray(255 - digits.held_out_images[index]).resize((280, 280))))


def bring(page: Page, name: str, data: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": data})


def bring_a_four(page: Page, name: str) -> None:
    """Chooses it, and once more where Streamlit's field took the last file away and then lost this one."""
    bring(page, name, four())
    try:
        expect(answer(page)).to_contain_text("The net says 4", timeout=MILLISECONDS_OF_AN_ATTEMPT)
    except AssertionError:
        bring(page, name, four())
        expect(answer(page)).to_contain_text("The net says 4")


def expect_a_sentence_alone(page: Page, sentence: str) -> None:
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    settle(page)
    expect(page.get_by_role("heading", name="There is no digit yet")).to_be_visible()
    expect(answer(page)).to_have_count(0)
    expect(page.get_by_role("img", name="error")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("file.png", b"no picture at all", "not a picture that can be recognised"),
        pytest.param("file.png", b"", "empty", marks=pytest.mark.long),
        pytest.param("file.png", png(np.zeros((99, 99), np.uint8))[:60], "damaged", marks=pytest.mark.long),
        ("IMG_0002.HEIC", b"\0\0\0\x18ftypheic" + bytes(40), "of the kind HEIC, and pictures are read as PNG"),
        pytest.param("scan.tiff", b"II*\0" + bytes(40), "of the kind TIFF", marks=pytest.mark.long),
        pytest.param("notes", b"no picture at all", "not a picture that can be recognised", marks=pytest.mark.long),
    ],
    ids=["words", "empty", "truncated", "HEIC", "TIFF", "no ending"],
)
def test_a_file_that_is_no_picture_gets_a_sentence_and_no_other_digit_is_answered(page, name, data, sentence):
    open_page(page, UPLOAD)
    expect(answer(page)).to_be_visible()
    bring(page, name, data)
    expect_a_sentence_alone(page, sentence)


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "large.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n".ljust(21_000_000, b"0"))
    return path


@pytest.mark.long
def test_a_file_that_is_too_large_gets_its_sentence_and_a_good_one_its_answer(page, large):
    """Chosen, and dropped after a digit that was answered."""
    open_page(page, UPLOAD)
    expect(page.locator("[data-listens]")).to_be_attached()  # the script that judges sizes has come
    page.locator("input[type=file]").set_input_files(large)
    expect_a_sentence_alone(page, TOO_LARGE)
    bring_a_four(page, "four")
    expect(page.get_by_text(TOO_LARGE)).to_have_count(0)
    place = page.get_by_test_id("stFileUploaderDropzone")
    place.evaluate(DRAG, ["dropped.png", 21_000_000, ["dragenter", "dragover"]])
    expect(page.get_by_text("Drag and drop a file here")).to_be_visible()
    place.evaluate(DRAG, ["dropped.png", 21_000_000, ["drop"]])
    expect_a_sentence_alone(page, TOO_LARGE)
    expect(page.get_by_text("Drag and drop a file here")).to_have_count(0)
    bring_a_four(page, "four.png")


def test_a_picture_for_the_toy_page_that_is_too_large_gets_its_sentence_too(page, large):
    open_page(page, "/toy_convolution?toy_image_source=own")
    page.get_by_role("button", name="Choose").click()
    expect(page.locator("[data-listens]")).to_be_attached()  # the script that judges sizes has come
    page.locator("input[type=file]").set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text=TOO_LARGE)).to_be_visible()


@pytest.mark.long
def test_a_file_that_is_gone_with_the_server_is_said_to_be_gone(new_context, tmp_path):
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        page = new_context(base_url=server.url, other_hosts=(server.url,)).new_page()
        open_page(page, UPLOAD)
        bring(page, "four.png", four())
        expect(answer(page)).to_contain_text("The net says 4")
        server.restart()
        server.until_it_answers()
        expect(page.get_by_test_id("stConnectionStatus")).to_have_count(0)
        choice(page, "One per map").click()
        expect_a_sentence_alone(page, "The file is gone")
        bring(page, "four.png", four())
        expect(answer(page)).to_contain_text("The net says 4")


@pytest.mark.long
def test_an_address_that_browsers_do_not_trust_says_why_it_has_no_camera(browser):
    """A name of another machine, which leads to this one: as in a class, by http."""
    name = "class.example"
    rule = f"--host-resolver-rules=MAP {name} 127.0.0.1"
    stranger = browser.browser_type.launch(executable_path=find(), args=[*flags(), rule])
    with Server(CONVSCOPE_HOSTS=name) as far:
        far.until_it_answers()
        page = stranger.new_page(base_url=f"http://{name}:{far.port}")
        open_page(page, "/mnist_inspection?mnist_source=Camera")
        assert page.evaluate("navigator.mediaDevices === undefined")
        sentence = f"this page came from http://{name}:{far.port}"
        expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()
        expect(page.get_by_test_id("stCameraInput")).to_have_count(0)
        open_page(page, "/toy_convolution?toy_image_source=camera")
        page.get_by_role("button", name="Photo").click()
        expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()
        stranger.close()
