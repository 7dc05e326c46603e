"""The same step for one filter of the two-block net, on the digit that the visitor last had."""

from collections.abc import Callable, Hashable
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.arithmetic.backward import WeightTrace
from cnn_core.errors import ConvscopeError
from cnn_core.figures.maps import grid_figure
from cnn_core.models.filter_step import LAYER, FilterStep, filter_step
from cnn_core.nets.course import NETS
from cnn_core.nets.spec import CLASSES, layer_shapes
from cnn_core.pictures.digits import load_digits
from cnn_core.text import t
from ui.asking import await_answer
from ui.choosing.kept import is_shown, kept_option, select
from ui.clients import this_client
from ui.digits.last import LastDigit, last_digit
from ui.display.charts import show_figure
from ui.display.inline_text import inline_markdown
from ui.engine import engine

NET = NETS["two_block/default"]
FILTERS: Final = tuple(map(str, range(layer_shapes(NET.model)[0].shape[-1])))
WEIGHTS: Final = tuple(f"{row},{column}" for row in range(3) for column in range(3))
LABELS: Final = ("", *map(str, range(CLASSES)))
"""Empty is the digit's own label; of a drawing, which has none, the net's answer."""
RATES: Final = ("0.1", "0.01", "1")
NAMES: Final = tuple(f"backward_net_{name}" for name in ("filter", "weight", "label", "rate"))
"""In the address."""
ROUNDING = 1e-4
"""The largest difference from TensorFlow's gradient that is taken for rounding, as a share of the largest."""

_MAP = 212  # pixels
_GRID = 200
_WIDTH = 130
_LARGEST = 3


def show_on_a_net() -> None:
    """Shows the step for one filter, and the products that a weight's gradient adds up."""
    digit = last_digit()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="backward_net_choices"):
        index = int(_choice("filter", FILTERS, lambda name: name))
        weight = _choice("weight", WEIGHTS, _weight_name)
        label = _choice("label", LABELS, lambda name: name or t("backward_net.own_label"))
        rate = float(_choice("rate", RATES, lambda name: name))
    try:
        true = int(label) if label else _own_label(digit)
        step = await_answer(_ask(digit, index, true, rate))
    except ConvscopeError as error:
        st.warning(inline_markdown(error))
        return
    row, column = (int(part) for part in weight.split(","))
    trace = step.backward.trace_weight(row, column)
    st.markdown(inline_markdown(_said(step, digit, index, true)))
    _show_maps(step, trace)
    st.markdown(inline_markdown(_sum_said(trace, row, column)))
    _show_kernels(step, (row, column))
    st.markdown(inline_markdown(_after_said(step, (row, column), rate)))
    st.caption(inline_markdown(_compared_said(step)))


def _choice(name: str, options: tuple[str, ...], names: Callable[[str], str]) -> str:
    key = f"backward_net_{name}"
    value = kept_option(key, options, is_new_page=not is_shown(key))
    select(t(f"backward_net.{name}"), key, options, names, width=_WIDTH)
    return value


def _weight_name(weight: str) -> str:
    row, column = weight.split(",")
    return t("backward_net.weight_name", row=row, column=column)


def _own_label(digit: LastDigit) -> int:
    """Returns a held-out digit's label, or what the net says of a drawing."""
    if digit.index is not None:
        return int(load_digits().held_out_labels[digit.index])
    seen = await_answer(engine().inspect(digit.pixels, NET, client=this_client()))
    assert seen.probabilities is not None  # this net ends in logits
    return int(seen.probabilities[0].argmax())


def _ask(digit: LastDigit, index: int, label: int, rate: float) -> Any:
    client: Hashable = this_client()
    return engine().ask_for(client, filter_step, digit.pixels, NET, filter=index, label=label, rate=rate)


def _said(step: FilterStep, digit: LastDigit, index: int, label: int) -> str:
    loss, answer = _number(step.loss), int(step.logits.argmax())
    return t(
        "backward_net.said", digit=digit.said, answer=answer, label=label, loss=loss, layer=LAYER, filter=index
    )


def _show_maps(step: FilterStep, trace: WeightTrace) -> None:
    maps: dict[str, NDArray[Any]] = {
        "pixels": trace.pixels,
        "gradients": trace.gradients,
        "products": trace.products,
    }
    with st.container(horizontal=True, gap="small", key="backward_net_maps"):
        for name, values in maps.items():
            title = t(f"backward_net.{name}")
            show_figure(grid_figure(values, title=title, size=_MAP), key=f"backward_net_{name}", alt=title)


def _show_kernels(step: FilterStep, weight: tuple[int, int]) -> None:
    row, column = weight
    kernels = {
        "kernel": step.backward.convolution.kernel,
        "gradient": step.backward.kernel,
        "after": step.kernel_after,
    }
    with st.container(horizontal=True, gap="medium", key="backward_net_kernels"):
        for name, values in kernels.items():
            title = t(f"backward_net.{name}")
            figure = grid_figure(
                values[..., 0, 0],
                title=title,
                size=_GRID,
                mark=(range(row, row + 1), range(column, column + 1)),
            )
            show_figure(figure, key=f"backward_net_{name}", alt=title)


def _sum_said(trace: WeightTrace, row: int, column: int) -> str:
    """Returns the sum of the products, with the largest of them."""
    largest = np.argsort(-np.abs(trace.products), axis=None)[:_LARGEST]
    terms = " + ".join(
        f"{_number(trace.pixels.flat[at])} · {_bracketed(_number(trace.gradients.flat[at]))}" for at in largest
    )
    count = int(np.count_nonzero(trace.products))
    return t("backward_net.sum", row=row, column=column, terms=terms, count=count, sum=_number(trace.sum))


def _after_said(step: FilterStep, weight: tuple[int, int], rate: float) -> str:
    old = float(step.backward.convolution.kernel[*weight, 0, 0])
    gradient, new = float(step.backward.kernel[*weight, 0, 0]), float(step.kernel_after[*weight, 0, 0])
    kind = "falls" if step.loss_after < step.loss else "grows" if step.loss_after > step.loss else "stays"
    return t(
        f"backward_net.{kind}",
        old=_number(old),
        rate=f"{rate:g}",
        gradient=_bracketed(_number(gradient)),
        new=_number(new),
        before=_number(step.loss),
        after=_number(step.loss_after),
    )


def _compared_said(step: FilterStep) -> str:
    largest = float(np.abs(step.backward.kernel).max())
    state = "agrees" if step.largest_difference <= ROUNDING * largest else "differs"
    return t(f"backward_net.{state}", version=step.version, difference=f"{step.largest_difference:.2g}")


def _number(value: float) -> str:
    return f"{float(value):.3g}".replace("-", "−")


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text
