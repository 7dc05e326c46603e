import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic.geometry import axis_geometry, output_geometry, standardize_padding, standardize_pair
from cnn_core.errors import SpecError


def rows(size, kernel_size, stride=1, padding="valid", dilation_rate=1):
    return axis_geometry(
        size, kernel_size, stride=stride, padding=padding, dilation_rate=dilation_rate, axis_name="rows"
    )


@st.composite
def axes(draw):
    """An axis on which the kernel fits."""
    kernel_size, dilation_rate = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    padding = draw(st.sampled_from(["valid", "same"]) | st.tuples(st.integers(0, 5), st.integers(0, 5)))
    span = (kernel_size - 1) * dilation_rate + 1
    least = {"valid": span, "same": 1}.get(padding) if isinstance(padding, str) else span - sum(padding)
    size = draw(st.integers(max(least, 1), max(least, 1) + 20))
    return rows(size, kernel_size, draw(st.integers(1, 7)), padding, dilation_rate)


def walk(axis):
    """Slides a window along the padded axis, one step at a time, and notes what each stop reads."""
    stops, start = [], -axis.before
    while start + (axis.kernel_size - 1) * axis.dilation_rate < axis.size + axis.after:
        stops.append([start + step * axis.dilation_rate for step in range(axis.kernel_size)])
        start += axis.stride
    return stops


class TestStandardize:
    @pytest.mark.parametrize("value", [2, (2, 2), [2, 2], np.int64(2), (np.uint8(2), 2)])
    def test_pair(self, value):
        pair = standardize_pair(value, "strides")
        assert pair == (2, 2)
        assert [type(part) for part in pair] == [int, int]

    @pytest.mark.parametrize(
        "value",
        [0, -1, True, (1, True), 2.0, "2", None, (1,), (1, 2, 3), (1, 0), ((1, 1), 1), np.bool_(True)],
    )
    def test_pair_refused_by_name(self, value):
        with pytest.raises(SpecError, match=r"^strides is .*whole numbers from 1 up"):
            standardize_pair(value, "strides")

    @pytest.mark.parametrize(
        ("value", "padding"),
        [
            ("valid", "valid"),
            ("SAME", "same"),
            (0, ((0, 0), (0, 0))),
            (1, ((1, 1), (1, 1))),
            ((1, 2), ((1, 1), (2, 2))),
            (((1, 2), (0, 3)), ((1, 2), (0, 3))),
            ([[1, 2], [0, 3]], ((1, 2), (0, 3))),
        ],
    )
    def test_padding(self, value, padding):
        assert standardize_padding(value) == padding

    @pytest.mark.parametrize("value", [-1, (0, -1), ((0, 1), (-1, 0)), "full", "", True, None, 1.5, (1, 2, 3), ()])
    def test_padding_refused(self, value):
        with pytest.raises(SpecError, match=r"^padding is .*'valid', 'same'"):
            standardize_padding(value)


class TestAxis:
    @pytest.mark.parametrize(
        ("arguments", "output_size", "before", "after"),
        [
            ((3, 2), 2, 0, 0),
            ((3, 2, 1, "same"), 3, 0, 1),  # the odd one goes to the end
            ((28, 3, 2, "same"), 14, 0, 1),
            ((28, 3, 2, (1, 1)), 14, 1, 1),
            ((28, 3, 1, "same"), 28, 1, 1),
            ((7, 2, 2, "same"), 4, 0, 1),
            ((5, 1, 3, "same"), 2, 0, 0),
            ((1, 5, 1, "same"), 1, 2, 2),
            ((10, 3, 1, "valid", 2), 6, 0, 0),
            ((10, 3, 1, "same", 2), 10, 2, 2),
            ((4, 2, 1, (0, 3)), 6, 0, 3),
        ],
    )
    def test_published_sizes(self, arguments, output_size, before, after):
        axis = rows(*arguments)
        assert (axis.output_size, axis.before, axis.after) == (output_size, before, after)

    @given(axes())
    def test_windows_are_those_of_a_walk(self, axis):
        stops = walk(axis)
        assert axis.windows.tolist() == stops
        assert axis.starts.tolist() == [stop[0] for stop in stops]
        assert [axis.positions(index).tolist() for index in range(axis.output_size)] == stops

    @given(axes())
    def test_usage_counts_the_walk(self, axis):
        read = [index for stop in walk(axis) for index in stop]
        assert axis.usage().tolist() == [read.count(index) for index in range(axis.size)]
        assert set(axis.unread) == set(range(axis.size)) - set(read)

    @given(axes())
    def test_a_window_touches_the_padding_where_it_reads_outside(self, axis):
        outside = [any(not 0 <= index < axis.size for index in stop) for stop in walk(axis)]
        assert axis.touches_padding.tolist() == outside

    @given(axes())
    def test_dropped_is_what_lies_behind_the_last_window(self, axis):
        last = walk(axis)[-1][-1]
        assert axis.dropped == sum(index > last for index in range(axis.size))

    def test_dropped_and_unread_differ_where_windows_leave_gaps(self):
        axis = rows(9, 2, stride=3)
        assert axis.dropped == 1
        assert axis.unread == (2, 5, 8)

    def test_a_window_in_the_padding_alone(self):
        axis = rows(1, 1, stride=9, padding=(3, 1))
        assert axis.windows.tolist() == [[-3]]
        assert (axis.dropped, axis.usage().tolist()) == (1, [0])

    @pytest.mark.parametrize("index", [-1, 2, True, 0.0])
    def test_position_outside(self, index):
        with pytest.raises(SpecError, match="0 to 1"):
            rows(3, 2).positions(index)


