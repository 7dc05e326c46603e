"""The app's own routes beside Streamlit's: scripts, sockets of live pages and trainings, health, digits, links.

Strokes and trainings go over sockets, so that no script of a page runs for them (`live.py`, `runs.py`). What is
told of a training is made once a piece of news, however many browsers watch. plotly.js comes from the installed
package.
"""
