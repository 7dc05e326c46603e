"""What an explanation costs: the three-block net, asked of a worker with the settings of the app, medians.

Each time is from the call to its answer in this process, the way there and back among them. Beside it the same as a
plain loop, one pass for each question, where there is one.
"""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import naive_explanations as naive
from benchmarks.switches import measure_switches
from benchmarks.table import Figure, finish, parser
from cnn_core import explain
from cnn_core.engine import Engine
from cnn_core.nets.course import named_net
from cnn_core.pictures.digits import load_digits
from cnn_core.settings import settings, variable_of
from cnn_core.training.train import train_and_save

NET = "three_block"
ROUNDS = 15
PATCH = 5
STEPS = 64
SEARCHED = 500
DIGITS = load_digits().held_out_images


def milliseconds(call: Callable[[int], Any], rounds: int = ROUNDS) -> float:
    """Returns the median time of a call, which is told the number of its round."""
    call(0)  # it compiles what it needs
    times = []
    for number in range(rounds):
        started = time.perf_counter()
        call(number)
        times.append(1000 * (time.perf_counter() - started))
    return median(times)


def asking(engine: Engine, function: Callable[..., Any], *args: Any, **choices: Any) -> Callable[[int], Any]:
    """Returns a call that asks an engine about another digit in each round."""
    return lambda number: engine.ask(function, DIGITS[number], NET, *args, **choices).result()


def attributions(engine: Engine) -> list[Figure]:
    """The methods, the slower ones beside a loop."""
    integrated = milliseconds(asking(engine, explain.integrated_gradients, steps=STEPS))
    integrated_loop = milliseconds(asking(engine, naive.integrate_one_by_one, 3, STEPS), 5)
    occluded = milliseconds(asking(engine, explain.occlusion, patch=PATCH))
    occluded_grey = milliseconds(asking(engine, explain.occlusion, patch=PATCH, fill=0.5))
    occluded_loop = milliseconds(asking(engine, naive.occlude_one_by_one, PATCH), 3)
    return [
        Figure("saliency", milliseconds(asking(engine, explain.saliency)), "ms"),
        Figure("SmoothGrad, 32 samples", milliseconds(asking(engine, explain.smoothgrad)), "ms"),
        Figure(f"integrated gradients, {STEPS} steps", integrated, "ms", 80),
        Figure("the same as a loop", integrated_loop, "ms"),
        Figure("Grad-CAM at conv3", milliseconds(asking(engine, explain.grad_cam)), "ms", 10),
        Figure(f"occlusion 28 × 28, stride 1, patch {PATCH}", occluded, "ms", 350),
        Figure("the same, where no position can be left out", occluded_grey, "ms", 350),
        Figure("occlusion as a loop", occluded_loop, "ms"),
        Figure("sanity check of the gradient", milliseconds(check_of(engine)), "ms"),
        Figure(
            "contributions of all channels and edges", milliseconds(asking(engine, explain.contributions)), "ms"
        ),
    ]


def check_of(engine: Engine) -> Callable[[int], Any]:
    """Returns a call that checks a method against random weights."""
    return lambda number: engine.ask(explain.randomised_check, "gradient", DIGITS[number], NET).result()


def ablations(engine: Engine) -> list[Figure]:
    """Switches and rankings."""
    figures = []
    for layer, channels, target in (("conv1", 32, None), ("conv2", 64, None), ("conv3", 128, 60)):
        ranked = milliseconds(asking(engine, explain.rank_channels, layer=layer))
        figures.append(Figure(f"ranking of the {channels} channels of {layer}", ranked, "ms", target))
    looped = milliseconds(asking(engine, naive.rank_channels_one_by_one, "conv3", 128), 5)
    figures.append(Figure("conv3 as a loop", looped, "ms"))

    def switched(number: int) -> Any:
        off = tuple(explain.Scaling(layer="conv3", channel=channel) for channel in range(number + 1))
        return engine.ask(explain.inspect_scaled, DIGITS[0], NET, off).result()

    def ablated(number: int) -> Any:
        return engine.ask(explain.ablate_held_out, NET, (explain.Scaling(layer="conv3", channel=number),)).result()

    figures.append(Figure("a switch → all maps and the answer", milliseconds(switched), "ms"))
    figures.append(Figure("accuracy of the ablated net, 1,000 digits", milliseconds(ablated, 5), "ms"))
    return figures


def searches(engine: Engine) -> list[Figure]:
    """The digits that excite a channel most, for a whole layer at once."""
    search = partial(explain.layer_profile, NET, ask=engine.ask)
    cold = {}
    for layer in ("conv1", "conv2", "conv3"):
        started = time.perf_counter()
        search(layer)
        cold[layer] = time.perf_counter() - started
    warm = milliseconds(lambda _: search("conv3"))
    looped = engine.ask(naive.search_one_by_one, NET, "conv3", SEARCHED).result() * len(DIGITS) * 10 / SEARCHED
    return [
        *(Figure(f"top digits of a channel of {layer}, cold", taken, "s", 5) for layer, taken in cold.items()),
        Figure("the same of conv3, warm", warm, "ms", 50),
        Figure(f"conv3 as a loop, from {SEARCHED} digits", looped, "s"),
    ]


def cells_and_space(engine: Engine) -> list[Figure]:
    """A cell's arithmetic, and a digit's place."""
    cell = explain.Cell(layer="conv3", row=3, column=3, channel=5)
    started = time.perf_counter()
    engine.ask(explain.digit_space, NET).result()
    fitted = time.perf_counter() - started
    return [
        Figure("arithmetic of a cell of conv3", milliseconds(asking(engine, explain.trace_net_cell, cell)), "ms"),
        Figure("space of digits, the first time", fitted, "s"),
        Figure("a digit's place and neighbours", milliseconds(asking(engine, explain.place_digit)), "ms"),
    ]


def measure() -> list[Figure]:
    """Runs everything with a worker of its own, whose searches are kept in a folder that goes."""
    with tempfile.TemporaryDirectory() as folder:
        train_and_save(named_net(NET))
        shutil.copytree(settings().cache / "models", Path(folder) / "models")
        os.environ[variable_of("cache")] = folder
        settings.cache_clear()
        engine = Engine(settings())
        try:
            engine.ask(explain.saliency, DIGITS[0], NET).result()
            figures = [
                part for each in (ablations, attributions, searches, cells_and_space) for part in each(engine)
            ]
        finally:
            engine.close()
        return figures + asyncio.run(measure_switches(Path(folder)))


if __name__ == "__main__":
    options = parser(__doc__).parse_args()
    finish(measure(), check=options.check)
