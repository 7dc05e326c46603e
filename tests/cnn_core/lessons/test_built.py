import pytest

from cnn_core.errors import SpecError
from cnn_core.lessons.built import BuiltCheck, most_parameters
from cnn_core.lessons.checks import Done

# 3 · 3 · 8 weights, and (14 · 14 · 8 + 1) · 10 of the logits
COUNT = 72 + 15_690
NET = {"net": "c8-max2"}


@pytest.mark.parametrize(
    ("most", "state", "kind"),
    [
        (COUNT, NET, "right"),
        (COUNT - 1, NET, "unread"),
        (COUNT, {}, "unread"),
        (COUNT, {"net": "c8-max"}, "unread"),
        (COUNT, {"net": "c8-max2/e5"}, "right"),
    ],
)
def test_the_parameters_of_a_built_net_are_counted(most, state, kind):
    assert BuiltCheck(name="net", most=most).judge(Done(state=state)).kind == kind


def test_how_many_it_has_is_said():
    said = BuiltCheck(name="net", most=10_000).judge(Done(state=NET)).said
    assert said == f"Your net has {COUNT:,} parameters. At most 10,000 are wanted."


@pytest.mark.parametrize("most", [None, 0, "10", True, 10**9])
def test_what_is_no_number_of_parameters_is_said(most):
    with pytest.raises(SpecError, match="a whole number of parameters"):
        most_parameters({"built": "net", "at_most": most})
