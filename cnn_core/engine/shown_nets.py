"""Which nets pages show that nobody has trained yet, such as one that waits for its training to be started."""

import threading
from collections import OrderedDict

from cnn_core.nets.course import TrainingSpec

MOST_SHOWN = 200
"""Pages that show a net at once; the net that was shown least lately makes room."""


class ShownNets:
    """The nets that pages showed lately; safe to be used by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._nets: OrderedDict[TrainingSpec, None] = OrderedDict()

    def add(self, net: TrainingSpec) -> None:
        """Takes a net that a page shows now."""
        with self._lock:
            self._nets[net] = None
            self._nets.move_to_end(net)
            while len(self._nets) > MOST_SHOWN:
                self._nets.popitem(last=False)

    def __contains__(self, net: TrainingSpec) -> bool:
        """Whether a page showed a net lately."""
        with self._lock:
            return net in self._nets
