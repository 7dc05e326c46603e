"""A net in Keras: built, opened once in a process, asked for its layers, measured, compared.

`inspection.py` compiles one function a net that returns every layer's activations and the logits; no page calls
a layer by itself. A net is built once in a process, and what is compiled of it comes and goes with it
(`opened.py`). A net as it was at a step of its training is the same function with other weights in it
(`past.py`), so that a step of the scrubber compiles nothing.
"""
