#: convolution
#: needs

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

image = np.arange(1, 10, dtype="float32").reshape(1, 3, 3, 1)

for padding in ("valid", "same"):
    conv = layers.Conv2D(
        filters=1,
        kernel_size=2,
        padding=padding,
        use_bias=False,
        kernel_initializer="ones",
    )
    print(padding, conv(image).numpy()[0, :, :, 0].tolist())

conv = layers.Conv2D(
    filters=3,
    kernel_size=2,
    padding="same",
    use_bias=False,
    kernel_initializer=tf.keras.initializers.Constant([1, 10, -1]),
)
output = conv(image).numpy()
print(conv.kernel.shape, output.shape)
for channel in range(3):
    print(output[0, :, :, channel].tolist())
