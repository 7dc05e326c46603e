"""How many sockets are open: in all, of each address and of each browser.

One browser cannot shut out the others, and one address cannot shut out all others. A school is one address, so that
an address may have many.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cnn_core.text import t
from ui.gate.refusals import FULL, Refusal


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many sockets may be open.

    Attributes:
        in_all: By everybody.
        per_address: From one address.
        per_client: By one browser.
    """

    in_all: int
    per_address: int
    per_client: int


class Crowd:
    """The sockets that are open. Touched by the event loop's thread alone.

    Args:
        limits: How many there may be.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._of_address: Counter[str] = Counter()
        self._of_client: Counter[str] = Counter()

    def refusal_of(self, owner: str, address: str) -> Refusal | None:
        """Returns why one more socket is not let in; None where it is.

        Args:
            owner: The browser's name; empty where it has none.
            address: Where it comes from. All that have no name count as one browser there.
        """
        limits = self._limits
        if self._of_client[client_name(owner, address)] >= limits.per_client:
            return Refusal(FULL, t("gate.full_client", most=limits.per_client))
        if self._of_address[address] >= limits.per_address:
            return Refusal(FULL, t("gate.full_address", most=limits.per_address))
        if self._of_address.total() >= limits.in_all:
            return Refusal(FULL, t("gate.full", most=limits.in_all))
        return None

    @contextmanager
    def one_more(self, owner: str, address: str) -> Iterator[None]:
        """Counts a socket while it is open."""
        counted = ((self._of_address, address), (self._of_client, client_name(owner, address)))
        for counter, key in counted:
            counter[key] += 1
        try:
            yield
        finally:
            for counter, key in counted:
                counter[key] -= 1
                if not counter[key]:
                    del counter[key]


def client_name(owner: str, address: str) -> str:
    """Returns what a browser is counted by.

    Args:
        owner: Its name; empty where it has none.
        address: Where it comes from. All that have no name count as one browser there.
    """
    return f"browser {owner}" if owner else f"address {address}"
