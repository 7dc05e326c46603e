"""Addresses that no page writes: every parameter that a page reads, with values of every kind."""

import re
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.helpers.patience import SECONDS
from ui.nets.titles import ADDRESS
from ui.operations import image_sources, kernel_sources

ROOT = Path(__file__).parents[2]
PREFIXES = {
    "start": "start",
    "toy_convolution": "toy",
    "padding_comparison": "padding",
    "receptive_field": "receptive",
    "mnist_inspection": "mnist",
    "explanation": "why",
    "course": "course",
    "build_net": "build",
    "results": "results",
    "training": "training",
}
"""Each page, and how the names of its parameters begin."""

_SOURCES = "\n".join(
    file.read_text("utf-8") for folder in ("pages", "ui") for file in sorted((ROOT / folder).rglob("*.py"))
)
_ODD = (
    *("", " ", "0", "-1", "1.5", "1e400", "-inf", "nan", "1" * 400, "true", "None", "null", "[]", "{}", "\0"),
    *(
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "{x}",
        "%s",
        "%",
        "\N{ARABIC-INDIC DIGIT THREE}",
        "\N{WOMAN}",
    ),
    *("1,2;3", "1,2;3,4", "1,2;3,4|5", "9" * 30 + ",1", ";;;", "|||", ",,,", "1,1;" * 300, "x" * 20_000),
)
_WORDS = (
    *("same", "valid", "explicit", "both", "draw", "pick", "upload", "camera", "random_filters", "notebook"),
    *("Explicit", "yes", "no", "depthwise", "max_pooling", "average_pooling", "transposed"),
    *(*image_sources.SOURCES, *kernel_sources.SOURCES, "scene_in_color", "two_block_first", "three_block"),
    *("two_block/default", "two_block/e2@7", "c8-max2_d16/e2", "c256_c256_d2048", "c5_maps", "4-9", "10-10"),
)
_PARTS = {
    "image": image_sources.PARTS,
    "kernels": kernel_sources.PARTS,
    **dict.fromkeys(("stride", "dilation", "window", "pool_stride"), ("columns",)),
}
"""What names are continued with, behind the last part of a name that the sources hold."""


_NETS = {page: {ADDRESS} for page in ("build_net", "explanation", "results", "training")}
"""A net's name in the address, which is the same on all pages that tell of one."""

_text = partial(st.text, alphabet=st.characters(codec="utf-8"))  # an address holds nothing else


def names(page: str) -> list[str]:
    """Returns what may be the names of a page's parameters: session keys in the sources, and a stepper's own."""
    found = set(re.findall(rf'"({PREFIXES[page]}_\w+)"', _SOURCES))
    # The sources of a digit go by the page that they are on.
    found |= {f"{PREFIXES[page]}_{name}" for name in re.findall(r'"\{page\}_(\w+)"', _SOURCES)}
    continued = {f"{name}_{part}" for name in found for part in _PARTS.get(name.partition("_")[2], ())}
    of_stepper = {f"{PREFIXES[page]}_{name}" for name in ("pin", "filter", "channel")}
    return sorted(found | continued | of_stepper | _NETS.get(page, set()))


def parameters(page: str) -> st.SearchStrategy[dict[str, str | list[str]]]:
    """Makes parameters of nonsense for a page, and some that another page would know."""
    numbers = st.integers(-3, 40).map(str) | st.floats().map(repr)
    grids = st.lists(st.lists(numbers, max_size=4).map(",".join), max_size=4).map(";".join)
    stacks = st.lists(grids, max_size=4).map("|".join)
    text = st.sampled_from(_ODD) | st.sampled_from(_WORDS) | numbers | grids | stacks | _text(max_size=30)
    known = st.sampled_from(names(page))
    other = _text(min_size=1, max_size=12).filter(lambda name: name not in {"embed", "embed_options"})
    values = text | st.lists(text, min_size=1, max_size=3)
    return st.dictionaries(st.one_of(known, known, known, other), values, min_size=1, max_size=6)


def open_page(page: str, chosen: dict[str, Any]) -> AppTest:
    """Runs a page at an address."""
    # links to other pages are known behind the navigation only, and AppTest cannot open another page of it at once
    script = "navigation" if page in {"start", "course", "build_net", "results"} else page
    at = AppTest.from_file(ROOT / "pages" / f"{script}.py", default_timeout=SECONDS)
    if page in {"course", "build_net", "results"}:
        at.run().switch_page(f"{page}.py")
    for name, value in chosen.items():
        at.query_params[name] = value
    return at.run()
