#: backward
#: needs

import numpy as np
import tensorflow as tf

image = np.arange(1, 10, dtype="float32").reshape(3, 3)
kernel = np.ones((2, 2), "float32")
target = np.array([[9, 12], [18, 21]], "float32")
rate = 0.001


def convolve(kernel):
    output = np.zeros((2, 2), "float32")
    for row in range(2):
        for column in range(2):
            window = image[row : row + 2, column : column + 2]
            output[row, column] = (window * kernel).sum()
    return output


difference = convolve(kernel) - target
print("loss", (difference**2).sum())

at_output = 2 * difference
gradient = np.zeros((2, 2), "float32")
for row in range(2):
    for column in range(2):  #: meets
        met = image[row : row + 2, column : column + 2]
        gradient[row, column] = (met * at_output).sum()
print("gradient", gradient.tolist())

new = kernel - rate * gradient
print("loss after", ((convolve(new) - target) ** 2).sum())

weights = tf.Variable(kernel.reshape(2, 2, 1, 1))
with tf.GradientTape() as tape:
    output = tf.nn.conv2d(image.reshape(1, 3, 3, 1), weights, 1, "VALID")
    loss = tf.reduce_sum((output[0, :, :, 0] - target) ** 2)
print("TensorFlow", tape.gradient(loss, weights).numpy()[:, :, 0, 0].tolist())
