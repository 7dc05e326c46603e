#: logits
#: needs

import numpy as np
import tensorflow as tf

three = np.array([[2.0, 1.0, 0.0]], "float32")
print("softmax", tf.nn.softmax(three).numpy().round(3).tolist())

label = np.array([0])
logits = np.array([[0.0, 200.0]], "float32")
loss = tf.keras.losses.SparseCategoricalCrossentropy
print("from logits", loss(from_logits=True)(label, logits).numpy())
print("without", loss()(label, tf.nn.softmax(logits)).numpy())

seven = np.zeros((1, 7, 7, 1), "float32")
for padding in ("valid", "same"):
    pool = tf.keras.layers.MaxPooling2D(2, padding=padding)
    print(padding, pool(seven).shape)
