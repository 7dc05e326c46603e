"""What a convolution or a pooling computes, number by number: NumPy alone, held against TensorFlow by its tests."""
