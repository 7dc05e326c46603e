"""The health route: whether the engine answers, and which nets can be asked."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from cnn_core.nets import NETS
from ui.engine import engine


async def health(_request: Request) -> JSONResponse:
    """Answers `{"engine": "warm" or "starting", "nets": {name: "ready", "training" or "missing"}}`."""
    running = engine()
    nets = {}
    for name, net in NETS.items():
        run = running.run_of(net)
        is_training = run is not None and not run.done.done()
        nets[name] = "ready" if running.has(net) else "training" if is_training else "missing"
    return JSONResponse({"engine": "warm" if running.is_warm else "starting", "nets": nets})


ROUTES = [Route("/health", health)]
