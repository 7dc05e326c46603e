"""How well pictures from the world reach the nets: accuracy by kind of picture, false alarms, and time.

Every picture is made by code, the same each time (tests/helpers/pictures.py draws and describes each kind): the
ink of a digit is laid on a ground, lit, spoilt with lines, frames and noise, and written as a file, which is then
read as an uploaded one would be. The ink comes from three places:

- held-out digits of MNIST, which no net has seen, enlarged tenfold and given the edge of a pen;
- strokes of our own (tests/helpers/hands.py): two to four ways of writing each digit, in many hands and pens;
- the 1,797 digits of 13 Turkish writers that come with scikit-learn (E. Alpaydin, C. Kaynak, UCI 1998), 8 × 8
  pixels, enlarged tenfold likewise: hands that MNIST never saw.

Digits that are cut, coloured, boxed, circled, underlined or cropped (tests/helpers/marked_pictures.py), printed in
bars or dots (printed_digits.py) and on a dozen further grounds (further_pictures.py) have a floor each.

The notices are measured on all of these (false alarms), on several digits side by side, on letters and signs that
are no digits, and on empty paper.

Two processes make and read the pictures; of each they keep 28 × 28 pixels and the notices, and no step. The whole
takes some five minutes on 2 cores and 1.5 GB; `--kinds` asks for some kinds alone, without notices and times.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import get_context
from statistics import median

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits as load_turkish_digits

from benchmarks.table import Figure, finish, parser
from cnn_core.errors import StoreError
from cnn_core.models.inspection import inspect
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.images import Picture, picture_from_array, read_picture
from cnn_core.pictures.mnist_form.form import to_mnist_form
from cnn_core.text import t
from tests.helpers.further_pictures import FURTHER
from tests.helpers.hands import NO_DIGITS, no_digit, own_digit
from tests.helpers.marked_pictures import MARKED
from tests.helpers.pictures import KINDS, empty_paper, enlarged_hand, side_by_side, written
from tests.helpers.printed_digits import of_dots, of_segments

NETS = ("three_block", "two_block")
PHONE = "phone, 12 megapixels"
PHONES_IN = 5  # of as many pictures of any other kind one: they are large
PROCESSES = 2
AT_ONCE = 20  # pictures, by one process, before it takes others
ASKED_AT_ONCE = 200  # digits

LAID = KINDS | MARKED | FURTHER
PRINTED = {"segments": of_segments, "dot matrix": of_dots}
HANDS = "other hands"
FLOORS = {
    HANDS: 88,
    "cut by an upright gap": 88,
    "cut by a level gap": 88,
    "two colours": 93,
    "two colours, equally light": 93,
    "boxed": 92,
    "circled": 92,
    "underlined": 92,
    "cropped tight": 90,
    "sticky note": 90,
    "segments": 80,
    "dot matrix": 75,
}
"""The least share of each kind that is read right; 95 % where nothing else is said."""


@dataclass(frozen=True)
class Series:
    """Pictures of one kind, with ink from one place.

    Attributes:
        kind: Of `LAID` or `PRINTED`, `HANDS`, or what notices are measured on.
        source: Where the ink comes from.
    """

    kind: str
    source: str

    def __str__(self) -> str:
        """Returns how a figure names it."""
        return self.kind if self.kind == self.source else f"{self.kind}: {self.source}"


@dataclass(frozen=True, eq=False)
class Seen:
    """What the nets see of one picture.

    Attributes:
        label: Which digit it is.
        pixels: `(28, 28)` uint8.
        notices: As `MnistForm` has them.
    """

    label: int
    pixels: np.ndarray
    notices: tuple[str, ...]


Found = dict[Series, list[Seen]]


def sizes(kinds: Sequence[str], count: int) -> dict[Series, int]:
    """Returns how many pictures of each kind and source there are."""
    found = {}
    for kind in kinds:
        if kind == HANDS:
            found[Series(kind, kind)] = len(_turkish()[1])
        elif kind in PRINTED:
            found[Series(kind, "printed")] = count
        else:
            for source, share in (("held-out", 1.0), ("own strokes", 0.5)):
                found[Series(kind, source)] = int(count * share / (PHONES_IN if kind == PHONE else 1))
    return found


def look(series: Series, first: int, last: int) -> list[Seen]:
    """Makes the pictures of a series from the first up to the last, and reads them."""
    draw = partial(_laid, series, list(LAID).index(series.kind)) if series.kind in LAID else _OTHERS[series.kind]
    return [_seen(*draw(index)) for index in range(first, last)]


def look_at_all(wanted: dict[Series, int]) -> Found:
    """Makes and reads pictures in several processes."""
    found: Found = {series: [] for series in wanted}
    context = get_context("spawn")  # a fork would take along what the threads of NumPy hold
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        parts = [
            (series, pool.submit(look, series, first, min(first + AT_ONCE, count)))
            for series, count in wanted.items()
            for first in range(0, count, AT_ONCE)
        ]
        for series, part in parts:
            found[series] += part.result()
    return found


def accuracies(pictures: Found) -> list[Figure]:
    """Asks each net that is trained."""
    figures = []
    for net in NETS:
        for series, seen in pictures.items():
            try:
                answers = _answers([one.pixels for one in seen], net)
            except StoreError as error:
                print(error)
                break
            is_right = (answers == [one.label for one in seen]) & np.array([one.pixels.any() for one in seen])
            floor = FLOORS.get(series.kind, 95)
            figures.append(Figure(f"{net}: {series}", 100 * float(np.mean(is_right)), "%", floor, "at least"))
            if series.kind in PRINTED:
                is_silent = ~is_right & np.array([not one.notices for one in seen])
                figures.append(
                    Figure(f"{net}: {series}, wrong in silence", 100 * float(np.mean(is_silent)), "%", 0)
                )
    return figures


def notices(pictures: Found) -> list[Figure]:
    """Measures how often each notice is given where it should not be, and where it should."""
    kinds = (*KINDS, HANDS)
    ones = [seen for series, found in pictures.items() if series.kind in kinds for seen in found]
    counts = {
        "as they are": len(load_digits().held_out_images),
        "signs": 20 * len(_SIGNS),
        "row": 200,
        "empty": 200,
    }
    others = {
        series.kind: found
        for series, found in look_at_all({Series(kind, kind): count for kind, count in counts.items()}).items()
    }
    figures = []
    for key in ("several", "no_digit", "blank", "printed", "leftover"):
        figures += [
            Figure(f"'{key}' on pictures of one digit", _share(ones, key), "%", 1),
            Figure(f"'{key}' on held-out digits as they are", _share(others["as they are"], key), "%", 1),
        ]
    return [
        *figures,
        Figure("'several' on two or three digits", _share(others["row"], "several"), "%", 90, "at least"),
        Figure("'blank' on empty paper, lit unevenly", _share(others["empty"], "blank"), "%", 95, "at least"),
        Figure("'no_digit' on letters and signs", _share(others["signs"], "no_digit"), "%"),
    ]


def times() -> list[Figure]:
    """Measures from the file, or the drawing, to the digit."""
    random = np.random.default_rng(0)
    digit = load_digits().held_out_images[0]
    drawing = np.asarray(Image.fromarray(digit).resize((140, 140), Image.Resampling.BICUBIC))
    phone = KINDS[PHONE](written(digit), random)
    noise = (random.random((1024, 1024)) < 0.03).astype(np.float32)
    return [
        Figure("a drawing of 140 × 140", _milliseconds(lambda: to_mnist_form(drawing), 100), "ms", 3),
        Figure("a phone's JPEG", _milliseconds(lambda: to_mnist_form(read_picture(phone)), 10), "ms", 300),
        Figure("noise of 1024 × 1024", _milliseconds(lambda: to_mnist_form(noise), 5), "ms", 500),
    ]


def _answers(pixels: Sequence[np.ndarray], net: str) -> np.ndarray:
    """Asks in parts: all layers of 1,800 digits at once would take a gigabyte."""
    parts = range(0, len(pixels), ASKED_AT_ONCE)
    return np.concatenate(
        [np.asarray(inspect(np.array(pixels[first : first + ASKED_AT_ONCE]), net).answers) for first in parts]
    )


def _seen(label: int, picture: Picture | np.ndarray) -> Seen:
    form = to_mnist_form(picture)
    return Seen(label, form.pixels, form.notices)


def _laid(series: Series, number: int, index: int) -> tuple[int, Picture]:
    """Makes a picture of a kind of `LAID`, which is the one of that number."""
    is_held_out = series.source == "held-out"
    random = np.random.default_rng([index, number, 2 if is_held_out else 1])
    if is_held_out:
        digits = load_digits()
        label, ink = int(digits.held_out_labels[index]), written(digits.held_out_images[index])
    else:
        label, ink = index % 10, own_digit(index % 10, random)
    return label, read_picture(LAID[series.kind](ink, random))


def _printed(kind: str, index: int) -> tuple[int, Picture]:
    random = np.random.default_rng([index, 7])
    draw = KINDS["drawing" if index % 20 < 10 else "dark pen on paper"]
    return index % 10, read_picture(draw(PRINTED[kind](index % 10, random), random))


def _hand(index: int) -> tuple[int, np.ndarray]:
    labels, images = _turkish()
    return int(labels[index]), enlarged_hand(images[index] / 16)


def _as_it_is(index: int) -> tuple[int, np.ndarray]:
    digits = load_digits()
    return int(digits.held_out_labels[index]), digits.held_out_images[index]


def _sign(index: int) -> tuple[int, np.ndarray]:
    return NONE, no_digit(_SIGNS[index // 20], np.random.default_rng([index, 8]))


def _row(index: int) -> tuple[int, np.ndarray]:
    random, images = np.random.default_rng([index, 9]), load_digits().held_out_images
    chosen = random.integers(len(images), size=random.integers(2, 4))
    return NONE, side_by_side([images[place] for place in chosen], random)


def _empty(index: int) -> tuple[int, Picture]:
    return NONE, picture_from_array(empty_paper(np.random.default_rng([index, 10])))


NONE = -1  # the label of what is no digit, or several
_SIGNS = (*NO_DIGITS, "scribble", "blot")
_OTHERS: dict[str, Callable[[int], tuple[int, Picture | np.ndarray]]] = {
    **{kind: partial(_printed, kind) for kind in PRINTED},
    HANDS: _hand,
    "as they are": _as_it_is,
    "signs": _sign,
    "row": _row,
    "empty": _empty,
}


@lru_cache(maxsize=1)
def _turkish() -> tuple[np.ndarray, np.ndarray]:
    found = load_turkish_digits()
    return found.target, found.images


def _share(seen: Sequence[Seen], key: str) -> float:
    return 100 * float(np.mean([any(t(f"mnist_form.{key}") in notice for notice in one.notices) for one in seen]))


def _milliseconds(function: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)


def main() -> None:
    """Runs the command."""
    all_kinds = (*LAID, *PRINTED, HANDS)
    options = parser(__doc__)
    options.add_argument(
        "--count", type=int, default=200, help="held-out digits of each kind, half as many strokes"
    )
    options.add_argument(
        "--kinds", nargs="+", choices=all_kinds, metavar="KIND", help=f"these alone, of: {'; '.join(all_kinds)}"
    )
    chosen = options.parse_args()
    pictures = look_at_all(sizes(chosen.kinds or all_kinds, chosen.count))
    figures = [] if chosen.kinds else [*notices(pictures), *times()]
    finish([*accuracies(pictures), *figures], check=chosen.check)


if __name__ == "__main__":
    main()
