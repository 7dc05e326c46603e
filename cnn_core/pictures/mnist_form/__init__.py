"""How a picture comes to MNIST's form, in steps that are shown and can be left out.

First a sheet that lies on something else (`sheet.py`), and ink that differs in colour alone (`ink_color.py`). Then
light, ink and polarity (`ground.py`), ruled lines (`ruled_lines.py`), frame, specks and one digit of several
(`pieces.py`), then cut, size and centre (`form.py`). `likeness.py` doubts what looks like no digit.
`canvas.py` does all of it at once for what was drawn on our own canvas.
"""
