"""The store's names and what lies under them are those of before the rebuilding: nothing is trained again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cnn_core
from tests.helpers.kept_state import contents, copy_store, entry_now, entry_then, recorded

FULL = (
    "c4-k5-s2-valid-bn-tanh-avg2-drop0.1_c6-s2-elu_d8-gelu-drop0.2_normal0.05"
    "/e3-b32-r0.004-cos-affine-rmsprop-n900-v0.1@3"
)
PLAIN = "c3-k5-s2-max2_d6/e4-b64-r0.005-n2000"
UNFINISHED = "c2-s4/e4-b8-n2000@1"
ACCURACIES = {"two_block/notebook": 0.844, FULL: 0.639, PLAIN: 0.641}
ROOT = Path(__file__).parents[1]

MOMENTS = """
import json, sys, cnn_core
from cnn_core import Moments, find_net
kept, found = Moments(__import__("pathlib").Path(sys.argv[1])), {}
for text in sys.argv[2:]:
    net = find_net(text)
    found[text] = [[moment.step, len(kept.load(net, moment.step))] for moment in kept.list(net)]
print(json.dumps(found))
"""


@pytest.fixture
def cache(tmp_path):
    return copy_store(tmp_path / "cache")


@pytest.mark.parametrize("key", recorded()["keys"], ids=lambda key: key["text"])
def test_a_net_has_the_name_in_the_store_that_it_had(key, tmp_path):
    assert entry_then(key) == key["entry"]  # the record agrees with itself
    net = cnn_core.find_net(key["text"])
    assert cnn_core.Store(tmp_path).path(net).name == f"{entry_now(key)}.npz"


def test_every_stored_net_opens_with_its_weights_and_figures(cache):
    before = contents(cache)
    store = cnn_core.Store(cache / "models")
    nets = {entry.net: entry for entry in store.nets() if not entry.is_shipped}
    found = {}
    for text in ACCURACIES:
        net = cnn_core.find_net(text)
        trained = store.load(net)
        assert trained is not None
        assert len(trained.report.history["validation_accuracy"]) == net.recipe.epochs
        assert nets[net].held_out_answers.tolist() == trained.held_out_answers.tolist()
        found[text] = trained.report.held_out_accuracy
    assert found == ACCURACIES
    assert len(nets) == len(ACCURACIES)
    assert contents(cache) == before


def test_the_moments_and_the_checkpoint_are_found_and_read(cache):
    before = contents(cache)
    steps = moments_of(cache, FULL, PLAIN, UNFINISHED)
    assert steps[FULL] == [0, 1, 2, 3, 4, 6, 9, 14, 21, 26, 52, 78]
    assert steps[PLAIN] == [0, 1, 2, 3, 4, 6, 9, 14, 21, 32, 64, 96, 128]
    assert steps[UNFINISHED][-2:] == [162, 250]
    listed = run(cache, "-m", "cnn_core", "runs")
    assert FULL in listed
    assert UNFINISHED in listed
    assert contents(cache) == before


def test_an_unfinished_training_goes_on_from_its_checkpoint(cache):
    assert "need not give these very weights again" in run(cache, "-m", "cnn_core", "train", UNFINISHED)
    net = cnn_core.find_net(UNFINISHED)
    trained = cnn_core.Store(cache / "models").load(net)
    assert trained is not None
    assert trained.report.was_resumed
    assert len(trained.report.history["loss"]) == net.recipe.epochs
    assert moments_of(cache, UNFINISHED)[UNFINISHED][-1] == 1000


def test_the_digits_that_excite_a_channel_most_are_not_searched_again(cache):
    before = contents(cache)
    code = f"import cnn_core, sys; print(cnn_core.layer_profile({FULL!r}, 'pool1').top_digits.shape)"
    found = run(cache, "-c", f"{code}; print('tensorflow' in sys.modules)")
    assert found.split("\n")[:2] == ["(4, 24)", "False"]
    assert contents(cache) == before


def moments_of(cache: Path, *texts: str) -> dict[str, list[int]]:
    """Returns the steps of the moments that are kept of some nets, each of which was read."""
    found = json.loads(run(cache, "-c", MOMENTS, str(cache / "models"), *texts))
    for text, moments in found.items():
        assert {count for _, count in moments} == {moments[0][1]}, text
    return {text: [step for step, _ in moments] for text, moments in found.items()}


def run(cache: Path, *arguments: str) -> str:
    """Runs Python on a store in a process of its own, and returns what it printed."""
    environment = os.environ | {"CONVSCOPE_CACHE": str(cache)}
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
