"""Where a kernel comes from: cells to edit, chance, a formula, or the first layer of a trained net."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.arithmetic.geometry import Pair
from cnn_core.errors import StoreError
from cnn_core.nets.course import TrainingSpec, named_net
from cnn_core.nets.spec import layer_shapes
from cnn_core.pictures.kernels import KERNEL_NAMES, gaussian_kernel, oriented_edge_kernel, random_kernel
from cnn_core.text import t
from ui.choosing.address import leave_address
from ui.choosing.kept import is_shown, kept_option, select
from ui.choosing.live_slider import live_decimal_slider, live_slider
from ui.display.inline_text import inline_markdown
from ui.nets.choices import first_filters, trained_or_training
from ui.operations.grid_editor import choose_grids
from ui.operations.grids import GridLimits, Grids, grid_size, kernel_array
from ui.operations.presets import KernelPresets

PARTS = ("source", "size", "seed", "count", "sigma", "angle", "net", "filter")
"""What the names of the choices end in, behind the key."""

SOURCES = ("grid", "random", "gaussian", "edge", "net")
NETS = ("two_block", "three_block")
FIRST_OF = {f"{name}_first": name for name in NETS}
"""What can be picked of the trained nets: one filter of each, or its first ones together."""

MOST_SIDE = 5
MOST_FILTERS = 8
MOST_SEED = 99
KERNEL_LIMITS = GridLimits(noun="kernel", most_size=MOST_SIDE, most_grids=MOST_FILTERS)
DEFAULT_SIDE = 3
LEAST_EDGE = 2
ONE_FILTER = tuple(name for name in KERNEL_NAMES if name != "three_filters")
SIGMAS = (0.3, 3.0, 1.0)
"""The least, the most and the one at first."""

# Pixels.
_SOURCE_WIDTH = 124
_NAME_WIDTH = 188
_SLIDER = 88


@dataclass(frozen=True, kw_only=True)
class GridKernel:
    """Filters whose numbers were chosen one by one, the same for each input channel."""

    grids: Grids

    @property
    def size(self) -> Pair:
        """Rows and columns."""
        return grid_size(self.grids[0])


@dataclass(frozen=True, kw_only=True)
class RandomKernel:
    """Filters of chance, other ones for each input channel; see `random_kernel`."""

    seed: int
    side: int
    filters: int

    @property
    def size(self) -> Pair:
        """Rows and columns."""
        return self.side, self.side


@dataclass(frozen=True, kw_only=True)
class GaussianKernel:
    """A blur, the same for each input channel; see `gaussian_kernel`."""

    sigma: float
    side: int

    @property
    def size(self) -> Pair:
        """Rows and columns."""
        return self.side, self.side


@dataclass(frozen=True, kw_only=True)
class EdgeKernel:
    """An edge detector, the same for each input channel; see `oriented_edge_kernel`."""

    angle: int
    side: int

    @property
    def size(self) -> Pair:
        """Rows and columns."""
        return self.side, self.side


@dataclass(frozen=True, kw_only=True)
class NetKernel:
    """Filters of the first layer of a trained net, the same for each input channel.

    Attributes:
        net: Which is trained.
        first: The index of the first filter that is taken.
        filters: How many are taken.
    """

    net: TrainingSpec
    first: int
    filters: int

    @property
    def size(self) -> Pair:
        """Rows and columns."""
        return self.net.model.blocks[0].kernel_size


KernelChoice: TypeAlias = GridKernel | RandomKernel | GaussianKernel | EdgeKernel | NetKernel
"""What a kernel is made of: hashable, and all that is needed."""


@lru_cache(maxsize=64)
def kernel_of(choice: KernelChoice, channels: int) -> NDArray[np.float32]:
    """Returns the kernel for an image of so many channels, `(kh, kw, C, F)` float32, not to be written to.

    Raises:
        StoreError: The net is not trained, or the store cannot be read.
    """
    match choice:
        case GridKernel():
            kernel = kernel_array(choice.grids)
        case RandomKernel():
            kernel = random_kernel(choice.seed, choice.side, channels=channels, filters=choice.filters)
        case GaussianKernel():
            kernel = gaussian_kernel(choice.sigma, choice.side)
        case EdgeKernel():
            kernel = oriented_edge_kernel(choice.angle, choice.side)
        case NetKernel():
            kernel = first_filters(choice.net)[..., choice.first : choice.first + choice.filters]
    kernel = np.broadcast_to(kernel, (*kernel.shape[:2], channels, kernel.shape[3])).copy()
    kernel.flags.writeable = False
    return kernel


def choose_kernel_source(
    key: str, *, default: Grids, channels: int = 1, most_side: int = MOST_SIDE, most_filters: int = MOST_FILTERS
) -> KernelChoice:
    """Shows the choice of a source, and of what comes from it.

    Args:
        key: Of the grids in session and address; every other choice has a name that begins so.
        default: The grids at first.
        channels: Of the image that the kernel is for.
        most_side: The largest that the sliders reach, at most `MOST_SIDE`.
        most_filters: How many there may be.
    """
    source_key = f"{key}_source"
    is_new_page = not is_shown(source_key)
    source = kept_option(source_key, SOURCES, is_new_page=is_new_page)
    nets = (*NETS, *FIRST_OF) if most_filters > 1 else NETS
    net = kept_option(f"{key}_net", nets, is_new_page=is_new_page, is_used=source == "net")
    leave_address(*kernel_parameters(key) - {source_key, f"{key}_net", *_used(key, source, net)})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        select(t("kernel_sources.source"), source_key, SOURCES, _source_name, width=_SOURCE_WIDTH)
        choice: KernelChoice
        match source:
            case "random":
                choice = RandomKernel(
                    side=_side(key, most_side),
                    seed=_slider(key, "seed", 0, MOST_SEED),
                    filters=_slider(key, "count", 1, most_filters) if most_filters > 1 else 1,
                )
            case "gaussian":
                choice = GaussianKernel(side=_side(key, most_side), sigma=_sigma(key))
            case "edge":
                # A side of 1 has no edge: where no more has room, what is too large is said beside the output.
                side = _side(key, max(most_side, LEAST_EDGE), LEAST_EDGE)
                choice = EdgeKernel(side=side, angle=_slider(key, "angle", 0, 359))
            case "net":
                hint = t("kernel_sources.in_net")
                select(t("kernel_sources.conv1"), f"{key}_net", nets, _net_name, width=_NAME_WIDTH, hint=hint)
                choice = _of_net(key, net, most_filters)
            case _:
                limits = replace(KERNEL_LIMITS, most_grids=most_filters)
                presets = KernelPresets(KERNEL_NAMES if most_filters > 1 else ONE_FILTER)
                choice = GridKernel(grids=choose_grids(key, default=default, limits=limits, presets=presets))
    if isinstance(choice, NetKernel) and not _is_there(choice.net):
        choice = GridKernel(grids=default)
    if channels > 1:
        is_random = isinstance(choice, RandomKernel)
        st.caption(
            inline_markdown(t("kernel_sources.others" if is_random else "kernel_sources.same", channels=channels))
        )
    return choice


def _used(key: str, source: str, net: str) -> set[str]:
    """Returns the names of the numbers that matter under a source."""
    parts: dict[str, set[str]] = {
        "random": {"size", "seed", "count"},
        "gaussian": {"size", "sigma"},
        "edge": {"size", "angle"},
        "net": set() if net in FIRST_OF else {"filter"},
    }
    return {f"{key}_{part}" for part in parts[source]} if source in parts else {key}


def kernel_parameters(key: str) -> set[str]:
    """Returns the names that the choices of `choose_kernel_source` have in the address."""
    return {key, *(f"{key}_{part}" for part in PARTS)}


def _is_there(net: TrainingSpec) -> bool:
    """Whether a net's filters can be read; if not, shows why, and how far its training is."""
    if not trained_or_training((net,)):
        st.caption(t("kernel_sources.until"))
        return False
    try:
        first_filters(net)
    except StoreError as error:
        st.warning(inline_markdown(error))
        return False
    return True


