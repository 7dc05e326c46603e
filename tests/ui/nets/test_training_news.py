from types import SimpleNamespace

from cnn_core.engine import TrainingRun
from cnn_core.nets.course import named_net
from cnn_core.text import speaking, t
from tests.helpers.second_language import second_language
from ui.nets import training_news
from ui.nets.training_news import full_report


def test_what_many_watch_is_said_to_each_in_their_language(monkeypatch, tmp_path):
    run = TrainingRun(named_net("two_block"), owner="somebody")
    times = []

    def report(_net, _run):
        times.append(1)
        return {
            "heading": t("training_news.heading.paused", epoch=1, epochs=2, step=1, steps=2),
            "state": "paused",
            "moments": [],
        }

    monkeypatch.setattr(training_news, "engine", lambda: SimpleNamespace(run_of=lambda _net: run))
    monkeypatch.setattr(training_news, "_report", report)
    monkeypatch.setattr(training_news, "_small", lambda *_: "")
    net = named_net("two_block")
    with second_language(tmp_path, {"training_news.heading.paused": "멈춰 있습니다"}):
        for _ in range(3):
            assert full_report(net, "me")["heading"] != "멈춰 있습니다"
            with speaking("ko"):
                assert full_report(net, "another")["heading"] == "멈춰 있습니다"
    assert len(times) == 2  # once for each language, however many watch
