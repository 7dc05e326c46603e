import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.helpers.choices import shown
from tests.helpers.patience import SECONDS
from tests.helpers.stepper_blob import sent
from ui.pages.padding_comparison import sections as padding_sections
from ui.pages.padding_comparison.choices import MOST_PADDING

PAGE = Path(__file__).parents[2] / "pages" / "padding_comparison.py"
NAMES = ("valid", "same", "torch", "explicit")
TABS = {
    "story": "Why SAME pads one more",
    "difference": "Difference to PyTorch",
    "sizes": "Size curves",
    "usage": "How often pixels are read",
    "borders": "Borders on a picture",
    "layers": "Five layers",
}


def page(tab=None, **address):
    at = AppTest.from_file(PAGE, default_timeout=SECONDS)
    for name, value in address.items():
        at.query_params[f"padding_{name}"] = value
    if tab:
        at.query_params["padding_section"] = TABS[tab]
    return run(at)


def run(at):
    at.run()
    assert not at.exception
    return at


def panels(at):
    """Returns the panels of the comparison, by their names here."""
    return dict(zip(NAMES, sent(at)["panels"], strict=True))


def output(panel):
    return panel["arrays"]["output"][..., 0]


def text(at):
    """Returns what is said, in Markdown, whichever way it is shown."""
    said = [element.value for element in [*at.markdown, *at.caption]]
    for body in [*sent(at)["notes"], *(block.proto.body for block in at.get("html"))]:
        marked = re.sub("</?b>", "**", re.sub("</?code>", "`", body))
        said.append(unescape(re.sub("<[^>]+>", "\n", marked)))
    return "\n".join(said)


def html(at, name):
    """Returns the one HTML block whose outermost element has a class."""
    (found,) = [block.proto.body for block in at.get("html") if block.proto.body.startswith(f'<div class="{name}"')]
    return found


def sums(padded, kernel, stride, dilation=1):
    """Convolves by the definition, with loops."""
    (kh, kw), (H, W) = kernel.shape, padded.shape
    tops = range(0, H - (kh - 1) * dilation, stride)
    lefts = range(0, W - (kw - 1) * dilation, stride)
    window = [(i, j, i + (kh - 1) * dilation + 1, j + (kw - 1) * dilation + 1) for i in tops for j in lefts]
    values = [(padded[i:k:dilation, j:m:dilation] * kernel).sum() for i, j, k, m in window]
    return np.array(values).reshape(len(tops), len(lefts))


def readings(shape, widths, kernel_shape, stride):
    """Counts the windows over each pixel, with loops."""
    counts = np.pad(np.zeros(shape, int), widths)
    kh, kw = kernel_shape
    for i in range(0, counts.shape[0] - kh + 1, stride):
        for j in range(0, counts.shape[1] - kw + 1, stride):
            counts[i : i + kh, j : j + kw] += 1
    (top, _), (left, _) = widths
    return counts[top : top + shape[0], left : left + shape[1]]


