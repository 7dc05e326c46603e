"""The observatory beside plainer ways to train: one spec, trained in each way by turns.

A machine is not as fast in one minute as in the next. So each round has all ways, in an order that turns around
from round to round, and what is compared is the median of the rounds' ratios, not the ratio of medians.

- `fit`: as in the notebook, `Model.fit` with a validation after each epoch.
- `plain`: a compiled step loop with that validation, and nothing else.
- `observatory`: by the engine, with moments, checkpoints and reports, and somebody who asks for frames of the
  newest weights four times a second over the live route.

Each run has a process of its own, which has loaded TensorFlow when the clock starts. Then: how soon the first
picture moves after a start, and the live page's frames beside a training and without one.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from statistics import median
from typing import Any

import numpy as np

from benchmarks.machine import machine
from benchmarks.table import Figure, finish, parser
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import find_net, training_text

NET = "three_block/e3"  # the notebook's recipe, for three epochs
WATCHED = {"filters": True, "moments": [-1]}
HERTZ = 4
ROUNDS = 7
FIT_EVERY = 2  # rounds: its target is far off
LIVE_SECONDS = 5.0
SCREEN_HERTZ = 60


def fit(net: TrainingSpec) -> Callable[[], None]:
    """Returns the notebook's way, ready to go."""
    from cnn_core.backend import load_keras
    from cnn_core.models.build import build_model
    from cnn_core.pictures.digits import load_digits

    keras = load_keras()
    digits = load_digits()

    def go() -> None:
        x, held_out = (
            images.reshape(-1, 784).astype(np.float32) / 255
            for images in (digits.train_images, digits.held_out_images)
        )
        built = build_model(net.model, seed=net.seed)
        model = keras.Model(built.inputs, built.outputs[-1])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(net.recipe.learning_rate), loss, metrics=["accuracy"])
        model.fit(
            x,
            digits.train_labels,
            batch_size=net.recipe.batch_size,
            epochs=net.recipe.epochs,
            validation_data=(held_out, digits.held_out_labels),
            verbose=0,
        )

    return go


def plain(net: TrainingSpec) -> Callable[[], None]:
    """Returns a plain compiled loop, ready to go."""
    from cnn_core.backend import load_keras, load_tensorflow
    from cnn_core.models.build import build_model
    from cnn_core.pictures.digits import load_digits

    tf, keras = load_tensorflow(), load_keras()
    digits = load_digits()

    def go() -> None:
        x, held_out = (
            tf.constant(images.reshape(-1, 784).astype(np.float32) / 255)
            for images in (digits.train_images, digits.held_out_images)
        )
        labels = tf.constant(digits.train_labels.astype(np.int32))
        model = build_model(net.model, seed=net.seed)
        optimizer = keras.optimizers.Adam(net.recipe.learning_rate)
        optimizer.build(model.trainable_variables)

        def step(batch: Any) -> Any:
            with tf.GradientTape() as tape:
                logits = model(tf.gather(x, batch), training=True)[-1]
                losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.gather(labels, batch), logits)
                loss = tf.reduce_mean(losses)
            optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
            return loss

        def answers(images: Any) -> Any:
            return tf.argmax(model(images, training=False)[-1], axis=1)

        compiled_step, compiled_answers = tf.function(step), tf.function(answers)

        chance = np.random.default_rng(net.seed)
        for _ in range(net.recipe.epochs):
            order = tf.constant(chance.permutation(len(digits.train_labels)).astype(np.int32))
            total = 0.0
            for start in range(0, len(digits.train_labels), net.recipe.batch_size):
                total += float(compiled_step(order[start : start + net.recipe.batch_size]))
            np.mean(compiled_answers(held_out).numpy() == digits.held_out_labels)

    return go


