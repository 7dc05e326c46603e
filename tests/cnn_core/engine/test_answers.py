"""What the server takes of a worker's answer, and that it takes nothing else."""

import io
import pickle
import typing
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnn_core import explain
from cnn_core.arithmetic.convolution import convolve
from cnn_core.engine import Engine
from cnn_core.engine.answers import VALUES, AnswerReader, AnswerWriter, array_of
from cnn_core.engine.wire import MOST_BYTES, Reply, receive_reply
from cnn_core.errors import Busy, ConvscopeError
from cnn_core.explain.ablation import Scaling
from cnn_core.models.comparison import compare_with_tensorflow
from cnn_core.models.held_out import pass_held_out
from cnn_core.models.history import history
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import named_net
from cnn_core.nets.training_text import find_net
from cnn_core.pictures.digits import load_digits
from cnn_core.training.loop import Progress
from cnn_core.training.train import train_and_save

NET = "two_block"
DIGIT = load_digits().held_out_images[0]
CELLS = [explain.Cell(layer=layer, row=1, column=2, channel=3) for layer in ("conv1", "pool1", "conv2")]

# Each call of the engine, and each function of `cnn_core.explain` that it may be asked for.
CALLS = {
    "inspect": lambda: inspect(DIGIT, NET),
    "compare": lambda: compare_with_tensorflow(convolve(DIGIT / np.float32(255), np.ones((3, 3)))),
    "held_out": lambda: pass_held_out(named_net(NET), images=DIGIT[np.newaxis]),
    "history": lambda: history(named_net(NET), DIGIT),
    "ablated": lambda: explain.ablate_held_out(NET, [Scaling(layer="conv1")], some=range(20)),
    "train": lambda: train_and_save(find_net("c4-max4_d8/e1-b50-n100@3")),
    "cell": lambda: [explain.trace_net_cell(DIGIT, NET, cell) for cell in CELLS],
    "channels": lambda: explain.rank_channels(DIGIT, NET, layer="conv2"),
    "contributions": lambda: explain.contributions(DIGIT, NET),
    "space": lambda: (explain.digit_space(NET), explain.place_digit(DIGIT, NET)),
    "filter": lambda: explain.filter_of(NET, "conv1", 0),
    "scaled": lambda: explain.inspect_scaled(DIGIT, NET),
    "methods": lambda: [explain.explain_by(method, DIGIT, NET) for method in explain.METHODS],
    "check": lambda: explain.randomised_check("occlusion", DIGIT, NET),
    "profile": lambda: explain.layer_profile(NET, "conv1"),
    "refusal": lambda: Busy("a sentence"),
}


def written(value, writer=AnswerWriter):
    data = io.BytesIO()
    writer(data, protocol=5).dump(value)
    return data.getvalue()


def same(one, other):
    assert type(one) is type(other)
    if isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other)
        assert (one.dtype, one.flags.writeable) == (other.dtype, True)
    elif is_dataclass(one):
        for field in fields(one):
            same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, dict):
        assert list(one) == list(other)
        same(list(one.values()), list(other.values()))
    elif isinstance(one, list | tuple):
        assert len(one) == len(other)
        for each, its in zip(one, other, strict=True):
            same(each, its)
    elif isinstance(one, ConvscopeError):
        assert one.args == other.args
    else:
        assert one == other or (one != one and other != other)


@pytest.mark.parametrize("name", CALLS)
def test_every_answer_of_the_engine_comes_through_as_it_is(name):
    value = CALLS[name]()
    same(AnswerReader(written(Reply("result", value)), Reply).load().value, value)


def values_in(hint):
    """Returns the project's classes that a type is made of, at any depth."""
    found = {each for part in typing.get_args(hint) for each in values_in(part)}
    if isinstance(hint, type) and hint.__module__.startswith("cnn_core"):
        found |= {hint, *hint.__subclasses__()}
        for part in typing.get_type_hints(hint).values():
            found |= values_in(part)
    return found


def test_whatever_the_engines_calls_return_or_report_is_listed():
    methods = [getattr(Engine, name) for name in CALLS if hasattr(Engine, name) and name != "train"]
    functions = [each for each in vars(explain).values() if callable(each) and not isinstance(each, type)]
    returned = [typing.get_type_hints(each).get("return") for each in (*methods, *functions, train_and_save)]
    assert {each for hint in (*returned, Progress) for each in values_in(hint)} <= set(VALUES)
    assert not [
        value for value in VALUES if "." in value.__qualname__ or not value.__module__.startswith("cnn_core.")
    ]


