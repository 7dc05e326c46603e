"""Digits turned, scaled, slanted and shifted at random, inside a compiled training step."""

from typing import Any

import numpy as np

from cnn_core.backend import load_tensorflow


def random_affine(x: Any, number: Any) -> Any:
    """Turns (±10°), scales (±10 %), slants (±0.15) and shifts (±2 px) each digit at random.

    Args:
        x: A tensor (N, 28, 28, 1).
        number: Of the step: the same one gives the same chance.

    Returns:
        A tensor (N, 28, 28, 1).
    """
    tf = load_tensorflow()
    count = tf.shape(x)[0]
    spread = tf.constant([[np.pi / 18, 0.1, 0.15, 2.0, 2.0]], tf.float32)
    chance = tf.random.stateless_uniform((count, 5), (number, 1), -1.0, 1.0) * spread  # (batch, 5)
    turn, grow, slant, down, right = tf.unstack(chance, axis=1)
    cosine, sine = tf.cos(turn) / (1 + grow), tf.sin(turn) / (1 + grow)
    # output (column, row) -> input: rotation and scale, then slant, about the centre of mass (14, 14)
    a, b = cosine, slant * cosine - sine
    c, d = sine, slant * sine + cosine
    zero = tf.zeros_like(a)
    transforms = tf.stack(
        [a, b, 14 - 14 * a - 14 * b + right, c, d, 14 - 14 * c - 14 * d + down, zero, zero], axis=1
    )  # (batch, 8)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=x,
        transforms=transforms,
        output_shape=(28, 28),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )
