#: three_block
#: needs

import tensorflow as tf
from tensorflow.keras import layers

try:  #: digits
    from cnn_core import load_digits

    digits = load_digits()
    x, y = digits.train_images, digits.train_labels
    x_test, y_test = digits.held_out_images, digits.held_out_labels
except ImportError:  #: loaded
    (x, y), (x_test, y_test) = tf.keras.datasets.mnist.load_data()


def conv(filters, strides, name):
    return layers.Conv2D(
        filters,
        kernel_size=3,
        strides=strides,
        padding="same",
        activation="relu",
        use_bias=False,
        kernel_initializer=tf.keras.initializers.RandomNormal(stddev=0.01),
        name=name,
    )


def pool(name):
    return layers.MaxPooling2D(2, padding="same", name=name)


stack = [
    tf.keras.Input((784,)),
    layers.Reshape((28, 28, 1), name="image"),
    conv(32, 1, "conv1"),
    pool("pool1"),
    conv(64, 1, "conv2"),
    pool("pool2"),
    conv(128, 1, "conv3"),
    pool("pool3"),
    layers.Flatten(name="flatten"),
    layers.Dense(625, activation="relu", name="dense1"),
    layers.Dense(10, name="logits"),
]
model = tf.keras.Sequential(stack)
for layer in model.layers:
    print(layer.name, layer.output.shape, layer.count_params())

model.compile(
    optimizer=tf.keras.optimizers.Adam(1e-3),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
x, x_test = (each.reshape(-1, 784) / 255.0 for each in (x, x_test))
model.fit(
    x,
    y,
    batch_size=128,
    epochs=1,
    validation_data=(x_test, y_test),
    verbose=2,
)

probabilities = tf.nn.softmax(model(x_test[3:4]))[0].numpy()
print("answer", probabilities.argmax(), "label", y_test[3])
