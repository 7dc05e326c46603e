"""Model calls in worker processes: `Engine` is what the app and the command line use.

On Linux a fork server (`fork_server.py`, `forked.py`) loads TensorFlow once, and each worker is forked from it, in
some 20 ms and with the loaded code in shared memory; elsewhere each is started as `python -m
cnn_core.engine.worker`. A worker talks over its stdin and stdout (`wire.py`).
`WorkerPool` is a standard `Executor`, and `Engine` takes any other executor in its place. It is not
`ProcessPoolExecutor`: Streamlit replaces `__main__` by the page's script, which a worker started later would
execute, and one dead worker breaks that whole pool.

- A worker ends when its stdin does, which the kernel closes however the server ends. No worker outlives it.
- Clients are answered by turns, and one client has one worker at a time, whatever it asks for. Of several
  workers the first answers strokes alone; strokes that wait together are answered by one call (`turns.py`).
  Long calls go in pieces (`in_parts.py`).
- The server reads of an answer only what answers are made of, each class by its own name (`answers.py`).
- A worker that dies during a call is replaced, and the call is tried once more, by whichever worker is free. One
  that gives no answer in the time that its call may take is ended, and the caller is told. One that has grown is
  replaced between two calls (`slot.py`).
- A worker says when it is ready. One that dies before that is tried twice; then the pause before the next start
  doubles, up to 30 s, and calls end in a sentence meanwhile.
- No worker builds a net on a message's word: somebody has trained it, or a page shows it (`shown_nets.py`).
- A fault in a thread is logged, and the thread goes on (`threads.py`).

`trainings.py` has the queue, the owners, their turns and the one trainer; `trainer.py` is that process, started
some seconds after the engine is warm, so that a start finds TensorFlow loaded. It is used once, because a process
that has trained has used up random numbers, and the same seed would not give the same weights. A paused run keeps
its trainer while nobody waits behind it. A cancel asks the trainer to keep a checkpoint, and kills it when that
takes more than 0.7 s. Runs, owners and the queue end with the server; checkpoints and moments stay, and who starts
such a training goes on with it.
"""

from cnn_core.engine.engine import Engine
from cnn_core.engine.pool import WorkerPool
from cnn_core.engine.training_run import TrainingRun

__all__ = ["Engine", "TrainingRun", "WorkerPool"]
