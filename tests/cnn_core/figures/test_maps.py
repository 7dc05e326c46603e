import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnn_core.figures.colors import ACCENT, DIVERGING, GREY, SEQUENTIAL, color_range
from cnn_core.figures.maps import digit_figure, grid_figure, mosaic_figure
from tests.helpers.sent_figures import decoded, sent

CELL = re.compile(r"M([\d.-]+),([\d.-]+)H([\d.-]+)V([\d.-]+)H([\d.-]+)Z")


def heatmap(figure):
    (trace,) = (trace for trace in sent(figure)["data"] if trace["type"] == "heatmap")
    return trace


def texts(figure):
    (trace,) = figure.select_traces({"type": "scatter", "mode": "text"})
    return list(trace.text)


def outlines(figure):
    """Top, bottom, left and right of each outlined rectangle, by colour of the line."""
    found = {}
    for shape in figure.layout.shapes:
        rectangles = [tuple(map(float, cell)) for cell in CELL.findall(shape.path)]
        assert CELL.sub("", shape.path) == ""
        found[shape.line.color] = [(top, bottom, left, right) for left, top, right, bottom, _ in rectangles]
    return found


def hatched(figure):
    """Top, bottom, left and right of each hatched rectangle, by pattern."""
    found = {}
    for trace in sent(figure)["data"]:
        if "fillpattern" in trace:
            x, y = decoded(trace["x"]).reshape(-1, 5)[:, :4], decoded(trace["y"]).reshape(-1, 5)[:, :4]
            edges = np.stack([y.min(1), y.max(1), x.min(1), x.max(1)], axis=1)
            found[trace["fillpattern"]["shape"]] = {tuple(row) for row in edges.tolist()}
    return found


maps = hnp.arrays(
    np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=15), elements=st.floats(-9, 9, width=32)
)


