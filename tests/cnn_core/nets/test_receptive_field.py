from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.arithmetic.convolution import ConvSpec, convolve
from cnn_core.arithmetic.fields import AxisField
from cnn_core.errors import SpecError
from cnn_core.nets.course import RANDOM_FILTERS, THREE_BLOCK, TWO_BLOCK
from cnn_core.nets.receptive_field import (
    LENET_5,
    STACKS,
    FieldLayer,
    LayerStack,
    receptive_fields,
    trace_cell,
)
from cnn_core.nets.spec import layer_shapes

WITHOUT_HOLES = ["two_block", "three_block", "random_filters", "lenet_5"]

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
widths = st.tuples(st.integers(0, 2), st.integers(0, 2))
layers = st.builds(
    lambda kind, **choices: FieldLayer(kind, ConvSpec(**choices)),
    st.sampled_from(["conv", "pool"]),
    kernel_size=pairs,
    strides=pairs,
    padding=st.sampled_from(["valid", "same"]) | st.tuples(widths, widths),
    dilation_rate=pairs,
)


@st.composite
def stacks(draw):
    """Layers that fit each other, on an image of up to 9 × 9."""
    shape = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    found = None
    for layer in draw(st.lists(layers, min_size=1, max_size=4)):
        try:
            found = LayerStack(image_shape=shape, layers=(*(found.layers if found else ()), layer))
        except SpecError:
            continue
    return found or LayerStack(image_shape=shape, layers=(FieldLayer("conv", ConvSpec(kernel_size=1)),))


@st.composite
def cells(draw):
    """A stack, a depth in it, and a cell there."""
    stack = draw(stacks())
    depth = draw(st.integers(1, len(stack.layers)))
    H, W = stack.shapes[depth]
    return stack, depth, draw(st.integers(0, H - 1)), draw(st.integers(0, W - 1))


def reached(stack, depth, row, column):
    """Follows every reading down to the image, one by one, and counts where it ends."""
    ends = Counter({(row, column): 1})
    for layer, geometry, (H, W) in list(zip(stack.layers, stack.geometries, stack.shapes, strict=False))[:depth][
        ::-1
    ]:
        (top, _), (left, _) = geometry.padding
        (kh, kw), (down, across) = layer.spec.kernel_size, layer.spec.strides
        below: Counter[tuple[int, int]] = Counter()
        for (i, j), count in ends.items():
            for a in range(kh):
                for b in range(kw):
                    place = (
                        i * down - top + a * layer.spec.dilation_rate[0],
                        j * across - left + b * layer.spec.dilation_rate[1],
                    )
                    if 0 <= place[0] < H and 0 <= place[1] < W:
                        below[place] += count
        ends = below
    counts = np.zeros(stack.image_shape, int)
    for place, count in ends.items():
        counts[place] = count
    return counts


def computed(image, stack, weigh):
    """Sends an image (H, W) through convolutions; a pooling is an average, which never hides a pixel."""
    for layer in stack.layers:
        kernel = weigh(layer)
        spec = layer.spec
        done = convolve(image, kernel, strides=spec.strides, padding=spec.padding, dilation_rate=spec.dilation_rate)
        image = done.output[:, :, 0]
    return image


def responses(stack, weigh):
    """Perturbs one pixel after the other and returns what each output gained, (H, W, H', W').

    The sums are linear, and of an image of zeros nothing but the perturbation is left.
    """
    H, W = stack.image_shape
    gains = [computed(impulse.reshape(H, W), stack, weigh) for impulse in np.eye(H * W, dtype=np.float32)]
    return np.stack(gains).reshape(H, W, *stack.shapes[-1])


def positive(seed):
    """Makes weights above zero at random, the same for a layer each time."""
    random, kept = np.random.default_rng(seed), {}

    def weigh(layer):
        if layer not in kept:
            size = layer.spec.kernel_size
            is_average = layer.kind == "pool"
            kept[layer] = np.full(size, 1 / np.prod(size)) if is_average else random.uniform(0.5, 1.5, size)
        return kept[layer]

    return weigh


def within(view, shape):
    """Returns which pixels the window covers, (H, W)."""
    rows, columns = (
        (np.arange(size) >= axis.first) & (np.arange(size) <= axis.last)
        for size, axis in zip(shape, (view.rows, view.columns), strict=True)
    )
    return np.outer(rows, columns)


