# 숫자 그림에 무작위 필터 5개를 놓습니다.
# 필요한 것: pip install tensorflow

import tensorflow as tf

try:  # Convscope에는 숫자 그림 10,000장이 들어 있어 인터넷이 필요 없습니다
    from cnn_core import load_digits

    x_test = load_digits().held_out_images
except ImportError:  # Convscope가 없으면 Keras가 70,000장을 모두 한 번 내려받습니다
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
