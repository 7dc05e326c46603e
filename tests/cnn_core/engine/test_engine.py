import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import psutil
import pytest

from cnn_core.digits import load_digits
from cnn_core.engine import Engine
from cnn_core.errors import StoreError
from cnn_core.nets import named_net
from cnn_core.settings import Settings, settings

NOTEBOOK = named_net("two_block/notebook")


@pytest.fixture
def engine():
    engine = Engine(settings())
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def image():
    return load_digits().held_out_images[0]


def test_it_answers_as_the_library_does_in_this_process(engine, image):
    from cnn_core.inspection import inspect

    net = named_net("two_block")
    answered, computed = engine.inspect(image, net).result(), inspect(image, net)
    for name, array in computed.activations.items():
        np.testing.assert_allclose(answered.activations[name], array, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(answered.probabilities, computed.probabilities, rtol=1e-3, atol=1e-5)


def test_it_is_warm_when_the_first_call_is_answered(engine, image):
    assert not engine.is_warm
    engine.warm_up(image)
    assert not engine.is_warm
    engine.inspect(image, named_net("two_block")).result()
    assert engine.is_warm


def test_a_net_that_the_store_lacks_is_refused_and_then_trained_once_however_many_ask(engine, image):
    net = replace(NOTEBOOK, seed=11)
    assert not engine.has(net)
    with pytest.raises(StoreError, match="not trained yet"):
        engine.inspect(image, net).result()
    runs = [engine.train(net) for _ in range(5)]
    assert len(set(map(id, runs))) == 1
    runs[0].done.result(timeout=120)
    assert runs[0].progress.step == runs[0].progress.steps
    assert engine.has(net)
    assert engine.inspect(image, net).result().logits.shape == (1, 10)


def test_trainings_of_several_nets_come_one_after_another(engine):
    nets = [replace(NOTEBOOK, seed=seed) for seed in (21, 22)]
    first, second = map(engine.train, nets)
    first.done.result(timeout=120)
    assert not second.done.done()
    second.done.result(timeout=120)


def test_a_trainer_killed_in_its_training_is_replaced(engine):
    net = replace(NOTEBOOK, seed=31, recipe=replace(NOTEBOOK.recipe, epochs=5))
    run = engine.train(net)
    while run.progress is None:
        time.sleep(0.02)
    (trainer,) = engine._trainer.process_ids
    psutil.Process(trainer).kill()
    run.done.result(timeout=120)
    assert engine.has(net)


def test_a_damaged_net_is_trained_again_when_it_is_asked_for(engine, image):
    net = replace(NOTEBOOK, seed=41)
    engine.train(net).done.result(timeout=120)
    engine.store.path(net).write_bytes(b"damaged")
    with pytest.raises(StoreError, match="is damaged"):
        engine.inspect(image, net).result()
    assert not engine.has(net)
    engine.train(net).done.result(timeout=120)
    assert engine.inspect(image, net).result().logits.shape == (1, 10)


def test_a_store_that_cannot_be_written_ends_the_training_in_a_sentence(tmp_path):
    (tmp_path / "models").write_text("a file in the way")
    engine = Engine(Settings(cache=tmp_path))
    try:
        run = engine.train(replace(NOTEBOOK, seed=51))
        with pytest.raises(StoreError, match="cannot be written"):
            run.done.result(timeout=120)
    finally:
        engine.close()


def test_another_executor_can_take_the_place_of_the_local_workers(image):
    engine = Engine(settings(), executor=ThreadPoolExecutor(1))
    try:
        assert engine.inspect(image, named_net("two_block")).result().logits.shape == (1, 10)
    finally:
        engine.close()
