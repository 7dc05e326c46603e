"""The figures of a step: what its page would show in its state, for paper."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.convolution import Convolution
from cnn_core.arithmetic.operations import Operation
from cnn_core.errors import ConvscopeError
from cnn_core.figures.net_drawing import MIDDLE, net_drawing
from cnn_core.figures.paper import PaperGrid, bars_svg, grids_svg, maps_svg, number_text
from cnn_core.lessons.checks import NumberCheck
from cnn_core.lessons.lesson import State, Step
from cnn_core.models.inspection import Inspection
from cnn_core.nets.course import TrainingSpec, named_net
from cnn_core.nets.receptive_field import trace_cell
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import find_net
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.disturbance import disturb
from cnn_core.text import percent, t
from ui.asking import await_answer
from ui.engine import engine
from ui.handouts.stated import compared_paddings, toy_operation, whole
from ui.lab.options import FIRST
from ui.lessons.net_answers import shown_digit
from ui.nets.choices import CHOICES, RECIPES
from ui.pages.backward.choices import UNTIL, carried_out, step_in
from ui.pages.padding_comparison.cases import NAMES
from ui.pages.receptive_field.choices import DEFAULT
from ui.pages.receptive_field.text import middle_cell, read_cell, read_stack

DEFAULT_NET = "two_block"
"""What the pages show where their address names no net."""

_NETS_SHOWN = ("two_block", "three_block", "random_filters")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure with what is said of it.

    Attributes:
        svg: An `<svg>` element.
        said: Below it.
    """

    svg: str
    said: str = ""


def figures_of(step: Step, *, is_seen: bool = False, client: Hashable | None = None) -> list[Figure]:
    """Returns the figures of a step; none where its page has nothing that is drawn for paper.

    Where a number of an output is asked for, they have an empty output, to be filled in.

    Args:
        step: The step.
        is_seen: Whether they show the answer, as the page does then.
        client: For whom the engine is asked.
    """
    state = step.seen if is_seen and step.seen is not None else step.state
    try:
        if step.page == "toy_convolution":
            return list(_toy(state, step.seen if _asks_a_cell(step) and not is_seen else None))
        draw = _PAGES.get(step.page)
        return list(draw(state, client)) if draw else []
    except (ConvscopeError, ValueError):  # the page itself says why; a handout goes on without the figure
        return []


def operation_grids(operation: Operation, filter_: int = 0) -> list[PaperGrid]:
    """Returns an operation: its image, its kernel and its output, of the first channel and one filter.

    Args:
        operation: The operation.
        filter_: Of its output.
    """
    grids = [_grid(operation.image[:, :, 0], t("handout.image"))]
    if isinstance(operation, Convolution):
        kernel = operation.kernel[:, :, 0, filter_]
        turned = _grid(kernel[::-1, ::-1], t("handout.turned"))
        grids.append(turned if operation.spec.flip else _grid(kernel, t("handout.kernel")))
    return [*grids, _grid(operation.output[:, :, filter_], t("handout.output"))]


def grids_figure(grids: list[PaperGrid], said: str = "") -> Figure:
    """Returns grids side by side.

    Args:
        grids: The grids.
        said: Below them.
    """
    return Figure(svg=grids_svg(grids, alt=", ".join(f"{grid.title} {grid.more}" for grid in grids)), said=said)


def net_figure(net: TrainingSpec) -> Figure:
    """Returns the drawing of a net's layers."""
    return Figure(svg=net_drawing(net.model, width=MIDDLE))


def digit_figure(index: int) -> Figure:
    """Returns a held-out digit.

    Args:
        index: Its number.
    """
    return _digit_figure(load_digits().held_out_images[index], index)


def _digit_figure(pixels: NDArray[np.uint8], index: int, *, is_changed: bool = False) -> Figure:
    label = load_digits().held_out_labels[index]
    said = t("handout.disturbed" if is_changed else "course.digit", index=index, label=label)
    return Figure(svg=maps_svg([pixels.astype(np.float32)], [""], most=[255], alt=said), said=said)


def _toy(state: State, asked: State | None) -> Iterator[Figure]:
    """Yields what the toy page shows, and beside it the empty output of the state that is asked about."""
    operation = toy_operation(state)
    if operation is None:
        return
    grids = operation_grids(operation, min(whole(state, "toy_filter", 0), operation.output.shape[2] - 1))
    wanted = toy_operation(asked) if asked else None
    if wanted:
        blank = PaperGrid(values=wanted.output[:, :, 0], title=t("handout.fill_in"), is_blank=True)
        grids += [blank] if blank.is_numbered else []
    yield grids_figure(grids)


def _paddings(state: State, _client: Hashable | None) -> Iterator[Figure]:
    cases = compared_paddings(state)
    grids = [_grid(cases.choices.image, t("handout.image")), _grid(cases.choices.kernel, t("handout.kernel"))]
    for name in NAMES:
        if isinstance(done := cases.results[name], Convolution):
            grids.append(_grid(done.output[:, :, 0], cases.title(name)))
    yield grids_figure(grids, t("handout.stride", stride=cases.choices.stride))


def _mnist(state: State, client: Hashable | None) -> Iterator[Figure]:
    if state.get("mnist_moment"):  # kept moments come and go with the store
        return
    pixels, is_changed = _digit("mnist", state)
    if pixels is None:
        return
    yield _digit_figure(pixels, whole(state, "mnist_index", 0), is_changed=is_changed)
    choice = state.get("mnist_net") or CHOICES[0]
    if choice in _NETS_SHOWN:
        recipe = state.get("mnist_recipe") or RECIPES[0]
        net = named_net(choice if choice == "random_filters" else f"{choice}/{recipe}")
        if engine().has(net):
            yield from inspection_figures(net, await_answer(engine().inspect(pixels, net, client=client)), state)


