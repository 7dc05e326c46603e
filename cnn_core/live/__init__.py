"""What the live pages ask of a worker, and the frames of bytes that answer them.

A page's message is a JSON header and a bitmap (`messages.py`); its `kind` tells which page sent it, and what both
pages say of the digit is read by `hand.py`. A frame holds all that is in view: `lab.py` makes that of the MNIST
and Training pages, `why.py` that of the page that says why, to which each of its views adds from a file of its own
(`why_net.py` and so on). While the digit moves, maps are shares of their scale in one byte a cell (`shares.py`);
at rest they are the exact float32 values. Frames of the lab that wait together are computed together.
"""
