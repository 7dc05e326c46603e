import math

import pytest

from cnn_core.models.pieces import MOST_IN_A_PIECE, PIECE_WORK, WORK_OF_A_NUMBER, pieces
from cnn_core.nets.course import NETS
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.text import read_model

MODELS = [*{net.model.name: net.model for net in NETS.values()}.values(), read_model("c64-k5_c8-max2_d8")]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize("count", [1, 7, 1000])
def test_pieces_hold_every_digit_once_and_none_is_much_work(model, count):
    found = list(pieces(count, model))
    assert [index for piece in found for index in range(piece.start, piece.stop)] == list(range(count))
    layers = layer_shapes(model)
    work = sum(layer.multiply_adds for layer in layers) + WORK_OF_A_NUMBER * sum(
        math.prod(layer.shape) for layer in layers
    )
    for piece in found:
        size = piece.stop - piece.start
        assert size <= MOST_IN_A_PIECE
        assert size == 1 or size * work <= PIECE_WORK


def test_nothing_has_no_pieces():
    assert list(pieces(0, MODELS[0])) == []
