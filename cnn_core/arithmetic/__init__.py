"""What a convolution or a pooling computes, number by number: NumPy alone, no tensor and no model.

`geometry.py` knows where windows go; `convolution.py`, `depthwise.py`, `transposed.py` and `pooling.py` know
what they add up to. The tests hold them against TensorFlow over thousands of random cases, and against a plain
loop where TensorFlow refuses or errs. What made this cell, where does this pixel go, what does this weight
touch: each answer is one selection from the same table of who meets whom along an axis (`links.py`,
`tracing.py`). A transposed convolution has the geometry of the convolution that it goes backwards.

`backward.py` goes the way back: from the gradient of an output to that of each weight, product by product. A
gradient begins with a loss (`losses.py`). `softmax.py` makes probabilities of logits, for the nets and for a lesson
that asks for them.
"""
