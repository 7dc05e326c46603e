"""A net on paper: its layers, its recipe, its name; no weights and no TensorFlow.

`ModelSpec`, `Recipe` and `TrainingSpec` are frozen, hashable values. A `TrainingSpec` (model, recipe, seed)
names one set of weights for good. A choice that a spec gains later is left out of its record while it is at its
default (`record.py`), so that what was trained stays trained.

`ModelSpec` checks every choice, that each kernel fits what it reads, and that two cores can train it; its
sentence names the layer. Shapes, parameters, multiply-adds and receptive fields are arithmetic, held against
Keras over random nets, so that a page shows them while one types. A layer's `is_signed` decides on its colours
before a value is known: a scale that changed its kind with the digit would flicker.
"""
