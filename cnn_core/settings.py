"""What whoever runs the app may choose, each by one environment variable with a documented default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cnn_core.errors import SettingsError
from cnn_core.nets import NETS
from cnn_core.text import t


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process, read once from the environment.

    Attributes:
        cache: `CONVSCOPE_CACHE`, the folder that holds trained models; by default `convscope` in the user's
            cache directory.
        workers: `CONVSCOPE_WORKERS`, how many processes answer model calls; by default 1, which answers some
            hundred pictures a second.
        threads: `CONVSCOPE_THREADS`, TensorFlow's threads in each of them; by default 1, the fastest for
            single pictures.
        train_at_start: `CONVSCOPE_TRAIN_AT_START`, the nets that the server trains when the store lacks
            them, separated by commas, as `net/recipe`; by default every net of the MNIST page, the default
            recipes first.
    """

    cache: Path
    workers: int = 1
    threads: int = 1
    train_at_start: tuple[str, ...] = (
        "two_block/default",
        "three_block/default",
        "two_block/notebook",
        "three_block/notebook",
    )


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Reads the settings from an environment.

    Raises:
        SettingsError: A variable holds a value that is not allowed.
    """
    chosen: dict[str, object] = {}
    cache = environment.get("CONVSCOPE_CACHE")
    chosen["cache"] = Path(cache).expanduser() if cache else _user_cache(environment) / "convscope"
    for name, most in (("workers", 64), ("threads", 64)):
        text = environment.get(f"CONVSCOPE_{name.upper()}")
        if text is not None:
            chosen[name] = _whole_number(f"CONVSCOPE_{name.upper()}", text, most)
    nets = environment.get("CONVSCOPE_TRAIN_AT_START")
    if nets is not None:
        names = tuple(part.strip() for part in nets.split(",") if part.strip())
        if unknown := [name for name in names if name not in NETS]:
            raise SettingsError(t("settings.nets", came=", ".join(unknown), allowed=", ".join(NETS)))
        chosen["train_at_start"] = names
    return Settings(**chosen)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Returns the settings of this process."""
    return read_settings(os.environ)


def _user_cache(environment: Mapping[str, str]) -> Path:
    folder = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA")
    return Path(folder) if folder else Path.home() / ".cache"


def _whole_number(variable: str, text: str, most: int) -> int:
    if text.strip().isdecimal() and 1 <= int(text) <= most:
        return int(text)
    raise SettingsError(t("settings.number", variable=variable, came=text, most=most))
