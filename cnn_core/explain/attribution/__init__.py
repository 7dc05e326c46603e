"""Methods that say which pixels an answer rests on, one a file, each with its paper; `methods.py` names them."""
