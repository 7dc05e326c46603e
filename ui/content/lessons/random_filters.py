#: random_filters
#: needs

import tensorflow as tf

try:  #: digits
    from cnn_core import load_digits

    x_test = load_digits().held_out_images
except ImportError:  #: loaded
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
