"""What lies beyond the edge: kinds of borders, PyTorch's padding, which paddings keep the size, and repetition."""
