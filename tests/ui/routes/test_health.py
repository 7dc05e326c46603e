import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.engine import Engine
from cnn_core.nets.course import NETS
from cnn_core.settings import settings
from ui.routes import health


@pytest.fixture
def client(monkeypatch):
    engine = Engine(settings())
    monkeypatch.setattr(health, "engine", lambda: engine)
    yield TestClient(Starlette(routes=health.ROUTES))
    engine.close()


@pytest.mark.parametrize(("state", "status"), [("starting", 200), ("warm", 200), ("dead", 503)])
def test_the_status_tells_alive_and_dead_apart(client, monkeypatch, state, status):
    monkeypatch.setattr(Engine, "state", state)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["engine"]) == (status, state)


def test_it_tells_of_workers_store_and_every_net(client):
    answer = client.get("/health").json()
    assert answer["workers"] == 0
    assert answer["store"] == "kept"
    assert set(answer["nets"]) == {net.name for net in NETS.values()} or set(answer["nets"]) == set(NETS)
    assert answer["nets"]["two_block/default"] == "ready"
    assert set(answer["nets"].values()) <= {"ready", "training", "missing"}
