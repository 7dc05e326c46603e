"""How a picture comes to MNIST's form, in steps that are shown and can be left out.

Light, ink and polarity (`ground.py`), ruled lines (`ruled_lines.py`), frame, specks and one digit of several
(`pieces.py`), then cut, size and centre (`form.py`). `likeness.py` doubts what looks like no digit. `canvas.py`
does all of it at once for what was drawn on our own canvas.
"""
