import numpy as np
import pytest

from ui.pages.padding_comparison.cases import padding_cases
from ui.pages.padding_comparison.choices import PaddingChoices
from ui.pages.padding_comparison.curves import Curves, both_curves, coincidences, curves_html, striped_runs

TITLES = {"valid": "VALID", "same": "SAME", "torch": "PyTorch", "explicit": "Explicit"}


def cases(kernel=3, stride=1, width=1):
    image, ones = np.ones((6, 6), np.float32), np.ones((kernel, kernel), np.float32)
    return padding_cases(PaddingChoices(image=image, kernel=ones, stride=stride, dilation=1, width=width))


def curves(**sizes):
    return Curves(sizes=sizes, mark=1, symbol="n", over="n", alt="")


def test_where_curves_coincide_each_has_stripes_of_its_own():
    shown = curves_html(both_curves(cases(), 1)[0])
    for which in range(3):  # SAME, PyTorch and p = 1 lie on each other at stride 1
        assert f'stroke-dasharray="6 12" stroke-dashoffset="{-6 * which}"' in shown
    assert shown.count("stroke-dasharray") == 3  # VALID lies apart


def test_runs_end_where_curves_part():
    runs = list(striped_runs({"valid": [None, 1, 2, 3], "same": [1, 1, 2, 4]}))
    assert runs == [
        ("valid", [1, 2], 2, 0),
        ("valid", [2, 3], 1, 0),
        ("same", [0, 1], 1, 0),
        ("same", [1, 2], 2, 1),
        ("same", [2, 3], 1, 0),
    ]


@pytest.mark.parametrize(
    ("kernel", "said"),
    [
        (3, "Striped where lines coincide: SAME and PyTorch at every n; SAME and Explicit at every n; PyTorch and"),
        (5, "Striped where lines coincide: SAME and PyTorch at every n."),
    ],
)
def test_the_words_say_where_curves_coincide(kernel, said):
    found = both_curves(cases(kernel), 1)[0]
    assert coincidences(found, TITLES).startswith(said)


def test_single_coincidences_are_listed_or_counted():
    few = curves(valid=[None, 2, 3], same=[1, 2, 4], torch=[9, 9, 9], explicit=[8, 8, 8])
    assert coincidences(few, TITLES) == "Striped where lines coincide: VALID and SAME at n = 2."
    none = curves(valid=[1], same=[2], torch=[3], explicit=[None])
    assert coincidences(none, TITLES) == "No two lines coincide."
    odd = both_curves(cases(kernel=2, stride=2), 1)[0]
    assert "SAME and PyTorch at 16 of 32" in coincidences(odd, TITLES)
