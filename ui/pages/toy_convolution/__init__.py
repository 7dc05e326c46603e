"""The page of the toy convolution.

The script only says what the page shows; the badge (`ui/badge`) asks a route for the comparison with TensorFlow
when the page has been at rest for a moment (`compared.py`). Of a page, only the newest operation is compared.
"""
