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
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from statistics import median

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits as load_turkish_digits

from benchmarks.table import Figure, finish, parser
from cnn_core.errors import StoreError
from cnn_core.models.inspection import inspect
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.images import picture_from_array, read_picture
from cnn_core.pictures.mnist_form.form import MnistForm, to_mnist_form
from cnn_core.text import t
from tests.helpers.further_pictures import FURTHER
from tests.helpers.hands import NO_DIGITS, no_digit, own_digit
from tests.helpers.marked_pictures import MARKED
from tests.helpers.pictures import KINDS, empty_paper, enlarged_hand, side_by_side, written
from tests.helpers.printed_digits import of_dots, of_segments

NETS = ("three_block", "two_block")
PHONE = "phone, 12 megapixels"
PHONES_IN = 5  # of as many pictures of any other kind one: they are large

PRINTED = {"segments": of_segments, "dot matrix": of_dots}
DOUBTED = ("dot matrix", "sticky note")  # right, or with a notice: a note on a desk is taken for ink
FLOORS = {
    "other hands": 88,
    "cut by an upright gap": 88,
    "cut by a level gap": 88,
    "two colours": 93,
    "two colours, equally light": 93,
    "boxed": 92,
    "circled": 92,
    "underlined": 92,
    "cropped tight": 90,
    "segments": 80,
}
"""The least share of each kind that is read right; 95 % where nothing else is said."""


def world(count: int) -> dict[str, tuple[np.ndarray, list[MnistForm]]]:
    """Returns, by kind and source of the ink, the labels and the digits as the nets see them."""
    digits = load_digits()
    found = {}
    for number, (kind, draw) in enumerate((KINDS | MARKED | FURTHER).items()):
        for source, share in (("held-out", 1.0), ("own strokes", 0.5)):
            labels, forms = [], []
            for index in range(int(count * share / (PHONES_IN if kind == PHONE else 1))):
                random = np.random.default_rng([index, number, int(share * 2)])
                if source == "held-out":
                    label, ink = int(digits.held_out_labels[index]), written(digits.held_out_images[index])
                else:
                    label, ink = index % 10, own_digit(index % 10, random)
                labels.append(label)
                forms.append(_light(to_mnist_form(read_picture(draw(ink, random)))))
            found[f"{kind}: {source}"] = (np.array(labels), forms)
    for kind, print_digit in PRINTED.items():
        forms = []
        for index in range(count):
            random = np.random.default_rng([index, 7])
            draw = KINDS["drawing" if index % 20 < 10 else "dark pen on paper"]
            forms.append(_light(to_mnist_form(read_picture(draw(print_digit(index % 10, random), random)))))
        found[f"{kind}: printed"] = (np.arange(count) % 10, forms)
    turkish = load_turkish_digits()
    found["other hands"] = (
        turkish.target,
        [_light(to_mnist_form(enlarged_hand(image / 16))) for image in turkish.images],
    )
    return found


def accuracies(pictures: dict[str, tuple[np.ndarray, list[MnistForm]]]) -> list[Figure]:
    """Asks each net that is trained."""
    figures = []
    for net in NETS:
        for name, (labels, forms) in pictures.items():
            try:
                answers = inspect(np.array([form.pixels for form in forms]), net).answers
            except StoreError as error:
                print(error)
                break
            is_right = answers == labels
            if name.startswith(DOUBTED):
                is_right |= np.array([bool(form.notices) for form in forms])
            floor = FLOORS.get(name.partition(":")[0], 95)
            figures.append(Figure(f"{net}: {name}", 100 * float(np.mean(is_right)), "%", floor, "at least"))
    return figures


def notices(pictures: dict[str, tuple[np.ndarray, list[MnistForm]]]) -> list[Figure]:
    """Measures how often each notice is given where it should not be, and where it should."""
    digits = load_digits()
    random = np.random.default_rng(0)
    kinds = (*KINDS, "other hands")
    forms = [form for name, (_, found) in pictures.items() if name.partition(":")[0] in kinds for form in found]
    untouched = [_light(to_mnist_form(image)) for image in digits.held_out_images]
    signs = [
        _light(to_mnist_form(no_digit(name, random)))
        for name in (*NO_DIGITS, "scribble", "blot")
        for _ in range(20)
    ]
    pairs = []
    for _ in range(200):
        chosen = random.integers(len(digits.held_out_images), size=random.integers(2, 4))
        pairs.append(
            _light(to_mnist_form(side_by_side([digits.held_out_images[index] for index in chosen], random)))
        )
    blanks = [_light(to_mnist_form(picture_from_array(empty_paper(random)))) for _ in range(200)]
    figures = []
    for key in ("several", "no_digit", "blank", "printed", "leftover"):
        figures += [
            Figure(f"'{key}' on pictures of one digit", _share(forms, key), "%", 1),
            Figure(f"'{key}' on held-out digits as they are", _share(untouched, key), "%", 1),
        ]
    return [
        *figures,
        Figure("'several' on two or three digits", _share(pairs, "several"), "%", 90, "at least"),
        Figure("'blank' on empty paper, lit unevenly", _share(blanks, "blank"), "%", 95, "at least"),
        Figure("'no_digit' on letters and signs", _share(signs, "no_digit"), "%"),
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


def _light(form: MnistForm) -> MnistForm:
    """Returns a form without its steps, whose pictures would take 20 GB in all."""
    return replace(form, steps=())


def _share(forms: Iterable[MnistForm], key: str) -> float:
    return 100 * float(
        np.mean([any(t(f"mnist_form.{key}") in notice for notice in form.notices) for form in forms])
    )


def _milliseconds(function: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)


def main() -> None:
    """Runs the command."""
    options = parser(__doc__)
    options.add_argument(
        "--count", type=int, default=200, help="held-out digits of each kind, half as many strokes"
    )
    chosen = options.parse_args()
    pictures = world(chosen.count)
    finish([*accuracies(pictures), *notices(pictures), *times()], check=chosen.check)


if __name__ == "__main__":
    main()
