"""Addresses that no page writes: every parameter that a page reads, with values of every kind."""

from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.helpers.full_states import full_states
from tests.helpers.kept_state import links
from tests.helpers.patience import SECONDS
from ui.choosing.address_table import EVERY_PAGE, PAGES, VERSION
from ui.operations import image_sources, kernel_sources

ROOT = Path(__file__).parents[2]
ADDRESSED = tuple(page for page, told in PAGES.items() if told)
"""The pages whose addresses say something."""

_BEHIND_NAVIGATION = ("start", "course", "build_net", "results")
"""Links to other pages are known behind the navigation only, and AppTest cannot open another page of it at once."""
_STREAMLITS = ("embed", "embed_options")
_JUDGED = """
from pathlib import Path

import streamlit as st
from ui.choosing.address import open_address
from ui.choosing.left_out import show_what_is_left_out

notice = st.empty()
open_address("{page}")
exec(compile(Path("{file}").read_text("utf-8"), "{file}", "exec"))
show_what_is_left_out(notice)
"""

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
_text = partial(st.text, alphabet=st.characters(codec="utf-8"))  # an address holds nothing else


def names(page: str) -> list[str]:
    """Returns the names of a page's parameters."""
    return sorted(PAGES[page])


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
    script = "navigation" if page in _BEHIND_NAVIGATION else page
    at = AppTest.from_file(ROOT / "pages" / f"{script}.py", default_timeout=SECONDS)
    if page in _BEHIND_NAVIGATION and page != "start":
        at.run().switch_page(f"{page}.py")
    for name, value in chosen.items():
        at.query_params[name] = value
    return at.run()


def open_link(page: str, query: str) -> AppTest:
    """Runs a page at an address as a browser sends it, judged as the navigation has it judged."""
    if page in _BEHIND_NAVIGATION:
        at = AppTest.from_file(ROOT / "pages" / "navigation.py", default_timeout=SECONDS)
        if page != "start":
            at.run().switch_page(f"{page}.py")
    else:
        script = _JUDGED.format(page=page, file=ROOT / "pages" / f"{page}.py")
        at = AppTest.from_string(script, default_timeout=SECONDS)
    for name, values in parse_qs(query, keep_blank_values=True).items():
        if name not in _STREAMLITS:
            at.query_params[name] = values
    return at.run()


def odd_address(page: str, random: Random) -> tuple[str, str]:
    """Makes an address of a page, and says of what kind it is.

    Args:
        page: Its name.
        random: What draws it.
    """
    kind = random.choice(("nonsense", "old", "cut", "doubled", "later"))
    full = urlencode(random.choice([state.address for state in full_states() if state.page == page]))
    old = [link["address"] for link in links().values() if urlsplit(link["address"]).path.strip("/") == page]
    match kind:
        case "old" if old:
            return kind, urlsplit(random.choice(old)).query
        case "cut":
            return kind, full[: random.randrange(len(full))]
        case "doubled":
            return kind, f"{full}&{urlencode(_nonsense(page, random))}&{full}"
        case "later":
            return kind, f"v={random.randint(VERSION + 1, 10**6)}&{full}&{page}_{random.randrange(100)}=new"
    return "nonsense", urlencode(_nonsense(page, random))


def must_be_told(page: str, query: str) -> bool:
    """Whether an address holds what no page can show: names that it does not know, or one name twice."""
    said = parse_qs(query, keep_blank_values=True)
    return any(
        name not in _STREAMLITS and (len(values) > 1 or name not in {*PAGES[page], *EVERY_PAGE})
        for name, values in said.items()
    )


def _nonsense(page: str, random: Random) -> dict[str, str]:
    letters = "abcxyz_<>&=%;|.\N{WOMAN}"
    made = ["".join(random.choices(letters, k=random.randint(1, 9))) for _ in range(2)]
    texts = [*_ODD, *_WORDS, str(random.randint(-5, 50)), repr(random.uniform(-3, 3)), made[0]]
    return {random.choice([*names(page), made[1]]): random.choice(texts) for _ in range(random.randint(1, 6))}
