"""Networks of all kinds that fit, for property tests."""

from hypothesis import assume
from hypothesis import strategies as st

from cnn_core.errors import SpecError
from cnn_core.nets.spec import NET_ACTIVATIONS, ConvBlock, DenseBlock, ModelSpec

_sizes = st.tuples(st.integers(1, 5), st.integers(1, 5))
_dropouts = st.sampled_from([0.0, 0.0, 0.25, 0.5, 1 / 3])
_activations = st.sampled_from(NET_ACTIVATIONS)

blocks = st.builds(
    ConvBlock,
    filters=st.integers(1, 5),
    kernel_size=_sizes,
    strides=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.sampled_from(["same", "valid"]),
    activation=_activations,
    pool_size=st.none() | _sizes,
    pool=st.sampled_from(["max", "average"]),
    has_batch_norm=st.booleans(),
    dropout=_dropouts,
)
dense = st.builds(DenseBlock, units=st.integers(1, 9), activation=_activations, dropout=_dropouts)


@st.composite
def model_specs(draw):
    """Draws a model; a choice that does not fit is drawn again."""
    try:
        return ModelSpec(
            name="own",
            blocks=tuple(draw(st.lists(blocks, min_size=1, max_size=3))),
            dense=tuple(draw(st.lists(dense, max_size=2))),
            has_logits=draw(st.booleans()),
            kernel_stddev=draw(st.none() | st.floats(0.0001, 1)),
        )
    except SpecError:
        assume(False)
