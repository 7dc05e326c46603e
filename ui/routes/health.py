"""The health route: whether the engine can answer, and which nets can be asked."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from cnn_core.nets.course import NETS
from ui.engine import engine


async def health(_request: Request) -> JSONResponse:
    """Tells alive and dead apart, with status 503 where the engine cannot answer.

    `engine` is "starting" while TensorFlow loads, at the start or in a worker that replaces another, and while a
    worker has owed an answer for long; "warm" when a call is answered at once; "dead" when no worker is there
    and one could not be loaded. `workers` counts the processes that are alive. `store` is "temporary" when a
    net is kept for this server's life only, because the store cannot be written. Each of `nets` is "ready",
    "training" or "missing".
    """
    running = engine()
    nets = {}
    for name, net in NETS.items():
        run = running.run_of(net)
        is_training = run is not None and not run.done.done()
        nets[name] = "ready" if running.has(net) else "training" if is_training else "missing"
    state = running.state
    answer = {
        "engine": state,
        "workers": running.live_workers,
        "store": "temporary" if running.store.is_spared else "kept",
        "nets": nets,
    }
    return JSONResponse(answer, status_code=503 if state == "dead" else 200)


ROUTES = [Route("/health", health)]
