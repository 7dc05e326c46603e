import base64
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_core.digits import load_digits
from cnn_core.inspection import inspect
from cnn_core.mnist_form import to_mnist_form
from cnn_core.nets import named_net
from tests.pages.charts import heatmap_of
from ui import engine as ui_engine

PAGE = Path(__file__).parents[2] / "pages" / "mnist_inspection.py"
TIMEOUT = 60


@pytest.fixture(scope="module", autouse=True)
def engine():
    yield ui_engine.engine()
    ui_engine.engine().close()
    ui_engine.engine.cache_clear()


@pytest.fixture
def at():
    return AppTest.from_file(PAGE, default_timeout=TIMEOUT)


def drawn(pixels: np.ndarray) -> dict[str, str]:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return {"drawing": "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()}


def a_stroke() -> np.ndarray:
    pixels = np.zeros((140, 140), np.uint8)
    pixels[30:110, 64:76] = 255
    return pixels


def test_it_begins_with_a_held_out_digit_the_two_block_net_and_all_its_maps(at):
    at.run()
    assert not at.exception
    computed = inspect(load_digits().held_out_images[0])
    for name in ("conv1", "pool1", "conv2", "pool2"):
        tiles = heatmap_of(at, f"mnist_{name}")
        shown = computed.activations[name][0][:, :, :8]
        assert np.nanmax(tiles) == pytest.approx(shown.max(), rel=1e-4)
        assert np.isfinite(tiles).sum() == shown.size
    assert any(f"The net says {computed.answers[0]}" in markdown.value for markdown in at.markdown)


def test_a_drawing_is_brought_to_mnists_form_and_answered(at):
    at.session_state["mnist_drawing"] = drawn(a_stroke())
    at.run()
    assert not at.exception
    seen = to_mnist_form(a_stroke()).pixels
    computed = inspect(seen)
    assert np.nanmax(heatmap_of(at, "mnist_conv1")) == pytest.approx(
        computed.activations["conv1"][0][:, :, :8].max(), rel=1e-3
    )
    assert any("The net says 1" in markdown.value for markdown in at.markdown)
    assert not at.warning


@pytest.mark.parametrize("drawing", ["", "no data", "data:image/png;base64,@@", "data:image/png;base64,", 7, None])
def test_a_drawing_that_is_none_leaves_the_held_out_digit(at, drawing):
    at.session_state["mnist_drawing"] = {"drawing": drawing}
    at.run()
    assert not at.exception
    assert any("Until yours comes" in caption.value for caption in at.caption)


def test_a_blank_drawing_has_an_answer_of_its_own(at):
    at.session_state["mnist_drawing"] = drawn(np.zeros((140, 140), np.uint8))
    at.run()
    assert not at.exception
    assert at.warning
    assert not any("The net says" in markdown.value for markdown in at.markdown)


def test_every_upload_of_the_wrong_kind_gets_a_sentence(at):
    at.query_params["mnist_source"] = "Upload"
    at.run()
    at.file_uploader[0].upload("note.png", b"words", "image/png").run()
    assert not at.exception
    assert "not a picture" in at.error[0].value
    assert any("Shown instead" in caption.value for caption in at.caption)


def test_the_random_filters_show_five_maps_and_no_answer(at):
    at.query_params["mnist_net"] = "Random filters"
    at.run()
    assert not at.exception
    assert np.isfinite(heatmap_of(at, "mnist_conv1")).sum() == 14 * 14 * 5
    assert "nothing behind them" in at.info[0].value


def test_a_net_that_is_not_trained_is_trained_while_the_page_says_how_far_it_is(at, engine, monkeypatch):
    at.query_params["mnist_net"] = "Three blocks"
    at.query_params["mnist_recipe"] = "As in the notebook"
    at.run()
    assert not at.exception
    run = engine.run_of(named_net("three_block/notebook"))
    assert run is not None
    assert any("What the net sees" in html.proto.body for html in at.get("html")), "the digit is shown meanwhile"
    run.done.result(timeout=120)
    at.run()
    assert not at.exception
    assert heatmap_of(at, "mnist_pool3").size
    assert any("54,000" in info.value for info in at.info)


def test_a_damaged_net_is_said_to_be_and_trained_again(at, engine):
    net = named_net("two_block/notebook")
    engine.train(net).done.result(timeout=120)
    engine.store.path(net).write_bytes(b"damaged")
    at.query_params["mnist_recipe"] = "As in the notebook"
    at.run()
    assert not at.exception
    assert "is damaged" in at.warning[0].value
    engine.run_of(net).done.result(timeout=120)
    at.run()
    assert not at.exception
    assert heatmap_of(at, "mnist_pool2").size


def test_a_failed_training_gets_its_sentence_and_a_way_to_try_again(at, engine):
    net = named_net("three_block/notebook")
    failed = engine.train(replace(net, seed=77))
    failed.done.result(timeout=120)
    path = engine.store.path(net)
    path.unlink(missing_ok=True)
    engine.store.folder.rename(engine.store.folder.with_name("away"))
    engine.store.folder.write_text("a file in the way")
    try:
        with pytest.raises(Exception, match="cannot be written"):
            engine.train(net).done.result(timeout=120)
        at.query_params["mnist_net"] = "Three blocks"
        at.query_params["mnist_recipe"] = "As in the notebook"
        at.run()
        assert not at.exception
        assert "cannot be written" in at.error[0].value
        assert at.button[-1].label == "Train it again"
    finally:
        engine.store.folder.unlink()
        engine.store.folder.with_name("away").rename(engine.store.folder)


def test_a_mistake_can_be_picked_of_each_label(at):
    at.query_params["mnist_source"] = "Pick"
    at.run()
    digits = load_digits()
    wrong = inspect(digits.held_out_images).answers != digits.held_out_labels
    label = int(digits.held_out_labels[wrong][0])
    at.selectbox[0].select(label).run()
    next(button for button in at.button if button.label == "Random mistake").click().run()
    assert not at.exception
    index = int(at.number_input[0].value)
    assert digits.held_out_labels[index] == label
    assert wrong[index]


@pytest.mark.parametrize("value", ["-1", "1000", "NaN", "3.5", "'; drop table", "٣", "9" * 400, "-inf", "1e999"])
def test_a_nonsense_index_in_the_address_is_ignored(at, value):
    at.query_params["mnist_source"] = "Pick"
    at.query_params["mnist_index"] = value
    at.run()
    assert not at.exception
    assert 0 <= at.number_input[0].value <= 999
