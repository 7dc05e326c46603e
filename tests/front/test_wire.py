"""What the server and the pages send each other is what `ui/scripts/wire.d.ts` says, on both sides.

The scripts are checked against it by `deno check`. Here, what the server packs is written out as literals of its
types and checked likewise, and what the pages say is read as the server reads it.
"""

import base64
import json
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.pooling import pool
from cnn_core.errors import SpecError
from cnn_core.explain import Scaling
from cnn_core.lessons.checks import Done
from cnn_core.live.lab import LabRequest, lab_frame, pack_lab, parse_lab, unpack_frame
from cnn_core.live.messages import header_of
from cnn_core.live.why import VIEWS, WhyRequest, is_why, pack_why, parse_why, why_frame
from cnn_core.live.why_net import NetView
from cnn_core.live.why_strokes import StrokesChoices
from cnn_core.nets.course import NETS
from cnn_core.nets.training_text import find_net
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.disturbance import Disturbance
from cnn_core.pictures.mnist_form.form import from_mnist
from cnn_core.text import words
from tests.helpers.deno import ROOT, run_deno
from ui import engine as ui_engine
from ui import lab
from ui.choosing.live_slider import slider_data
from ui.digits.chosen import ChosenDigit
from ui.lab.chosen import LabCell, LabChoice, _write_cell, _write_disturbed, _write_moments
from ui.lab.options import LayerOptions
from ui.lessons import bar
from ui.lessons.answers import answer_to, read_asked
from ui.lessons.library import COURSE, TOUR, read_lesson
from ui.nets.training_news import News
from ui.operations.grids import GridLimits, number_rule
from ui.pages.backward import by_hand
from ui.pages.backward.choices import DEFAULT_IMAGE, DEFAULT_KERNEL, DEFAULT_TARGET, ChosenStep
from ui.pages.course import cards
from ui.pages.explanation import why
from ui.pages.explanation.why.chosen import WhyChoice
from ui.pages.start import glimpse
from ui.pages.training import observatory
from ui.routes import runs
from ui.stepper import Misfit, Panel
from ui.stepper.ahead import CellEdit, Changes, Outlook, pack_outlook, read_changes
from ui.stepper.blob import pack
from ui.stepper.place import Pin, Place, addressed, read_place

WIRE = ROOT / "ui" / "scripts" / "wire.d.ts"
DIGIT = load_digits().held_out_images[0]
TRAINING = "c2-max2/e2-n200"


@pytest.fixture(scope="module")
def client(app_engine):
    with TestClient(Starlette(routes=runs.ROUTES)) as client:
        yield client


@pytest.fixture(scope="module")
def said():
    """What the pages say, as their own scripts make it."""
    done = run_deno("run", "--quiet", "--no-check", "tests/front/said.js")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def lab_samples():
    wanted: dict[str, Any] = {
        "layers": ("conv1",),
        "nets": ("two_block/default",),
        "filters": True,
        "curve": "scale",
    }
    for is_exact in (False, True):
        request = LabRequest(bitmap="digit", side=28, is_exact=is_exact, **wanted)
        yield "LabHeader", unpack_frame(lab_frame(request, DIGIT))[0]
    yield "LabMessage", header_of(pack_lab(1, DIGIT))


def why_samples():
    wishes: dict[str, dict[str, Any]] = {
        "strokes": {"strokes": StrokesChoices(is_checked=True)},
        "ranking": {"ranked_layer": "conv1"},
    }
    for view in VIEWS:
        request = WhyRequest(bitmap="digit", side=28, is_exact=True, view=view, **wishes.get(view, {}))
        yield "WhyHeader", unpack_frame(why_frame(request, DIGIT))[0]
    yield "WhyMessage", header_of(pack_why(1, DIGIT))


def blob_samples():
    image, kernel, small = np.ones((3, 4)), np.ones((2, 2)), np.ones((2, 2, 1), np.float32)
    panels = [
        Panel(operation=convolve(image, kernel)),
        Panel(operation=pool(image, 2), name="pool", caption=("line",)),
        Panel(operation=Misfit(image=small, reason="why")),
        Panel(
            operation=Misfit(
                image=np.ones((2, 2, 1), np.float32), kernel=np.ones((3, 3, 1, 1), np.float32), reason="why"
            )
        ),
    ]
    pin = vars(Pin(map="input", row=-1, column=0))
    more = {
        "key": "toy",
        "place": {"pin": pin, "filter": 0, "channel": 0, "told": None},
        "editable": {"input": number_rule(GridLimits(noun="image", most_size=8)), "kernel": None},
        "notes": ["note"],
        "printed": [("output", "1")],
        "refused": {"told": "a", "sentence": "why"},
        "words": words("stepper"),
        "ahead": {"path": "ahead/page", "handles": ["toy_stride"], "behind": []},
        "heard": ["a"],
    }
    yield "BlobHeader", header_of(pack(panels, more))
    found = Outlook(
        panels=panels,
        notes=["note"],
        printed={"output": "1"},
        sliders={"toy_stride": slider_data("Stride", (1, 5, 1), 2, "hint")},
        said=("Output size", "3"),
        address={"toy_stride": "2"},
    )
    place = Place(pin=Pin(map="input", row=0, column=0), filter=0, channel=0)
    yield "OutlookHeader", header_of(pack_outlook(lambda _: found, Changes(), place))


