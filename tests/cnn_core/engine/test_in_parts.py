from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest

from cnn_core.engine.in_parts import in_parts
from cnn_core.errors import Cancelled


def test_parts_come_one_after_another_and_are_joined_in_order():
    with ThreadPoolExecutor(4) as pool:
        assert in_parts([partial(pool.submit, str, n) for n in range(20)], str.__add__).result() == (
            "".join(map(str, range(20)))
        )


def test_others_come_between():
    order: list[object] = []
    with ThreadPoolExecutor(1) as pool:
        parts = in_parts([partial(pool.submit, order.append, n) for n in range(50)], lambda _one, _other: None)
        other = pool.submit(order.append, "other")
        parts.result()
        other.result()
    assert order.index("other") < 50


def test_the_first_error_ends_it():
    def refused():
        future: Future[str] = Future()
        future.set_exception(Cancelled("stopped"))
        return future

    with ThreadPoolExecutor(1) as pool:
        whole = in_parts([lambda: pool.submit(int), refused, lambda: pytest.fail("too far")], int.__add__)
        with pytest.raises(Cancelled, match="stopped"):
            whole.result()


def test_a_call_that_cannot_be_made_is_heard_of():
    def shut():
        raise RuntimeError("shut down")

    with pytest.raises(RuntimeError, match="shut down"):
        in_parts([shut], max).result()
