"""What is kept of trained nets on the disk.

- An entry (`store.py`) is one net's final weights and its answers to the held-out digits. It is written to a
  temporary file, flushed and renamed, and its checksum is verified when it is read; what fails is set aside,
  said, and trained again. The two-block net comes with the project (`cnn_core/weights`, made by `make
  weights`).
- A moment (`moments.py`) is half-precision weights with the accuracy at one step. A training's moments lie in a
  folder beside the net: dense at first, each gap half as long again as the one before, then at epochs.
- A checkpoint (`checkpoint.py`) is all that a training needs to go on. There is one at each epoch's end, on a
  pause and on a cancel.
- A name (`names.py`) is what somebody calls a net, in a small file beside it.
- A short link (`links.py`) is a state of a page under a name of six characters, until it ends or is withdrawn.
- The newest weights reach a watcher through a file in memory (`handover.py`), written four times a second while
  somebody asks for them, and not at all otherwise.

A net is trained under a lock file (`locks.py`), so that servers that share a store train it once. What the store
cannot take lies in a spare folder while the server lives (`owned_folder.py`). `room.py` says what goes first when
there is too much, and `damage.py` what becomes of a file that is not what was written.
"""
