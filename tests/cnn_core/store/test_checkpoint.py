import os
from typing import Any

import numpy as np
import pytest

from cnn_core.errors import StoreError
from cnn_core.nets.training_text import find_net
from cnn_core.store.checkpoint import Checkpoint, Checkpoints

NET = find_net("c4-max2_d8/e3-n200@5")
OTHER = find_net("two_block/notebook")


@pytest.fixture
def checkpoints(tmp_path):
    return Checkpoints(tmp_path / "models")


def checkpoint(step):
    variables: dict[str, Any] = {"net/0": np.full((3, 3), 0.1, np.float32), "optimizer/0": np.array(step, np.int64)}
    return Checkpoint(step=step, variables=variables, record={"curve": [[1, 2.5, 0.1, None, None]]})


def test_the_last_that_was_saved_is_loaded_exactly(checkpoints):
    checkpoints.save(NET, checkpoint(3))
    checkpoints.save(NET, checkpoint(6))
    loaded = checkpoints.load(NET)
    assert loaded.step == checkpoints.step(NET) == 6
    assert checkpoints.step(OTHER) is None
    assert loaded.record == checkpoint(6).record
    for name, array in checkpoint(6).variables.items():
        np.testing.assert_array_equal(loaded.variables[name], array)
        assert loaded.variables[name].dtype == array.dtype


def test_what_was_begun_is_found_by_its_text_and_not_when_it_is_deleted(checkpoints):
    assert checkpoints.nets() == ()
    assert checkpoints.load(NET) is None
    for age, net in enumerate((OTHER, NET)):
        checkpoints.save(net, checkpoint(1))
        os.utime(checkpoints._path(net), (100 + age,) * 2)
    assert checkpoints.nets() == (NET, OTHER)
    checkpoints.delete(NET)
    checkpoints.delete(NET)
    assert checkpoints.nets() == (OTHER,)


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: b"", lambda data: data[:-9] + b"\xff" * 9])
def test_a_damaged_one_is_removed_and_the_training_begins_anew(checkpoints, spoil, caplog):
    checkpoints.save(NET, checkpoint(3))
    path = checkpoints._path(NET)
    path.write_bytes(spoil(path.read_bytes()))
    assert checkpoints.load(NET) is None
    assert not path.exists()
    assert "begins anew" in caplog.text


def test_a_folder_that_cannot_be_written_gets_a_sentence(checkpoints):
    checkpoints.folder.write_text("a file in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        checkpoints.save(NET, checkpoint(3))
    assert checkpoints.load(NET) is None
    assert checkpoints.nets() == ()
