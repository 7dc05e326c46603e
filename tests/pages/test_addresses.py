"""No address, however odd, ends a page in a traceback."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_core.engine import Engine, TrainingRun
from tests.helpers.nonsense import PREFIXES, names, open_page, parameters


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


@pytest.mark.parametrize("page", PREFIXES)
@settings(max_examples=2, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_page_opens_at_an_address_of_nonsense(page, data):
    opens(page, data.draw(parameters(page)))


@pytest.mark.long
@pytest.mark.parametrize("page", PREFIXES)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_page_opens_at_many_addresses_of_nonsense(page, data):
    opens(page, data.draw(parameters(page)))


@pytest.mark.parametrize("page", PREFIXES)
def test_the_names_that_are_tried_are_those_that_the_page_reads(page):
    assert names(page)


@pytest.mark.parametrize("number", ["inf", "-inf", "nan", "1e400"])
@pytest.mark.parametrize(
    "page", ["toy_convolution", "padding_comparison", "receptive_field", "mnist_inspection", "explanation"]
)
def test_no_number_of_a_page_fails_on_what_is_not_finite(page, number):
    assert not open_page(page, dict.fromkeys(names(page), number)).exception


@pytest.mark.parametrize("page", PREFIXES)
def test_a_parameter_without_a_value_leaves_the_default(page):
    assert not open_page(page, dict.fromkeys(names(page), "")).exception
