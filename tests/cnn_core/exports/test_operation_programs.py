"""The programs, run: what they print is what the library computed."""

import re
import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest

from cnn_core.arithmetic.convolution import ConvSpec, convolve
from cnn_core.arithmetic.depthwise import convolve_depthwise
from cnn_core.arithmetic.pooling import POOL_MODES, pool
from cnn_core.arithmetic.transposed import convolve_transposed
from cnn_core.errors import SpecError
from cnn_core.exports.keras_programs import keras_program
from cnn_core.exports.numpy_programs import numpy_program
from cnn_core.exports.receptive_programs import keras_stack_program, numpy_stack_program
from cnn_core.nets.receptive_field import STACKS, FieldLayer, LayerStack, receptive_fields, trace_cell
from tests.helpers.programs import printed_maps, run
from tests.helpers.specs import random_choices

PROGRAMS = {"numpy": (numpy_program, 0), "keras": (keras_program, 1e-5)}
KINDS = ("convolution", "depthwise", "transposed", "pooling")
IMAGE = np.arange(1, 10).reshape(3, 3)

# What Keras refuses, or TensorFlow computes otherwise on a CPU, and what a program says of it.
DETOURS = {
    "strides and dilation": (
        convolve(np.eye(9), np.ones((3, 3)), strides=2, dilation_rate=2, padding="same"),
        "no strides",
    ),
    "depthwise strides": (convolve_depthwise(np.eye(8), np.ones((2, 3)), strides=(1, 3)), "differ by axis"),
    "dilated scattering": (
        convolve_transposed(np.eye(3), np.ones((2, 2)), strides=2, dilation_rate=2),
        "spread out",
    ),
    "cut": (convolve_transposed(-np.eye(3), np.ones((2, 2)), strides=(1, 4), padding=((1, 0), (0, 1))), "cut off"),
    "maximum below zero": (pool(-np.eye(5) - 1, 3, padding=1), "must not win"),
    "average of pixels": (pool(np.eye(5), 3, mode="average", padding=1), "share"),
    "dilated maximum": (pool(-np.eye(7), 2, strides=2, dilation_rate=3, padding="same"), "do not take"),
    "dilated average": (pool(np.eye(7), 2, mode="average", strides=1, dilation_rate=3), "do not take"),
}

# Every kind of layer that Keras has only as several: strides with dilation, a dilated pooling, widths.
IN_PARTS = LayerStack(
    image_shape=(20, 20),
    layers=(
        FieldLayer("conv", ConvSpec(kernel_size=3, strides=2, dilation_rate=2, padding="same")),
        FieldLayer("pool", ConvSpec(kernel_size=2, dilation_rate=2)),
        FieldLayer("pool", ConvSpec(kernel_size=3, strides=2, dilation_rate=2, padding=1)),
        FieldLayer("conv", ConvSpec(kernel_size=2, padding=1)),
        FieldLayer("pool", ConvSpec(kernel_size=3, strides=2, padding=2)),
    ),
)
ALL_STACKS = {**STACKS, "in_parts": IN_PARTS}


def random_operation(random, kind):
    """Returns an operation with choices that few would make."""
    while True:
        size, kernel_size, choices = random_choices(random, longest_side=8)
        channels, filters = random.integers(1, 4, 2)
        image = random.normal(size=(*size, channels)) - 0.3
        more: dict[str, Any] = {"bias": random.choice([None, 1.5]), "activation": random.choice(["linear", "relu"])}
        flip: dict[str, Any] = {"flip": bool(random.integers(2))}
        try:
            match kind:
                case "convolution":
                    kernel = random.normal(size=(*kernel_size, channels, filters))
                    return convolve(image, kernel, **choices, **more, **flip)
                case "depthwise":
                    kernel = random.normal(size=(*kernel_size, channels, filters))
                    return convolve_depthwise(image, kernel, **choices, **more, **flip)
                case "transposed":
                    kernel = random.normal(size=(*kernel_size, filters, channels))
                    return convolve_transposed(image, kernel, **choices, **more)
                case "pooling":
                    mode = POOL_MODES[random.integers(2)]
                    return pool(image, tuple(kernel_size), mode=mode, **choices)
        except SpecError:  # a window in the padding alone, or nothing left
            continue


def ran(library, operation):
    """Runs a program of an operation and compares all that it says with the operation; returns its source."""
    make, tolerance = PROGRAMS[library]
    source = make(operation)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        printed, variables = run(source)
    output = operation.output
    scale = max(float(np.abs(output).max()), 1.0)
    assert variables["output"].dtype == np.float32
    assert variables["output"].shape == output.shape
    np.testing.assert_allclose(variables["output"], output, rtol=0, atol=tolerance * scale)
    assert printed.startswith(f"output {output.shape}\n")
    maps = printed_maps(printed)
    assert len(maps) == output.shape[2]
    for index, values in enumerate(maps):
        np.testing.assert_allclose(values, output[:, :, index], rtol=2e-6, atol=(tolerance or 1e-6) * scale)
    return source