class TestGrid:
    @settings(max_examples=30)
    @given(maps)
    def test_holds_the_values_and_their_range(self, values):
        trace = heatmap(grid_figure(values))
        np.testing.assert_array_equal(decoded(trace["z"]), values)
        expected = color_range(values)
        assert (trace["zmin"], trace["zmax"]) == (expected.zmin, expected.zmax)
        assert tuple(map(tuple, trace["colorscale"])) == expected.scale

    @pytest.mark.parametrize("dtype", [np.bool_, np.float16, np.float64, np.int64])
    def test_sends_every_type_as_bytes(self, dtype):
        values = np.arange(6).reshape(2, 3).astype(dtype)
        np.testing.assert_array_equal(decoded(heatmap(grid_figure(values))["z"]), values.astype(np.float32))

    def test_row_0_is_on_top_and_cells_are_square(self):
        figure = grid_figure(np.ones((3, 20)))
        assert figure.layout.yaxis.range == (2.5, -0.5)
        assert figure.layout.xaxis.range == (-0.5, 19.5)
        assert figure.layout.yaxis.scaleanchor == "x"
        margin = figure.layout.margin
        cell = (figure.layout.width - margin.l - margin.r) / 20
        assert figure.layout.height - margin.t - margin.b == pytest.approx(3 * cell, abs=1)

    @pytest.mark.parametrize("shape", [(1, 1), (3, 3), (28, 28), (100, 7), (7, 300)])
    @pytest.mark.parametrize("title", [None, "map"])
    def test_keeps_to_its_size(self, shape, title):
        layout = grid_figure(np.ones(shape), title=title, size=300).layout
        assert layout.width <= 300
        assert layout.height <= 300

    def test_padding_surrounds_the_values_and_has_negative_indices(self):
        values = np.arange(1, 7, dtype=np.uint8).reshape(2, 3)
        figure = grid_figure(values, padding=((1, 2), (3, 0)))
        trace = heatmap(figure)
        np.testing.assert_array_equal(decoded(trace["z"]), np.pad(values, ((1, 2), (3, 0))))
        assert (trace["y0"], trace["x0"]) == (-1, -3)
        assert figure.layout.yaxis.range == (3.5, -1.5)
        assert figure.layout.xaxis.range == (-3.5, 2.5)
        assert hatched(figure) == {"/": {(-1.5, -0.5, -3.5, 2.5), (1.5, 3.5, -3.5, 2.5), (-0.5, 1.5, -3.5, -0.5)}}

    def test_empty_padding_has_no_number_and_does_not_touch_the_colours(self):
        figure = grid_figure(np.full((1, 1), 4.0), padding=((0, 1), (0, 1)), padding_value=np.nan)
        assert texts(figure) == ["4", "", "", ""]
        assert np.isnan(decoded(heatmap(figure)["z"])).sum() == 3
        assert heatmap(figure)["zmax"] == 4

    def test_the_number_of_the_padding_may_be_longer_than_the_others(self):
        assert texts(grid_figure(np.ones((1, 1)), padding=((0, 1), (0, 0)), padding_value=-12.5)) == ["1", "−12.5"]

    def test_dropped_rows_and_columns_are_crossed_out_from_the_end(self):
        assert hatched(grid_figure(np.ones((5, 6)), dropped=(1, 2))) == {
            "x": {(3.5, 4.5, -0.5, 5.5), (-0.5, 3.5, 3.5, 5.5)}
        }
        assert hatched(grid_figure(np.ones((5, 6)))) == {}

    def test_a_window_is_one_outline(self):
        figure = grid_figure(np.ones((5, 6)), mark=(range(1, 4), range(2, 4)))
        assert outlines(figure)[ACCENT] == [(0.5, 3.5, 1.5, 3.5)]

    def test_a_dilated_window_is_an_outline_for_each_cell(self):
        figure = grid_figure(np.ones((5, 6)), padding=((1, 0), (0, 0)), mark=(range(-1, 3, 2), range(2, 5, 2)))
        assert outlines(figure)[ACCENT] == [
            (-1.5, -0.5, 1.5, 2.5),
            (-1.5, -0.5, 3.5, 4.5),
            (0.5, 1.5, 1.5, 2.5),
            (0.5, 1.5, 3.5, 4.5),
        ]

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([12.0, 28.0], ["12", "28"]),
            ([12.5, -3.25], ["12.5", "−3.2"]),
            ([0.0123, -0.00001], ["0.0123", "0.0000"]),
            ([1234.5, 2.0], ["1234", "2"]),
            ([2e-8, 1e-9], ["2.00e−08", "1.00e−09"]),
            ([np.nan, np.inf, -np.inf, 1.0], ["NaN", "∞", "−∞", "1"]),
            ([0.0, -0.0], ["0", "0"]),
        ],
    )
    def test_numbers_in_the_cells(self, values, expected):
        assert texts(grid_figure(np.array([values], np.float32))) == expected

    def test_value_format(self):
        assert texts(grid_figure(np.array([[1.0, -2.0]]), value_format="+.1f")) == ["+1.0", "−2.0"]

    def test_numbers_stand_in_their_own_cells(self):
        values = np.arange(6).reshape(2, 3)
        (trace,) = (trace for trace in sent(grid_figure(values))["data"] if trace.get("mode") == "text")
        for row, column, text in zip(decoded(trace["y"]), decoded(trace["x"]), trace["text"], strict=True):
            assert text == str(values[row, column])

    def test_many_cells_have_a_colour_bar_instead_of_numbers(self):
        small, large = grid_figure(np.ones((12, 12))), grid_figure(np.ones((13, 2)))
        assert (len(small.data), heatmap(small)["showscale"]) == (2, False)
        assert (len(large.data), heatmap(large)["showscale"]) == (1, True)
        assert len(grid_figure(np.ones((13, 2)), show_values=True).data) == 2

    def test_one_range_for_several(self):
        shared = color_range(np.array([0, 28]))
        assert heatmap(grid_figure(np.ones((2, 2)), colors=shared))["zmax"] == 28

    def test_a_title_adds_to_the_height_only(self):
        plain, titled = grid_figure(np.ones((3, 3))), grid_figure(np.ones((3, 3)), title="SAME")
        assert titled.layout.title.text == "SAME"
        assert titled.layout.height > plain.layout.height
        assert titled.layout.width == plain.layout.width


