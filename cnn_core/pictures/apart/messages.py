"""What a server and the process that reads pictures say to each other: packs of arrays, each behind its length."""

import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from cnn_core.packed_arrays import ArrayPack, unpack_arrays
from cnn_core.pictures.images import Picture
from cnn_core.pictures.mnist_form.form import MnistForm, Step, without_each

MOST_BYTES = 1_100_000_000
"""Of one message: the largest file that the settings may allow."""
_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, eq=False, kw_only=True)
class LeftOut:
    """What becomes of a digit when one step is left out.

    Attributes:
        pixels: `(28, 28)` uint8.
        is_blank: There is no ink then.
        is_same: The step changed nothing.
    """

    pixels: npt.NDArray[np.uint8]
    is_blank: bool
    is_same: bool


def send(pipe: IO[bytes], message: bytes) -> None:
    """Writes a message.

    Args:
        pipe: Where to.
        message: A pack.

    Raises:
        OSError: The other side is gone.
    """
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes], most_bytes: int = MOST_BYTES) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Reads a message: its header, and its arrays by name.

    Args:
        pipe: Where from.
        most_bytes: How many are taken.

    Raises:
        EOFError: The other side is gone.
        ValueError: It is no such message, or too long.
    """
    start = pipe.read(_LENGTH.size)
    if len(start) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(start)
    if length > most_bytes:
        raise ValueError(length)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return unpack_arrays(data)


def pack_form(form: MnistForm, most_side: int) -> bytes:
    """Packs a form, with its steps as they are shown.

    Args:
        form: The form.
        most_side: The longest side of a step's picture.
    """
    steps = [{"name": step.name, "note": step.note, "notice": step.notice} for step in form.steps]
    pack = ArrayPack(steps=steps, is_blank=form.is_blank, notices=form.notices)
    pack.add("pixels", form.pixels)
    for index, step in enumerate(form.steps):
        pack.add(f"step{index}", shown(step.image, most_side))
    return pack.packed()


def read_form(header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> MnistForm:
    """Reads a form back; its steps' pictures are small.

    Args:
        header: As `receive` gives it.
        arrays: Likewise.

    Raises:
        ValueError: It is no form.
    """
    steps = [
        Step(str(said["name"]), _shares(arrays[f"step{index}"]), str(said["note"]), str(said["notice"]))
        for index, said in enumerate(header["steps"])
    ]
    return MnistForm(_digit(arrays["pixels"]), tuple(steps), bool(header["is_blank"]), _texts(header["notices"]))


def pack_picture(picture: Picture) -> bytes:
    """Packs a picture, its values as bytes.

    Args:
        picture: The picture.
    """
    pack = ArrayPack(width=picture.width, height=picture.height, notices=picture.notices)
    pack.add("grey", _bytes(picture.grey))
    if picture.color is not None:
        pack.add("color", _bytes(picture.color))
    return pack.packed()


def read_packed_picture(header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Picture:
    """Reads a picture back.

    Args:
        header: As `receive` gives it.
        arrays: Likewise.

    Raises:
        ValueError: It is no picture.
    """
    color = _shares(arrays["color"], 3) if "color" in arrays else None
    size = int(header["width"]), int(header["height"])
    return Picture(_shares(arrays["grey"]), *size, _texts(header["notices"]), color)


def left_out_each(form: MnistForm) -> dict[str, LeftOut]:
    """Returns what becomes of a digit when exactly one of its steps is left out, by the step's name.

    Args:
        form: As `without_each` takes it.
    """
    return {
        name: LeftOut(pixels=other.pixels, is_blank=other.is_blank, is_same=other is form)
        for name, other in without_each(form).items()
    }


def pack_left_out(forms: Mapping[str, LeftOut]) -> bytes:
    """Packs what becomes of a digit without each step.

    Args:
        forms: By the name of the step.
    """
    said = {name: {"is_blank": form.is_blank, "is_same": form.is_same} for name, form in forms.items()}
    pack = ArrayPack(forms=said)
    for name, form in forms.items():
        pack.add(name, form.pixels)
    return pack.packed()


def read_left_out(header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, LeftOut]:
    """Reads that back.

    Args:
        header: As `receive` gives it.
        arrays: Likewise.

    Raises:
        ValueError: It is something else.
    """
    return {
        str(name): LeftOut(
            pixels=_digit(arrays[name]), is_blank=bool(said["is_blank"]), is_same=bool(said["is_same"])
        )
        for name, said in header["forms"].items()
    }


def pack_request(what: str, data: bytes, **choices: Any) -> bytes:
    """Packs what is asked of a file.

    Args:
        what: Which of the process's functions.
        data: The file.
        choices: What JSON holds.
    """
    pack = ArrayPack(what=what, choices={name: _plain(value) for name, value in choices.items()})
    pack.add("file", np.frombuffer(data, np.uint8))
    return pack.packed()


def shown(image: npt.NDArray[np.float32], most_side: int) -> npt.NDArray[np.uint8]:
    """Returns a step's picture as a page shows it, `(H, W)` uint8.

    Args:
        image: `(H, W)` in 0..1.
        most_side: Its longest side at most.
    """
    pixels = _bytes(np.clip(image, 0, 1))
    if max(pixels.shape) <= most_side:
        return pixels
    small = Image.fromarray(pixels)
    small.thumbnail((most_side, most_side))
    return np.asarray(small)


def _plain(value: Any) -> Any:
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _bytes(values: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    return np.rint(values * 255).astype(np.uint8)


def _shares(array: npt.NDArray[Any], channels: int = 0) -> npt.NDArray[np.float32]:
    if array.dtype != np.uint8 or array.shape[2:] != ((channels,) if channels else ()) or array.ndim < 2:
        raise ValueError(array.shape)
    return array.astype(np.float32) / np.float32(255)


def _digit(array: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    if array.dtype != np.uint8 or array.shape != (28, 28):
        raise ValueError(array.shape)
    return array.copy()


def _texts(texts: Any) -> tuple[str, ...]:
    return tuple(map(str, texts))