@pytest.mark.parametrize("library", PROGRAMS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_program_prints_what_the_operation_gives(kind, library):
    random = np.random.default_rng(KINDS.index(kind))
    for _ in range(8):
        ran(library, random_operation(random, kind))


@pytest.mark.parametrize("name", DETOURS)
def test_where_keras_or_tensorflow_does_not_go_the_program_goes_round_and_says_so(name):
    operation, said = DETOURS[name]
    source = ran("keras", operation)
    assert said in re.sub(r"\n *#", "", source)
    ran("numpy", operation)


@pytest.mark.parametrize("library", PROGRAMS)
def test_the_lesson_of_the_course_is_written_as_one_would_write_it(library):
    kernel = np.ones((2, 2, 1, 3)) * [1, 10, -1]
    source = ran(library, convolve(IMAGE, kernel, padding="same"))
    assert "        [1, 2, 3],\n        [4, 5, 6],\n        [7, 8, 9],\n" in source
    assert "bias" not in source.replace("use_bias=False", "")
    assert "unpack" not in source
    assert not re.search(r"cnn_core|flip|relu|ZeroPadding2D|MaxPooling2D", source)


@pytest.mark.parametrize("library", PROGRAMS)
def test_a_large_picture_is_packed_and_its_corners_are_printed(library):
    random = np.random.default_rng(0)
    image = random.integers(0, 256, (64, 64, 3)) / 255
    operation = convolve(image, random.normal(size=(3, 3, 3, 2)), padding="same", bias=[0.1, -0.2])
    make, tolerance = PROGRAMS[library]
    source = make(operation)
    assert len(source) < image.astype(np.float32).nbytes
    assert source.count("\n") < 200
    printed, variables = run(source)
    np.testing.assert_allclose(variables["output"], operation.output, rtol=0, atol=tolerance)
    assert "..." in printed
    assert "threshold" in source


def test_a_program_stands_alone_and_in_good_style(tmp_path):
    random = np.random.default_rng(5)
    operations = [random_operation(random, kind) for kind in KINDS for _ in range(4)]
    operations += [operation for operation, _ in DETOURS.values()]
    operations.append(convolve(random.normal(size=(30, 30)), np.ones((2, 2))))
    for index, operation in enumerate(operations):
        for library, (make, _) in PROGRAMS.items():
            (tmp_path / f"{library}_{index}.py").write_text(make(operation), "utf-8")
    for index, stack in enumerate(ALL_STACKS.values()):
        for make_stack in (keras_stack_program, numpy_stack_program):
            file = tmp_path / f"{make_stack.__name__}_{index}.py"
            file.write_text(make_stack(stack, 0, 0, depth=1), "utf-8")

    alone = subprocess.run(
        [sys.executable, "-I", tmp_path / "numpy_0.py"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert alone.stdout == run(numpy_program(operations[0]))[0]

    ruff = [sys.executable, "-m", "ruff"]
    for command in (
        ["format", "--check"],
        ["check", "--select", "E,F,W,I,B,UP,SIM,N,A,RET,C4,PIE", "--ignore", "E501"],
    ):
        done = subprocess.run([*ruff, *command, "--isolated", "--quiet", tmp_path], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ALL_STACKS)
def test_the_programs_of_a_stack_grow_its_field(name):
    stack = ALL_STACKS[name]
    depth = max(len(stack.layers) - 1, 1)
    H, W = stack.shapes[depth]
    row, column = (H - 1) // 2, W - 1
    view = trace_cell(stack, row, column, depth=depth).image
    for make in (keras_stack_program, numpy_stack_program):
        printed, variables = run(make(stack, row, column, depth=depth))
        for name, shape, field in zip(stack.names, stack.shapes[1:], receptive_fields(stack)[1:], strict=True):
            axis = field.rows
            line = f"{name}: {shape[0]} x {shape[1]}, size {axis.size}, jump {axis.jump}, start {axis.start:g}\n"
            assert line in printed
        cell = f"window of {stack.names[depth - 1]}[{row}, {column}]"
        assert f"{cell}: rows {view.rows.first} to {view.rows.last}\n" in printed
        assert f"{cell}: columns {view.columns.first} to {view.columns.last}\n" in printed
    np.testing.assert_array_equal(variables["counts"], view.paths())
