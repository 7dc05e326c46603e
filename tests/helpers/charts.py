"""Reads the charts of a page back from what the browser would get."""

import base64
import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest


def specs(at: AppTest) -> dict[str, Any]:
    """Returns each chart's Plotly figure by its key."""
    return {chart.proto.id.rpartition("-")[2]: json.loads(chart.proto.spec) for chart in at.get("plotly_chart")}


def heatmap_of(at: AppTest, key: str) -> np.ndarray:
    """Returns the z values of a chart's first heatmap."""
    (found,) = (spec for id_, spec in specs(at).items() if id_ == key)
    trace = next(trace for trace in found["data"] if trace["type"] == "heatmap")
    return array_of(trace["z"])


def array_of(value: Any) -> np.ndarray:
    """Decodes Plotly's typed array, or takes a list."""
    if not isinstance(value, dict):
        return np.asarray(value)
    array = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
    return array.reshape([int(side) for side in str(value.get("shape", len(array))).split(",")])
