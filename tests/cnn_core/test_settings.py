from pathlib import Path

import pytest

from cnn_core.errors import SettingsError
from cnn_core.nets import NETS
from cnn_core.settings import read_settings


def test_the_defaults_name_the_users_cache_and_known_nets():
    chosen = read_settings({"XDG_CACHE_HOME": "/somewhere"})
    assert chosen.cache == Path("/somewhere/convscope")
    assert set(chosen.train_at_start) <= set(NETS)


def test_each_variable_is_read():
    chosen = read_settings(
        {
            "CONVSCOPE_CACHE": "/store",
            "CONVSCOPE_WORKERS": "3",
            "CONVSCOPE_THREADS": "2",
            "CONVSCOPE_TRAIN_AT_START": "two_block/notebook, three_block/default",
        }
    )
    assert chosen.cache == Path("/store")
    assert (chosen.workers, chosen.threads) == (3, 2)
    assert chosen.train_at_start == ("two_block/notebook", "three_block/default")


def test_no_net_at_start_can_be_asked_for():
    assert read_settings({"CONVSCOPE_TRAIN_AT_START": ""}).train_at_start == ()


@pytest.mark.parametrize("came", ["", "0", "-1", "two", "1.5", "65"])
def test_a_number_that_is_not_allowed_gets_a_sentence(came):
    with pytest.raises(SettingsError, match=r"CONVSCOPE_WORKERS is .* whole number from 1 to 64"):
        read_settings({"CONVSCOPE_WORKERS": came})


def test_an_unknown_net_gets_a_sentence():
    with pytest.raises(SettingsError, match=r"names four_block, but there are only: .*two_block/default"):
        read_settings({"CONVSCOPE_TRAIN_AT_START": "two_block/default,four_block"})
