"""The plain ways to show maps while one draws, for comparison: Streamlit scripts as one would write them first.

"plain way": `model.predict`, and one `st.plotly_chart` for each channel of conv1. "better plain way": a compiled
call of the whole net, and one mosaic in `st.plotly_chart` for each of the six layers. Both get the stroke from a
small component, and both load TensorFlow into the Streamlit process. The component is kind to them: it sends its
next change when the last one is painted. Sent at each event, changes stop the script that answers the one before,
and nothing is painted while one draws. `benchmarks/live.py` starts Streamlit on this file.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.helpers.server import Server

ROOT = Path(__file__).parents[1]

CANVAS = '<canvas id="pad" width="140" height="140" style="width: 280px"></canvas>'

PAD = """
export default function ({ parentElement, setStateValue }) {
  const pad = parentElement.querySelector("#pad");
  if (pad.isSetUp) return;
  pad.isSetUp = true;
  const pen = pad.getContext("2d");
  pen.fillRect(0, 0, 140, 140);
  pen.lineWidth = 12;
  pen.lineCap = "round";
  pen.strokeStyle = "#fff";
  let last = null;
  window.changes = [];
  pad.onpointerdown = (event) => { last = [event.offsetX / 2, event.offsetY / 2]; };
  pad.onpointerup = () => { last = null; };
  pad.onpointermove = (event) => {
    if (!last) return;
    const next = [event.offsetX / 2, event.offsetY / 2];
    pen.beginPath(); pen.moveTo(...last); pen.lineTo(...next); pen.stroke();
    last = next;
    window.changes.push(event.timeStamp);
    window.goOn();
  };
  let [sent, painted] = [0, 0];
  window.goOn = (shown = painted) => {
    painted = shown;
    if (painted < sent || window.changes.length === sent) return; // one under way, the newest wins
    sent = window.changes.length;
    setStateValue("change", { number: sent, image: pad.toDataURL("image/png") });
  };
}
"""

LISTEN = """
window.seen = { painted: [] };
let shown = 0;
const watch = () => {
  const texts = [...document.querySelectorAll(".js-plotly-plot .gtitle")].map((title) => title.textContent);
  const titles = texts.map(Number);
  window.isReady = () => titles.length === COUNT;
  if (titles.length === COUNT && titles.every((title) => title === titles[0]) && titles[0] > shown) {
    shown = titles[0];
    const changed = window.changes[shown - 1];
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      window.seen.painted.push([changed, performance.now()]);
      window.goOn(shown);
    };
    channel.port2.postMessage(0);
  }
  requestAnimationFrame(watch);
};
requestAnimationFrame(watch);
"""


@dataclass(frozen=True)
class Way:
    """A plain way.

    Attributes:
        charts: How many charts it shows.
    """

    charts: int

    @property
    def listen(self) -> str:
        """The script that notes when all charts show a change, whose number is their title."""
        return LISTEN.replace("COUNT", str(self.charts))


WAYS = {"plain way": Way(32), "better plain way": Way(6)}


@contextmanager
def plain_server(way: str) -> "Iterator[Server]":
    """Starts Streamlit on this file."""
    from cnn_core.settings import settings
    from tests.helpers.server import Server

    with Server(cache=settings().cache, script=Path(__file__), arguments=(way,), PYTHONPATH=str(ROOT)) as server:
        server.until_it_answers()
        yield server


def page(way: str) -> None:
    """The script of the page."""
    import base64

    import numpy as np
    import plotly.graph_objects as go
    import streamlit as st
    import tensorflow as tf

    from cnn_core.figures.maps import mosaic_figure
    from cnn_core.models.build import build_trained
    from cnn_core.nets.course import named_net
    from cnn_core.nets.spec import layer_shapes
    from cnn_core.pictures.images import read_picture
    from cnn_core.pictures.mnist_form.form import to_mnist_form

    net = named_net("three_block")

    @st.cache_resource
    def model() -> tuple[Any, Any]:
        built = build_trained(net)
        return built, tf.function(lambda pixels: built(pixels, training=False))

    pad = st.components.v2.component(
        "pad",
        html='<canvas id="pad" width="140" height="140" style="width:280px"></canvas>',
        js=PAD,
        isolate_styles=False,
    )
    state = pad(key="pad", on_change_change=lambda: None).get("change") or {}
    pixels = np.zeros((28, 28), np.uint8)
    if state:
        pixels = to_mnist_form(read_picture(base64.b64decode(state["image"].partition(",")[2]))).pixels
    batch = pixels.reshape(1, 784) / np.float32(255)
    number = str(state.get("number", 0))
    built, compiled = model()
    names = [layer.name for layer in layer_shapes(net.model)]
    if way == "plain way":
        conv1 = built.predict(batch, verbose=0)[names.index("conv1")][0]
        for row in range(4):
            for column, place in enumerate(st.columns(8)):
                channel = 8 * row + column
                figure = go.Figure(go.Heatmap(z=conv1[:, :, channel], showscale=False))
                figure.update_layout(title=number, height=120, margin={"l": 0, "r": 0, "t": 20, "b": 0})
                place.plotly_chart(figure, key=f"channel{channel}")
        return
    for name, output in zip(names, compiled(batch), strict=True):
        if output.shape.rank == 4:
            figure = mosaic_figure(output.numpy()[0], layer_name=name, channels=8, columns=4, width=360)
            figure.update_layout(title={"text": number, "font": {"size": 10}})
            st.plotly_chart(figure, key=name, width="content")


if __name__ == "__main__":
    page(sys.argv[1])
