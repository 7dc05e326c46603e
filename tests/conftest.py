import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from streamlit.runtime.scriptrunner import script_runner

from cnn_core.engine.forked import THREADS
from cnn_core.errors import EngineError
from cnn_core.settings import Settings
from tests.helpers.patience import LONG_SECONDS, until

if TYPE_CHECKING:
    from cnn_core.engine import Engine, TrainingRun

# A machine's left-overs must not make the suite green: the store of a run is its own, unless one is named.
os.environ["CONVSCOPE_CACHE"] = tempfile.mkdtemp(prefix="convscope-tests-")
# One folder for all processes of a run, which get this one's environment.
os.environ.setdefault("CONVSCOPE_TESTS_SHARED", tempfile.mkdtemp(prefix="convscope-tests-shared-"))
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
# What is trained in a test's own process gets the weights that a trainer gives it, however many cores there are.
os.environ |= dict.fromkeys(THREADS, str(Settings.training_threads))

settings.register_profile("convscope", deadline=None)  # on a busy machine an example takes as long as it takes
settings.load_profile("convscope")

IN_A_BROWSER = "tests/e2e/"
SLOWEST_FIRST = (IN_A_BROWSER, "tests/pages/", "tests/cnn_core/engine/", "tests/ui/", "tests/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the folders first whose files take minutes: at the end, small ones keep every process busy.

    A test in a browser that fails is run once more. The closing lines name it (`RERUN`): it is a fault of the app
    or of the test, to be explained and mended, but no reason to throw away what a busy machine's run tells besides.
    """

    def rank(item: pytest.Item) -> int:
        return next((rank for rank, start in enumerate(SLOWEST_FIRST) if item.nodeid.startswith(start)), 0)

    items.sort(key=rank)
    for item in items:
        if item.nodeid.startswith(IN_A_BROWSER):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session", autouse=True)
def no_keras_session() -> Iterator[None]:
    """Has Streamlit not see the Keras that other tests of this process have loaded.

    It would clear Keras' session before each run of a script, which takes 0.2 s. The app's process never has Keras.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


@pytest.fixture(scope="session")
def warm_engine() -> Iterator["Engine"]:
    """The app's engine in this process, with TensorFlow loaded, which takes its workers seconds."""
    from cnn_core.nets.course import named_net
    from cnn_core.pictures.digits import load_digits
    from ui import engine as ui_engine

    engine = ui_engine.engine()
    engine.inspect(load_digits().held_out_images[0], named_net("two_block")).result(LONG_SECONDS)
    yield engine
    engine.close()
    ui_engine.picture_reader().close()
    ui_engine.engine.cache_clear()


@pytest.fixture(scope="module")
def app_engine(warm_engine: "Engine") -> Iterator["Engine"]:
    """The same for the tests of a file, which leaves no training under way in it."""
    yield warm_engine
    for run in warm_engine.runs():
        if run.is_under_way:
            with suppress(EngineError):  # it has just ended
                warm_engine.cancel(run.net, owner=run.owner)
            until(partial(_has_ended, run))


def _has_ended(run: "TrainingRun") -> bool:
    return not run.is_under_way
