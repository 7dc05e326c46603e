"""The live route, with the real engine behind it and no browser before it."""

import json
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from types import SimpleNamespace

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from cnn_core.engine import WorkerPool
from cnn_core.live.lab import MOST_BYTES, pack_lab, unpack_frame
from cnn_core.live.why import pack_why
from cnn_core.nets.course import NETS
from cnn_core.pictures.digits import load_digits
from cnn_core.settings import settings
from tests.helpers import calls
from tests.helpers.patience import SECONDS, until
from ui import engine as ui_engine
from ui.routes import live

MESSAGE = pack_lab(3, np.zeros((140, 140), np.uint8), layers=["pool2"])


@pytest.fixture(scope="module")
def client(app_engine):
    with TestClient(Starlette(routes=live.ROUTES)) as client:
        yield client


@contextmanager
def opened(client, headers=None):
    # the test client cancels what still serves a socket when it leaves it
    with suppress(CancelledError), client.websocket_connect("/live", headers=headers or {}) as socket:
        yield socket


def cookie_of(person):
    return {"cookie": f"convscope_browser=person-{person}"}


def exchange(socket, message):
    socket.send_bytes(message)
    answer = socket.receive_bytes()
    return int.from_bytes(answer[:8], "little"), *unpack_frame(answer[8:])


def test_a_frame_answers_each_message_by_its_number(client):
    with opened(client) as socket:
        for number in (3, 4):
            answered, _, arrays = exchange(socket, pack_lab(number, np.zeros((140, 140), np.uint8)))
            assert answered == number
            assert arrays["0/probabilities"].shape == (10,)


def test_the_page_that_says_why_is_answered_by_the_same_socket(client):
    with opened(client) as socket:
        exchange(socket, MESSAGE)
        answered, header, arrays = exchange(socket, pack_why(5, np.zeros((140, 140), np.uint8), target=4))
        assert (answered, header["target"]) == (5, 4)
        assert arrays["map/pool2"].shape == (8, 4, 4)
        socket.send_bytes(pack_why(6, np.zeros((140, 140), np.uint8), scalings=[["conv9", None, 0]]))
        told = json.loads(socket.receive_text())
        assert told["id"] == 6
        assert "conv9" in told["error"]


def test_of_what_waits_the_latest_wins(client):
    with opened(client) as socket:
        exchange(socket, MESSAGE)  # the engine is warm
        for number in range(10, 110):
            socket.send_bytes(pack_lab(number, np.zeros((140, 140), np.uint8)))
        numbers: list[int] = []
        while not numbers or numbers[-1] != 109:
            numbers.append(int.from_bytes(socket.receive_bytes()[:8], "little"))
    assert numbers == sorted(numbers)
    assert len(numbers) < 100


@pytest.fixture
def missing_net():
    """A net that the store does not have for now, and that no worker has asked for."""
    name = "three_block/default"
    path = ui_engine.engine().store.path(NETS[name])
    aside = path.with_suffix(".aside")
    is_there = path.exists()
    if is_there:
        path.rename(aside)
    yield name
    if is_there:
        aside.rename(path)


def test_a_net_that_is_not_trained_gets_a_sentence_and_the_socket_goes_on(client, missing_net):
    with opened(client) as socket:
        socket.send_bytes(pack_lab(5, np.zeros((140, 140), np.uint8), nets=[missing_net]))
        answer = json.loads(socket.receive_text())
        assert answer["id"] == 5
        assert "not trained yet" in answer["error"]
        assert exchange(socket, MESSAGE)[0] == 3


@pytest.mark.parametrize(
    ("message", "code"),
    [(b"", 1008), (b"\xff" * 100, 1008), (MESSAGE[:-1], 1008), (b"\0" * (MOST_BYTES + 1), 1009)],
    ids=["empty", "nonsense", "short", "too large"],
)
def test_a_malformed_message_closes_that_socket_alone(client, message, code):
    with opened(client) as neighbour, opened(client) as socket:
        socket.send_bytes(message)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
        assert closed.value.code == code
        assert closed.value.reason
        assert exchange(neighbour, MESSAGE)[0] == 3


def test_text_where_bytes_are_due_closes_the_socket(client):
    with opened(client) as socket:
        socket.send_text("hello")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
        assert closed.value.code == 1008