def _of_net(key: str, picked: str, most_filters: int) -> NetKernel:
    net = named_net(FIRST_OF.get(picked, picked))
    filters = layer_shapes(net.model)[0].shape[-1]
    if picked in FIRST_OF:
        return NetKernel(net=net, first=0, filters=min(most_filters, filters))
    return NetKernel(net=net, first=_slider(key, "filter", 0, filters - 1), filters=1)


def _side(key: str, most: int, least: int = 1) -> int:
    return _slider(key, "size", least, most, min(DEFAULT_SIDE, most))


def _sigma(key: str) -> float:
    least, most, first = SIGMAS
    label, name = t("kernel_sources.sigma"), f"{key}_sigma"
    return live_decimal_slider(label, least, most, first, step=0.1, key=name, width=_SLIDER)


def _slider(key: str, name: str, least: int, most: int, default: int | None = None) -> int:
    return live_slider(t(f"kernel_sources.{name}"), least, most, default, key=f"{key}_{name}", width=_SLIDER)


def _source_name(source: str) -> str:
    return t(f"kernel_sources.{source}")


def _net_name(picked: str) -> str:
    name = FIRST_OF.get(picked, picked)
    return t(
        f"kernel_sources.{'first' if picked in FIRST_OF else 'one'}", net=t(f"nets_ui.{name}"), count=MOST_FILTERS
    )
