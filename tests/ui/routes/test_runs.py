"""The trainings' route, with the real engine behind it and no browser before it."""

import json
import re
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from cnn_core.nets.training_text import find_net
from cnn_core.pictures.digits import load_digits
from cnn_core.training.steps import steps_of
from tests.helpers.patience import SECONDS
from ui import engine as ui_engine
from ui.owner import COOKIE
from ui.routes import runs

NET = "c2-max2/e2-n200"
LONG = "c4-max2_d16/e90-b16"
WAITING = "c2-max2/e3-n200"


@pytest.fixture(scope="module")
def client(app_engine):
    with TestClient(Starlette(routes=runs.ROUTES)) as client:
        yield client


@contextmanager
def opened(client, *nets, owner="me"):
    """A page's socket that watches nets."""
    headers = {"cookie": f"{COOKIE}={owner}"} if owner else {}
    # the test client cancels what still serves a socket when it leaves it
    with suppress(CancelledError), client.websocket_connect("/runs", headers=headers) as socket:
        socket.send_json({"watch": list(nets)})
        yield socket


class Page:
    """Keeps what it is told, as the page's script does."""

    def __init__(self, socket, net):
        self._socket, self._net = socket, net
        self.told: dict[str, Any] = {"curve": []}
        self.first: dict[str, Any] = {}
        self.all: list[Any] = []
        self.states, self.refusal = [], None

    def listen(self):
        news = self._socket.receive_json()
        self.all = news.get("all", self.all)
        self.refusal = news.get("refusal", self.refusal)
        told = news.get("nets", {}).get(self._net, {})
        if curve := told.pop("curve", None):
            self.told["curve"] = self.told["curve"][: curve["from"]] + curve["points"]
        self.told |= told
        self.states.append(self.told.get("state"))

    def until(self, is_so):
        while not is_so(self.told):
            self.listen()

    def do(self, command, name=""):
        self._socket.send_json({"do": command, "net": self._net, "name": name})


@pytest.fixture(scope="module")
def trained(client):
    """A page that has watched a training from its start to its end."""
    with opened(client, NET) as socket:
        page = Page(socket, NET)
        page.listen()
        page.first = dict(page.told)
        page.do("start", " My first\n net ")
        page.until(lambda told: told["state"] == "done")
        yield page


def test_a_net_that_nobody_trains_is_told_of_as_it_was_drawn(trained):
    assert trained.first["state"] == "none"
    assert (trained.first["newest"], trained.first["moments"], trained.first["share"]) == (0, [], 0)
    assert trained.first["steps"] == steps_of(find_net(NET).recipe).total == 4


def test_a_page_hears_a_training_from_its_start_to_its_end(trained):
    assert trained.states[1] in ("waiting", "starting")
    assert {"starting", "done"} <= set(trained.states)
    assert trained.told["newest"] is None
    kept = [moment["step"] for moment in trained.told["moments"]]
    assert (kept[0], kept[-1]) == (0, 4)
    steps = [point[0] for point in trained.told["curve"]]
    assert steps == sorted(steps)
    assert steps[-1] == 4
    assert all(len(point) == 5 for point in trained.told["curve"])


def test_a_net_has_the_name_that_its_training_was_started_with(trained):
    assert ui_engine.engine().name_of(find_net(NET)) == "My first net"


def test_the_mistakes_are_held_out_digits_with_the_nets_answers(trained):
    digits = load_digits()
    assert trained.told["wrong"]
    for mistake in trained.told["wrong"]:
        assert mistake["label"] == digits.held_out_labels[mistake["index"]] != mistake["answer"]


def test_a_page_that_comes_later_is_told_the_same_of_a_stored_net(client, trained):
    with opened(client, NET, owner="") as socket:
        page = Page(socket, NET)
        page.listen()
    assert page.told["state"] == "done"
    assert page.told["moments"] == trained.told["moments"]
    assert page.told["wrong"]