def test_a_flood_closes_the_socket(client):
    with opened(client) as socket:
        for _ in range(3 * live.MOST_A_SECOND):
            socket.send_bytes(MESSAGE)
        with pytest.raises(WebSocketDisconnect) as closed:
            list(iter(socket.receive_bytes, None))
        assert closed.value.code == 1008
        assert "per second" in closed.value.reason


def digit_message(number, index):
    """Returns a message with a digit that is in MNIST's form, so that the frame shows whose it is."""
    return pack_lab(number, load_digits().held_out_images[index], bitmap="digit", side=28, layers=["pool2"])


@pytest.fixture
def held(client, tmp_path, monkeypatch):
    """Has the workers busy until told to go on: the strokes that wait meanwhile, and how many each call answers."""
    engine = ui_engine.engine()
    waiting, sizes = [], []
    frame = engine.frame

    def noted(request, bitmap, **choices):
        future = frame(request, bitmap, **choices)
        waiting.append(future)
        return future

    pool = engine._calls
    assert isinstance(pool, WorkerPool)
    take = pool._turns.take

    def counted(*args, **choices):
        tasks = take(*args, **choices)
        sizes.append(len(tasks))
        return tasks

    monkeypatch.setattr(engine, "frame", noted)
    monkeypatch.setattr(pool._turns, "take", counted)
    marker = tmp_path / "go on"
    busy = [engine.ask(calls.wait_for, str(marker))]
    busy += [pool.submit_stroke(None, calls.wait_for_all, str(marker)) for _ in range(settings().workers - 1)]
    until(lambda: all(each.running() for each in busy))

    yield SimpleNamespace(
        waiting=waiting,
        sizes=sizes,
        until_waiting=lambda count: until(lambda: len(waiting) == count),
        go_on=marker.touch,
    )
    marker.touch()
    for each in busy:
        each.result(SECONDS)


def test_people_who_draw_at_once_are_answered_together_each_with_their_own(client, held):
    with ExitStack() as stack:
        people = [stack.enter_context(opened(client, cookie_of(index))) for index in range(20)]
        for index, socket in enumerate(people):
            socket.send_bytes(digit_message(100 + index, index))
        held.until_waiting(20)
        held.go_on()
        for index, socket in enumerate(people):
            answer = socket.receive_bytes()
            _, arrays = unpack_frame(answer[8:])
            assert int.from_bytes(answer[:8], "little") == 100 + index
            np.testing.assert_array_equal(arrays["seen"], load_digits().held_out_images[index])
    assert [size for size in held.sizes if size > 1] == [16, 4]


def test_one_who_leaves_while_their_stroke_waits_holds_nobody_and_is_not_answered(client, held):
    with opened(client, cookie_of(1)) as stays, opened(client, cookie_of(2)) as reads_nothing:
        with opened(client, cookie_of(3)) as leaves:
            leaves.send_bytes(digit_message(1, 1))
            reads_nothing.send_bytes(digit_message(2, 2))
            stays.send_bytes(digit_message(3, 3))
            held.until_waiting(3)
        until(lambda: any(future.cancelled() for future in held.waiting))
        held.go_on()
        answer = stays.receive_bytes()
        assert int.from_bytes(answer[:8], "little") == 3
        np.testing.assert_array_equal(unpack_frame(answer[8:])[1]["seen"], load_digits().held_out_images[3])
        for number in range(4, 10):
            assert exchange(stays, digit_message(number, number))[0] == number
        assert sum(future.cancelled() for future in held.waiting) == 1


@pytest.mark.parametrize(
    "cookie", [{"cookie": "convscope_browser=somebody"}, {}], ids=["browser", "without a name"]
)
def test_sockets_of_one_browser_have_one_turn_between_them(client, held, cookie):
    with ExitStack() as stack:
        its = [stack.enter_context(opened(client, cookie)) for _ in range(3)]
        other = stack.enter_context(opened(client, cookie_of(7)))
        for number, socket in enumerate([*its, other]):
            socket.send_bytes(digit_message(number, number))
        held.until_waiting(4)
        held.go_on()
        for number, socket in enumerate([*its, other]):
            answer = socket.receive_bytes()
            assert int.from_bytes(answer[:8], "little") == number
    assert held.sizes[-3:] == [2, 1, 1]
