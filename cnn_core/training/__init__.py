"""How a net is trained, and what is kept of it meanwhile.

`TrainingLoop` (`loop.py`) takes one compiled step at a time and holds all that the next step depends on, so
that it can be stopped between any two. Around it, `train.py` asks after each step what others wish
(`wishes.py`: pause, cancel, a look), and `TrainingKeeper` (`keeper.py`) copies the weights and packs and writes
them in a thread of its own. What costs most is to measure a moment of the first epoch, on 100 digits.

A checkpoint is exact: variables, the counters of dropouts, the optimizer's state, the sums so far. The order of
the digits is drawn again from the seed, and augmentation draws by the step's number. So a training that goes on
ends, on one machine, at the very weights of an unbroken one; it says all the same that it went on.
"""