@contextmanager
def live_server() -> Any:
    """Serves the live route with a warm engine and trainer in this process; gives its address and the engine."""
    import uvicorn
    from starlette.applications import Starlette

    from cnn_core.pictures.digits import load_digits
    from tests.helpers.server import free_port
    from ui.engine import engine
    from ui.routes.live import ROUTES

    running = engine()
    running.warm_up(load_digits().held_out_images[0])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=ROUTES), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(lambda: server.started and running.is_warm and running.has_warm_trainer)
    try:
        yield f"ws://127.0.0.1:{port}/live", running
    finally:
        server.should_exit = True
        thread.join()
        running.close()


def wait_for(condition: Callable[[], bool]) -> None:
    """Waits until something has come to pass."""
    while not condition():
        time.sleep(0.01)


async def watch(address: str, net: TrainingSpec, is_over: Callable[[], bool]) -> list[tuple[float, int | None]]:
    """Asks for frames of the newest weights four times a second, on a digit.

    Returns:
        When each came, and the step that it shows.
    """
    import websockets

    from cnn_core.live.lab import pack_lab, unpack_frame
    from cnn_core.pictures.digits import load_digits

    digit = load_digits().held_out_images[0]
    layers = [layer.name for layer in layer_shapes(net.model) if layer.is_map]
    seen: list[tuple[float, int | None]] = []
    async with websockets.connect(address, max_size=None) as socket:
        while not is_over():
            started = time.monotonic()
            await socket.send(
                pack_lab(1, digit, bitmap="digit", side=28, nets=[training_text(net)], layers=layers, **WATCHED)
            )
            answer = await socket.recv()
            if isinstance(answer, bytes):
                seen.append((time.monotonic(), unpack_frame(answer[8:])[0]["moments"][0]))
            is_moving = bool(seen and seen[-1][1])
            pause = 1 / HERTZ if is_moving else 0.05  # until the picture moves, a page asks again and again
            await asyncio.sleep(max(0.0, pause - (time.monotonic() - started)))
    return seen


def observatory(net: TrainingSpec) -> dict[str, float]:
    """Trains in the engine, watched."""
    with live_server() as (address, engine):
        started = time.monotonic()
        run = engine.train(net)
        seen = asyncio.run(watch(address, net, run.done.done))
        run.done.result()
        ended = time.monotonic()
    shown = [at for at, _ in seen]
    moving = next(at for at, step in seen if step)
    return {
        "seconds": ended - started,
        "first": shown[0] - started,
        "moving": moving - started,
        "frames": len(seen) / (ended - started),
    }


async def stroke(address: str, seconds: float) -> tuple[float, float]:
    """Draws as fast as a screen shows it, all layers of the two-block net in view; one update is in flight.

    Returns:
        Updates a second, and the median of their latencies in ms.
    """
    import websockets

    from cnn_core.live.lab import pack_lab

    layers = [layer.name for layer in layer_shapes(find_net("two_block").model) if layer.is_map]
    times: list[float] = []
    async with websockets.connect(address, max_size=None) as socket:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            bitmap = np.zeros((140, 140), np.uint8)
            bitmap[30 : 40 + len(times) % 90, 64:76] = 255
            started = time.monotonic()
            await socket.send(pack_lab(1, bitmap, layers=layers))
            await socket.recv()
            times.append(time.monotonic() - started)
            await asyncio.sleep(max(0.0, 1 / SCREEN_HERTZ - times[-1]))
    return len(times) / seconds, 1000 * median(times)


def beside(_net: TrainingSpec) -> dict[str, float]:
    """Draws without a training and beside one, by turns."""
    idle: list[tuple[float, float]] = []
    busy: list[tuple[float, float]] = []
    cancels = []
    with live_server() as (address, engine):
        asyncio.run(stroke(address, 2))  # warm
        for number in range(2):
            idle.append(asyncio.run(stroke(address, LIVE_SECONDS)))
            net = find_net(f"three_block/e100@{number}")
            run = engine.train(net)
            wait_for(lambda run=run: run.progress is not None and run.progress.step > 3)  # type: ignore[misc]
            busy.append(asyncio.run(stroke(address, LIVE_SECONDS)))
            started = time.monotonic()
            engine.cancel(net)
            run.done.exception()
            cancels.append(time.monotonic() - started)
    rates = [median(rate for rate, _ in each) for each in (idle, busy)]
    latencies = [median(latency for _, latency in each) for each in (idle, busy)]
    return {
        "idle_rate": rates[0],
        "busy_rate": rates[1],
        "idle": latencies[0],
        "busy": latencies[1],
        "cancel": max(cancels),
    }


