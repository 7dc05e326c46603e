"""A worker process, `python -m cnn_core.engine.worker`: reads calls from stdin, runs them, writes replies.

It ends as soon as stdin does, in the middle of a call too: that is how no worker outlives its server, however the
server ends.
"""

import os
import queue
import sys
import threading
import traceback
from typing import BinaryIO

from cnn_core.engine.wire import Call, Reply, Told, receive_call, send
from cnn_core.errors import ConvscopeError
from cnn_core.logs import set_up_logs
from cnn_core.settings import settings
from cnn_core.text import speaking
from cnn_core.training.wishes import Wishes


def main() -> None:
    """Serves calls until the server is gone."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the replies
    set_up_logs(settings().log_level)
    send(replies, Reply("ready", None))
    calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
    wishes = Wishes()
    threading.Thread(target=_read_calls, args=(sys.stdin.buffer, calls, wishes), daemon=True).start()
    while True:
        _run(calls.get(), replies, wishes)


def _read_calls(pipe: BinaryIO, calls: "queue.SimpleQueue[Call]", wishes: Wishes) -> None:
    try:
        while True:
            message = receive_call(pipe)
            if isinstance(message, Told):
                wishes.tell(message.word)
            else:
                calls.put(message)
    finally:
        os._exit(0)


def _run(call: Call, replies: BinaryIO, wishes: Wishes) -> None:
    kwargs = dict(call.kwargs)
    if call.is_training:
        kwargs["on_progress"] = lambda progress: send(replies, Reply("progress", progress))
        kwargs["wishes"] = wishes
    try:
        with speaking(call.language):
            reply = Reply("result", call.function(*call.args, **kwargs))
    except ConvscopeError as error:
        # rebuilt without its cause, which may be one of TensorFlow's own
        reply = Reply("refused", type(error)(*error.args))
    except Exception:
        reply = Reply("failed", traceback.format_exc())
    send(replies, reply)


if __name__ == "__main__":
    main()
