"""A refusal is a page, a line or the reason of a socket's end."""

import pytest
from starlette.datastructures import Headers
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.gate.refusals import FOREIGN, FULL, Refusal, close_reason
from ui.gate.stream import messages_of

PAGE = Headers({"accept": "text/html,*/*"})


def test_a_page_says_it_and_nothing_of_it_is_markup():
    answer = Refusal(FOREIGN, "known as <script>alert(1)</script> & such").answer(PAGE)
    assert answer.status_code == 403
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; &amp; such" in answer.body
    assert b"<script" not in answer.body
    assert b"http-equiv" not in answer.body


def test_what_passes_is_tried_again():
    answer = Refusal(FULL, "Full.").answer(PAGE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "15")
    assert b'http-equiv="refresh"' in answer.body


def test_what_is_no_page_gets_a_line():
    answer = Refusal(FOREIGN, "a < b").answer(Headers({}))
    assert answer.body == b"a < b"
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("letter", ["a", "é", "말", "\U0001f600"])
def test_a_reason_fits_into_the_protocol(letter):
    for count in range(0, 200, 7):
        reason = close_reason(f"{letter * 5} " * count)
        assert len(reason.encode()) <= 123
        assert reason.endswith("…") or reason == f"{letter * 5} " * count
    assert close_reason("short") == "short"


def test_streamlits_page_is_sent_one_line_that_shows_as_it_is():
    begin, line, end = map(ForwardMsg.FromString, messages_of("at [x](http://y) <b>"))
    assert begin.WhichOneof("type") == "new_session"
    body = line.delta.new_element.alert.body
    assert "\\[x\\]\\(http\\://y\\) \\<b\\>" in body
    assert list(line.metadata.delta_path) == [0, 0]
    assert end.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
