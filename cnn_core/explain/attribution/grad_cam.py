"""Grad-CAM: where in a layer's maps the class is seen.

Selvaraju, Cogswell, Das, Vedantam, Parikh and Batra, "Grad-CAM: Visual Explanations from Deep Networks via
Gradient-based Localization", 2016, https://arxiv.org/abs/1610.02391. With the maps A_k (H × W) of a layer, each
map's weight is its mean gradient, α_k = 1/(HW) Σ_ij ∂score/∂A_k,ij, and the explanation is ReLU(Σ_k α_k A_k).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.fields import AxisField
from cnn_core.backend import load_tensorflow
from cnn_core.explain.asked import NetLike, answering, digit_pixels, layer_named, target_of
from cnn_core.explain.attribution.explanation import Explanation
from cnn_core.explain.gradients import one_hot
from cnn_core.models.inspection import PIXELS
from cnn_core.models.opened import OpenedNet
from cnn_core.nets.spec import CLASSES, IMAGE_SHAPE, Kind, LayerShape


@dataclass(frozen=True, eq=False, kw_only=True)
class GradCam(Explanation):
    """Grad-CAM at one layer.

    Attributes:
        layer: Whose maps were weighted.
        map: The weighted sum at the layer's own size, (H, W), rectified if it was asked for; `values` are the same,
            laid over the digit: each cell stands at the centre of its receptive field, and between cells values
            go over evenly.
        weights: Of the channels, α, (C,).
    """

    layer: str
    map: NDArray[np.float32]
    weights: NDArray[np.float32]


def grad_cam(
    image: ArrayLike,
    net: NetLike = "two_block",
    *,
    target: int | None = None,
    layer: str | None = None,
    is_rectified: bool = True,
) -> GradCam:
    """Returns where in a layer the class is seen.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        target: The class; by default the net's answer.
        layer: One with maps; by default the last convolution. It is the layer's output, after its activation.
        is_rectified: Whether only what speaks for the class is kept, as in the paper; else the sum has its sign.

    Returns:
        Values in logits: a gradient times an activation.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    opened, pixels = answering(net), digit_pixels(image)
    target = target_of(opened, pixels, target)
    kinds: tuple[Kind, ...] = ("conv",) if layer is None else ("conv", "norm", "activation", "pool")
    shape = layer_named(opened.net, layer, kinds)
    score, maps, slopes = _slopes_of(opened, shape, pixels, target)
    weights = slopes.mean(axis=(0, 1))  # (C,)
    summed = (maps * weights).sum(axis=2)  # (H, W)
    if is_rectified:
        summed = np.maximum(summed, 0)
    return GradCam(
        method="grad_cam",
        target=target,
        score=score,
        values=_over_digit(summed, shape),
        is_signed=not is_rectified,
        layer=shape.name,
        map=summed,
        weights=weights,
    )


def _slopes_of(
    opened: OpenedNet, layer: LayerShape, pixels: NDArray[np.float32], target: int
) -> tuple[float, NDArray[np.float32], NDArray[np.float32]]:
    """Returns the logit, the layer's maps (H, W, C), and the logit's gradient with respect to them."""
    tf = load_tensorflow()

    def trace(digit: Any, chosen: Any) -> tuple[Any, Any, Any]:
        maps = opened.outputs(digit, until=layer.name)[layer.name]
        with tf.GradientTape() as tape:
            tape.watch(maps)
            score = tf.reduce_sum(opened.outputs(maps, above=layer.name)["logits"] * chosen, axis=1)
        return score, maps, tape.gradient(score, maps)

    run = opened.compiled(f"grad_cam/{layer.name}", trace, PIXELS, (1, CLASSES))
    score, maps, slopes = run(pixels, one_hot(target))
    return float(score[0]), maps[0], slopes[0]


def _over_digit(values: NDArray[np.float32], layer: LayerShape) -> NDArray[np.float32]:
    """Returns a map (H, W) laid over the digit, (28, 28); beyond the outermost centres it goes on unchanged."""
    assert layer.field
    rows = _spread(layer.field.rows, values.shape[0], IMAGE_SHAPE[0])  # (28, H)
    columns = _spread(layer.field.columns, values.shape[1], IMAGE_SHAPE[1])  # (28, W)
    laid: NDArray[np.float32] = (rows @ values @ columns.T).astype(np.float32)
    return laid


def _spread(field: AxisField, cells: int, size: int) -> NDArray[np.float64]:
    """Returns the share of each cell in each pixel, (size, cells): linear between the centres of their fields."""
    centres = field.start + np.arange(cells) * field.jump
    return np.stack([np.interp(np.arange(size), centres, row) for row in np.eye(cells)], axis=1)