class TestKernelTooLarge:
    def test_sentence(self):
        with pytest.raises(SpecError) as caught:
            output_geometry((5, 9), 4, dilation_rate=(2, 1))
        assert str(caught.value) == (
            "kernel_size 4 with dilation_rate 2 spans 7 rows, but the padded image has 5. "
            "Use padding='same', or a kernel_size of at most 3 rows."
        )

    def test_names_the_columns(self):
        with pytest.raises(SpecError, match="spans 7 columns"):
            output_geometry((9, 5), 7)

    @given(
        st.integers(1, 9),
        st.integers(1, 9),
        st.integers(1, 4),
        st.tuples(st.integers(0, 3), st.integers(0, 3)),
    )
    def test_advice_holds_and_is_the_limit(self, size, kernel_size, dilation_rate, padding):
        try:
            rows(size, kernel_size, 1, padding, dilation_rate)
        except SpecError as error:
            most = int(str(error).split("at most ")[1].split()[0])
            assert most < kernel_size
            rows(size, most, 1, padding, dilation_rate)
            with pytest.raises(SpecError):
                rows(size, most + 1, 1, padding, dilation_rate)
        else:
            assert (kernel_size - 1) * dilation_rate < size + sum(padding)

    def test_same_takes_any_kernel(self):
        assert output_geometry((2, 3), 50, padding="same", strides=4, dilation_rate=3).shape == (1, 1)


class TestOutput:
    def test_rows_and_columns_are_not_mixed_up(self):
        geometry = output_geometry(
            (5, 8, 3), (2, 3), strides=(1, 2), padding=((1, 0), (2, 3)), dilation_rate=(3, 1)
        )
        assert geometry.shape == (3, 6)
        assert geometry.padding == ((1, 0), (2, 3))
        assert (geometry.rows.dilation_rate, geometry.columns.dilation_rate) == (3, 1)

    def test_usage_of_the_corner_and_the_middle(self):
        assert output_geometry((3, 3), 2).usage().tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
        assert output_geometry((2, 3), (1, 2)).usage().tolist() == [[1, 2, 1], [1, 2, 1]]

    def test_cells_that_touch_the_padding_on_any_side(self):
        geometry = output_geometry((4, 3), 3, padding="same")
        assert geometry.touches_padding().tolist() == [
            [True] * 3,
            [True, False, True],
            [True, False, True],
            [True] * 3,
        ]
        assert not output_geometry((4, 3), 3).touches_padding().any()

    def test_is_hashable_and_compared_by_value(self):
        assert output_geometry((3, 3), 2) == output_geometry((3, 3, 1), (2, 2))
        assert len({output_geometry((3, 3), 2), output_geometry((3, 3), 2)}) == 1

    @pytest.mark.parametrize("shape", [(), (3,), (0, 3), (3, -1)])
    def test_image_shape_refused(self, shape):
        with pytest.raises(SpecError, match="image_shape"):
            output_geometry(shape, 1)

    @pytest.mark.parametrize("name", ["strides", "dilation_rate"])
    def test_zero_refused(self, name):
        with pytest.raises(SpecError, match=f"^{name} is 0"):
            output_geometry((3, 3), 1, **{name: 0})


@pytest.mark.parametrize(
    ("arguments", "formula"),
    [
        ((5, 3, 2), "ceil((5 − 3 + 1) / 2) = 2"),
        ((28, 3, 2, (1, 1)), "floor((28 + 2·1 − 3) / 2) + 1 = 14"),
        ((28, 3, 2, (0, 1)), "floor((28 + 0 + 1 − 3) / 2) + 1 = 14"),
        ((28, 3, 2, "same"), "ceil(28 / 2) = 14; padding P = max((14 − 1)·2 + 3 − 28, 0) = 1: 0 before, 1 after"),
        ((28, 3, 1, "valid", 2), "k′ = (3 − 1)·2 + 1 = 5; ceil((28 − 5 + 1) / 1) = 24"),
    ],
)
def test_formula(arguments, formula):
    assert rows(*arguments).formula() == formula


@given(axes())
def test_formula_is_true(axis):
    """Python, reading the formula as arithmetic, comes to what it says."""
    python = axis.formula().replace("−", "-").replace("·", "*").split(": ")[0]
    for step in python.split("; "):
        step = step.removeprefix("k′ = ").removeprefix("padding P = ")
        said, result = step.rsplit(" = ", 1)
        names = {"ceil": np.ceil, "floor": np.floor, "max": max}
        assert eval(said, names) == int(result)
    assert str(axis.output_size) in axis.formula()
