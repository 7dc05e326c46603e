"""A cell of a net, as the stepper shows it."""

import numpy as np

from cnn_core.explain import Cell, trace_net_cell
from cnn_core.pictures.digits import load_digits
from tests.helpers.stepper_blob import read
from ui.stepper.blob import pack
from ui.stepper.panel import Panel


def test_the_stepper_takes_a_nets_cells():
    digit = load_digits().held_out_images[0]
    for cell in (
        Cell(layer="conv2", column=6, channel=3),
        Cell(layer="pool1", row=5),
        Cell(layer="logits", channel=8),
    ):
        found = trace_net_cell(digit, "two_block", cell)
        (panel,) = read(pack([Panel(operation=found.operation)], {}))["panels"]
        assert panel["kind"] == {"conv2": "convolution", "pool1": "max", "logits": "convolution"}[cell.layer]
        np.testing.assert_allclose(panel["arrays"]["output"].ravel(), [found.value], rtol=1e-4, atol=1e-4)
