import csv
import io
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.depthwise import convolve_depthwise
from cnn_core.arithmetic.pooling import pool
from cnn_core.arithmetic.transposed import convolve_transposed
from cnn_core.exports.operation_files import operation_csv, operation_npz, operation_png
from cnn_core.exports.receptive_files import stack_csv, stack_npz, stack_png
from cnn_core.figures.colors import color_range, paint
from cnn_core.nets.receptive_field import STACKS, receptive_fields, trace_cell

RANDOM = np.random.default_rng(3)
IMAGE = RANDOM.normal(size=(6, 5, 2)).astype(np.float32)
KERNEL = RANDOM.normal(size=(3, 2, 2, 2)).astype(np.float32)
OPERATIONS: dict[str, Any] = {
    "convolution": convolve(
        IMAGE, KERNEL, strides=(2, 1), padding=((1, 0), (2, 1)), bias=[0.1, -3], activation="relu", flip=True
    ),
    "depthwise": convolve_depthwise(IMAGE, KERNEL, padding="same", dilation_rate=(2, 1)),
    "transposed": convolve_transposed(IMAGE, KERNEL, strides=2, padding="same", activation="relu"),
    "max_pooling": pool(IMAGE, (3, 2), padding="same"),
    "average_pooling": pool(IMAGE, 2, mode="average", padding=1),
}
ARRAYS = ("image", "kernel", "bias", "output")


def arrays_of(operation):
    return {name: getattr(operation, name) for name in ARRAYS if hasattr(operation, name)}


def blocks_of(text):
    """Returns the blocks of a CSV, which blank lines part, as rows of text."""
    rows = list(csv.reader(io.StringIO(text)))
    return [list(block) for is_block, block in groupby(rows, bool) if is_block]


def drawn(data):
    """Returns a PNG picture's pixels, (H, W, 3)."""
    image = Image.open(io.BytesIO(data))
    assert image.format == "PNG"
    return np.asarray(image)


def has_color(pixels, value, values):
    """Returns whether a picture has a cell in the colour that a value has among others."""
    color = paint(np.array(value, np.float32), color_range(values))
    return int((pixels == color).all(axis=-1).sum()) > 40


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_csv_holds_every_number(name):
    operation = OPERATIONS[name]
    choices, *blocks = blocks_of(operation_csv(operation))
    said = {name: values for name, *values in choices}
    assert said["operation"] == [name]
    assert said["strides"] == [str(stride) for stride in operation.spec.strides]
    assert said["padding"] == (
        [operation.spec.padding]
        if isinstance(operation.spec.padding, str)
        else [str(width) for widths in operation.spec.padding for width in widths]
    )
    found = {}
    for (array, *shape), *rows in blocks:
        shape = tuple(map(int, shape))
        numbers = [list(map(float, row)) for row in rows if row[0] not in {"channel", "filter"}]
        maps = np.array(numbers, np.float32).reshape(*shape[2:], *shape[:2])
        found[array] = np.moveaxis(maps, (-2, -1), (0, 1)) if len(shape) > 1 else maps
    for array, values in arrays_of(operation).items():
        np.testing.assert_array_equal(found.pop(array), values)
    assert not found


