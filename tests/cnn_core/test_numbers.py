import pytest

from cnn_core.numbers import grouped


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (9999, "9999"), (10_000, "10 000"), (-1_234_567, "-1 234 567")]
)
def test_thousands_are_parted_by_thin_spaces_and_never_by_a_comma(number, text):
    assert grouped(number) == text.replace(" ", "\N{NARROW NO-BREAK SPACE}")
