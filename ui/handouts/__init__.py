"""Lessons and the course on paper: pages to print, with figures that are drawn and not photographed.

| file | what is in it |
|---|---|
| `stated.py` | what a page's address says of an operation, read without the page |
| `figures.py` | the figure of a step: what its page would show in its state |
| `sheet.py` | a lesson and the whole course as HTML; answers at the end, for a teacher alone |
| `prose.py` | the Markdown of the course's texts as HTML |
| `paper.css` | how it is printed |

A handout shows what a page shows while the question is open, and no more: a step's `state` is chosen by its author
so that the answer is not seen. What is seen when it was answered (`seen`) stands among the answers.
"""
