"""When a page shows something: JavaScript for it, and what is made of the times.

Something counts as painted at the first message-channel tick after the frame that holds it. Times are those of
`performance.now()`, and so are an event's own time stamps.
"""

from statistics import quantiles

# Calls `then` with the time at which the next frame is painted.
AFTER_FRAME = """
const afterFrame = (then) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => then(performance.now());
  channel.port2.postMessage(0);
});
"""


def p95(values: list[float]) -> float:
    """Returns the 95th percentile."""
    return quantiles(values, n=20)[-1]