NUMBERS = arrays.scalar_dtypes().filter(lambda kind: kind.kind in "biufc" and kind.itemsize <= 8)


@given(arrays.arrays(NUMBERS, (2, 3)))
def test_arrays_keep_their_type_shape_order_and_bits(array):
    for each in (array, array.T, array[:, ::2], array[:0], array[0, 0]):
        read = AnswerReader(written(each)).load()
        assert (read.dtype, read.shape, read.tobytes("A")) == (each.dtype, each.shape, each.tobytes("A"))


@dataclass
class Unlisted:
    """A class of nobody's list."""

    number: int = 1


class Calls:
    """Pickled as a call."""

    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


def dotted(module, name):
    """Returns a pickle that calls with "true" what a name leads to."""
    words = [b"\x8c" + bytes([len(word)]) + word.encode() for word in (module, name, "true")]
    return b"\x80\x05" + words[0] + words[1] + b"\x93" + words[2] + b"\x85R."


def hostile():
    cell = explain.Cell(layer="conv1")
    yield "a dotted name", dotted("cnn_core.engine.forked", "os.system")
    yield "a module's function", dotted("os", "system")
    yield "a function of this project", written(Calls(find_net, "two_block"), pickle.Pickler)
    yield "a class that is not listed", written(Unlisted())
    yield "a listed class that is called", written(Calls(explain.Cell, "conv1"))
    yield "an array by NumPy's own way", pickle.dumps(np.zeros(3), 5)
    yield "an array of objects", written(np.array([None, 1], object))
    yield "an array of text", written(np.array(["text"]))
    yield "an array without bytes", written(Calls(array_of, "<f4", (10**12,), "C", b""))
    yield "memory for bytes that are not there", b"\x80\x05\x96" + (10**12).to_bytes(8, "little") + b"."
    yield "a field that is none", written(cell).replace(b"column", b"colamn")
    yield (
        "an attribute of a class",
        b"\x80\x05\x8c\x16cnn_core.explain.cells\x8c\x04Cell\x93N}\x8c\x05layerNs\x86b.",
    )
    yield "a persistent id", b"\x80\x05\x8c\x01xQ."
    yield "nonsense", b"\xff" * 100
    yield "nothing", b""
    yield "half of it", written(Reply("result", list(range(100))))[:-5]


HOSTILE = list(hostile())


@pytest.mark.parametrize(("what", "data"), HOSTILE, ids=[what for what, _ in HOSTILE])
def test_what_is_no_answer_is_refused(what, data):
    pipe = io.BytesIO(len(data).to_bytes(8, "little") + data)
    with pytest.raises(pickle.UnpicklingError):
        receive_reply(pipe)
    with pytest.raises(pickle.UnpicklingError):
        AnswerReader(data, Reply).load()


@given(st.binary(max_size=300))
def test_bytes_at_random_end_in_the_one_error(data):
    for each in (data, b"\x80\x05" + data):
        with suppress(pickle.UnpicklingError):
            AnswerReader(each, Reply).load()


@given(st.data())
def test_an_answer_with_other_bytes_in_it_ends_in_the_one_error_or_in_a_value(data):
    answer = bytearray(written(Reply("result", [explain.Cell(layer="conv1"), np.zeros((2, 3), np.float32)])))
    for place in data.draw(st.lists(st.integers(0, len(answer) - 1), min_size=1, max_size=5)):
        answer[place] = data.draw(st.integers(0, 255))
    with suppress(pickle.UnpicklingError):
        AnswerReader(bytes(answer), Reply).load()


def test_a_message_that_is_said_to_be_too_long_is_not_read():
    class Pipe(io.BytesIO):
        def read(self, size=-1):
            assert size < 100
            return super().read(size)

    with pytest.raises(pickle.UnpicklingError, match=f"more than {MOST_BYTES}"):
        receive_reply(Pipe((MOST_BYTES + 1).to_bytes(8, "little")))


@pytest.mark.parametrize("said", ["other", "refused", None])
def test_what_is_no_reply_is_refused(said):
    data = written(Reply("result", 1) if said else "no reply")
    data = data.replace(b"\x8c\x06result", b"\x8c" + bytes([len(said or "")]) + (said or "").encode())
    data = data[:2] + data[11:]  # without the frame, whose length is another now
    with pytest.raises(pickle.UnpicklingError):
        receive_reply(io.BytesIO(len(data).to_bytes(8, "little") + data))
