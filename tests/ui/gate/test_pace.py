"""How fast one browser may open sockets: as many at once as it has tabs, then slowly; others do not wait."""

import pytest

from ui.gate.pace import Pace


@pytest.fixture
def clock():
    return [100.0]


@pytest.fixture
def pace(clock):
    return Pace(at_once=4, a_second=2, clock=lambda: clock[0])


def test_the_first_do_not_wait_and_each_further_one_waits_longer(pace):
    assert [pace.wait("ann") for _ in range(6)] == pytest.approx([0, 0, 0, 0, 0.5, 1.0])
    assert pace.wait("bob") == 0


def test_who_has_rested_has_as_many_again_and_who_keeps_the_pace_never_waits(pace, clock):
    for _ in range(6):
        pace.wait("ann")
    clock[0] += 3
    assert [pace.wait("ann") for _ in range(5)] == pytest.approx([0, 0, 0, 0, 0.5])
    for _ in range(50):
        clock[0] += 0.5
        assert pace.wait("bob") == 0


def test_who_has_rested_is_forgotten(pace, clock):
    for number in range(100):
        pace.wait(f"name{number}")
    clock[0] += 1
    pace.wait("ann")
    assert set(pace._booked) == {"ann"}
