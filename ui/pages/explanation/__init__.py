"""The page that says why a net answers so.

Its component (`why`) talks over the live page's socket. The browser owns selection, switches and class, and
tells the script of them after the picture, in one value; the script shows below what there is to know of what
is selected. Which channels are shown is settled when the digit rests and stays while it moves, so that nothing
jumps under the pointer. Each method of the strokes has a scale of its own, since their units differ.
"""
