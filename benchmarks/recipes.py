"""What the recipes reach: accuracy on the held-out digits and seconds of training, three seeds each.

`--choose` compares candidates on the last tenth of the 9,000 training digits instead, which is how the default
recipes were chosen; `--ship` trains the two-block net and puts it into the project.
"""

import subprocess
import sys
from dataclasses import replace
from statistics import median

from benchmarks.table import Figure, finish, parser
from cnn_core.nets.course import NETS, TrainingSpec, named_net
from cnn_core.store.store import SHIPPED, Store
from cnn_core.training.train import train

SEEDS = range(3)
CANDIDATES: dict[str, tuple[dict[str, object], ...]] = {
    "two_block": (
        {"epochs": 8, "learning_rate": 4e-3},
        {"epochs": 10, "learning_rate": 4e-3},
        {"epochs": 10, "learning_rate": 6e-3},
        {"epochs": 10, "learning_rate": 8e-3, "batch_size": 128},
    ),
    "three_block": (
        {"epochs": 8, "learning_rate": 1.5e-3},
        {"epochs": 8, "learning_rate": 2.5e-3},
        {"epochs": 10, "learning_rate": 2e-3},
    ),
}
TARGETS = {"two_block/default": (96.5, 25.0), "three_block/default": (97.8, 90.0)}


def measure(net: TrainingSpec) -> tuple[float, float]:
    """Trains a net in a process of its own.

    Returns:
        The last accuracy on the digits that were measured after each epoch, in percent, and the seconds it took.
    """
    code = (
        "import sys, pickle; from cnn_core.training.train import train;"
        "report = train(pickle.load(sys.stdin.buffer)).report;"
        "print(report.history['validation_accuracy'][-1], report.seconds)"
    )
    import pickle

    done = subprocess.run([sys.executable, "-c", code], input=pickle.dumps(net), capture_output=True, check=True)
    accuracy, seconds = map(float, done.stdout.split())
    return 100 * accuracy, seconds


def medians(net: TrainingSpec) -> tuple[float, float]:
    """Returns the median accuracy in percent, and seconds, over the seeds."""
    accuracies, seconds = zip(*(measure(replace(net, seed=seed)) for seed in SEEDS), strict=True)
    return median(accuracies), median(seconds)


def choose() -> list[Figure]:
    """Measures the candidates on the validation split."""
    figures = []
    for model, candidates in CANDIDATES.items():
        for changes in candidates:
            recipe = replace(named_net(model).recipe, **changes, validation_split=0.1)  # type: ignore[arg-type]
            accuracy, seconds = medians(replace(named_net(model), recipe=recipe))
            said = ", ".join(f"{name} {value}" for name, value in changes.items())
            figures += [
                Figure(f"{model}: {said}: validation", accuracy, "%"),
                Figure(f"{model}: {said}: time", seconds, "s"),
            ]
    return figures


def held_out() -> list[Figure]:
    """Measures the recipes on the held-out digits."""
    figures = []
    for name, net in NETS.items():
        if not net.recipe.epochs:
            continue
        accuracy, seconds = medians(net)
        least, most = TARGETS.get(name, (None, None))
        figures += [
            Figure(f"{name}: held out", accuracy, "%", least, "at least"),
            Figure(f"{name}: time", seconds, "s", most),
        ]
    return figures


def main() -> None:
    """Runs the command."""
    options = parser(__doc__)
    options.add_argument("--choose", action="store_true", help="compare candidates on the validation split")
    options.add_argument("--ship", action="store_true", help="put the two-block net into the project")
    chosen = options.parse_args()
    if chosen.ship:
        for old in SHIPPED.glob("*.npz"):
            old.unlink()
        print(Store(SHIPPED).save(train(named_net("two_block"))))
        return
    finish(choose() if chosen.choose else held_out(), check=chosen.check)


if __name__ == "__main__":
    main()
