"""The start page: a canvas that answers at once, and the way to all other pages."""
