"""The texts of the course: which there are, how one is shown, and the pages that show its very numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from cnn_core.errors import StoreError
from cnn_core.exports.notebooks import NOTEBOOK_TYPE, text_notebook
from cnn_core.nets.course import TrainingSpec, named_net
from cnn_core.nets.spec import CLASSES, IMAGE_SHAPE, LayerShape, layer_shapes
from cnn_core.pictures.digits import TRAIN_COUNT, load_digits
from cnn_core.pictures.kernels import named_kernel
from cnn_core.text import percent, t
from ui import prose
from ui.display.inline_text import inline_markdown
from ui.engine import engine
from ui.lessons.library import program_of
from ui.nets.choices import net_record
from ui.operations.grids import grid_from_array, write_grids
from ui.pages.course.text_numbers import IMAGE, show_convolution, show_net

_HERE = Path(__file__).parent

FULL_TRAIN_COUNT = 54_000  # MNIST's 60,000 without the tenth that the notebook keeps back
KERAS_EPSILON = 1e-7  # the smallest probability that Keras' cross-entropy takes
LOGITS = (2.0, 1.0, 0.0)  # the example of the note on the softmax


@dataclass(frozen=True)
class Link:
    """A page in a state.

    Attributes:
        page: The page's name.
        name: Of its words, `course.links.<name>`.
        state: What the page's address holds.
    """

    page: str
    name: str
    state: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class CourseText:
    """A text of the course, with its numbers and code.

    Attributes:
        name: Of its words (`course.<name>`) and its text (`course_<name>.md`).
        lesson: Whose program it shows.
        net: The net that it is about, if it is about one.
        index: The held-out digit that the net is shown.
        notes: The names of the notes (`note_<name>.md`) below the text.
        notes_beside: Of those below the code.
        links: Where its numbers can be seen and played with.
    """

    name: str
    lesson: str
    net: TrainingSpec | None = None
    index: int = 0
    notes: tuple[str, ...] = ()
    notes_beside: tuple[str, ...] = ()
    links: tuple[Link, ...]


def course_texts() -> tuple[CourseText, ...]:
    """Returns the texts in their order."""
    padding = Link("padding_comparison", "stride_two", padding_state("ones", 2))
    random_filters = named_net("random_filters")
    return (
        CourseText(
            name="convolution",
            lesson="convolution",
            notes=("same",),
            links=(
                Link("toy_convolution", "valid", toy_state("ones", "VALID")),
                Link("toy_convolution", "same", toy_state("ones", "SAME")),
                Link("toy_convolution", "three_filters", toy_state("three_filters", "SAME")),
                padding,
            ),
        ),
        CourseText(
            name="random_filters",
            lesson="random_filters",
            net=random_filters,
            notes=("conv2d",),
            links=(Link("mnist_inspection", "random_filters", mnist_state(random_filters, 0)),),
        ),
        CourseText(
            name="two_block",
            lesson="two_block",
            net=named_net("two_block/notebook"),
            notes=("reached", "pooling", "logits", "from_logits"),
            links=_both_recipes("two_block", 0),
        ),
        CourseText(
            name="three_block",
            lesson="three_block",
            net=named_net("three_block/notebook"),
            index=3,
            notes=("reached", "dense"),
            links=_both_recipes("three_block", 3),
        ),
        CourseText(
            name="notes",
            lesson="logits",
            notes=("same", "conv2d", "pooling", "dense"),
            notes_beside=("logits", "from_logits"),
            links=(padding, Link("mnist_inspection", "bars", mnist_state(named_net("two_block"), 0))),
        ),
    )


def show_text(text: CourseText) -> None:
    """Shows a text: its numbers and where to play with them, then the text beside the code."""
    st.html(_HERE / "course.css")
    st.header(t(f"course.{text.name}.title"), anchor=False)
    if text.net:
        show_net(text.net, text.index)
    elif text.name == "convolution":
        show_convolution()
    with st.container(horizontal=True, gap="small", key="course_links"):
        for link in text.links:
            label = t(f"course.links.{link.name}")
            icon = ":material/arrow_forward:"
            st.page_link(
                f"{link.page}.py",
                label=inline_markdown(label),
                query_params=link.state,
                icon=icon,
                icon_position="right",
            )
    numbers = _numbers(text)
    words, beside = st.columns(2, gap="large")
    with words:
        st.markdown(prose(f"course_{text.name}").format_map(numbers))
        _show_notes(text.notes, numbers)
    with beside:
        st.caption(t("course.code"))
        st.code(code := program_of(text.lesson), language="python")
        st.download_button(
            t("course.notebook"),
            text_notebook(t(f"course.{text.name}.title"), written(text), code),
            f"{text.name}.ipynb",
            NOTEBOOK_TYPE,
            on_click="ignore",
        )
        _show_notes(text.notes_beside, numbers)


def written(text: CourseText) -> str:
    """Returns a text with its notes, in Markdown, as it is written without the page around it."""
    numbers = _numbers(text)
    parts = [prose(f"course_{text.name}").format_map(numbers).strip()]
    for note in (*text.notes, *text.notes_beside):
        parts.append(f"### {t(f'course.notes.{note}')}")
        parts.append(prose(f"note_{note}").format_map(numbers).strip())
    return "\n\n".join(parts)


def toy_state(kernel: str, padding: str) -> dict[str, str]:
    """Returns the state of the toy page that shows the course's image under a named kernel at stride 1.

    Args:
        kernel: For `named_kernel`.
        padding: As the page names it.
    """
    return {
        "toy_image": write_grids((grid_from_array(IMAGE),)),
        "toy_kernels": _written_kernel(kernel),
        "toy_padding": padding,
        **dict.fromkeys(("toy_image_source", "toy_kernels_source"), "grid"),
        **dict.fromkeys(("toy_stride", "toy_dilation"), "1"),
        **dict.fromkeys(("toy_apart", "toy_flip", "toy_relu"), "no"),
        "toy_operation": "convolution",
        "toy_bias": "0",
    }


def padding_state(kernel: str, stride: int) -> dict[str, str]:
    """Returns the state of the padding page that shows the course's image under a named kernel.

    Args:
        kernel: For `named_kernel`, with one filter.
        stride: From one window to the next.
    """
    return {
        "padding_image": write_grids((grid_from_array(IMAGE),)),
        "padding_kernel": _written_kernel(kernel),
        "padding_stride": str(stride),
    }


def mnist_state(net: TrainingSpec, index: int) -> dict[str, str]:
    """Returns the state of the MNIST page that shows a held-out digit in a net of the course."""
    state = {
        "mnist_net": net.model.name,
        "mnist_source": "pick",
        "mnist_index": str(index),
        "mnist_channels": "first",
        "mnist_scale": "layer",
    }
    if net.recipe.epochs:
        state["mnist_recipe"] = net.recipe.name
    return state


def _written_kernel(name: str) -> str:
    filters = np.moveaxis(named_kernel(name)[:, :, 0], -1, 0)  # (F, kh, kw)
    return write_grids(tuple(map(grid_from_array, filters)))


def _both_recipes(model: str, index: int) -> tuple[Link, ...]:
    return tuple(
        Link("mnist_inspection", recipe, mnist_state(named_net(f"{model}/{recipe}"), index))
        for recipe in ("notebook", "default")
    )


def _show_notes(names: tuple[str, ...], numbers: Mapping[str, object]) -> None:
    for name in names:
        with st.expander(t(f"course.notes.{name}"), expanded=True):
            st.markdown(prose(f"note_{name}").format_map(numbers))


def _numbers(text: CourseText) -> dict[str, object]:
    """Returns the numbers that a text speaks of, by the names of their placeholders."""
    numbers = _numbers_of_notes()
    if text.net is None:
        return numbers
    layers = layer_shapes(text.net.model)
    maps = [layer for layer in layers if layer.is_map]
    sides = [IMAGE_SHAPE[0], *(layer.shape[0] for layer in maps)]
    numbers |= {
        "index": text.index,
        "label": load_digits().held_out_labels[text.index],
        "sides": t("course.to").join(str(side) for side in dict.fromkeys(sides)),
        "last": " × ".join(map(str, maps[-1].shape)),
    }
    if text.net.model.has_logits:
        numbers |= {"flatten": _named(layers, "flatten").shape[0]} | _numbers_of_recipes(text.net)
    return numbers


def _numbers_of_notes() -> dict[str, object]:
    layers = layer_shapes(named_net("three_block").model)
    powers = np.exp(LOGITS)
    sum_of_powers = np.e + CLASSES - 1  # of probabilities, one of them 1 and the others 0
    return {
        "inputs": _named(layers, "flatten").shape[0],
        "dense": _named(layers, "dense1").parameters,
        "total": sum(layer.parameters for layer in layers),
        "example": ", ".join(map(percent, powers / powers.sum())),
        "clipped": -np.log(KERAS_EPSILON),
        "least": percent(1 / sum_of_powers),
        "most": percent(np.e / sum_of_powers),
    }


def _numbers_of_recipes(net: TrainingSpec) -> dict[str, object]:
    default, batch_size = named_net(f"{net.model.name}/default"), net.recipe.batch_size
    return {
        "usual": t(f"course.{net.model.name}.usual"),
        "notebook": _measured(net),
        "digits": TRAIN_COUNT,
        "steps": -(-TRAIN_COUNT // batch_size),
        "full": FULL_TRAIN_COUNT,
        "full_steps": -(-FULL_TRAIN_COUNT // batch_size),
        "epochs": default.recipe.epochs,
        "default": _measured(default),
    }


def _measured(net: TrainingSpec) -> str:
    """Says what a net reaches on this machine, if it has been trained."""
    try:
        record = net_record(net) if engine().has(net) else None
    except StoreError:  # the page of that net says so
        record = None
    if record is None or record.report.held_out_accuracy is None:
        return t("course.not_measured")
    return t("course.measured", accuracy=percent(record.report.held_out_accuracy))


def _named(layers: tuple[LayerShape, ...], name: str) -> LayerShape:
    return next(layer for layer in layers if layer.name == name)