def news_samples():
    """Of a net that is stored, and of a training that has just been started."""
    done, started = NETS["two_block/default"], find_net(TRAINING)
    page = News((done, started), "me")
    yield "RunsNews", page.since_last()
    ui_engine.engine().train(started, owner="me")
    try:
        news = page.since_last()
        assert news["all"]
        yield "RunsNews", news
        (told,) = (each for each in (News((done,), "me").since_last()["nets"]).values())
        told["curve"] = told["curve"]["points"]  # all of it, as the page keeps it
        assert told["curve"]
        assert told["wrong"]
        yield "Told", told
    finally:
        ui_engine.engine().cancel(started, owner="me")


def verdict_samples():
    asked = {"lesson": COURSE[0], "step": "sum", "wish": "check", "address": "", "key": "", "drawing": ""}
    for typed in ("21", "12"):
        yield "LessonVerdict", answer_to(read_asked(json.dumps(asked | {"typed": typed}).encode()))


SAMPLES = {
    "lab": lab_samples,
    "why": why_samples,
    "stepper": blob_samples,
    "runs": news_samples,
    "lessons": verdict_samples,
}


def page_samples(monkeypatch):
    """What the pages' scripts give their components."""
    given = []
    for module, component, name in (
        (lab, "_lab", "LabData"),
        (why, "_why", "WhyData"),
        (observatory, "_observatory", "ObservatoryData"),
        (bar, "_bar", "LessonData"),
        (cards, "_cards", "CourseCardsData"),
        (glimpse, "_glimpse", "GlimpseData"),
        (by_hand, "_by_hand", "BackwardData"),
    ):
        monkeypatch.setattr(module, component, lambda *, data, name=name, **_: given.append((name, data)))
    net = NETS["two_block/default"]
    digit = ChosenDigit(form=from_mnist(DIGIT), label=7, caption="a digit", stand_in=DIGIT)
    for is_followed in (False, True):
        options = LayerOptions(8, are_strongest=True, per_channel=False)
        cell = LabCell(net=0, layer="conv1", channel=1, row=2, column=3)
        chosen = LabChoice(disturbed=(("rotation", 15.0),), curve="noise", moments=(None,), cell=cell)
        lab.show_lab(
            key="lab",
            nets=(net,),
            digit=digit,
            options=options,
            chosen=chosen,
            left_out=(),
            is_followed=is_followed,
        )
    why.show_why(chosen=WhyChoice(), key="why", net=net, digit=digit, left_out=("crop",))
    why.show_why(chosen=WhyChoice(), key="why", net=None, digit=digit, left_out=())
    observatory.show_observatory(net, key="training", on_pick=lambda _: None, on_open=lambda _: None)
    for _ in range(2):
        glimpse.show_glimpse(net, find_net("two_block/e1"), key="glimpse")
    by_hand.show_by_hand(
        ChosenStep(
            image=DEFAULT_IMAGE, kernel=DEFAULT_KERNEL, target=DEFAULT_TARGET, rate=0.001, weight=0, has_relu=True
        )
    )
    cards.show_cards([read_lesson(name) for name in COURSE])
    for lesson in (TOUR, COURSE[0]):
        bar.show_bar(read_lesson(lesson), 1, is_there=True)
    bar.show_bar(read_lesson(TOUR), 2, is_there=False)
    return given


def checked(folder, samples):
    """Checks samples, pairs of a type's name and a value, against the types."""
    names = sorted({name for name, _ in samples})
    lines = [f'import type {{ {", ".join(names)} }} from "{WIRE.as_uri()}";']
    lines += [f"export const sample{at}: {name} = {json.dumps(value)};" for at, (name, value) in enumerate(samples)]
    module = folder / "samples.ts"
    module.write_text("\n".join(lines), "utf-8")
    return run_deno("check", "--quiet", "--config", "deno.json", module)


@pytest.mark.parametrize("part", SAMPLES)
def test_what_the_server_packs_is_what_the_types_say(client, tmp_path, part):
    samples = list(SAMPLES[part]())
    done = checked(tmp_path, samples)
    assert done.returncode == 0, done.stderr