def test_a_map_in_a_csv_says_which_it_is_and_whole_numbers_are_whole():
    kernel = np.arange(8).reshape(1, 2, 2, 2)
    (_, _, kernel_block, _, _) = blocks_of(operation_csv(convolve(np.ones((2, 2, 2)), kernel)))
    assert kernel_block == [
        ["kernel", "1", "2", "2", "2"],
        ["channel", "0", "filter", "0"],
        ["0", "4"],
        ["channel", "0", "filter", "1"],
        ["1", "5"],
        ["channel", "1", "filter", "0"],
        ["2", "6"],
        ["channel", "1", "filter", "1"],
        ["3", "7"],
    ]


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_npz_holds_the_arrays_and_the_choices(name):
    operation = OPERATIONS[name]
    with np.load(io.BytesIO(operation_npz(operation))) as file:
        found = dict(file)
    assert found.pop("operation") == name
    for array, values in arrays_of(operation).items():
        assert found[array].dtype == np.float32
        np.testing.assert_array_equal(found.pop(array), values)
    for choice, value in vars(operation.spec).items():
        np.testing.assert_array_equal(found.pop(choice), np.array(value))
    assert not found


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_picture_shows_every_part_and_differs_where_a_number_does(name):
    operation = OPERATIONS[name]
    pixels = drawn(operation_png(operation))
    rows, columns = operation.geometry.rows.padded_size, operation.geometry.columns.padded_size
    assert pixels.shape[0] > 48 * max(operation.image.shape[0], operation.output.shape[0])
    assert pixels.shape[1] > 48 * sum(values.shape[1] for values in (operation.image, operation.output))
    assert (pixels[0] == 255).all()  # on white
    for values in (operation.image, operation.output[:, :, 0]):
        assert has_color(pixels, values.max(), values)
        assert has_color(pixels, values.min(), values)
    assert rows * columns
    operation.output[0, 0, 0] += 1
    changed = drawn(operation_png(operation))
    operation.output[0, 0, 0] -= 1
    assert changed.shape == pixels.shape
    difference = (changed != pixels).any(axis=-1)
    assert difference.any()
    assert not difference[: pixels.shape[0] // 8].any()  # the title stays


def test_padding_is_hatched_and_what_no_window_reads_is_crossed_out():
    plain = drawn(operation_png(convolve(np.ones((4, 4)), np.ones((2, 2)), strides=2)))
    crossed = drawn(operation_png(convolve(np.ones((5, 5)), np.ones((2, 2)), strides=2)))
    padded = drawn(operation_png(convolve(np.ones((4, 4)), np.ones((2, 2)), strides=2, padding=1)))

    def colors(pixels, row, column):
        """Returns how many colours a cell's upper edge has, above its number."""
        edges_down, edges_right = np.nonzero((pixels == 128).all(axis=-1))
        top, left = edges_down.min() + 64 * row, edges_right.min() + 64 * column
        return len(np.unique(pixels[top + 4 : top + 16, left + 4 : left + 60].reshape(-1, 3), axis=0))

    assert colors(plain, 3, 3) == 1
    assert colors(crossed, 3, 3) == 1
    assert colors(crossed, 4, 4) > 1
    assert colors(padded, 0, 0) > 1


def test_a_large_picture_has_its_scales_instead_of_numbers():
    image = RANDOM.normal(size=(64, 64, 3))
    operation = convolve(image, RANDOM.normal(size=(3, 3, 3, 8)), padding="same")
    pixels = drawn(operation_png(operation))
    assert pixels.shape[1] <= 2000
    assert pixels.shape[0] < 3000
    assert all(has_color(pixels, end, operation.image) for end in (operation.image.min(), operation.image.max()))


STACK, DEPTH, ROW, COLUMN = STACKS["three_block"], 4, 0, 3
VIEW = trace_cell(STACK, ROW, COLUMN, depth=DEPTH)


def test_a_stacks_csv_is_the_table_of_its_fields_and_what_a_cell_sees():
    table, cell, ways = blocks_of(stack_csv(STACK, ROW, COLUMN, depth=DEPTH))
    head, first, *rows = table
    assert first == ["input", "28", "", "", "", "", "", "1", "1", "0"]
    for name, geometry, field, row in zip(
        STACK.names, STACK.geometries, receptive_fields(STACK)[1:], rows, strict=True
    ):
        axis, found = geometry.rows, dict(zip(head, row, strict=True))
        assert found["layer"] == name
        assert int(found["rows"]) == axis.output_size
        assert int(found["kernel_size"]) == axis.kernel_size
        assert (int(found["before"]), int(found["after"])) == (axis.before, axis.after)
        assert (int(found["size"]), int(found["jump"])) == (field.rows.size, field.rows.jump)
        assert float(found["start"]) == field.rows.start
    assert cell == [
        ["cell", STACK.names[DEPTH - 1], "0", "3"],
        ["window_rows", str(VIEW.image.rows.first), str(VIEW.image.rows.last)],
        ["window_columns", str(VIEW.image.columns.first), str(VIEW.image.columns.last)],
    ]
    assert ways[0] == ["ways", "28", "28"]
    np.testing.assert_array_equal(np.array(ways[1:], int), VIEW.image.paths())


def test_a_stacks_npz_holds_its_numbers_and_the_ways_to_each_layer():
    with np.load(io.BytesIO(stack_npz(STACK, ROW, COLUMN, depth=DEPTH))) as file:
        assert file["names"].tolist() == ["input", *STACK.names]
        assert file["size"][:, 0].tolist() == [field.rows.size for field in receptive_fields(STACK)]
        assert file["start"][:, 1].tolist() == [field.columns.start for field in receptive_fields(STACK)]
        assert file["kernel_size"].shape == (len(STACK.layers), 2)
        assert file["cell"].tolist() == [DEPTH, ROW, COLUMN]
        for name, layer in zip(("input", *STACK.names), VIEW.layers, strict=False):
            np.testing.assert_array_equal(file[f"ways_{name}"], layer.paths())
        assert "ways_conv3" not in file


def test_a_stacks_picture_shows_what_the_cell_sees_and_another_cell_is_another_picture():
    pixels = drawn(stack_png(STACK, ROW, COLUMN, depth=DEPTH))
    other = drawn(stack_png(STACK, ROW + 1, COLUMN, depth=DEPTH))
    ways = VIEW.image.paths().astype(np.float32)
    assert has_color(pixels, ways.max(), ways)
    assert has_color(pixels, 0, ways)
    assert pixels.shape[0] == other.shape[0]
    assert (pixels != other[:, : pixels.shape[1]]).any()


def test_a_cell_that_sees_nothing_but_padding_has_a_picture_too():
    stack = STACKS["lenet_5"]
    assert drawn(stack_png(stack, 0, 0, depth=1)).size
    far = convolve(np.ones((1, 1)), np.ones((1, 1)), padding=2)
    assert drawn(operation_png(far)).size