def timed(go: Callable[[], None]) -> dict[str, float]:
    """Returns how long something takes."""
    started = time.monotonic()
    go()
    return {"seconds": time.monotonic() - started}


WAYS: dict[str, Callable[[TrainingSpec], dict[str, float]]] = {
    "fit": lambda net: timed(fit(net)),
    "plain": lambda net: timed(plain(net)),
    "observatory": observatory,
    "beside": beside,
}


def run_way(way: str, net: str) -> dict[str, float]:
    """Runs one way in a process of its own, with an empty store."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.training", "--way", way, "--net", net],
            env=environment(folder),
            stdout=subprocess.PIPE,
            check=True,
        )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def environment(folder: str) -> dict[str, str]:
    """Returns this process' environment with another store."""
    import os

    return {**os.environ, "CONVSCOPE_CACHE": folder, "CONVSCOPE_LOG_LEVEL": "ERROR"}


def measure(net: str, rounds: int) -> list[Figure]:
    """Runs all ways by turns."""
    live = run_way("beside", net)
    found: dict[str, list[dict[str, float]]] = {"fit": [], "plain": [], "observatory": []}
    of_plain, of_fit = [], []
    for number in range(rounds):
        ways = ["plain", "observatory"] if number % FIT_EVERY else ["fit", "plain", "observatory"]
        taken = {}
        for way in reversed(ways) if number // FIT_EVERY % 2 else ways:
            found[way].append(run_way(way, net))
            taken[way] = found[way][-1]["seconds"]
            print(way, found[way][-1], file=sys.stderr)
        of_plain.append(taken["observatory"] / taken["plain"])
        of_fit += [taken["observatory"] / taken["fit"]] if "fit" in taken else []
    watched = found["observatory"]
    return [
        *(
            Figure(f"{net}: {way}, median", median(each["seconds"] for each in results), "s")
            for way, results in found.items()
        ),
        Figure("observatory, of the plain loop's time, median of the rounds", median(of_plain), "×", 1.05),
        Figure("the same, least of the rounds", min(of_plain), "×"),
        Figure("the same, most of the rounds", max(of_plain), "×"),
        Figure("observatory, of fit's time, median of the rounds", median(of_fit), "×", 1.0),
        Figure("frames a second that the watcher got", median(each["frames"] for each in watched), "/s"),
        Figure("start → first picture", median(each["first"] for each in watched), "s"),
        Figure("start → first picture that moves", median(each["moving"] for each in watched), "s", 3.0),
        Figure(
            "updates a second beside a training, of idle",
            live["busy_rate"] / live["idle_rate"],
            "×",
            2 / 3,
            "at least",
        ),
        Figure("updates a second, idle", live["idle_rate"], "/s"),
        Figure("latency beside a training, of idle", live["busy"] / live["idle"], "×", 2.0),
        Figure("latency, idle", live["idle"], "ms"),
        Figure("cancel → ended, with its checkpoint kept, the slower of two", live["cancel"], "s", 1.0),
    ]


if __name__ == "__main__":
    command = parser(__doc__)
    command.add_argument("--net", default=NET, help="what is trained")
    command.add_argument("--rounds", type=int, default=ROUNDS, help="how often in each way")
    command.add_argument("--way", choices=WAYS, help="run one way and print its figures as JSON")
    options = command.parse_args()
    if options.way:
        print(json.dumps(WAYS[options.way](find_net(options.net))))
    else:
        reference = machine()
        finish(measure(options.net, options.rounds), check=options.check, machine=reference)
