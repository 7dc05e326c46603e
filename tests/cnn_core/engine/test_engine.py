from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import psutil
import pytest

from cnn_core import explain
from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.depthwise import convolve_depthwise
from cnn_core.engine import Engine
from cnn_core.errors import Busy, SpecError, StoreError
from cnn_core.live.lab import LabRequest
from cnn_core.live.why import WhyRequest, why_frame
from cnn_core.nets.course import NETS, UNTRAINED, named_net
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.packed_arrays import unpack_arrays
from cnn_core.pictures.digits import load_digits
from cnn_core.settings import Settings, settings
from cnn_core.store.moments import NEWEST
from cnn_core.store.store import Store, entry_name
from tests.helpers.patience import SECONDS, until

SMALL = find_net("c4-max4_d8/e2-b50-n500")


@pytest.fixture
def engine():
    """One that nobody has asked anything yet."""
    engine = Engine(settings())
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def warm():
    """One for all that leave it as it was."""
    engine = Engine(settings())
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def image():
    return load_digits().held_out_images[0]


def test_it_answers_as_the_library_does_in_this_process(warm, image):
    from cnn_core.models.inspection import inspect

    net = named_net("two_block")
    answered, computed = warm.inspect(image, net).result(), inspect(image, net)
    for name, array in computed.activations.items():
        np.testing.assert_allclose(answered.activations[name], array, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(answered.probabilities, computed.probabilities, rtol=1e-3, atol=1e-5)


def test_whatever_is_asked_of_a_net_comes_back_from_a_worker(warm, image):
    found = warm.ask(explain.rank_channels, image, "two_block", layer="conv2", target=3).result()
    np.testing.assert_allclose(
        found.base, warm.inspect(image, named_net("two_block")).result().logits[0], rtol=1e-4
    )
    cell = explain.Cell(layer="conv2", row=6, column=0, channel=5)
    arithmetic = warm.ask(explain.trace_net_cell, image, "two_block", cell).result()
    assert arithmetic.computed == pytest.approx(arithmetic.value, rel=1e-3, abs=1e-4)
    assert arithmetic.operation.trace(0, 0).channels.shape == (32,)
    for function in (explain.contributions, explain.place_digit, explain.integrated_gradients, explain.grad_cam):
        assert vars(warm.ask(function, image, "two_block").result())
    assert warm.ask(explain.randomised_check, "grad_cam", image, "two_block").result().original.target == 8
    with pytest.raises(SpecError, match="layer 'conv9' is not one of those"):
        warm.ask(explain.filter_of, "two_block", "conv9", 0).result()


def test_long_calls_in_parts_answer_what_they_do_in_one(warm, image):
    net, scalings = named_net("two_block"), (explain.Scaling(layer="conv2", channel=3),)
    parts, whole = warm.ablated(net, scalings, client="ann").result(SECONDS), explain.ablate_held_out(net, scalings)
    np.testing.assert_array_equal(parts.labels, whole.labels)
    np.testing.assert_allclose(parts.base, whole.base, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(parts.logits, whole.logits, rtol=1e-4, atol=1e-4)
    for view, is_exact in (("strokes", True), ("strokes", False), ("net", True)):
        request = WhyRequest(bitmap="digit", side=28, view=view, is_exact=is_exact)
        (header, arrays), (its_header, its_arrays) = (
            unpack_arrays(frame)
            for frame in (warm.why(request, image, client="ann").result(SECONDS), why_frame(request, image))
        )
        assert {entry["name"] for entry in header["arrays"]} == {entry["name"] for entry in its_header["arrays"]}
        assert [header[key] for key in ("target", "net", "view")] == [
            its_header[key] for key in ("target", "net", "view")
        ]
        for name, array in its_arrays.items():
            np.testing.assert_allclose(arrays[name], array, rtol=1e-3, atol=1e-3, err_msg=name)


def test_no_worker_builds_a_net_that_nobody_has_trained_on_a_messages_word(warm, image):
    net = replace(SMALL, seed=91)
    lab = LabRequest(bitmap="digit", side=28, nets=(training_text(net),), moments=(0,))
    for refused in (
        lambda: warm.frame(lab, image),
        lambda: warm.frame(replace(lab, moments=(NEWEST,)), image),
        lambda: warm.frame(replace(lab, nets=("two_block/default", training_text(net)), moments=()), image),
        lambda: warm.frame(replace(lab, nets=(training_text(replace(net, recipe=UNTRAINED)),), moments=()), image),
        lambda: warm.why(WhyRequest(bitmap="digit", side=28, net=training_text(net)), image),
    ):
        with pytest.raises(StoreError, match="not trained yet"):
            refused()
    warm.show(net)  # as the page does by which its training is started
    assert unpack_arrays(warm.frame(lab, image).result(SECONDS))[0]["moments"] == [0]
    begun = replace(SMALL, seed=92)
    run = warm.train(begun)
    assert warm.frame(replace(lab, nets=(training_text(begun),)), image).result(SECONDS)
    run.done.result(SECONDS)
    for name in NETS:
        if warm.has(NETS[name]):
            assert warm.frame(replace(lab, nets=(name,), moments=()), image).result(SECONDS)


def test_it_is_warm_when_every_worker_has_answered_a_call(engine, image):
    assert not engine.is_warm
    engine.warm_up(image)
    assert not engine.is_warm
    until(lambda: engine.is_warm)
    assert engine.live_workers == settings().workers


def test_a_net_that_the_store_lacks_is_refused_and_then_trained_once_however_many_ask(warm, image):
    net = replace(SMALL, seed=11)
    assert not warm.has(net)
    with pytest.raises(StoreError, match="not trained yet"):
        warm.inspect(image, net).result()
    runs = [warm.train(net) for _ in range(5)]
    assert len(set(map(id, runs))) == 1
    runs[0].done.result(SECONDS)
    assert runs[0].progress.step == runs[0].progress.steps
    assert warm.has(net)
    assert warm.inspect(image, net).result().logits.shape == (1, 10)


def test_a_damaged_net_is_trained_again_when_it_is_asked_for(warm, image):
    net = replace(SMALL, seed=41)
    warm.train(net).done.result(SECONDS)
    warm.store.path(net).write_bytes(b"damaged")
    with pytest.raises(StoreError, match="is damaged"):
        warm.inspect(image, net).result()
    assert not warm.has(net)
    warm.train(net).done.result(SECONDS)
    assert warm.inspect(image, net).result().logits.shape == (1, 10)


def test_a_store_that_cannot_be_written_ends_the_training_in_a_sentence(tmp_path):
    (tmp_path / "models").write_text("a file in the way")
    engine = Engine(Settings(cache=tmp_path))
    try:
        run = engine.train(replace(SMALL, seed=51))
        with pytest.raises(StoreError, match="cannot be written"):
            run.done.result(SECONDS)
    finally:
        engine.close()


def test_an_operation_is_compared_with_tensorflow_in_a_worker_or_refused_in_a_sentence(warm):
    image, kernel = np.arange(18.0).reshape(3, 3, 2), np.ones((2, 2, 2, 1))
    comparison = warm.compare(convolve(image, kernel, padding="same", bias=0.5)).result()
    assert comparison.output.shape == (3, 3, 1)
    assert comparison.largest_difference == 0
    with pytest.raises(SpecError, match="differ by axis"):
        warm.compare(convolve_depthwise(image, kernel, strides=(1, 2))).result()


def test_another_executor_can_take_the_place_of_the_local_workers(image):
    engine = Engine(settings(), executor=ThreadPoolExecutor(1))
    try:
        assert engine.inspect(image, named_net("two_block")).result().logits.shape == (1, 10)
    finally:
        engine.close()


def test_with_a_spare_folder_such_a_net_can_be_asked_for_while_this_server_lives(tmp_path, image, monkeypatch):
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))  # its workers read the environment
    (tmp_path / "cache").write_text("a file in the way")
    engine = Engine(Settings(cache=tmp_path / "cache"), spare=tmp_path / "spare")
    try:
        net = replace(SMALL, seed=61)
        assert not engine.store.is_spared
        engine.train(net).done.result(SECONDS)
        assert engine.store.is_spared
        assert engine.has(net)
        assert engine.inspect(image, net).result().logits.shape == (1, 10)
    finally:
        engine.close()


