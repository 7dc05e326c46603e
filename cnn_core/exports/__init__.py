"""What is taken along: programs that run alone, and files of numbers and pictures.

A program holds its arrays, as lists where they can be read and else packed (`source_text.py`). It knows nothing of
`cnn_core`; the tests run every one and compare.
"""
