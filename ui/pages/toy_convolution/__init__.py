"""The page of the toy convolution.

The script only says what the page shows; the badge (`badge`) asks a route for the comparison with TensorFlow
when the page has been at rest for a moment. Of a page, only the newest operation is compared.
"""
