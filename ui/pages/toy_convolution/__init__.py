"""The page of the toy convolution."""
