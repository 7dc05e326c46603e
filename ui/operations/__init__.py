"""The operation of the convolution pages: grids, presets, sources, and what carries it out."""
