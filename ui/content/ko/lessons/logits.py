# 소프트맥스가 하는 일, 손실이 로짓을 원하는 까닭, 그리고 SAME은 올림한다는 것.
# 필요한 것: pip install tensorflow

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
