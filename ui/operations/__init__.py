"""The operation of the convolution pages: what is chosen, and what is computed from it.

`ChosenOperation` holds spec, image, kernel and bias as hashable choices, from which everything is computed. A
choice is kept in the session and in the address whether its widget is shown or not, and leaves the address
where it has no effect. A picture of one's own stands there too, scaled down and packed; what is unpacked from
it is the picture, for its owner as well, so that a link shows the same numbers.
"""
