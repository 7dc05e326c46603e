"""Where a kernel comes from: cells to edit, chance, a formula, or the first layer of a trained net."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.errors import StoreError
from cnn_core.geometry import Pair
from cnn_core.kernels import KERNEL_NAMES, gaussian_kernel, oriented_edge_kernel, random_kernel
from cnn_core.nets import TrainingSpec, layer_shapes, named_net
from cnn_core.text import t
from ui.address import leave_address
from ui.grid_editor import choose_grids
from ui.grids import GridLimits, Grids, grid_size, kernel_array
from ui.kept import is_shown, kept_option, segments, select
from ui.live_slider import live_decimal_slider, live_slider
from ui.nets import first_filters, trained_or_training
from ui.presets import KernelPresets

PARTS = ("source", "size", "seed", "count", "sigma", "angle", "net", "take", "filter")
"""What the names of the choices end in, behind the key."""

SOURCES = ("grid", "random", "gaussian", "edge", "net")
NETS = ("two_block", "three_block")
TAKES = ("one", "first")
MOST_SIDE = 5
MOST_FILTERS = 8
MOST_SEED = 99
DEFAULT_SIDE = 3
LEAST_EDGE = 2
ONE_FILTER = tuple(name for name in KERNEL_NAMES if name != "three_filters")
SIGMAS = (0.3, 3.0, 1.0)
"""The least, the most and the one at first."""

# Pixels.
_SOURCE_WIDTH = 130
_NAME_WIDTH = 140
_SLIDER = 100


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
    key: str, *, default: Grids, most_side: int = MOST_SIDE, most_filters: int = MOST_FILTERS
) -> KernelChoice:
    """Shows the choice of a source, and of what comes from it.

    Args:
        key: Of the grids in session and address; every other choice has a name that begins so.
        default: The grids at first.
        most_side: The largest that the sliders reach, at most `MOST_SIDE`.
        most_filters: How many there may be.
    """
    source_key, side, seed, count, sigma, angle, net, take, index = (f"{key}_{part}" for part in PARTS)
    is_new_page = not is_shown(source_key)
    source = kept_option(source_key, SOURCES, is_new_page=is_new_page)
    net_name = kept_option(net, NETS, is_new_page=is_new_page)
    taken = kept_option(take, TAKES, is_new_page=is_new_page) if most_filters > 1 else "one"
    used = {
        "grid": {key},
        "random": {side, seed, count},
        "gaussian": {side, sigma},
        "edge": {side, angle},
        "net": {net, take, index},
    }[source]
    leave_address(*kernel_parameters(key) - used - {source_key})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        select(t("kernel_sources.source"), source_key, SOURCES, _source_name, width=_SOURCE_WIDTH)
        match source:
            case "random":
                return RandomKernel(
                    side=_side(side, most_side),
                    seed=live_slider(t("kernel_sources.seed"), 0, MOST_SEED, key=seed, width=_SLIDER),
                    filters=live_slider(t("kernel_sources.filters"), 1, most_filters, key=count, width=_SLIDER)
                    if most_filters > 1
                    else 1,
                )
            case "gaussian":
                least, most, first = SIGMAS
                return GaussianKernel(
                    side=_side(side, most_side),
                    sigma=live_decimal_slider(
                        t("kernel_sources.sigma"), least, most, first, step=0.1, key=sigma, width=_SLIDER
                    ),
                )
            case "edge" if most_side >= LEAST_EDGE:
                return EdgeKernel(
                    side=_side(side, most_side, LEAST_EDGE),
                    angle=live_slider(t("kernel_sources.angle"), 0, 359, key=angle, width=_SLIDER),
                )
            case "net":
                select(t("kernel_sources.net"), net, NETS, _net_name, width=_NAME_WIDTH)
                if most_filters > 1:
                    segments(t("kernel_sources.take"), take, TAKES, _take_name)
                spec = named_net(net_name)
                filters = layer_shapes(spec.model)[0].shape[-1]
                if taken == "first":
                    leave_address(index)
                    chosen = NetKernel(net=spec, first=0, filters=min(most_filters, filters))
                else:
                    first = live_slider(t("kernel_sources.filter"), 0, filters - 1, key=index, width=_SLIDER)
                    chosen = NetKernel(net=spec, first=first, filters=1)
            case _:
                limits = GridLimits(noun="kernel", most_size=MOST_SIDE, most_grids=most_filters)
                names = KERNEL_NAMES if most_filters > 1 else ONE_FILTER
                return GridKernel(
                    grids=choose_grids(key, default=default, limits=limits, presets=KernelPresets(names))
                )
    return chosen if _is_there(spec) else GridKernel(grids=default)


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
        st.warning(str(error))
        return False
    st.caption(t("kernel_sources.in_net"))
    return True


def _side(key: str, most: int, least: int = 1) -> int:
    return live_slider(t("kernel_sources.side"), least, most, min(DEFAULT_SIDE, most), key=key, width=_SLIDER)


def _source_name(source: str) -> str:
    return t(f"kernel_sources.{source}")


def _net_name(name: str) -> str:
    return t(f"nets_ui.{name}")


def _take_name(take: str) -> str:
    return t(f"kernel_sources.{take}", count=MOST_FILTERS)