def test_what_the_pages_are_given_is_what_the_types_say(client, tmp_path, monkeypatch):
    samples = page_samples(monkeypatch)
    assert len(samples) == 12
    done = checked(tmp_path, samples)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("part", "rename"),
    [
        ("lab", lambda name, value: (name, {**without(value, "is_blank"), "blank": False})),
        ("stepper", lambda name, value: (name, {**value, "panels": [{**value["panels"][0], "kind": "another"}]})),
    ],
)
def test_a_field_that_the_server_renames_is_noticed(tmp_path, part, rename):
    name, value = next(SAMPLES[part]())
    assert checked(tmp_path, [(name, value)]).returncode == 0
    done = checked(tmp_path, [rename(name, value)])
    assert done.returncode != 0
    assert "TS2" in done.stderr


def without(value, name):
    return {each: held for each, held in value.items() if each != name}


def test_the_live_page_is_understood(said):
    message = base64.b64decode(said["messages"][0])
    assert not is_why(message)
    number, request, bitmap = parse_lab(message)
    assert number == 7
    np.testing.assert_array_equal(bitmap, [[0, 255], [255, 0]])
    assert request == LabRequest(
        bitmap="drawing",
        side=2,
        nets=("two_block/default", "three_block/default"),
        moments=(3, None),
        filters=True,
        layers=("conv1", "pool2"),
        channels=5,
        settled=(("0/conv1", (2, 4)),),
        per_channel=True,
        is_exact=True,
        left_out=("crop",),
        disturbance=Disturbance(rotation=30, noise=0.5),
        curve="scale",
    )


def test_the_page_that_says_why_is_understood(said):
    common: dict[str, Any] = {
        "bitmap": "drawing",
        "side": 2,
        "target": 4,
        "scalings": (Scaling(layer="conv1", channel=None, factor=0.5),),
        "left_out": ("crop",),
        "is_exact": True,
    }
    wishes: dict[str, dict[str, Any]] = {
        "net": {"net_view": NetView(channels=6, shown=(("conv1", (1, 2)),), kept=(("conv2", (3,)),))},
        "strokes": {"strokes": StrokesChoices(layer="conv2", patch=3, stride=1, is_checked=True)},
        "ranking": {"ranked_layer": "conv1"},
        "space": {"is_space_known": True},
    }
    assert len(said["messages"]) == 1 + len(VIEWS)
    for message, view in zip(map(base64.b64decode, said["messages"][1:]), VIEWS, strict=True):
        assert is_why(message)
        number, request, _ = parse_why(message)
        assert number == 8
        assert request == WhyRequest(**common, view=view, **wishes[view])


def test_what_is_said_of_trainings_is_understood(client, said):
    watch, command = said["runs"]
    with opened(client) as socket:
        socket.send_text(watch)
        assert TRAINING in socket.receive_json()["nets"]
        socket.send_text(
            command
        )  # there is none to cancel, which is a sentence; what is not understood ends the socket
        assert socket.receive_json()["refusal"]


@contextmanager
def opened(client):
    # the test client cancels what still serves a socket when it leaves it
    with suppress(CancelledError), client.websocket_connect("/runs") as socket:
        yield socket


def test_what_the_stepper_tells_is_understood(said):
    told = said["stepper"]
    assert read_place(told["place"]) == Place(pin=Pin(map="kernel", row=1, column=2), filter=3, channel=4)
    assert set(told["edit"]) == {"map", "row", "column", "index", "text", "told"}
    assert set(told["paste"]) == {"map", "index", "text", "told"}


def test_what_the_stepper_asks_ahead_of_the_script_is_understood(said):
    changes, place = read_changes(json.dumps(said["ahead"]).encode())
    assert place == Place(pin=None, filter=1, channel=0)
    assert changes.handles == {"toy_stride": 2}
    assert changes.edits == [CellEdit(map="kernel", row=1, column=0, index=1, text="0,5")]


def test_what_the_bar_of_a_lesson_asks_is_understood(said):
    asked = read_asked(json.dumps(said["lesson"]).encode())
    assert (asked.lesson, asked.step, asked.wish, asked.key) == ("convolution", "sum", "check", "")
    assert asked.done == Done(typed="21", state={"toy_padding": "SAME"})


def test_what_the_pages_say_of_their_address_is_what_their_scripts_write(said):
    pinned = Place(pin=Pin(map="kernel", row=1, column=2), filter=3, channel=4)
    assert said["address"] == {
        **addressed("toy", pinned),
        **addressed("cell", Place(pin=None, filter=0, channel=0)),
        "mnist_logits": "yes",
        "mnist_disturbed": _write_disturbed((("rotation", 15.0), ("noise", 0.05))),
        "mnist_curve": "scale",
        "mnist_moment": _write_moments((3, None)),
        "mnist_cell": _write_cell(LabCell(net=1, layer="conv1", channel=1, row=2, column=3)),
    }


def test_a_message_of_another_form_is_not(said):
    message = base64.b64decode(said["messages"][0])
    with pytest.raises(SpecError):
        parse_lab(message.replace(b'"per_channel"', b'"per-channel"'))