class TestPerturbation:
    @pytest.mark.parametrize("name", WITHOUT_HOLES)
    def test_of_a_preset_all_inside_the_window_matters_and_nothing_else(self, name):
        stack = STACKS[name]
        matters = responses(stack, positive(seed=5)) > 0
        for row, column in np.ndindex(stack.shapes[-1]):
            view = trace_cell(stack, row, column).image
            np.testing.assert_array_equal(matters[:, :, row, column], within(view, stack.image_shape))

    def test_of_the_dilated_stack_every_second_pixel_inside_the_window_matters(self):
        stack = STACKS["dilated"]
        matters = responses(stack, positive(seed=6)) > 0
        view = trace_cell(stack, 14, 13).image
        (rows, columns), window = np.nonzero(matters[:, :, 14, 13]), within(view, stack.image_shape)
        assert set(rows) == set(range(8, 21, 2))
        assert set(columns) == set(range(7, 20, 2))
        assert not (matters[:, :, 14, 13] & ~window).any()
        assert (window.sum(), view.counting) == (169, 49)

    @settings(max_examples=40)
    @given(stacks(), st.integers(0, 99))
    def test_nothing_outside_a_window_matters_and_all_that_is_reached_does(self, stack, seed):
        matters = responses(stack, positive(seed)) > 0
        for row, column in np.ndindex(stack.shapes[-1]):
            view = trace_cell(stack, row, column).image
            seen = matters[:, :, row, column]
            assert not (seen & ~within(view, stack.image_shape)).any()
            np.testing.assert_array_equal(seen, view.paths() > 0)

    @settings(max_examples=40)
    @given(stacks())
    def test_with_weights_of_one_a_pixel_gains_what_its_ways_are(self, stack):
        gains = responses(stack, lambda layer: np.ones(layer.spec.kernel_size))
        for row, column in np.ndindex(stack.shapes[-1]):
            np.testing.assert_array_equal(gains[:, :, row, column], trace_cell(stack, row, column).image.paths())


class TestTrace:
    @settings(max_examples=60)
    @given(cells())
    def test_counts_are_those_of_a_walk(self, chosen):
        stack, depth, row, column = chosen
        view, counts = trace_cell(stack, row, column, depth=depth), reached(stack, depth, row, column)
        np.testing.assert_array_equal(view.image.paths(), counts)
        assert view.image.counting == np.count_nonzero(counts)
        assert view.lost_share == pytest.approx(1 - counts.sum() / view.ways)

    @settings(max_examples=60)
    @given(cells())
    def test_the_walk_down_and_the_formulas_give_one_window(self, chosen):
        stack, depth, row, column = chosen
        view, field = trace_cell(stack, row, column, depth=depth), receptive_fields(stack)[depth]
        for axis, seen, index in (
            (field.rows, view.image.rows, row),
            (field.columns, view.image.columns, column),
        ):
            assert axis.window(index) == (seen.first, seen.last)
            assert axis.size == seen.size
            assert Fraction(seen.first + seen.last, 2) == Fraction(axis.start) + index * axis.jump

    @settings(max_examples=40)
    @given(cells())
    def test_in_between_a_window_is_that_of_the_layers_above(self, chosen):
        stack, depth, row, column = chosen
        view = trace_cell(stack, row, column, depth=depth)
        assert len(view.layers) == depth + 1
        for level in range(depth):
            above = LayerStack(image_shape=stack.shapes[level], layers=stack.layers[level:depth])
            alone = trace_cell(above, row, column).image
            assert alone.window == view.layers[level].window
            np.testing.assert_array_equal(alone.paths(), view.layers[level].paths())
        assert view.layers[-1].paths().sum() == 1

    @settings(max_examples=40)
    @given(cells())
    def test_the_share_outside_is_that_of_the_window_s_positions(self, chosen):
        stack, depth, row, column = chosen
        view = trace_cell(stack, row, column, depth=depth).image
        H, W = stack.image_shape
        places = [
            0 <= i < H and 0 <= j < W
            for i in range(view.rows.first, view.rows.last + 1)
            for j in range(view.columns.first, view.columns.last + 1)
        ]
        assert view.inside == sum(places)
        assert view.outside_share == pytest.approx(1 - sum(places) / len(places))

    def test_a_reading_of_a_middle_layer_s_padding_sees_nothing(self):
        valid, same = ConvSpec(kernel_size=2, strides=2), ConvSpec(kernel_size=3, padding="same")
        stack = LayerStack(image_shape=(5, 5), layers=(FieldLayer("pool", valid), FieldLayer("conv", same)))
        view = trace_cell(stack, 1, 1).image  # pixel 4 lies in the window, but pool1 has dropped it
        assert (view.rows.first, view.rows.last) == (0, 5)
        assert view.rows.paths.tolist() == [1, 1, 1, 1, 0]

    def test_strides_above_the_kernel_leave_holes(self):
        one, three = ConvSpec(kernel_size=2, strides=3), ConvSpec(kernel_size=2)
        stack = LayerStack(image_shape=(8, 8), layers=(FieldLayer("conv", one), FieldLayer("conv", three)))
        view = trace_cell(stack, 0, 1).image
        assert view.columns.paths.tolist() == [0, 0, 0, 1, 1, 0, 1, 1]
        assert (view.window, view.counting) == ((5, 5), 16)

    @pytest.mark.parametrize(
        ("cell", "said"),
        [((1, 0), "row is 1"), ((0, -1), "column is -1"), ((0, True), "column is True"), ((0, 0, 6), "is 5")],
    )
    def test_a_cell_that_is_not_there(self, cell, said):
        row, column, *depth = cell
        with pytest.raises(SpecError, match=said):
            trace_cell(LENET_5, row, column, depth=depth[0] if depth else None)


