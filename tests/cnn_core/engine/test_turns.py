import threading
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cnn_core.engine.turns import MOST_TOGETHER, Task, Turns
from tests.helpers.patience import SECONDS, until


def task(client, *, number=0, is_stroke=True, together="net"):
    return Task(function=max, args=(number,), client=client, is_stroke=is_stroke, together=together)


def taken(turns):
    """Takes all that waits, call by call."""
    turns.close()
    return list(iter(turns.take, []))


def test_strokes_that_go_together_are_taken_at_once_and_others_alone():
    turns = Turns()
    tasks = [
        task("a"),
        task("b", together="another net"),
        task("c"),
        task("d", together=None),
        task("e", together=None),
    ]
    for each in tasks:
        turns.put(each)
    a, b, c, d, e = tasks
    assert taken(turns) == [[a, c], [b], [d], [e]]


def test_no_more_go_together_than_wait_well():
    turns = Turns()
    for client in range(2 * MOST_TOGETHER + 1):
        turns.put(task(client))
    assert [len(each) for each in taken(turns)] == [MOST_TOGETHER, MOST_TOGETHER, 1]


def test_one_who_asks_for_much_has_one_turn_like_everybody():
    turns = Turns()
    for number in range(5):
        turns.put(task("greedy", number=number, is_stroke=False, together=None))
    turns.put(task("modest", is_stroke=False, together=None))
    assert [each.client for (each,) in taken(turns)] == ["greedy", "modest", *["greedy"] * 4]


def test_strokes_and_other_calls_go_by_turns():
    turns = Turns()
    for number in range(3):
        turns.put(task("asks", number=number, is_stroke=False, together=None))
    for number in range(3):
        turns.put(task("draws", number=number))
    assert [each.is_stroke for (each,) in taken(turns)] == [True, False] * 3


def test_whatever_one_client_asks_for_it_has_one_worker_at_a_time():
    turns = Turns(2)
    tasks = [task("greedy", number=number, is_stroke=number < 2, together=None) for number in range(4)]
    for each in tasks:
        turns.put(each)
    assert turns.take(0) == [tasks[0]]
    modest = task("modest", is_stroke=False, together=None)
    turns.put(modest)
    assert turns.take(1) == [modest]  # the greedy one's others wait for the other worker
    assert turns.take(0) == [tasks[2]]
    turns.put(task("modest", number=5))
    assert [each.client for each in turns.take(1)] == ["modest"]


def test_a_worker_that_is_kept_for_strokes_takes_no_other_call_and_strokes_go_to_it_first():
    turns = Turns(2, kept_for_strokes=1)
    found: dict[int, list[list[Task]]] = {0: [], 1: []}
    long = [task(client, is_stroke=False, together=None) for client in "ab"]
    stroke = task("c", together=None)
    workers = [
        threading.Thread(target=lambda number=number: found[number].append(turns.take(number))) for number in (0, 1)
    ]
    for each in workers:
        each.start()
    until(lambda: len(turns._idle) == 2)
    turns.put(long[0])
    workers[1].join(SECONDS)
    turns.put(long[1])
    turns.put(stroke)
    workers[0].join(SECONDS)
    assert found == {0: [[stroke]], 1: [[long[0]]]}
    assert turns.take(1) == [long[1]]


def test_what_was_tried_before_is_next_and_goes_to_any_worker():
    turns = Turns(2)
    first, other = task("a", together=None), task("b", together=None)
    turns.put(first)
    turns.put(other)
    assert turns.take(0) == [first]
    turns.put(replace(first, attempts=1))
    assert turns.take(1) == [other]  # its client has a worker
    (again,) = turns.take(0)
    assert again.future is first.future


def test_a_workers_own_call_comes_before_all_others():
    turns = Turns(2)
    own = task("server", is_stroke=False, together=None)
    turns.put(task("a"))
    turns.put_for(1, own)
    assert turns.take(1) == [own]


def test_one_that_can_begin_at_once_goes_first():
    turns = Turns(2)
    found: list[list[Task]] = []
    workers = [
        threading.Thread(target=lambda number=number: found.append(turns.take(number, is_loaded=bool(number))))
        for number in (0, 1)
    ]
    for each in workers:
        each.start()
    until(lambda: len(turns._idle) == 2)
    stroke = task("a", together=None)
    turns.put(stroke)
    workers[1].join(SECONDS)
    assert found == [[stroke]]
    turns.close()
    workers[0].join(SECONDS)


def test_calls_of_nobody_go_in_the_order_in_which_they_came():
    turns = Turns()
    tasks = [Task(function=max, args=(number,)) for number in range(5)]
    for each in tasks:
        turns.put(each)
    assert taken(turns) == [[each] for each in tasks]


def test_what_was_cancelled_is_left_out_and_takes_nobodys_place():
    turns = Turns()
    tasks = [task(client) for client in range(3 * MOST_TOGETHER)]
    for each in tasks:
        turns.put(each)
    kept = tasks[::3]
    for each in tasks:
        if each not in kept:
            each.future.cancel()
    assert taken(turns) == [kept]
    assert all(each.future.running() for each in kept)


def test_one_who_waits_is_woken_by_a_call_and_by_the_end():
    turns = Turns()
    found = []
    waiting = threading.Thread(target=lambda: found.extend([turns.take(), turns.take()]))
    waiting.start()
    only = task("a")
    turns.put(only)
    turns.close()
    waiting.join(SECONDS)
    assert found == [[only], []]


ASKED = st.tuples(
    st.sampled_from("abcde"),  # who
    st.booleans(),  # whether it is a stroke
    st.sampled_from(["net", "other", None]),
    st.booleans(),  # whether it is cancelled meanwhile
    st.booleans(),  # whether a worker comes then
)


@given(st.lists(ASKED, max_size=60))
def test_every_call_is_taken_once_in_its_clients_order_and_nobody_waits_for_two_of_anothers(asked):
    turns = Turns()
    put, given_out = [], []
    for number, (client, is_stroke, together, is_cancelled, is_free) in enumerate(asked):
        each = task(client, number=number, is_stroke=is_stroke, together=together if is_stroke else None)
        turns.put(each)
        if is_cancelled:
            each.future.cancel()
        else:
            put.append(each)
        if is_free and any(not one.future.running() for one in put):
            given_out.append(turns.take())
    given_out += taken(turns)
    order = [each for tasks in given_out for each in tasks]
    assert sorted(each.args[0] for each in order) == [each.args[0] for each in put]
    for tasks in given_out:
        assert len({each.together for each in tasks}) == 1
        assert len(tasks) == 1 or tasks[0].together is not None
        assert len({each.client for each in tasks}) == len(tasks)
    for lane in (True, False):
        for client in "abcde":
            numbers = [each.args[0] for each in order if each.client == client and each.is_stroke == lane]
            assert numbers == sorted(numbers)
