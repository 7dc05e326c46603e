"""A tour: stops on the app's real pages, each opened in its state, with a sentence beside it that says what to do.

| file | what is in it |
|---|---|
| `reading.py` | what a tour is, and how one is read from its file |
| `walking.py` | where the visitor is on it: in the session and in the address, `tour=name.number` |
| `bar/` | the component at the window's lower edge: the sentence, the next stop, the end |

A tour is data: `content/<language>/tours/NAME.toml` for the project's own, `tours/NAME.toml` beside the store for
those that a teacher writes. `/tour?tour=NAME` is its link, and `/tour?tour=NAME.3` that of a stop. That page only
opens the stop, so that each stop is read from its address, also where it is on the same page as the one before.
"""
