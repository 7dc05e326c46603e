"""What the operator of the app may choose, each by one environment variable with a documented default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from cnn_core.errors import SettingsError
from cnn_core.text import t

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_RANGES = {
    "port": (1, 65_535),
    "store_bytes": (1_000_000, 10**15),
    "snapshot_bytes": (1_000_000, 10**15),
    "picture_bytes": (1_000, 10**9),
    "picture_pixels": (1_000, 10**9),
    "workers": (1, 64),
    "threads": (1, 64),
    "trainings": (1, 1_000),
    "trainings_each": (1, 1_000),
    "sockets": (1, 100_000),
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process, read once from the environment: `CONVSCOPE_` and the name in capitals.

    Attributes:
        address: Where the server listens; 0.0.0.0 lets a class in.
        port: On which port.
        cache: The folder that holds trained models; by default `convscope` in the user's cache directory.
        store_bytes: How much of the disk trained models may take; the oldest go first, the shipped never.
        snapshot_bytes: How much of the disk the moments of trainings may take; the oldest training's go first.
        picture_bytes: The largest picture file that is opened.
        picture_pixels: The largest picture that is decoded.
        workers: How many processes answer model calls; one answers some hundred pictures a second. Of several one
            answers strokes alone, so that no other call holds these up, and takes the place of one that dies.
        threads: TensorFlow's threads in each of them; 1 is the fastest for single pictures.
        train_at_start: The nets that the server trains when the store lacks them, separated by commas, as
            `net/recipe`; by default every net of the MNIST page, the default recipes first. What starts the
            server checks them (`cnn_core.nets.course.check_names`).
        trainings: How many trainings may wait or be under way at once; a paused one does neither.
        trainings_each: How many of them may be one browser's.
        sockets: How many live pages may be open at once.
        log_level: One of `LOG_LEVELS`.
    """

    address: str = "127.0.0.1"
    port: int = 8501
    cache: Path
    store_bytes: int = 1_000_000_000
    snapshot_bytes: int = 1_000_000_000
    picture_bytes: int = 20_000_000
    picture_pixels: int = 50_000_000
    workers: int = 2
    threads: int = 1
    train_at_start: tuple[str, ...] = (
        "two_block/default",
        "three_block/default",
        "two_block/notebook",
        "three_block/notebook",
    )
    trainings: int = 8
    trainings_each: int = 3
    sockets: int = 200
    log_level: str = "INFO"


def variable_of(name: str) -> str:
    """Returns the environment variable of a setting."""
    return f"CONVSCOPE_{name.upper()}"


VARIABLES = tuple(variable_of(field.name) for field in fields(Settings))


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Reads the settings from an environment.

    Raises:
        SettingsError: A variable holds a value that is not allowed.
    """
    came = {field.name: environment.get(variable_of(field.name)) for field in fields(Settings)}
    chosen: dict[str, object] = {
        name: _whole_number(name, text) for name in _RANGES if (text := came[name]) is not None
    }
    cache = came["cache"]
    chosen["cache"] = Path(cache).expanduser() if cache else _user_cache(environment) / "convscope"
    if address := came["address"]:
        chosen["address"] = address
    if level := came["log_level"]:
        if level.upper() not in LOG_LEVELS:
            raise SettingsError(t("settings.level", came=level, allowed=", ".join(LOG_LEVELS)))
        chosen["log_level"] = level.upper()
    if (nets := came["train_at_start"]) is not None:
        chosen["train_at_start"] = tuple(part.strip() for part in nets.split(",") if part.strip())
    return Settings(**chosen)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Returns the settings of this process."""
    return read_settings(os.environ)


def _user_cache(environment: Mapping[str, str]) -> Path:
    folder = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA")
    return Path(folder) if folder else Path.home() / ".cache"


def _whole_number(name: str, text: str) -> int:
    least, most = _RANGES[name]
    digits = text.strip().replace("_", "")
    if digits.isascii() and digits.isdecimal() and len(digits) < 20 and least <= int(digits) <= most:
        return int(digits)
    raise SettingsError(t("settings.number", variable=variable_of(name), came=text, least=least, most=most))
