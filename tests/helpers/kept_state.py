"""What users held before the house was rebuilt: links, the store's names and a filled store.

The store's names hold the versions of TensorFlow and Keras. Where others are installed than those that the
store was filled with, its files are copied under the names that these versions give: the same spec and the same
data then have to lead to the same file.
"""

import hashlib
import importlib.metadata
import json
import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "fixtures" / "before_the_house"
FILLED = 1_700_000_000
"""When the copied store seems to have been filled, in seconds since 1970: git keeps no times."""


@lru_cache(maxsize=1)
def recorded() -> dict[str, Any]:
    """Returns `made_with`, what goes into each name beside the spec, and `keys`: each net's text, entry, spec."""
    read: dict[str, Any] = json.loads((FOLDER / "store_keys.json").read_text("utf-8"))
    return read


@lru_cache(maxsize=1)
def links() -> dict[str, dict[str, Any]]:
    """Returns each link's `address` and what its page `shows`, by the link's name."""
    read: dict[str, dict[str, Any]] = json.loads((FOLDER / "links.json").read_text("utf-8"))
    return read


def entry_now(key: dict[str, Any]) -> str:
    """Returns the name of a recorded entry under the installed versions, without the project's code."""
    versions = {name: importlib.metadata.version(name) for name in ("tensorflow", "keras")}
    stem = key["entry"].rpartition("-")[0]
    return f"{stem}-{_hash(key['spec'], recorded()['made_with'] | versions)}"


def entry_then(key: dict[str, Any]) -> str:
    """Returns the name under the recorded versions, reckoned likewise."""
    return f"{key['entry'].rpartition('-')[0]}-{_hash(key['spec'], recorded()['made_with'])}"


def copy_store(folder: Path) -> Path:
    """Copies the filled store into an empty folder, which `CONVSCOPE_CACHE` may name, and returns the folder."""
    renamed = {entry_then(key)[-16:]: entry_now(key)[-16:] for key in recorded()["keys"]}
    for index, path in enumerate(sorted((FOLDER / "store").rglob("*"))):
        name = path.relative_to(FOLDER / "store").as_posix()
        for then, now in renamed.items():
            name = name.replace(then, now)
        if path.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name)
            os.utime(folder / name, (FILLED + index, FILLED + index))
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Returns a checksum of every file of a folder, by its path: what changes when something is trained."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _hash(spec: object, made_with: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps({"spec": spec, **made_with}, sort_keys=True).encode()).hexdigest()[:16]
