"""Short links: a state of a page under a name of six characters, in a folder of the store.

A file's name holds all that is counted by: the link's name, whose it is and until when. So nothing is read to
count, and a copied store keeps its times. What is full refuses new links and keeps its promise to the old.
"""

import contextlib
import hashlib
import json
import logging
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cnn_core.errors import StoreError
from cnn_core.store import damage, locks
from cnn_core.text import t

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What names are made of: nothing that is taken for something else when it is read from a board."""
CHARACTERS = 6
SUFFIX = ".link"
DAY = 24 * 3600

_NAME = re.compile(f"[{LETTERS}]{{{CHARACTERS}}}")
_FILE = re.compile(rf"([{LETTERS}]{{{CHARACTERS}}})\.([0-9a-f]{{32}})\.([0-9]{{1,12}})")
_VERSION = 1

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class LinkedState:
    """What a link leads to.

    Attributes:
        page: The page's path in the app; empty for the start page.
        query: What stands in its address.
        held: What cannot or must not stand there, such as a photograph.
    """

    page: str
    query: tuple[tuple[str, str], ...] = ()
    held: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ShortLink:
    """A link that opens.

    Attributes:
        name: Its six characters.
        until: When it ends, in seconds since 1970.
    """

    name: str
    until: int


@dataclass(frozen=True)
class _Found:
    path: Path
    name: str
    owner: str
    until: int


class Links:
    """The short links of a folder. Safe to share between threads, and between servers.

    Args:
        folder: Where they lie.
        most: How many there may be.
        most_bytes: How much they may take.
        days: How long each opens.
        most_each: How many may be one owner's.
    """

    def __init__(self, folder: Path, *, most: int, most_bytes: int, days: int, most_each: int) -> None:
        self._folder = folder
        self._most = most
        self._most_bytes = most_bytes
        self._seconds = days * DAY
        self._most_each = most_each

    def make(self, state: LinkedState, *, owner: str) -> ShortLink:
        """Keeps a state and returns its link; an owner's link to the same state begins anew.

        Args:
            state: What the link leads to.
            owner: Who may withdraw it.

        Raises:
            StoreError: There are too many, or it cannot be written.
        """
        content, whose = _written(state), _hidden(owner)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with locks.locked(self._folder / f"links{locks.SUFFIX}"):
                return self._make(content, whose)
        except OSError as error:
            _log.warning("short link not kept in %s: %s", self._folder, error)
            raise StoreError(t("links.unwritable", reason=error.strerror or error)) from error

    def read(self, name: str) -> LinkedState | None:
        """Returns what a link leads to; None where there is none, or none any more.

        Args:
            name: As it was typed.
        """
        found = self._named(name)
        if found is None:
            return None
        try:
            content = found.path.read_bytes()
            with damage.reading_content():
                return _read(content)
        except damage.NotAsWritten as error:
            damage.set_aside(found.path, error)
        except OSError as error:
            _log.warning("short link %s cannot be read: %s", found.path, error)
        return None

    def own(self, owner: str) -> list[ShortLink]:
        """Returns an owner's links, the one that ends last first."""
        whose = _hidden(owner)
        own = [ShortLink(name=each.name, until=each.until) for each in self._valid() if each.owner == whose]
        return sorted(own, key=lambda link: (-link.until, link.name))

    def withdraw(self, name: str, *, owner: str) -> None:
        """Removes a link of an owner's; another's stays.

        Raises:
            StoreError: It cannot be removed.
        """
        found = self._named(name)
        if found is None or found.owner != _hidden(owner):
            return
        try:
            found.path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(t("links.unwritable", reason=error.strerror or error)) from error

    def tidy(self) -> None:
        """Removes what has ended, and what killed processes left."""
        now = time.time()
        for found in self._files():
            if found.until <= now:
                with contextlib.suppress(OSError):
                    found.path.unlink()
        for left in [*self._folder.glob("*.part"), *self._folder.glob(f"*{damage.SUFFIX}")]:
            with contextlib.suppress(OSError):
                if now - left.stat().st_mtime > DAY:
                    left.unlink()

    def _make(self, content: bytes, owner: str) -> ShortLink:
        self.tidy()
        found = list(self._valid())
        own = [each for each in found if each.owner == owner]
        until = int(time.time()) + self._seconds
        for each in own:
            with contextlib.suppress(OSError):
                if each.path.stat().st_size == len(content) and each.path.read_bytes() == content:
                    each.path.replace(self._path(each.name, owner, until))
                    return ShortLink(name=each.name, until=until)
        if len(own) >= self._most_each:
            raise StoreError(t("links.too_many_own", most=self._most_each))
        if len(found) >= self._most or self._bytes() + len(content) > self._most_bytes:
            _log.warning("no short link made: there are %d already, of %d bytes", len(found), self._bytes())
            raise StoreError(t("links.full"))
        taken = {each.name for each in found}
        name = next(each for each in _new_names() if each not in taken)
        path = self._path(name, owner, until)
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
        return ShortLink(name=name, until=until)

    def _named(self, name: str) -> _Found | None:
        plain = name.strip().lower()
        if not _NAME.fullmatch(plain):
            return None
        return next((each for each in self._valid(f"{plain}.*") if each.name == plain), None)

    def _valid(self, pattern: str = "*") -> Iterator[_Found]:
        now = time.time()
        return (each for each in self._files(pattern) if each.until > now)

    def _files(self, pattern: str = "*") -> Iterator[_Found]:
        for path in self._folder.glob(pattern + SUFFIX):
            if match := _FILE.fullmatch(path.stem):
                yield _Found(path, match[1], match[2], int(match[3]))

    def _bytes(self) -> int:
        total = 0
        for path in self._folder.glob("*"):
            with contextlib.suppress(OSError):
                total += path.stat().st_size
        return total

    def _path(self, name: str, owner: str, until: int) -> Path:
        return self._folder / f"{name}.{owner}.{until}{SUFFIX}"


def _new_names() -> Iterator[str]:
    while True:
        yield "".join(secrets.choice(LETTERS) for _ in range(CHARACTERS))


def _hidden(owner: str) -> str:
    """Returns what tells owners apart and gives nobody's name away, who could then act for them."""
    return hashlib.sha256(f"convscope link {owner}".encode()).hexdigest()[:32]


def _written(state: LinkedState) -> bytes:
    """Returns a state as a file: a checksum, a line that says what there is, and what is held, end to end."""
    said = {
        "version": _VERSION,
        "page": state.page,
        "query": state.query,
        "held": [[key, len(value)] for key, value in state.held],
    }
    content = json.dumps(said).encode() + b"\n" + b"".join(value for _, value in state.held)
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _read(file: bytes) -> LinkedState:
    checksum, _, content = file.partition(b"\n")
    if hashlib.sha256(content).hexdigest().encode() != checksum:
        raise damage.NotAsWritten(t("store.checksum"))
    line, _, rest = content.partition(b"\n")
    said = json.loads(line)
    held = []
    for key, size in said["held"]:
        held.append((str(key), rest[:size]))
        rest = rest[size:]
    query = tuple((str(key), str(value)) for key, value in said["query"])
    return LinkedState(page=str(said["page"]), query=query, held=tuple(held))
