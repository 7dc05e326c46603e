"""Random choices of an operation, few of them in common use, and arrays that fit them."""


def random_choices(random, *, longest_side=14):
    """Returns an image's size, a kernel's size that fits it, and strides, padding and dilation as arguments."""
    while True:
        size = random.choice([side for side in (1, 2, 3, 5, 8, 11, 14) if side <= longest_side], 2).tolist()
        kernel_size = random.integers(1, 7, 2).tolist()
        dilation_rate = random.choice([1, 1, 2, 3], 2).tolist()
        widths = random.integers(0, 5, (2, 2)).tolist()
        padding = ["valid", "same", widths][random.integers(3)]
        spans = [(k - 1) * d + 1 for k, d in zip(kernel_size, dilation_rate, strict=True)]
        padded = [
            side + sum(width) if padding == widths else side for side, width in zip(size, widths, strict=True)
        ]
        if padding == "same" or all(span <= side for span, side in zip(spans, padded, strict=True)):
            break
    strides = random.integers(1, 7, 2).tolist()
    return size, kernel_size, {"strides": strides, "padding": padding, "dilation_rate": dilation_rate}


def whole_numbers(random, *shape):
    """Returns small whole numbers, none of them 0: sums of these and of their products are exact."""
    return random.integers(1, 9, shape) * random.choice([-1, 1], shape)


def for_tensorflow(padding):
    """Returns padding as `tf.nn` takes it."""
    return padding.upper() if isinstance(padding, str) else [(0, 0), *padding, (0, 0)]
