"""Who is let in: what is judged of each request and socket before Streamlit, or a route of ours, sees it.

`gate.py` is the middleware. It asks by which name and from whose page a request comes (`names.py`) and how many
sockets are open (`crowd.py`), puts the headers on every answer (`headers.py`), and says a refusal where its reader
looks: on the page, in the socket, in a line of text (`refusals.py`, `stream.py`). `descriptors.py` makes room for
many sockets when the server starts.

Streamlit judges origins itself, but asks an outside host for this machine's address when it does not know one, and
waits for the answer with everybody. So it never gets to see an origin that is not its own.
"""