def test_only_whoever_started_a_training_may_stop_it_and_anybody_lets_a_paused_one_go_on(client):
    with opened(client, LONG) as mine, opened(client, LONG, NET, owner="you") as yours:
        my, your = Page(mine, LONG), Page(yours, LONG)
        my.do("start", "Mine")
        my.until(lambda told: told.get("state") in ("starting", "running"))
        assert my.told["is_yours"]
        your.until(lambda told: told.get("state") in ("starting", "running"))
        assert not your.told["is_yours"]
        your.do("start", "Yours")  # it is under way: they join it, and do not name it
        your.do("cancel")
        while your.refusal is None:
            your.listen()
        assert "started" in your.refusal
        assert ui_engine.engine().name_of(find_net(LONG)) == "Mine"
        my.do("pause")
        your.until(lambda told: told["state"] == "paused")
        assert "anybody may resume" in your.told["small"]
        my.until(lambda told: told["state"] == "paused")
        assert "somebody else" not in my.told["small"]
        your.do("resume")
        your.until(lambda told: told["state"] in ("starting", "running"))
        assert "anybody" not in your.told["small"]
        assert "only who started it may pause or cancel" in your.told["small"]
        assert [line["net"] for line in your.all] == [LONG]
        my.do("cancel")
        my.until(lambda told: told["state"] == "cancelled")
        your.until(lambda told: told["state"] == "cancelled")


def test_whoever_waits_is_told_how_long_the_training_before_still_takes(client):
    with opened(client, LONG) as first, opened(client, WAITING) as second:
        before, behind = Page(first, LONG), Page(second, WAITING)
        before.do("start")
        before.until(lambda told: told.get("state") in ("starting", "running"))
        behind.do("start")
        behind.until(lambda told: told.get("state") == "waiting")
        behind.until(lambda told: re.search(r"the one now takes about \d+ s more", told["detail"]))
        assert "takes" not in behind.told["spoken"]  # or a screen reader would never be silent
        behind.do("cancel")
        before.do("cancel")
        behind.until(lambda told: told["state"] == "cancelled")
        before.until(lambda told: told["state"] == "cancelled")


@pytest.mark.parametrize(
    "message",
    [
        "", "nonsense", "[]", "null", '{"watch": 3}', '{"watch": ["nonsense"]}', '{"do": "start"}',
        '{"do": "delete", "net": "two_block"}', '{"do": "start", "net": "x"}', "[" * 5000,
        json.dumps({"watch": [NET] * 9}), '{"watch": [1]}',
        '{"do": "pause", "net": "two_block/e1", "name": 3}', '{"watch": [null]}', '{"watch": [["two_block"]]}',
        '{"watch": ["c2-max2/e0-n200"]}', '{"watch": ["random_filters"]}', '{"do": "start", "net": "two_block/e0"}',
    ],
)  # fmt: skip
def test_a_message_that_no_page_sends_closes_that_socket_alone(client, message, caplog):
    with opened(client, NET) as neighbour, opened(client, NET) as socket:
        socket.receive_json()
        socket.send_text(message)
        with pytest.raises(WebSocketDisconnect) as closed:
            list(iter(socket.receive_json, None))
        assert closed.value.code == 1008
        assert neighbour.receive_json()["nets"]
    assert not any(record.exc_info for record in caplog.records)


def test_too_much_and_too_many_are_refused(client):
    for messages, code in ((["x" * 9000], 1009), (['{"watch": []}'] * 100, 1008)):
        with opened(client, NET) as socket:
            for message in messages:
                socket.send_text(message)
            with pytest.raises(WebSocketDisconnect) as closed:
                list(iter(socket.receive_json, None))
            assert closed.value.code == code


def test_the_history_of_a_digit_has_the_logits_of_every_moment(client, trained):
    pixels = load_digits().held_out_images[5]
    answer = client.post("/history", params={"net": NET}, content=pixels.tobytes())
    rows = np.frombuffer(answer.content, np.dtype([("step", "<i4"), ("logits", "<f4", (10,))]))
    assert rows["step"].tolist() == [moment["step"] for moment in trained.told["moments"]]
    finished = ui_engine.engine().inspect(pixels, find_net(NET)).result(SECONDS).logits[0]
    np.testing.assert_allclose(rows["logits"][-1], finished, rtol=0.02, atol=0.02)  # kept as float16
    assert not np.allclose(rows["logits"][0], finished, atol=0.02)


@pytest.mark.parametrize(("net", "body"), [(NET, b""), (NET, b"x" * 785), ("nonsense", b"x" * 784)])
def test_a_history_of_nonsense_is_refused(client, net, body):
    assert client.post("/history", params={"net": net}, content=body).status_code == 400
