"""How many sockets may be open: one browser shuts out nobody else, one address not all others."""

from contextlib import ExitStack

from ui.gate.crowd import Crowd, Limits

LIMITS = Limits(in_all=10, per_address=6, per_client=3)


def fill(crowd, stack, *people):
    """Lets in who may, and returns for each whether it was."""
    let_in = []
    for owner, address in people:
        refusal = crowd.refusal_of(owner, address)
        let_in.append(refusal is None)
        if refusal is None:
            stack.enter_context(crowd.one_more(owner, address))
    return let_in


def test_one_browser_has_its_share_and_others_theirs():
    crowd = Crowd(LIMITS)
    with ExitStack() as stack:
        assert fill(crowd, stack, *[("ann", "10.0.0.1")] * 4) == [True, True, True, False]
        assert fill(crowd, stack, ("ann", "10.0.0.2"), ("bob", "10.0.0.1")) == [False, True]
    assert crowd.refusal_of("ann", "10.0.0.1") is None


def test_one_address_leaves_room_for_others_whatever_names_it_makes_up():
    crowd = Crowd(LIMITS)
    with ExitStack() as stack:
        assert sum(fill(crowd, stack, *[(f"name{n}", "10.0.0.1") for n in range(20)])) == 6
        assert sum(fill(crowd, stack, *[(f"other{n}", "10.0.0.2") for n in range(20)])) == 4
        for owner, address, setting in [
            ("name1", "10.0.0.1", "CONVSCOPE_SOCKETS_PER_ADDRESS"),
            ("other", "10.0.0.3", "(CONVSCOPE_SOCKETS)"),
        ]:
            assert setting in crowd.refusal_of(owner, address).sentence


def test_those_without_a_name_are_one_browser_an_address():
    crowd = Crowd(LIMITS)
    with ExitStack() as stack:
        assert sum(fill(crowd, stack, *[("", "10.0.0.1")] * 5)) == 3
        assert sum(fill(crowd, stack, *[("", "10.0.0.2")] * 5)) == 3
        assert "CONVSCOPE_SOCKETS_PER_CLIENT" in crowd.refusal_of("", "10.0.0.1").sentence
        assert fill(crowd, stack, ("10.0.0.1", "10.0.0.1")) == [True]


def test_who_has_left_is_forgotten():
    crowd = Crowd(LIMITS)
    for number in range(1000):
        with crowd.one_more(f"name{number}", "10.0.0.1"):
            pass
    assert not crowd._of_client
    assert not crowd._of_address
