"""Take it along: a page's state as a link, a short link and a code, as programs, as a picture and as numbers.

One panel, at the same place on every page (`panel.py`). Nothing is made before it is asked for: the links and the
programs when somebody looks at them, the files when they are saved.
"""
