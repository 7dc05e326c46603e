"""Pictures of strangers, read in a small process of its own, one at a time.

A file of 2 KB can hold 49 million pixels, which take a gigabyte on the way to the few that are wanted. In a process
of its own they cost a server nothing, and the memory is given back with the process. It has a bound of memory and
of time, and what it answers is arrays behind a JSON header, so that nothing in it can run code in the server.
"""
