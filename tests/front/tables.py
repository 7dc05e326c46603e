"""What the library says, as tables for the tests of the browser's arithmetic: `<folder>/<name>.json` and `.bin`.

They are written anew for each run, so that none can grow stale.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from cnn_core.arithmetic.backward import training_step
from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.softmax import softmax
from cnn_core.errors import SpecError
from cnn_core.figures.colors import DIVERGING, SEQUENTIAL, ColorRange, ink, paint
from cnn_core.live.messages import packed
from cnn_core.live.why_net import columns
from cnn_core.nets.course import named_net
from cnn_core.packed_arrays import ArrayPack
from cnn_core.particles import filled, particle
from cnn_core.pictures.digits import load_digits
from tests.cnn_core.test_particles import READ
from tests.helpers.stepper_blob import KINDS, random_operation
from ui.nets.training_news import _changes
from ui.operations.grids import LARGEST_NUMBER, GridLimits, number_rule, read_number
from ui.stepper import Misfit, Panel
from ui.stepper.blob import normalized_weights, pack

TEXTS = (
    *("", "  ", "1", "-1", "−1", "+2", "1.5", "1,5", ".5", "5.", "1e3", "1E-3", "-0", "007", " 4 ", "4 5"),
    *("1,234", "-1,234", "12,345", "1234,567", "1,23", "1,2345", "1,234.5", "1.234", "0,125", "١"),
    *("abc", "1a", "--1", "1e", "e5", "nan", "inf", "Infinity", "0x10", "1_000", "None", "true", "½", "`code`"),
    *(
        "1000000",
        "1000001",
        "-1e6",
        "1e9",
        "1e400",
        f"{LARGEST_NUMBER:.0f}",
        f"-{LARGEST_NUMBER:.0f}",
        f"{LARGEST_NUMBER + 1:.0f}",
        "x" * 80,
        "a\tb\nc",
        "é" * 30,
    ),
)
LEVEL = 96


def write_tables(folder: Path) -> None:
    """Writes all of them."""
    for name, make in TABLES.items():
        make(folder / name)


def _json(path: Path, table: object) -> None:
    path.with_suffix(".json").write_text(json.dumps(table), "utf-8")


def _bytes(path: Path, data: bytes) -> None:
    path.with_suffix(".bin").write_bytes(data)


def _operations(path: Path) -> None:
    """Writes a blob of operations of every kind, and what the library answers about each of their cells."""
    random = np.random.default_rng(11)
    operations = [random_operation(random, kind) for kind in KINDS for _ in range(6)]
    misfit = Misfit(
        image=np.ones((2, 3, 1), np.float32), kernel=np.ones((4, 4, 1, 2), np.float32), reason="too large"
    )
    panels = [Panel(operation=each, name=str(number)) for number, each in enumerate(operations)]
    _bytes(path, pack([*panels, Panel(operation=misfit)], {"more": "é"}))
    _json(path, [_answers(each) for each in operations])


def _answers(operation: Any) -> dict[str, Any]:
    (height, width, channels), (rows, columns, filters) = operation.image.shape, operation.output.shape
    weights, read = normalized_weights(operation)
    cells = []
    for row, column, each in np.ndindex(rows, columns, filters):
        trace = operation.trace(row, column, each)
        told = {name: getattr(trace, name).tolist() for name in ("rows", "columns", "is_padding", "patch")}
        told |= {name: getattr(trace, name) for name in ("sum", "value")}
        if hasattr(trace, "products"):
            told |= {name: getattr(trace, name).tolist() for name in ("weights", "products", "channel_sums")}
            told |= {"bias": trace.bias, "total": trace.total}
        else:
            told |= {"is_winner": trace.is_winner.tolist(), "count": trace.count}
        cells.append({"at": [row, column, each], **told})
    pixels = []
    for row, column, channel in np.ndindex(height, width, channels):
        reach = operation.reach(row, column, channel)
        told = {name: getattr(reach, name).tolist() for name in ("rows", "columns", "filters", "weights")}
        taps = {"kernel_rows": reach.kernel_rows.tolist(), "kernel_columns": reach.kernel_columns.tolist()}
        pixels.append({"at": [row, column, channel], **told, **taps})
    return {"shape": list(weights.shape), "channels": read.tolist(), "cells": cells, "pixels": pixels}


def _numbers(path: Path) -> None:
    """Writes numbers as Python's formats write them; a minus is the typographic one."""
    random = np.random.default_rng(5)
    drawn = random.normal(size=400) * 10.0 ** random.integers(-9, 10, 400)
    values = [
        float(np.float32(value)) for value in (*drawn, 0, 1, -1, 0.1, 1e-4, 1e-5, 12345.678, 9999999, 1e7, 0.5)
    ]
    # Numbers in the middle of two that are written, as many of few binary places are.
    for places in range(1, 12):
        values += [float(whole) / 2**places for whole in random.integers(-(2**23), 2**23, 60)]
        values += [
            float(np.float32((whole + 0.5) * 10.0**places)) for whole in (12.0, 13.0, -122.0, -123.0, 999.0, 998.0)
        ]
    values += [float(np.float32(value)) for value in (2097152.25, 2097152.75, 1.125, 1.375, 2.5, 0.000244140625)]

    def short(value: float, digits: int) -> str:
        text = str(int(value)) if value.is_integer() and abs(value) < 1e7 else f"{value:.{digits}g}"
        return text.replace("-", "−")

    def exact(value: float) -> str:
        if value.is_integer() and abs(value) < 1e7:
            return str(int(value))
        texts = (f"{value:.{digits}g}" for digits in range(1, 10))
        return next(text for text in texts if np.float32(float(text)) == np.float32(value))

    _json(path, [[value, short(value, 3), short(value, 6), exact(value)] for value in values])


