import numpy as np
import pytest

from cnn_core.figures.charts import bars_figure, curves_figure
from cnn_core.figures.evaluation import class_accuracy_figure, confusion_figure, training_figure
from cnn_core.figures.maps import digit_figure, grid_figure, mosaic_figure
from cnn_core.models.evaluation import class_accuracy
from tests.helpers.sent_figures import sent


@pytest.mark.parametrize(
    "figure",
    [
        grid_figure(np.ones((3, 3))),
        digit_figure(np.ones((3, 3))),
        mosaic_figure(np.ones((2, 2, 3), np.float32), layer_name="conv1"),
        bars_figure(np.eye(10)[3], logits=np.eye(10)[3]),
        curves_figure({"loss": [1.0]}, x_title="", y_title=""),
        confusion_figure(np.eye(10, dtype=np.int32)),
        class_accuracy_figure({"net": class_accuracy(np.eye(10, dtype=np.int32))}),
        training_figure({"net": {"loss": [1.0]}}, measure="loss"),
    ],
    ids=["grid", "digit", "mosaic", "bars", "curves", "confusion", "class accuracy", "training"],
)
def test_figures_take_on_the_page(figure):
    layout = sent(figure)["layout"]
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert "font" not in layout
    assert "layout" not in layout["template"]
    for axis in ("xaxis", "yaxis"):
        assert "color" not in layout[axis]
        assert "color" not in layout[axis].get("tickfont", {})
