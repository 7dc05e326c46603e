"""Lessons: steps on the app's real pages, each opened in its state, with a sentence and perhaps a question.

| file | what is in it |
|---|---|
| `lesson.py` | what a lesson is: steps, questions, exits |
| `checks.py` | how an answer is judged: a number that was typed, a state that was reached, a pinned pixel |
| `asked.py` | the numbers that a lesson may ask for, computed from the operation that its file describes |
| `asked_of_logits.py` | those of logits: a probability, a loss |
| `asked_of_steps.py` | those of a training step: a gradient, a new weight, the loss after it |
| `asked_of_nets.py` | those of a net on paper: parameters, sizes, what a cell sees, steps of a training |
| `answered.py` | how a net's answer to the learner's digit is judged |
| `built.py` | how a net is judged that was built on a page |
| `reading.py` | how a lesson is read from its file, and all that is wrong in one |

A lesson is data (`docs/lessons.md` describes it): one file holds states and checks, and one a language the
sentences. No answer stands in it: the number that is right and those of the usual mistakes are computed when it is
read. Which pages there are, and what their addresses may hold, is not known here: who reads a lesson says so.
"""