class TestFields:
    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            # size, jump and start, by hand
            ("two_block", [(1, 1, 0), (3, 1, 0), (4, 2, 0.5), (8, 4, 2.5), (12, 8, 4.5)]),
            (
                "three_block",
                [(1, 1, 0), (3, 1, 0), (4, 2, 0.5), (8, 2, 0.5), (10, 4, 1.5), (18, 4, 1.5), (22, 8, 3.5)],
            ),
            ("random_filters", [(1, 1, 0), (3, 2, 1)]),
            ("lenet_5", [(1, 1, 0), (5, 1, 2), (6, 2, 2.5), (14, 2, 6.5), (16, 4, 7.5), (32, 4, 15.5)]),
            ("dilated", [(1, 1, 0), (5, 1, 0), (9, 1, 0), (13, 1, 0)]),
        ],
    )
    def test_of_the_presets(self, name, fields):
        found = [field.rows for field in receptive_fields(STACKS[name])]
        assert [(axis.size, axis.jump, axis.start) for axis in found] == fields

    def test_rows_and_columns_are_not_mixed_up(self):
        spec = ConvSpec(kernel_size=(3, 5), strides=(2, 1), padding=((0, 1), (4, 0)))
        field = receptive_fields(LayerStack(image_shape=(9, 9), layers=(FieldLayer("conv", spec),)))[1]
        assert (field.rows.size, field.rows.jump, field.rows.first) == (3, 2, 0)
        assert (field.columns.size, field.columns.jump, field.columns.first) == (5, 1, -4)

    @given(stacks())
    def test_the_formulas_are_true(self, stack):
        """Python, reading a formula as arithmetic, comes to what it says."""
        fields = [field.columns for field in receptive_fields(stack)]
        for below, above, geometry in zip(fields, fields[1:], stack.geometries, strict=False):
            growth = below.growth(geometry.columns)
            for formula, value in (
                (growth.size, above.size),
                (growth.jump, above.jump),
                (growth.start, above.start),
            ):
                said, result = formula.replace("−", "-").replace("·", "*").split(" = ")
                assert eval(said) == float(result) == value

    def test_formulas_as_they_are_written(self):
        growth = AxisField(size=4, jump=2, first=-1).growth(LENET_5.geometries[2].rows)
        assert growth.size == "4 + (5 − 1)·2 = 12"
        assert growth.jump == "2·1 = 2"
        assert growth.start == "0.5 + ((5 − 1)/2 − 0)·2 = 4.5"


class TestStacks:
    @pytest.mark.parametrize("model", [TWO_BLOCK, THREE_BLOCK, RANDOM_FILTERS], ids=lambda model: model.name)
    def test_the_nets_stacks_have_the_names_and_sizes_of_the_nets(self, model):
        stack, maps = STACKS[model.name], [layer for layer in layer_shapes(model) if layer.is_map]
        assert stack.names == tuple(layer.name for layer in maps)
        assert stack.shapes[1:] == tuple(layer.shape[:2] for layer in maps)
        assert stack.geometries == tuple(layer.geometry for layer in maps)

    def test_lenet_5_has_the_sizes_of_the_paper(self):
        assert [shape[0] for shape in LENET_5.shapes] == [32, 28, 14, 10, 5, 1]

    def test_is_hashable_and_compared_by_value(self):
        again = LayerStack(image_shape=(32, 32), layers=tuple(LENET_5.layers))
        assert again == LENET_5
        assert len({again, LENET_5}) == 1

    def test_a_layer_that_does_not_fit_is_named(self):
        kernels = [FieldLayer("conv", ConvSpec(kernel_size=size)) for size in (3, 2)]
        with pytest.raises(SpecError, match=r"^conv2: kernel_size 2 .* padded image has 1\. Use padding='same'"):
            LayerStack(image_shape=(3, 3), layers=tuple(kernels))

    def test_no_layer_is_refused(self):
        with pytest.raises(SpecError, match="at least one"):
            LayerStack(image_shape=(3, 3), layers=())

    def test_an_image_of_nothing_is_refused(self):
        with pytest.raises(SpecError, match="image_shape"):
            LayerStack(image_shape=(0, 3), layers=LENET_5.layers)
