"""A cell's arithmetic against what Keras gives, over random cells of random nets."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_core.arithmetic.convolution import Convolution
from cnn_core.backend import load_keras
from cnn_core.errors import SpecError
from cnn_core.explain import Cell, Scaling, cell_window, inspect_scaled, trace_net_cell
from cnn_core.explain.asked import PIXEL_LAYER, WITH_CHANNELS
from cnn_core.explain.cells import ACTIVATE
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import UNTRAINED, TrainingSpec
from cnn_core.nets.receptive_field import net_stack, trace_cell
from cnn_core.nets.spec import layer_shapes
from tests.helpers.model_specs import model_specs
from tests.helpers.nets import MIXED, PLAIN, digit, stored_net


def cell_of(layer, chance):
    if len(layer.shape) == 1:
        return Cell(layer=layer.name, channel=int(chance.integers(layer.shape[0])))
    row, column, channel = (int(chance.integers(size)) for size in layer.shape)
    return Cell(layer=layer.name, row=row, column=column, channel=channel)


def addressed(model):
    return [layer for layer in layer_shapes(model) if layer.kind in WITH_CHANNELS]


def check(net, image, chance, scalings=()):
    outputs = (inspect_scaled(image, net, scalings) if scalings else inspect(image, net)).outputs
    for layer in addressed(net.model):
        cell = cell_of(layer, chance)
        found = trace_net_cell(image, net, cell, scalings=scalings)
        values = outputs[layer.name][0]
        assert found.value == (
            values[cell.row, cell.column, cell.channel] if values.ndim == 3 else values[cell.channel]
        )
        reach = max(1.0, float(np.abs(found.terms).sum())) if found.operation else 1.0
        assert found.computed == pytest.approx(found.value, rel=2e-4, abs=1e-5 * reach)


@pytest.mark.parametrize("text", [PLAIN, MIXED])
def test_every_layers_cells_come_to_what_keras_gives(text):
    chance = np.random.default_rng(4)
    for index in range(6):
        check(stored_net(text), digit(index), chance)
        check(
            stored_net(text),
            digit(index),
            chance,
            (Scaling(layer="conv1", channel=1), Scaling(layer="pool2", factor=1.5)),
        )


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(model_specs(), st.integers(0, 999))
def test_in_any_net(model, index):
    check(TrainingSpec(model=model, recipe=UNTRAINED, seed=1), digit(index), np.random.default_rng(index))


@given(model_specs(), st.integers(0, 2**32 - 1))
def test_the_window_is_that_of_the_receptive_field(model, seed):
    chance = np.random.default_rng(seed)
    windowed = [layer for layer in layer_shapes(model) if layer.geometry]
    depth = int(chance.integers(len(windowed)))
    cell = cell_of(windowed[depth], chance)
    found, view = cell_window(model, cell), trace_cell(net_stack(model), cell.row, cell.column, depth=depth + 1)
    for axis, one in (("rows", found.field_rows), ("columns", found.field_columns)):
        seen, below = getattr(view.image, axis), getattr(view.layers[depth], axis)
        assert one == (seen.first, seen.last)
        assert (getattr(found, axis)[0], getattr(found, axis)[-1]) == (below.first, below.last)
    assert found.padding_share == pytest.approx(view.layers[depth].outside_share)
    assert found.field_outside_share == pytest.approx(view.image.outside_share)


@pytest.mark.parametrize("name", sorted(ACTIVATE))
def test_activations_are_keras_own(name):
    values = np.linspace(-6, 6, 49)
    wanted = np.asarray(load_keras().activations.get(name)(values.astype(np.float32)))
    np.testing.assert_allclose([ACTIVATE[name](float(value)) for value in values], wanted, rtol=1e-4, atol=1e-6)


def test_a_sum_is_told_channel_by_channel_and_as_an_operation_for_the_stepper():
    found = trace_net_cell(digit(0), stored_net(PLAIN), Cell(layer="conv2", row=0, column=6, channel=3))
    sums, operation = found.sums, found.operation
    assert isinstance(operation, Convolution)
    assert operation.image.shape == (3, 2, 6)  # stride 2 on 14 pads after: the last column lies in the padding
    assert operation.geometry.padding == ((0, 0), (0, 1))
    assert operation.output.shape == (1, 1, 1)
    assert operation.spec.activation == "relu"
    assert found.window.padding_share == pytest.approx(3 / 9)
    assert sums.channel_sums.sum() == pytest.approx(sums.total, abs=1e-5)
    assert operation.output[0, 0, 0] == pytest.approx(found.value, rel=1e-4, abs=1e-5)
    np.testing.assert_array_equal(found.patch[found.window.is_padding], 0)


def test_a_dense_unit_reads_maps_as_a_kernel_of_their_size_does():
    found = trace_net_cell(digit(0), stored_net(PLAIN), Cell(layer="dense1", channel=4))
    assert found.window.below == "pool2"
    assert isinstance(found.operation, Convolution)
    assert found.operation.kernel.shape == (4, 4, 5, 1)
    assert (found.window.field_rows, found.window.field_columns) == ((0, 27), (0, 27))
    above = trace_net_cell(digit(0), stored_net(PLAIN), Cell(layer="logits", channel=9))
    assert above.window.below == "dense1"
    assert above.operation.image.shape == (1, 1, 12)
    assert above.activation == "linear"


def test_of_a_pooling_the_winner_comes_first():
    net = stored_net(PLAIN)
    maps = inspect(digit(0), net).activations["conv1"][0]
    row, column = (int(part) // 2 for part in np.unravel_index(maps[..., 2].argmax(), (28, 28)))
    found = trace_net_cell(digit(0), net, Cell(layer="pool1", row=row, column=column, channel=2))
    first = found.children()[0]
    assert first.value == first.term == found.value == maps[..., 2].max()
    assert first.cell.channel == 2
    assert maps[first.cell.row, first.cell.column, 2] == first.value
    assert len(found.children()) == 4
    average = trace_net_cell(digit(0), stored_net(MIXED), Cell(layer="pool1", row=7, column=7, channel=0))
    assert sum(child.term for child in average.children()) == pytest.approx(average.value, abs=1e-6)


def test_step_by_step_back_to_the_digit():
    net, cell, steps = stored_net(MIXED), Cell(layer="logits", channel=3), []
    while cell.layer != PIXEL_LAYER:
        steps.append(cell.layer)
        child = trace_net_cell(digit(7), net, cell).children(1)[0]
        cell = child.cell
    layers = [layer.name for layer in addressed(net.model)]
    assert steps == layers[::-1]
    assert child.value == pytest.approx(digit(7)[cell.row, cell.column] / 255)


def test_a_normalisation_says_what_it_does():
    found = trace_net_cell(digit(0), stored_net(MIXED), Cell(layer="norm1", row=9, column=9, channel=1))
    norm, (child,) = found.normalisation, found.children()
    wanted = (child.value - norm.mean) / math.sqrt(norm.variance + norm.epsilon) * norm.scale + norm.shift
    assert found.value == pytest.approx(wanted, rel=1e-4, abs=1e-5)
    assert child.cell == Cell(layer="conv1", row=9, column=9, channel=1)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (Cell(layer="flatten"), "layer 'flatten' is not one of those"),
        (Cell(layer="conv1", row=28), "its row must be a whole number from 0 to 27"),
        (Cell(layer="conv1", column=-1), "its column must be"),
        (Cell(layer="conv1", channel=6), "its channel must be a whole number from 0 to 5"),
        (Cell(layer="logits", channel=10), "its channel must be a whole number from 0 to 9"),
    ],
    ids=str,
)
def test_a_cell_that_is_not_there_gets_a_sentence(cell, said):
    with pytest.raises(SpecError, match=said):
        trace_net_cell(digit(0), stored_net(PLAIN), cell)
