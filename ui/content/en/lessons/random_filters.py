# Five random filters on a digit.
# It needs: pip install tensorflow

import tensorflow as tf

try:  # Convscope has 10,000 digits with it and needs no network
    from cnn_core import load_digits

    x_test = load_digits().held_out_images
except ImportError:  # without Convscope, Keras loads all 70,000 once
    _, (x_test, _) = tf.keras.datasets.mnist.load_data()

digit = x_test[:1, :, :, None] / 255.0

conv = tf.keras.layers.Conv2D(
    filters=5,
    kernel_size=3,
    strides=2,
    padding="same",
    activation="relu",
    use_bias=False,
    kernel_initializer=tf.keras.initializers.RandomNormal(stddev=0.01),
)
maps = conv(digit)
print("conv1", maps.shape, conv.count_params())