def _judged(path: Path) -> None:
    """Writes what each text is refused for as a cell of an image or of a kernel; empty where it is a number."""
    table = []
    for limits in (GridLimits(noun="image", most_size=8), GridLimits(noun="kernel", most_size=8)):
        refusals = []
        for text in TEXTS:
            try:
                read_number(text.strip(), 3, 4, limits)
                refusals.append([text, ""])
            except SpecError as error:
                refusals.append([text, str(error)])
        table.append({"rule": number_rule(limits), "refusals": refusals})
    _json(path, table)


def _frame(path: Path) -> None:
    """Writes a frame with arrays of every type, as the socket sends it."""
    random = np.random.default_rng(7)
    arrays = {
        "seen": random.integers(0, 256, (28, 28), np.uint8),
        "space/neighbours": random.integers(0, 1000, 5).astype(np.uint16),
        "logits": random.normal(size=10).astype(np.float32),
        "map/pool2": random.normal(size=(3, 2, 5)).astype(np.float32),
    }
    frame = ArrayPack(is_blank=False, notices=["é"], target=3)
    for name, array in arrays.items():
        frame.add(name, array, **({"most": 2.5, "channels": [4, 0, 9]} if name == "map/pool2" else {}))
    _bytes(path, (2**40 + 7).to_bytes(8, "little") + frame.packed())
    _json(path, {name: array.ravel().tolist() for name, array in arrays.items()})


def _message(path: Path) -> None:
    """Writes a message of a page."""
    bitmap = np.arange(49, dtype=np.uint8).reshape(7, 7)
    header = {"id": 5, "bitmap": "digit", "words": "é−"}
    _bytes(path, packed(header, bitmap))
    _json(path, {"header": header, "bitmap": bitmap.ravel().tolist()})


def _history(path: Path) -> None:
    """Writes a net's answers at some moments, as the route sends them, and their probabilities."""
    random = np.random.default_rng(2)
    steps, logits = [0, 7, 2**20], (8 * random.normal(size=(3, 10))).astype(np.float32)
    rows = np.empty(3, np.dtype([("step", "<i4"), ("logits", "<f4", (10,))]))
    rows["step"], rows["logits"] = steps, logits
    _bytes(path, rows.tobytes())
    _json(path, {"steps": steps, "probabilities": softmax(logits).tolist()})


def _news(path: Path) -> None:
    """Writes what a page is told of a training, piece by piece, and all of it as it stands after each piece."""
    random = np.random.default_rng(9)
    curve: list[list[float | None]] = []
    before: dict[str, Any] | None = None
    pieces = []
    for step in range(12):
        if step == 8:
            curve = [[0, 1.0, None]]  # it was started again
        curve = [
            *curve,
            *([step + part / 2, float(random.random()), None] for part in range(int(random.integers(3)))),
        ]
        now = {"state": "running" if step < 11 else "done", "heading": f"step {step // 3}", "curve": curve}
        pieces.append({"nets": {"net": _changes(before, now)}, "told": now})
        before = now
    _json(path, pieces)


def _moments(path: Path) -> None:
    """Writes moments of one or two nets, and which of them each place of the slider stands for."""
    random = np.random.default_rng(4)
    table = []
    for count in (1, 1, 1, 2, 2, 2, 2):
        nets = []
        for _ in range(count):
            epochs = sorted({round(float(each), 2) for each in random.uniform(0, 3, int(random.integers(0, 6)))})
            moments = [{"step": round(100 * epoch), "epoch": epoch, "right": epoch / 4} for epoch in epochs]
            newest = [None, -1, moments[-1]["step"] if moments else 0][int(random.integers(3))]
            latest = {"step": 300, "epoch": 3.0, "right": None}
            if newest not in (None, -1):
                latest = {**moments[-1], "right": None} if moments else {"step": 0, "epoch": 0.0, "right": None}
            elif moments and random.integers(2):
                latest = {"step": moments[-1]["step"], "epoch": moments[-1]["epoch"], "right": None}
            nets.append({"title": "net", "moments": moments, "newest": newest, "latest": latest})
        table.append({"nets": nets, "places": _places(nets)})
    _json(path, table)


def _places(nets: list[dict[str, Any]]) -> list[list[Any]]:
    """Returns what each place asks of each net: what a slow reader of `scrubber.js`'s first comment would say."""
    each = []
    for net in nets:
        told = [(moment["epoch"], moment["step"]) for moment in net["moments"]]
        if net["newest"] is None:
            told = [(epoch, step) for epoch, step in told if step != net["latest"]["step"]]
            told.append((net["latest"]["epoch"], None))
        elif net["newest"] == -1:
            told.append((net["latest"]["epoch"], -1))
        elif not told:
            told.append((net["latest"]["epoch"], net["newest"]))
        each.append(told)
    epochs = sorted({epoch for told in each for epoch, _ in told})
    places = []
    for epoch in epochs:
        past = [[asked for at, asked in told if at <= epoch] for told in each]
        places.append([asked[-1] if asked else told[0][1] for asked, told in zip(past, each, strict=True)])
    return places


def _colors(path: Path) -> None:
    """Writes the 256 colours of the two scales and what is written on them."""
    levels = np.arange(256)
    table = []
    for scale in (SEQUENTIAL, DIVERGING):
        range_ = ColorRange(scale=scale, zmin=0.0, zmax=255.0)
        table.append({"scale": scale, "rgb": paint(levels, range_).tolist(), "inks": ink(levels, range_).tolist()})
    _json(path, table)


def _outlines(path: Path) -> None:
    """Writes digits, and where the outline of each crosses between the centres of two neighbouring pixels."""
    table = []
    for digit in load_digits().held_out_images[:12]:
        padded = np.pad(digit.astype(float), 1)
        crossings = set()
        for axis in (0, 1):
            one, two = np.delete(padded, -1, axis), np.delete(padded, 0, axis)
            for row, column in np.argwhere((one > LEVEL) != (two > LEVEL)).tolist():
                share = (LEVEL - one[row, column]) / (two[row, column] - one[row, column])
                y, x = row - 0.5, column - 0.5  # of the first of the two centres
                crossings.add((round(x + share * axis, 6), round(y + share * (1 - axis), 6)))
        table.append({"pixels": digit.ravel().tolist(), "crossings": sorted(crossings)})
    _json(path, table)