def same_widths(shape, spans, stride):
    totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(shape, spans, strict=True)]
    return tuple((total // 2, total - total // 2) for total in totals)


def torch_widths(spans, stride):
    if stride == 1:
        return tuple(((k - 1) // 2, k - 1 - (k - 1) // 2) for k in spans)
    return tuple((k // 2, k // 2) for k in spans)


def written(array):
    return ";".join(",".join(map(str, row)) for row in array)


def test_the_first_view_tells_why_same_pads_one_more_after():
    at = page()
    said = text(at)
    assert "SAME promises ceil(n / s) = ceil(6 / 2) = **3**" in said
    assert "Each window spans k′ = 3 cells, as many as the kernel has. All of them reach over" in said
    assert "(3 − 1)·2 + 3 = 7 cells, and 6 are there: **P = 1** is missing" in said
    assert "TensorFlow rounds the half down: **0 before**, and the rest, **1 after**" in said
    assert "rounded down: p = 1, which moves each window one cell towards the start" in said
    assert "**Which padding keeps 6 × 6?** None of VALID, SAME and PyTorch's: at stride 2, SAME gives" in said
    assert "**PyTorch refuses `padding='same'` at stride 2**: how many zeros SAME needs" in said
    assert "here 1 for 6 columns, but 2 for 7" in said
    assert "half the kernel instead, `padding=1`" in said
    assert at.query_params == {}


def test_the_panels_show_what_sets_the_paddings_apart():
    shown = panels(page())
    image, ones = np.arange(1, 37).reshape(6, 6), np.ones((3, 3))
    widths: dict[str, Any] = {"valid": 0, "same": ((0, 1), (0, 1)), "torch": 1, "explicit": 2}
    for name, width in widths.items():
        np.testing.assert_array_equal(output(shown[name]), sums(np.pad(image, width), ones, 2))
    valid, same, torch, explicit = (panel["caption"] for panel in shown.values())
    assert valid == ["No zeros", "ceil((6 − 3 + 1) / 2) = 2", "Dropped at the end: row 5 and column 5."]
    assert same[0] == "0 above, 1 below, 0 left, 1 right: 13 zeros"
    assert "padding P = max((3 − 1)·2 + 3 − 6, 0) = 1: 0 before, 1 after" in same[1]
    assert torch[0] == "1 above, 1 below, 1 left, 1 right: 28 zeros"
    assert torch[2:] == ["Never read: the zeros of row 6 and column 6.", "PyTorch refuses 'same' at stride 2."]
    assert explicit[:2] == ["2 above, 2 below, 2 left, 2 right: 64 zeros", "floor((6 + 2·2 − 3) / 2) + 1 = 4"]
    names = [panel["name"] for panel in shown.values()]
    assert names == ["VALID", "SAME, TensorFlow", "PyTorch, padding=1", "Explicit, p = 2"]


def test_at_stride_1_pytorch_takes_same_and_gives_what_tensorflow_gives():
    at = page()
    at.session_state["padding_stride"] = 1
    run(at)
    shown = panels(at)
    assert shown["torch"]["name"] == "PyTorch, padding='same'"
    np.testing.assert_array_equal(output(shown["torch"]), output(shown["same"]))
    assert "refuses" not in text(at)
    assert "SAME, PyTorch's `padding='same'` and p = 1: a window spans 3 cells" in text(at)
    assert "each window reads the same pixels" in text(page("difference", stride="1"))


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(
    shape=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    kernel_shape=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    stride=st.integers(1, 4),
    dilation=st.integers(1, 3),
    width=st.integers(0, 6),
    seed=st.integers(0, 999),
)
def test_values_and_sizes_are_those_of_the_definition(shape, kernel_shape, stride, dilation, width, seed):
    random = np.random.default_rng(seed)
    image, kernel = random.integers(-9, 10, shape), random.integers(-9, 10, kernel_shape)
    address = {"stride": stride, "dilation": dilation, "width": width}
    at = page(image=written(image), kernel=written(kernel), **{name: str(value) for name, value in address.items()})
    spans = [(k - 1) * dilation + 1 for k in kernel_shape]
    p = min(width, max(spans) - 1, MOST_PADDING)  # beyond, whole windows lie in the padding
    all_widths = {
        "valid": ((0, 0), (0, 0)),
        "same": same_widths(shape, spans, stride),
        "torch": torch_widths(spans, stride),
        "explicit": ((p, p), (p, p)),
    }
    for name, panel in panels(at).items():
        padded = np.pad(image, all_widths[name])
        if any(side < span for side, span in zip(padded.shape, spans, strict=True)):
            assert "but the padded image has" in panel["reason"]
            continue
        expected = sums(padded, kernel, stride, dilation)
        np.testing.assert_array_equal(output(panel), expected)
        assert panel["ring"] == [list(widths) for widths in all_widths[name]]
    assert not at.error


def test_where_valid_does_not_fit_the_panel_says_so_and_the_others_stand():
    valid, *others = panels(page(image="1,2;3,4")).values()
    assert "kernel_size 3 with dilation_rate 1 spans 3 rows" in valid["reason"]
    assert all("output" in panel["arrays"] for panel in others)


def test_a_kernel_of_one_cell_has_neither_width_nor_dilation():
    at = page(kernel="3", width="2", dilation="3")
    assert "has nothing to spread" in text(at)
    assert panels(at)["explicit"]["ring"] == [[0, 0], [0, 0]]
    assert "VALID, SAME and p = 0" not in text(at)  # at stride 2 six pixels give three
    assert "VALID, SAME and p = 0" in text(page(kernel="3", stride="1"))


def test_the_width_ends_where_whole_windows_would_lie_in_the_padding():
    assert panels(page(width="9"))["explicit"]["name"] == "Explicit, p = 2"
    assert panels(page(width="9", dilation="3"))["explicit"]["name"] == "Explicit, p = 6"


def test_where_the_axes_differ_one_is_chosen_for_the_strip():
    at = page(kernel="1,1,1;1,1,1", stride="1")
    assert "2 is even: **1 before** and **1 after**" in text(at)  # along the columns, at first
    assert "Rows: SAME and PyTorch's `padding='same'`, both with 0 before and 1 after" in text(at)
    assert "**1 after**: at the bottom" in text(page(kernel="1,1,1;1,1,1", stride="1", axis="Rows"))
    with pytest.raises(KeyError):
        shown(page().segmented_control, "padding_axis")


@pytest.mark.parametrize(
    "address", [{"image": "a"}, {"kernel": "1|1"}, {"kernel": "1,1,1,1,1,1"}, {"image": "1e30"}]
)
def test_nonsense_in_the_address_gives_the_example_and_a_sentence(address):
    at = page(**address)
    assert "starts with its own example" in at.warning[0].value
    assert "ceil(6 / 2) = **3**" in text(at)


def test_the_kernel_is_one_filter():
    assert not any("Three" in option for option in page().selectbox(key="padding_kernel_preset").options)


def test_the_difference_map_is_counted_and_has_its_values():
    at = page("difference")
    image, ones = np.arange(1, 37).reshape(6, 6), np.ones((3, 3))
    expected = sums(np.pad(image, ((0, 1), (0, 1))), ones, 2) - sums(np.pad(image, 1), ones, 2)
    shown = [float(value.replace("−", "-")) for value in re.findall(r">([−\d]+)</td>", html(at, "story"))]
    assert shown == expected.ravel().tolist()
    assert f"up to {np.abs(expected).max():g}; blue: smaller, down to −{np.abs(expected).max():g}" in text(at)
    assert "both give 3 × 3, with **different values in 9 of 9 cells**" in text(at)
    assert "begin 1 row higher and 1 column further left" in text(at)


def test_28_at_stride_2_is_14_both_ways_with_other_values():
    at = page("difference")
    shown(at.segmented_control, "padding_on").set_value("digit")
    run(at)
    assert "aspect-ratio:14/14" in html(at, "story")
    assert "both give 14 × 14, with **different values in" in text(at)


def test_two_sizes_have_no_difference_map():
    at = page("difference", kernel="1,1;1,1")
    assert "SAME gives 3 × 3 and PyTorch's `padding=1` gives 4 × 4" in text(at)
    with pytest.raises(ValueError, match="not enough"):
        html(at, "story")


def test_the_curves_pass_through_the_present_sizes():
    at = page("sizes", stride="3", dilation="2")
    sizes = [output(panel).shape[1] for panel in panels(at).values()]
    (found,) = [
        each for each in at.get("bidi_component") if each.proto.component_name == "convscope_padding_curves"
    ]
    marked = re.findall(r'<g class="at now">.*?class="sizes">(.*?)</g>', json.loads(found.proto.json))
    assert [re.findall(r">(\d+)</tspan>", part) for part in marked] == [[str(size) for size in sizes]] * 2
    assert ["n = 6" in marked[0], "s = 3" in marked[1]] == [True, True]
    assert "6 columns at stride 3" in text(at)


def test_each_pixel_says_how_many_windows_read_it():
    at = page("usage")
    tables = html(at, "grids").split("<figure")[1:]
    for table, panel in zip(tables, panels(at).values(), strict=True):
        counts = [int(count) for count in re.findall(r">(\d+)</td>", table)]
        assert counts == readings((6, 6), panel["ring"], (3, 3), stride=2).ravel().tolist()


def test_the_borders_are_counted_and_the_closest_is_named():
    at = page("borders", reach="2")
    assert "A kernel of 5 × 5 reads beyond the edge for **368 of 2304 cells" in text(at)  # 48² − 44²
    assert "Closest to it: edge repeated" in text(at)
    assert html(at, "borders").count("<figure") == 5
    at = page("borders", reach="2", filter="Edges", picture="A digit, cut close")
    assert "**96 of 196 cells" in text(at)


def test_five_layers_of_valid_and_same_are_shown_in_proportion():
    at = page("layers", digit="3")
    assert "VALID leaves 18 × 18" in text(at)
    assert "SAME keeps 28 × 28" in text(at)
    assert "**58.7\N{NARROW NO-BREAK SPACE}%** of it" in text(at)
    drawn = html(at, "layers")
    for side in (26, 24, 22, 20, 18):
        assert f"VALID after {(28 - side) // 2} layers, {side} × {side}" in drawn
        assert f"width:{100 * side / 28:.3f}%" in drawn


@pytest.mark.parametrize("tab", TABS)
def test_only_the_open_tab_is_computed(tab, monkeypatch):
    seen = []
    for name in TABS:
        monkeypatch.setattr(padding_sections, f"show_{name}", lambda *_, name=name: seen.append(name))
    page(tab)
    assert seen == [tab]
