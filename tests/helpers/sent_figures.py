"""Figures as the browser gets them."""

import base64
import json

import numpy as np

CODES = {"f4": np.float32, "u1": np.uint8, "u2": np.uint16, "i4": np.int32}


def sent(figure):
    """What the browser gets."""
    return json.loads(figure.to_json())


def decoded(array):
    """A typed array as the browser unpacks it; anything else, such as a list, is refused."""
    flat = np.frombuffer(base64.b64decode(array["bdata"]), CODES[array["dtype"]])
    shape = array.get("shape", str(flat.size))
    return flat.reshape([int(length) for length in shape.split(",")])