def test_a_killed_worker_is_replaced_and_warm_again_without_anybody_asking(engine, image):
    assert (engine.state, engine.live_workers) == ("starting", 0)
    engine.warm_up(image)
    until(lambda: engine.state == "warm")
    killed, other = engine._calls.process_ids
    psutil.Process(killed).kill()
    until(lambda: engine.state == "starting")
    until(lambda: engine.state == "warm")
    assert engine.live_workers == 2
    assert other in engine._calls.process_ids
    assert killed not in engine._calls.process_ids


def test_every_worker_is_warmed(image):
    engine = Engine(Settings(cache=settings().cache, workers=2))
    try:
        engine.warm_up(image)
        until(lambda: engine.live_workers == 2)
    finally:
        engine.close()


@pytest.mark.long
def test_an_engine_whose_workers_cannot_start_is_dead_and_alive_again_when_they_can(
    engine, image, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text("import os\nos._exit(3)\n")
    engine.warm_up(image)
    until(lambda: engine.state == "dead")
    assert engine.live_workers == 0
    (tmp_path / "sitecustomize.py").unlink()
    until(lambda: engine.state == "warm")


def test_more_trainings_than_the_settings_let_wait_are_refused_in_a_sentence(tmp_path):
    engine = Engine(Settings(cache=tmp_path, trainings=2))
    try:
        first = engine.train(replace(SMALL, seed=71))
        engine.train(replace(SMALL, seed=72))
        with pytest.raises(Busy, match="2 trainings wait already"):
            engine.train(replace(SMALL, seed=73))
        assert engine.train(replace(SMALL, seed=71)) is first
        engine.train_missing(["three_block/default"])  # is left for later
        assert engine.run_of(named_net("three_block/default")) is None
    finally:
        engine.close()


def test_a_net_that_older_code_trained_is_trained_anew_and_the_log_says_why(tmp_path, monkeypatch, caplog):
    name = "two_block/notebook"
    stored = replace(Store(tmp_path).load(named_net("two_block")), net=named_net(name))
    with monkeypatch.context() as then:
        then.setattr("cnn_core.store.store.TRAINING_REVISION", 0)
        entry_name.cache_clear()
        Store(tmp_path / "models").save(stored)
    entry_name.cache_clear()
    engine = Engine(Settings(cache=tmp_path))
    try:
        with caplog.at_level("INFO"):
            engine.train_missing([name, "three_block/notebook"])
    finally:
        engine.close()
    said = [record.getMessage() for record in caplog.records if "trained anew" in record.getMessage()]
    assert said == [f"{name} was trained by other code or by another TensorFlow: it is trained anew"]


def test_two_engines_on_one_store_train_a_net_once(tmp_path):
    """As two servers do: the second waits for the first, and finds the net there."""
    net = replace(SMALL, seed=81)
    engines = [Engine(Settings(cache=tmp_path)) for _ in range(2)]
    try:
        runs = [engine.train(net) for engine in engines]
        for run in runs:
            run.done.result(SECONDS)
        assert sorted(run.progress is None for run in runs) == [False, True]
        assert all(engine.store.load(net) is not None for engine in engines)
    finally:
        for engine in engines:
            engine.close()


def test_one_that_is_stopped_in_its_training_lets_the_other_train(tmp_path):
    net = replace(SMALL, seed=82, recipe=replace(SMALL.recipe, epochs=40))
    first, second = (Engine(Settings(cache=tmp_path)) for _ in range(2))
    try:
        run = first.train(net)
        until(lambda: run.progress is not None)
        waiting = second.train(net)
        first.close()
        until(lambda: waiting.progress is not None)
        assert not {file.suffix for file in second.store.folder.iterdir()} & {".npz", ".part"}
    finally:
        first.close()
        second.close()
