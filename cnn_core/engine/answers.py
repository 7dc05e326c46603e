"""What a worker may answer: plain values, arrays of numbers, and this project's value classes, each by its name.

A worker that a stranger's file has taken can send whatever it likes, and unpickling runs what it reads. So the
server reads an answer by a reader of its own. It knows the few operations that values are made of, takes classes
from the list below alone, and builds an array only of as many bytes as it has. It looks no name up in a module.
"""

import io
import math
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core import errors
from cnn_core.arithmetic.backward import Backward
from cnn_core.arithmetic.convolution import Convolution, ConvSpec
from cnn_core.arithmetic.depthwise import DepthwiseSpec
from cnn_core.arithmetic.geometry import AxisGeometry, OutputGeometry
from cnn_core.arithmetic.pooling import Pooling, PoolSpec
from cnn_core.explain import (
    Cell,
    CellArithmetic,
    CellWindow,
    ChannelRanking,
    Contributions,
    DigitSpace,
    Explanation,
    GradCam,
    HeldOutEffect,
    IntegratedGradients,
    LayerProfile,
    Occlusion,
    Placed,
    SanityCheck,
)
from cnn_core.explain.cells import Normalisation
from cnn_core.explain.contributions import Edges
from cnn_core.models.comparison import Comparison
from cnn_core.models.filter_step import FilterStep
from cnn_core.models.held_out import HeldOutPass
from cnn_core.models.history import History
from cnn_core.models.inspection import Inspection
from cnn_core.nets.course import Recipe, TrainingSpec
from cnn_core.nets.spec import ConvBlock, DenseBlock, ModelSpec
from cnn_core.store.store import Report, TrainedModel
from cnn_core.text import sentence_of
from cnn_core.training.loop import CurvePoint, Progress, Wrong

VALUES: tuple[type, ...] = (
    AxisGeometry,
    Backward,
    Cell,
    CellArithmetic,
    CellWindow,
    ChannelRanking,
    Comparison,
    Contributions,
    ConvBlock,
    ConvSpec,
    Convolution,
    CurvePoint,
    DenseBlock,
    DepthwiseSpec,
    DigitSpace,
    Edges,
    Explanation,
    FilterStep,
    GradCam,
    HeldOutEffect,
    HeldOutPass,
    History,
    Inspection,
    IntegratedGradients,
    LayerProfile,
    ModelSpec,
    Normalisation,
    Occlusion,
    OutputGeometry,
    Placed,
    PoolSpec,
    Pooling,
    Progress,
    Recipe,
    Report,
    SanityCheck,
    TrainedModel,
    TrainingSpec,
    Wrong,
)
"""All classes of what the engine's calls return, and of what these hold."""

NUMBERS: Final = "biufc"
"""The kinds of NumPy's types that an array may have."""

