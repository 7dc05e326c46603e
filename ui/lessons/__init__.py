"""Lessons on the app's real pages, and the tour, which is one without questions.

| file | what is in it |
|---|---|
| `library.py` | which lessons there are, and how one is read from its files |
| `walking.py` | where the visitor is: in the session and in the address, `tour=name.number` or `…seen` |
| `answers.py` | what the bar asks the server, and what it is answered |
| `bar/` | the component at the window's lower edge: the sentence, the question, the verdict, the way on |

What a lesson is, and how an answer is judged, is in `cnn_core.lessons`. States and checks lie in
`content/lessons/NAME.toml`, the sentences in `content/<language>/lessons/NAME.toml`; a teacher's own lie in the
folder that a setting names (`docs/lessons.md`). `/tour?tour=NAME` is a lesson's link, `/tour?tour=NAME.3` that of a
step; the address keeps the name of the time when there was the tour alone. That page only opens the step, so that
each is read from its address, also where it is on the same page as the one before.

What the learner does is read from the page's address, which holds every choice, and sooner from components that say
what the address will be (`ui/scripts/address_ahead.js`). The bar sends it to a route, so that no script runs for an
answer. Where a net is to answer, the route asks the engine about the digit that the address describes
(`net_answers.py`); of a drawing the bar sends the pixels. What was tried is kept in the browser
(`ui/scripts/lessons_kept.js`), and nowhere else.
"""
