"""No address, however odd, ends a page in a traceback."""

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_core.engine import Engine, TrainingRun
from tests.helpers.nonsense import ADDRESSED, must_be_told, names, odd_address, open_link, open_page, parameters

ADDRESSES = 10_000
"""Of all pages together."""


@pytest.fixture(scope="module", autouse=True)
def no_training(app_engine):
    """The pages start trainings of what they lack, which this is not about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "train", lambda _engine, net, **_: TrainingRun(net))
        yield


def opens(page, chosen):
    at = open_page(page, chosen)
    assert not at.exception
    assert at.title or page == "course"
    assert not at.run().exception


@pytest.mark.parametrize("page", ADDRESSED)
@settings(max_examples=2, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_page_opens_at_an_address_of_nonsense(page, data):
    opens(page, data.draw(parameters(page)))


@pytest.mark.long
@pytest.mark.parametrize("page", ADDRESSED)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_page_opens_at_many_addresses_of_nonsense(page, data):
    opens(page, data.draw(parameters(page)))


@pytest.mark.long
@pytest.mark.parametrize("page", ADDRESSED)
def test_ten_thousand_odd_addresses_open_and_tell_what_they_leave_out(page):
    random = Random(page)
    counts: Counter[str] = Counter()
    for _ in range(ADDRESSES // len(ADDRESSED)):
        kind, query = odd_address(page, random)
        at = open_link(page, query)
        assert not at.exception, query
        is_told = any("link" in info.value for info in at.info)
        assert is_told or not must_be_told(page, query), query
        counts.update([kind, "told"] if is_told else [kind])
    print(page, dict(counts))


@pytest.mark.parametrize("number", ["inf", "-inf", "nan", "1e400"])
@pytest.mark.parametrize(
    "page", ["toy_convolution", "padding_comparison", "receptive_field", "mnist_inspection", "explanation"]
)
def test_no_number_of_a_page_fails_on_what_is_not_finite(page, number):
    assert not open_page(page, dict.fromkeys(names(page), number)).exception


@pytest.mark.parametrize("page", ADDRESSED)
def test_a_parameter_without_a_value_leaves_the_default(page):
    assert not open_page(page, dict.fromkeys(names(page), "")).exception