class TestDigit:
    @pytest.mark.parametrize(("dtype", "white"), [(np.uint8, 255), (np.float32, 1)])
    def test_keeps_the_pixels_from_black_to_white(self, dtype, white):
        pixels = np.random.default_rng(0).integers(0, 2, (28, 28)).astype(dtype)
        trace = heatmap(digit_figure(pixels))
        assert decoded(trace["z"]).dtype == dtype
        np.testing.assert_array_equal(decoded(trace["z"]), pixels)
        assert (trace["zmin"], trace["zmax"]) == (0, white)
        assert tuple(map(tuple, trace["colorscale"])) == GREY

    def test_mark(self):
        figure = digit_figure(np.zeros((28, 28), np.uint8), mark=(range(3), range(2, 5)))
        assert outlines(figure)[ACCENT] == [(-0.5, 2.5, 1.5, 4.5)]


def layer(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


class TestMosaic:
    @settings(max_examples=40)
    @given(
        shape=st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 20)),
        columns=st.none() | st.integers(1, 25),
        per_channel=st.booleans(),
        seed=st.integers(0, 99),
    )
    def test_every_cell_of_every_channel_is_drawn_once_and_hovers_as_itself(
        self, shape, columns, per_channel, seed
    ):
        activations = layer(*shape, seed=seed)
        trace = heatmap(mosaic_figure(activations, layer_name="conv1", columns=columns, per_channel=per_channel))
        exact = decoded(trace["hovertext" if per_channel else "z"])
        places = decoded(trace["customdata"])
        drawn = ~np.isnan(decoded(trace["z"]))
        seen = {tuple(place) for place in places[drawn].tolist()}
        assert drawn.sum() == len(seen) == activations.size
        channel, row, column = places[drawn].T
        np.testing.assert_array_equal(exact[drawn], activations[row, column, channel])
        assert len(decoded(trace["x"])) == drawn.shape[1] + 1
        assert len(decoded(trace["y"])) == drawn.shape[0] + 1

    def test_tiles_read_like_a_page_with_a_gap_between(self):
        activations = np.stack([np.full((2, 2), value) for value in (1, 2, 3)], axis=-1)
        z = decoded(heatmap(mosaic_figure(activations, layer_name="conv1", columns=2))["z"])
        gap = np.nan
        np.testing.assert_array_equal(
            z, [[1, 1, gap, 2, 2], [1, 1, gap, 2, 2], [gap] * 5, [3, 3, gap, gap, gap], [3, 3, gap, gap, gap]]
        )

    def test_frames_stand_around_the_cells_of_their_tile(self):
        figure = mosaic_figure(layer(3, 4, 6), layer_name="conv1", columns=3)
        trace = heatmap(figure)
        (tiles,) = outlines(figure).values()
        x, y, places = decoded(trace["x"]), decoded(trace["y"]), decoded(trace["customdata"])
        for channel, (top, bottom, left, right) in enumerate(tiles):
            rows, columns = np.nonzero((places[..., 0] == channel) & ~np.isnan(decoded(trace["z"])))
            edges = (y[rows.min()], y[rows.max() + 1], x[columns.min()], x[columns.max() + 1])
            np.testing.assert_allclose((top, bottom, left, right), edges, rtol=1e-4)

    @pytest.mark.parametrize(
        ("shape", "expected"),
        [
            ((14, 14, 5), (1, 5)),
            ((14, 14, 8), (1, 8)),
            ((14, 14, 32), (2, 16)),
            ((7, 7, 64), (4, 16)),
            ((4, 4, 128), (4, 32)),
            ((4, 4, 17), (2, 9)),
        ],
    )
    def test_tiling(self, shape, expected):
        (tiles,) = outlines(mosaic_figure(layer(*shape), layer_name="pool1")).values()
        assert (len({tile[0] for tile in tiles}), len({tile[2] for tile in tiles})) == expected

    @pytest.mark.parametrize("shape", [(28, 28, 32), (4, 4, 128), (1, 1, 625), (10, 50, 3), (50, 10, 3)])
    def test_keeps_to_its_width_with_square_cells(self, shape):
        layout = mosaic_figure(layer(*shape), layer_name="conv1", width=700).layout
        assert layout.width <= 700
        cell_width = (layout.width - layout.margin.l - layout.margin.r) / layout.xaxis.range[1]
        cell_height = (layout.height - layout.margin.t - layout.margin.b) / layout.yaxis.range[0]
        assert cell_height == pytest.approx(cell_width, rel=0.02)

    def test_the_first_channels_keep_the_colours_of_the_layer(self):
        activations = np.abs(layer(4, 4, 12))
        activations[0, 0, 11] = 50
        trace = heatmap(mosaic_figure(activations, layer_name="pool1", channels=8))
        assert trace["zmax"] == 50
        assert set(decoded(trace["customdata"])[..., 0].ravel()) == set(range(8))

    def test_per_channel_every_live_channel_reaches_one_and_a_dead_one_stays_zero(self):
        activations = np.abs(layer(4, 4, 3))
        activations[:, :, 1] = 0
        trace = heatmap(mosaic_figure(activations, layer_name="pool1", per_channel=True))
        z, channel = decoded(trace["z"]), decoded(trace["customdata"])[..., 0]
        drawn = ~np.isnan(z)
        assert [z[drawn & (channel == k)].max() for k in range(3)] == [1, 0, 1]
        assert (trace["zmin"], trace["zmax"]) == (0, 1)

    @pytest.mark.parametrize("per_channel", [False, True])
    def test_signed_channels_diverge_from_zero(self, per_channel):
        trace = heatmap(mosaic_figure(layer(4, 4, 3), layer_name="conv1", per_channel=per_channel))
        assert trace["zmin"] == -trace["zmax"]
        assert tuple(map(tuple, trace["colorscale"])) == DIVERGING

    def test_a_dead_layer_looks_like_zero(self):
        trace = heatmap(mosaic_figure(np.zeros((4, 4, 3)), layer_name="conv1"))
        assert (trace["zmin"], trace["zmax"]) == (0, 1)
        assert tuple(map(tuple, trace["colorscale"])) == SEQUENTIAL

    def test_the_scale_is_said(self):
        bars = [
            heatmap(mosaic_figure(layer(2, 2, 2), layer_name="conv1", per_channel=per_channel))["colorbar"]
            for per_channel in (False, True)
        ]
        assert "layer" in bars[0]["title"]["text"]
        assert "channel" in bars[1]["title"]["text"]

    def test_hover_names_the_layer(self):
        assert "conv1" in heatmap(mosaic_figure(layer(2, 2, 2), layer_name="conv1"))["hovertemplate"]

    def test_up_to_sixteen_tiles_are_numbered_at_their_corner(self):
        figure = mosaic_figure(layer(2, 2, 16), layer_name="conv1")
        tiles = next(iter(outlines(figure).values()))
        (labels,) = (trace for trace in sent(figure)["data"] if trace["type"] == "scatter")
        assert labels["text"] == [str(channel) for channel in range(16)]
        corners = np.stack([decoded(labels["y"]), decoded(labels["x"])], axis=1)
        np.testing.assert_allclose(corners, [(top, left) for top, _, left, _ in tiles], rtol=1e-4)
        assert len(mosaic_figure(layer(2, 2, 17), layer_name="conv1").data) == 1

    def test_mark_outlines_the_cell(self):
        figure = mosaic_figure(layer(3, 4, 6), layer_name="conv1", columns=3, mark=(4, 2, 1))
        tile = next(iter(outlines(figure).values()))[4]
        top, left = tile[0] + 2, tile[2] + 1
        np.testing.assert_allclose(outlines(figure)[ACCENT], [(top, top + 1, left, left + 1)], rtol=1e-4)

    @pytest.mark.parametrize("shape", [(300, 2, 1), (1, 1, 300)])
    def test_indices_above_a_byte(self, shape):
        places = decoded(heatmap(mosaic_figure(layer(*shape), layer_name="dense"))["customdata"])
        assert places.max() == 299

    @pytest.mark.parametrize(("channels", "most"), [(None, 300_000), (8, 80_000)])
    def test_is_small(self, channels, most):
        assert len(mosaic_figure(layer(28, 28, 32), layer_name="conv1", channels=channels).to_json()) < most
