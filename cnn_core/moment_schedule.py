"""At which steps of a training its weights are kept: densely at first, where they change most, then at epochs."""

from cnn_core.nets import TrainingSpec

GROWTH = 1.5  # of the gaps within the first epoch
MOST_EPOCHS_KEPT = 40
MOMENT_DIGITS = 100
"""How many validation digits are measured at a moment before the first epoch's end: all would cost too much."""


def moment_steps(spec: TrainingSpec, steps_per_epoch: int) -> tuple[int, ...]:
    """Returns the steps whose weights are kept, from 0 to the last.

    Args:
        spec: The training.
        steps_per_epoch: How many steps an epoch has.
    """
    epochs = spec.recipe.epochs
    steps, step = {0}, 1
    while epochs and step < steps_per_epoch / GROWTH**0.5:  # one just before the epoch's end would show nothing new
        steps.add(step)
        step = max(step + 1, round(step * GROWTH))
    every = -(-epochs // MOST_EPOCHS_KEPT) if epochs else 1
    kept = {*range(every, epochs + 1, every), *([1, epochs] if epochs else [])}
    return tuple(sorted(steps | {epoch * steps_per_epoch for epoch in kept}))
