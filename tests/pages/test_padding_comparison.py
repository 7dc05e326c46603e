from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.pages.charts import heatmap_of, specs

PAGE = Path(__file__).parents[2] / "pages" / "padding_comparison.py"


def page(**address):
    at = AppTest.from_file(PAGE, default_timeout=30)
    for name, value in address.items():
        at.query_params[f"padding_{name}"] = value
    return run(at)


def run(at):
    at.run()
    assert not at.exception
    return at


def text(at):
    return "\n".join(element.value for element in [*at.markdown, *at.caption])


def sums(padded, kernel, stride):
    """Convolves by the definition, with loops."""
    kh, kw = kernel.shape
    tops, lefts = range(0, padded.shape[0] - kh + 1, stride), range(0, padded.shape[1] - kw + 1, stride)
    return np.array([[(padded[i : i + kh, j : j + kw] * kernel).sum() for j in lefts] for i in tops])


def readings(shape, widths, kernel_shape, stride):
    """Counts the windows over each pixel, with loops."""
    counts = np.pad(np.zeros(shape, int), widths)
    kh, kw = kernel_shape
    for i in range(0, counts.shape[0] - kh + 1, stride):
        for j in range(0, counts.shape[1] - kw + 1, stride):
            counts[i : i + kh, j : j + kw] += 1
    (top, _), (left, _) = widths
    return counts[top : top + shape[0], left : left + shape[1]]


def same_widths(shape, kernel_shape, stride):
    totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(shape, kernel_shape, strict=True)]
    return tuple((total // 2, total - total // 2) for total in totals)


def written(array):
    return ";".join(",".join(map(str, row)) for row in array)


def test_the_first_view_shows_what_sets_the_paddings_apart():
    at = page()
    image, ones = np.arange(1, 37).reshape(6, 6), np.ones((3, 3))
    np.testing.assert_array_equal(heatmap_of(at, "padding_valid_output"), sums(image, ones, 2))
    np.testing.assert_array_equal(
        heatmap_of(at, "padding_same_output"), sums(np.pad(image, ((0, 1), (0, 1))), ones, 2)
    )
    np.testing.assert_array_equal(heatmap_of(at, "padding_explicit_output"), sums(np.pad(image, 1), ones, 2))
    said = text(at)
    assert "**SAME at stride 2: 6 × 6 → 3 × 3**, so the size is not kept" in said
    assert (
        "both give 3 × 3, with **different values**: SAME puts 0 before and 1 after, explicit 1 on each side"
        in said
    )
    assert "Crossed out: 1 row and 1 column" in said
    assert "**VALID** · 6 × 6 → 2 × 2" in said
    assert "ceil((6 − 3 + 1) / 2) = 2" in said
    assert "floor((6 + 2·1 − 3) / 2) + 1 = 3" in said
    assert "0 before, 1 after" in said


def test_at_stride_1_same_keeps_the_size_and_is_what_explicit_1_gives():
    at = page()
    at.session_state["padding_stride"] = 1
    run(at)
    assert "**SAME at stride 1 keeps the size**: 6 × 6 stays 6 × 6" in text(at)
    assert "agree here in size and in every value" in text(at)
    assert heatmap_of(at, "padding_same_output").shape == (6, 6)


def test_no_claim_is_made_where_one_step_spans_the_image():
    at = page(image="5", kernel="1", stride="3")
    assert "1 × 1 stays 1 × 1" in text(at)
    assert "not kept" not in text(at)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    shape=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    kernel_shape=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    stride=st.integers(1, 4),
    width=st.integers(0, 4),
    seed=st.integers(0, 999),
)
def test_sizes_padding_values_and_counts_are_those_of_the_definition(shape, kernel_shape, stride, width, seed):
    random = np.random.default_rng(seed)
    image, kernel = random.integers(-9, 10, shape), random.integers(-9, 10, kernel_shape)
    at = page(image=written(image), kernel=written(kernel), stride=str(stride), width=str(width))
    all_widths = {
        "valid": ((0, 0), (0, 0)),
        "same": same_widths(shape, kernel_shape, stride),
        "explicit": ((width, width), (width, width)),
    }
    unfit = 0
    for name, widths in all_widths.items():
        padded = np.pad(image, widths)
        if any(side < k for side, k in zip(padded.shape, kernel_shape, strict=True)):
            assert f"padding_{name}_output" not in specs(at)
            unfit += 1
            continue
        np.testing.assert_array_equal(heatmap_of(at, f"padding_{name}_input"), padded)
        np.testing.assert_array_equal(heatmap_of(at, f"padding_{name}_output"), sums(padded, kernel, stride))
        np.testing.assert_array_equal(
            heatmap_of(at, f"padding_{name}_usage"), readings(shape, widths, kernel_shape, stride)
        )
        out = sums(padded, kernel, stride).shape
        assert f"{shape[0]} × {shape[1]} → {out[0]} × {out[1]}" in text(at)
    assert len(at.error) == unfit


def test_counts_share_one_colour_scale():
    at = page()
    ends = {specs(at)[f"padding_{name}_usage"]["data"][0]["zmax"] for name in ("valid", "same", "explicit")}
    assert ends == {4}


def test_where_valid_does_not_fit_the_others_still_stand():
    at = page(image="1,2;3,4")
    assert "kernel_size 3" in at.error[0].value
    assert {"padding_same_output", "padding_explicit_output"} <= set(specs(at))


@pytest.mark.parametrize(
    "address", [{"image": "a"}, {"kernel": "1|1"}, {"kernel": "1,1,1,1,1,1"}, {"image": "1e30"}]
)
def test_nonsense_in_the_address_gives_the_example_and_a_sentence(address):
    at = page(**address)
    assert "starts with its own example" in at.warning[0].value
    assert "6 × 6 → 3 × 3" in text(at)


def test_the_kernel_is_one_filter():
    assert not any("Three" in option for option in page().selectbox(key="padding_kernel_preset").options)


def test_every_chart_says_what_it_shows():
    alts = [chart.proto.alt for chart in page().get("plotly_chart")]
    assert len(set(alts)) == len(alts) == 9
    assert all(alts)