_OPERATIONS: Final = (
    *("PROTO", "FRAME", "STOP", "MEMOIZE", "BINGET", "LONG_BINGET", "MARK"),
    *("NONE", "NEWTRUE", "NEWFALSE", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT"),
    *("SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "SHORT_BINBYTES", "BINBYTES", "BINBYTES8"),
    *("EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "EMPTY_LIST", "APPEND", "APPENDS"),
    *("EMPTY_DICT", "SETITEM", "SETITEMS", "EMPTY_SET", "ADDITEMS", "FROZENSET"),
    *("STACK_GLOBAL", "REDUCE", "NEWOBJ", "BUILD"),
)
"""Of pickle's operations those that values are made of; the last three are the reader's own."""


def array_of(kind: str, shape: tuple[int, ...], order: str, data: bytes) -> NDArray[Any]:
    """Builds an array of numbers.

    Args:
        kind: As `numpy.dtype.str` has it.
        shape: Of the array.
        order: "C" or "F".
        data: Its numbers, in that order.

    Raises:
        pickle.UnpicklingError: They are no numbers, or not as many.
    """
    is_shape = type(shape) is tuple and all(type(size) is int and size >= 0 for size in shape)
    is_number = type(kind) is str and len(kind) <= len("<c16") and kind[1:2] in tuple(NUMBERS)
    if not (is_shape and is_number and type(data) is bytes):
        raise pickle.UnpicklingError("an array of what no array is made of")
    dtype = np.dtype(kind)
    if dtype.itemsize * math.prod(shape) != len(data):
        raise pickle.UnpicklingError(f"an array {shape} of {len(data)} bytes")
    flat = np.frombuffer(bytearray(data), dtype)
    return flat.reshape(shape, order="F" if order == "F" else "C")


def number_of(kind: str, data: bytes) -> Any:
    """Builds a number of NumPy's; see `array_of`."""
    return array_of(kind, (), "C", data)[()]


class AnswerWriter(pickle.Pickler):
    """Writes an answer, as a worker does."""

    def reducer_override(self, value: Any) -> Any:
        """Returns how an array or a number of NumPy's is built again; anything else is written as usual."""
        if type(value) is np.ndarray and value.dtype.kind in NUMBERS:
            order: Literal["C", "F"] = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
            return array_of, (value.dtype.str, value.shape, order, value.tobytes(order))
        if isinstance(value, np.generic) and value.dtype.kind in NUMBERS:
            return number_of, (value.dtype.str, value.tobytes())
        return NotImplemented


class AnswerReader(pickle._Unpickler):
    """Reads an answer, as the server does.

    Args:
        data: What the writer wrote.
        more: Further classes that it may hold.
    """

    stack: list[Any]
    append: Callable[[Any], None]
    dispatch: ClassVar[dict[int, Callable[[Any], None]]] = {
        code: pickle._Unpickler.dispatch[code] for code in (getattr(pickle, name)[0] for name in _OPERATIONS)
    }

    def __init__(self, data: bytes, *more: type) -> None:
        super().__init__(io.BytesIO(data))
        self._known = _known() | {_name(value): value for value in more}

    def load(self) -> Any:
        """Returns the answer.

        Raises:
            pickle.UnpicklingError: It holds what no answer is made of.
        """
        try:
            return super().load()
        except pickle.UnpicklingError:
            raise
        except Exception as error:  # whatever its bytes lead to
            raise pickle.UnpicklingError(f"no answer: {error!r}") from error

    def find_class(self, module: str, name: str) -> Any:
        """Returns what is listed by that very name."""
        try:
            return self._known[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer") from None

    def load_reduce(self) -> None:
        """Builds an array, a number, a sentence, or an error of this project."""
        args, call = self.stack.pop(), self.stack[-1]
        if type(args) is not tuple or not (call in (array_of, number_of, sentence_of) or _is_error(call)):
            raise pickle.UnpicklingError("an answer calls nothing")
        self.stack[-1] = call(*args)

    dispatch[pickle.REDUCE[0]] = load_reduce

    def load_newobj(self) -> None:
        """Makes a value without its fields, or a named tuple."""
        args, value = self.stack.pop(), self.stack.pop()
        if type(args) is not tuple or not isinstance(value, type) or _is_error(value):
            raise pickle.UnpicklingError("an answer makes values alone")
        self.append(value.__new__(value, *args))

    dispatch[pickle.NEWOBJ[0]] = load_newobj

    def load_build(self) -> None:
        """Fills the fields of a value."""
        state, value = self.stack.pop(), self.stack[-1]
        is_value = is_dataclass(value) and not isinstance(value, type)
        names = {field.name for field in fields(value)} if is_value else set()
        if type(state) is not dict or not state.keys() <= names:
            raise pickle.UnpicklingError("an answer fills the fields of values alone")
        value.__dict__.update(state)

    dispatch[pickle.BUILD[0]] = load_build


def _is_error(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, errors.ConvscopeError)


@lru_cache(maxsize=1)
def _known() -> dict[tuple[str, str], type | Callable[..., Any]]:
    family = [value for value in vars(errors).values() if _is_error(value)]
    return {_name(value): value for value in (*VALUES, *family, array_of, number_of, sentence_of)}


def _name(value: Any) -> tuple[str, str]:
    return value.__module__, value.__qualname__
