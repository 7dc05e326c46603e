"""Addresses that say all that one can say: together they hold each name of `ui/choosing/address_table.py`."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import urlencode

from ui.choosing.address_table import PAGES

FOUR = "RGaEzfQ_JBNm.RLANAfl"
"""A drawn four, as `ui/scripts/strokes.js` packs it."""
NET, OTHER_NET = "two_block/notebook", "three_block/notebook"
"""Nets whose moments are kept: the tests' server trains them at its start."""
NEVER = frozenset(
    {"padding_cell_filter", "padding_cell_channel", "why_cell_filter", "mnist_cell_steps_filter"}
    | {"toy_image_own", "toy_image_color", "toy_image_side"}
)
"""Names that no state below holds: what is shown there has one filter; of one's own pictures
`tests/e2e/test_toy_sources.py` makes links."""

_LOOKS = {
    "mnist_channels": "all",
    "mnist_scale": "channel",
    "mnist_logits": "yes",
    "mnist_disturbed": "rotation*15;noise*0.2",
    "mnist_curve": "noise",
}
_PICKED = {"source": "pick", "index": "61", "label": "4"}


class State(NamedTuple):
    """A page in a state.

    Attributes:
        page: Its name.
        address: What its address says.
    """

    page: str
    address: Mapping[str, str]

    @property
    def link(self) -> str:
        """The address in the app."""
        return f"/{'' if self.page == 'start' else self.page}?{urlencode(self.address)}"


def full_states() -> Iterator[State]:
    """Yields the states of all pages."""
    for page, states in _STATES.items():
        for address in states:
            yield State(page, address)


def untold() -> set[tuple[str, str]]:
    """Returns the pages and names that no state holds though one could."""
    told = {(page, name) for page, address in full_states() for name in address}
    return {(page, name) for page, names in PAGES.items() for name in names if name not in NEVER} - told


def _prefixed(prefix: str, **values: str) -> dict[str, str]:
    return {f"{prefix}_{name}": value for name, value in values.items()}


_STATES: Final[Mapping[str, tuple[Mapping[str, str], ...]]] = {
    "start": ({"start_label": "3"}, {"drawing": FOUR}),
    "course": ({"course_lesson": "two_block"},),
    "toy_convolution": (
        _prefixed(
            "toy",
            image="1,2,3,4,5;6,7,8,9,10;0,-1.5,2,1,0;1,1,2,3,5;8,0,0,0,1",
            kernels="1,0;0,1|2,1;1,-2",
            padding="Explicit",
            apart="yes",
            sides="yes",
            top="2",
            bottom="0",
            left="0",
            right="2",
            stride="2",
            stride_columns="3",
            dilation="2",
            dilation_columns="3",
            flip="yes",
            relu="yes",
            bias="1,-2",
            pin="output,1,1",
            filter="1",
        ),
        _prefixed(
            "toy",
            operation="max_pooling",
            image_source="drawn",
            image_drawn="scene_in_color",
            window="3",
            window_columns="4",
            pool_stride="1",
            pool_stride_columns="3",
            apart="yes",
            channel="2",
        ),
        _prefixed(
            "toy",
            padding="Explicit",
            width="2",
            image_source="digit",
            image_digit="4",
            kernels_source="random",
            kernels_size="2",
            kernels_seed="6",
            kernels_count="2",
        ),
        _prefixed("toy", kernels_source="gaussian", kernels_sigma="1.5"),
        _prefixed("toy", kernels_source="edge", kernels_angle="30"),
        _prefixed("toy", image_source="digit", kernels_source="net", kernels_net="three_block", kernels_filter="7"),
    ),
    "padding_comparison": (
        _prefixed(
            "padding",
            image="1,2,3,4;5,6,7,8;9,8,7,6;5,4,3,2",
            kernel="1,2;0,1",
            stride="3",
            dilation="2",
            width="0",
            section="usage",
            axis="rows",
            cell_pin="output,0,1",
        ),
        _prefixed("padding", section="difference", on="digit"),
        _prefixed("padding", section="borders", picture="digit", filter="edges", reach="5"),
        _prefixed("padding", section="layers", digit="4"),
    ),
    "receptive_field": ({"receptive_stack": "lenet_5", "receptive_cell": "3,0,5"},),
    "backward": (
        _prefixed(
            "backward",
            image="1,0,2;0,3,0;-1,0,1",
            kernel="0.5,-1;1,2",
            target="1,-2;3,0",
            rate="0.0015",
            weight="3",
            relu="yes",
            until="gradient",
        ),
        _prefixed("backward", part="net", net_filter="5", net_weight="2,1", net_label="9", net_rate="1"),
    ),
    "mnist_inspection": (
        {
            "mnist_net": "both",
            "mnist_recipe": "notebook",
            **_prefixed("mnist", **_PICKED),
            **_LOOKS,
            "mnist_cell": "conv2.10.4.2@1",
            "mnist_cell_steps_pin": "output,0,0",
            "mnist_cell_steps_channel": "3",
            "mnist_moment": "14,14",
        },
        {"drawing": FOUR, "digit_left_out": "crop,recentre"},
    ),
    "explanation": (
        {
            "net": NET,
            **_prefixed("why", **_PICKED),
            "why_view": "ranking",
            "why_target": "4",
            "why_place": "conv2.10.4.2",
            "why_cell_pin": "output,0,0",
            "why_cell_channel": "3",
            "why_off": "conv1.5*0;pool1*0.5",
            "why_whole": "yes",
            "why_layer": "conv1",
        },
        {
            "drawing": FOUR,
            "digit_left_out": "crop,recentre",
            "why_view": "strokes",
            "why_grad_cam": "pool1",
            "why_patch": "7",
            "why_stride": "3",
            "why_checked": "yes",
        },
    ),
    "build_net": ({"net": "c6-k5-tanh-avg2_c16-k5-valid-tanh-avg2_d84-tanh", "build_name": "Slim"},),
    "training": (
        {
            "net": NET,
            "training_own": "yes",
            **_prefixed("mnist", **_PICKED),
            **_LOOKS,
            "mnist_cell": "conv2.10.4.2",
            "mnist_cell_steps_pin": "output,0,0",
            "mnist_cell_steps_channel": "3",
            "mnist_moment": "14",
        },
        {"net": NET, "drawing": FOUR, "digit_left_out": "crop,recentre"},
        {"net": "c4-max2/e1-n200", "training_name": "Slim"},
    ),
    "results": ({"net": NET, "results_other": OTHER_NET, "results_cell": "4-9", "results_index": "5"},),
}