def _why(state: State, client: Hashable | None) -> Iterator[Figure]:
    """Yields the digit and the answer to it; why a net gives it is seen on the page alone."""
    pixels, _ = _digit("why", state)
    net = find_net(state.get("net") or DEFAULT_NET)
    if pixels is None or state.get("why_off"):
        return
    yield _digit_figure(pixels, whole(state, "why_index", 0))
    if engine().has(net):
        found = await_answer(engine().inspect(pixels, net, client=client))
        yield from inspection_figures(net, found, state, has_maps=False)


def _field(state: State, _client: Hashable | None) -> Iterator[Figure]:
    stack = read_stack(state.get("receptive_stack") or DEFAULT)
    cell = read_cell(place, stack) if (place := state.get("receptive_cell")) else middle_cell(stack)
    view = trace_cell(stack, cell.row, cell.column, depth=cell.depth)
    maps = [(layer.paths() > 0).astype(np.float32) for layer in view.layers[: cell.depth + 1]]
    names = [t("handout.image"), *stack.names[: cell.depth]]
    said = t("handout.sees", layer=names[-1], row=cell.row, column=cell.column)
    yield Figure(svg=maps_svg(maps, names, most=[1.0] * len(maps), alt=said), said=said)


def _step_by_hand(state: State, _client: Hashable | None) -> Iterator[Figure]:
    """Yields a training step as far as the page shows it."""
    chosen = step_in(state)
    step, target = carried_out(chosen), np.array(chosen.target, np.float32)
    shown = [*reversed(UNTIL)]  # from the output to all
    shown = shown[: 1 + shown.index(until)] if (until := state.get("backward_until")) in shown else shown
    back = step.backward
    output = back.convolution.output[:, :, 0]
    grids = [*operation_grids(back.convolution), _grid(target, t("backward_page.script.target"))]
    for stage, values, name in (
        ("difference", output - target, "difference"),
        ("at_output", back.at_sums[:, :, 0], "at_output"),
        ("gradient", back.kernel[:, :, 0, 0], "gradient"),
        ("all", step.after.kernel[:, :, 0, 0], "next"),
    ):
        if stage in shown:
            grids.append(_grid(values, t(f"backward_page.script.{name}")))
    before = {"before": number_text(step.loss.value), "after": number_text(step.loss_after.value)}
    said = t("handout.losses" if "all" in shown else "handout.loss", **before) if "loss" in shown else ""
    yield grids_figure(grids, said)


def _digit(of: str, state: State) -> tuple[NDArray[np.uint8] | None, bool]:
    """Returns the held-out digit that a page shows, and whether it is disturbed; None where it shows another."""
    if state.get(f"{of}_source") != "pick":
        return None, False
    images = load_digits().held_out_images
    pixels: NDArray[np.uint8] = images[min(whole(state, f"{of}_index", 0), len(images) - 1)]
    if of == "mnist" and state.get("mnist_disturbed"):
        return disturb(pixels, shown_digit("mnist_inspection", state, "").disturbance), True
    return pixels, False


def inspection_figures(
    net: TrainingSpec, found: Inspection, state: State, *, has_maps: bool = True
) -> Iterator[Figure]:
    """Yields the bars of a net's answer to a digit, and the first maps of its layers.

    Of a net with poolings those behind them are shown, as in the course's notebook.

    Args:
        net: The net.
        found: What it makes of the digit.
        state: What the page's address says.
        has_maps: Whether the maps are drawn.
    """
    if found.logits is not None and found.probabilities is not None:
        is_logits = state.get("mnist_logits") == "yes"
        values = [float(value) for value in (found.logits if is_logits else found.probabilities)[0]]
        written = [number_text(value) if is_logits else percent(value) for value in values]
        said = t("handout.logits" if is_logits else "handout.probabilities")
        yield Figure(svg=bars_svg(values, written, alt=said), said=said)
    layers = [layer for layer in layer_shapes(net.model) if layer.is_map and has_maps]
    shown = [layer for layer in layers if layer.kind == "pool"] or layers
    for layer in shown:
        maps = found.activations[layer.name][0]  # (H, W, C)
        channels = range(min(FIRST, maps.shape[2]))
        by_channel = state.get("mnist_scale") == "channel"
        most = [float(maps[:, :, channel].max() if by_channel else maps.max()) for channel in channels]
        said = t(
            "handout.maps_each" if by_channel else "handout.maps", layer=layer, most=number_text(float(maps.max()))
        )
        yield Figure(
            svg=maps_svg(
                [maps[:, :, channel] for channel in channels], [str(each) for each in channels], most=most, alt=said
            ),
            said=said,
        )


def _net(state: State, _client: Hashable | None) -> Iterator[Figure]:
    yield net_figure(find_net(state.get("net") or DEFAULT_NET))


def _named_net(state: State, client: Hashable | None) -> Iterator[Figure]:
    """Yields the net that a state names; which net its page shows otherwise changes with what is trained."""
    if state.get("net"):
        yield from _net(state, client)


_PAGES: dict[str, Callable[[State, Hashable | None], Iterator[Figure]]] = {
    "padding_comparison": _paddings,
    "mnist_inspection": _mnist,
    "explanation": _why,
    "backward": _step_by_hand,
    "receptive_field": _field,
    "build_net": _net,
    "training": _named_net,
    "results": _named_net,
}


def _asks_a_cell(step: Step) -> bool:
    check = step.question.check if step.question else None
    return isinstance(check, NumberCheck) and check.asks == "cell"


def _grid(values: NDArray[np.float32], title: str) -> PaperGrid:
    return PaperGrid(values=values, title=title, more=f"{values.shape[0]} × {values.shape[1]}")