def _columns(path: Path) -> None:
    """Writes the layers of the course's nets, with some of their channels, for the drawing of the whole net."""
    table = []
    for name in ("two_block", "three_block"):
        layers = columns(named_net(name))
        for most in (8, 4096):
            table.append(
                {
                    "isWhole": most > 8,
                    "columns": [
                        {
                            "name": layer.name,
                            "isMap": layer.is_map,
                            "channels": list(range(min(most, layer.shape[-1]))),
                        }
                        for layer in layers
                    ],
                    "shapes": {layer.name: list(layer.shape if layer.is_map else (1, 1)) for layer in layers},
                }
            )
    _json(path, table)


def _particles(path: Path) -> None:
    """Writes values with the particles that follow them, and sentences with what the library makes of them."""
    forms = ("은(는)", "가(이)", "을(를)", "와(과)", "(으)", "(이)")
    texts = [
        *READ,
        *map(str, range(1001)),
        *("", "猫", "кот", "…", "ㅎ", "ǆ", "x(y)", "[a](b)", "10^13", "2,0", "٣"),
    ]
    random = np.random.default_rng(7)
    letters = list('abcdefghijklmnopqrstuvwxyzLMNRS012 .,()%×′/가을ㄹé🙂<>&;"*`]')
    texts += ["".join(random.choice(letters, random.integers(1, 9))) for _ in range(3000)]
    said = [[text, [particle(text, form) for form in forms]] for text in texts]
    sentences = [
        ["{a}은(는) {b}(으)로", filled("{a}은(는) {b}(으)로", {"a": "은(는)", "b": 3})],
        ["“{a}”을(를) {later}이(가)", filled("“{a}”을(를) {{later}}이(가)", {"a": "은(는)"})],
        ["(으)로 **{b}**(이)다.", filled("(으)로 **{b}**(이)다.", {"b": 3})],
    ]
    _json(path, {"forms": forms, "said": said, "values": {"a": "은(는)", "b": 3}, "sentences": sentences})


def _backward(path: Path) -> None:
    """Writes steps by hand, and what the library makes of them; from whole numbers, halves and quarters."""
    random = np.random.default_rng(21)
    steps = []
    for index in range(40):
        image, kernel, target = (random.integers(-20, 20, side) / 4 for side in ((3, 3), (2, 2), (2, 2)))
        rate, has_relu = round(float(random.uniform(0, 0.003)), 4), bool(index % 2)
        step = training_step(convolve(image, kernel, activation="relu" if has_relu else "linear"), target, rate)
        gone_back = step.backward
        traces = [gone_back.trace_weight(*place) for place in np.ndindex(2, 2)]
        steps.append(
            {
                "numbers": {
                    "image": image.ravel().tolist(),
                    "kernel": kernel.ravel().tolist(),
                    "target": target.ravel().tolist(),
                    "rate": rate,
                    "hasRelu": has_relu,
                },
                "output": gone_back.convolution.output.ravel().tolist(),
                "loss": step.loss.value,
                "at_sums": gone_back.at_sums.ravel().tolist(),
                "gradient": gone_back.kernel.ravel().tolist(),
                "next": step.after.kernel.ravel().tolist(),
                "loss_after": step.loss_after.value,
                "pixels": [
                    [int(row * 3 + column) for row in trace.rows for column in trace.columns] for trace in traces
                ],
            }
        )
    _json(path, steps)


TABLES: dict[str, Callable[[Path], None]] = {
    "operations": _operations,
    "numbers": _numbers,
    "judged": _judged,
    "frame": _frame,
    "message": _message,
    "history": _history,
    "news": _news,
    "moments": _moments,
    "colors": _colors,
    "outlines": _outlines,
    "columns": _columns,
    "particles": _particles,
    "backward": _backward,
}
