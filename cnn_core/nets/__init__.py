"""A net on paper: its layers, its recipe, its name in an address; no weights and no TensorFlow."""
