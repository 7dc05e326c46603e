"""What the operator of the app may choose, each by one environment variable with a documented default."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path

from cnn_core.errors import SettingsError
from cnn_core.text import languages, t

LEAST_KEY = 8
"""Characters of a teacher's key, which could be guessed otherwise."""
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_RANGES = {
    "port": (1, 65_535),
    "store_bytes": (1_000_000, 10**15),
    "snapshot_bytes": (1_000_000, 10**15),
    "links": (1, 100_000),
    "links_each": (1, 10_000),
    "link_bytes": (10_000, 10**12),
    "link_days": (1, 36_500),
    "picture_bytes": (1_000, 10**9),
    "picture_pixels": (1_000, 10**9),
    "workers": (1, 64),
    "threads": (1, 64),
    "training_threads": (1, 64),
    "trainings": (1, 1_000),
    "trainings_each": (1, 1_000),
    "sockets": (1, 100_000),
    "sockets_per_address": (1, 100_000),
    "sockets_per_client": (1, 100_000),
}
_HOST = r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?"
_PLACES = {
    "hosts": (re.compile(_HOST), "class.example"),
    "embedders": (re.compile(rf"self|none|https?://{_HOST}"), "https://school.example"),
    "proxies": (re.compile(r"[0-9a-f.:/]+"), "10.0.0.1"),
}
"""How each part of a setting is written: what becomes a header or a rule of the gate holds nothing else."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process, read once from the environment: `CONVSCOPE_` and the name in capitals.

    Attributes:
        address: Where the server listens; 0.0.0.0 lets a class in.
        port: On which port.
        cache: The folder that holds trained models; by default `convscope` in the user's cache directory.
        store_bytes: How much of the disk trained models and checkpoints may take; checkpoints that no run needs go
            first, then the oldest models, the shipped never.
        snapshot_bytes: How much of the disk the moments of trainings may take; the oldest training's go first.
        links: How many short links may be kept.
        links_each: How many of them may be one browser's.
        link_bytes: How much of the disk they may take.
        link_days: How long each of them opens.
        picture_bytes: The largest picture file that is opened.
        picture_pixels: The largest picture that is decoded.
        workers: How many processes answer model calls; one answers some hundred pictures a second. Of several one
            answers strokes alone, so that no other call holds these up, and takes the place of one that dies.
        threads: TensorFlow's threads in each of them; 1 is the fastest for single pictures.
        training_threads: TensorFlow's threads in a training, whatever cores there are: their number is in the last
            bits of the weights, so that one number gives the same net on every machine.
        train_at_start: The nets that the server trains when the store lacks them, separated by commas, as
            `net/recipe`; by default every net of the MNIST page, the default recipes first. What starts the
            server checks them (`cnn_core.nets.course.check_names`).
        trainings: How many trainings may wait or be under way at once; a paused one does neither.
        trainings_each: How many of them may be one browser's.
        hosts: The names by which browsers may reach the app, beside literal addresses, `localhost` and the
            machine's own: each a name, or a name with its port. The pages of these names may open sockets too.
        embedders: Which sites may show the app in a frame: `self`, `none`, or origins such as
            `https://school.example`.
        proxies: The addresses or networks of the proxies before the app; what they say of a client's address and
            scheme counts.
        certificate: A file with the server's certificate, to serve by https without a proxy.
        key: The file with its key.
        lessons: A folder with a teacher's own lessons (`docs/lessons.md`), which the Course page offers too.
        teacher_key: What opens all steps of all lessons, with their answers, to who gives it on the Course page.
        language: Of those who have not chosen one, such as `ko`; by default their browser's preference.
        sockets: How many sockets may be open at once, Streamlit's among them; a page has two or three.
        sockets_per_address: How many of them one address may have; a school is one address.
        sockets_per_client: How many of them one browser may have.
        log_level: One of `LOG_LEVELS`.
    """

    address: str = "127.0.0.1"
    port: int = 8501
    cache: Path
    store_bytes: int = 1_000_000_000
    snapshot_bytes: int = 1_000_000_000
    links: int = 10_000
    links_each: int = 30
    link_bytes: int = 200_000_000
    link_days: int = 180
    picture_bytes: int = 20_000_000
    picture_pixels: int = 50_000_000
    workers: int = 2
    threads: int = 1
    training_threads: int = 2
    train_at_start: tuple[str, ...] = (
        "two_block/default",
        "three_block/default",
        "two_block/notebook",
        "three_block/notebook",
    )
    trainings: int = 8
    trainings_each: int = 3
    hosts: tuple[str, ...] = ()
    embedders: tuple[str, ...] = ("self",)
    proxies: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    lessons: Path | None = None
    teacher_key: str | None = None
    language: str | None = None
    sockets: int = 1_000
    sockets_per_address: int = 400
    sockets_per_client: int = 64
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
        chosen["train_at_start"] = _parts(nets)
    chosen |= _places(came)
    if folder := came["lessons"]:
        chosen["lessons"] = Path(folder).expanduser()
        if not Path(folder).expanduser().is_dir():
            raise SettingsError(t("settings.folder", variable=variable_of("lessons"), came=folder))
    if key := came["teacher_key"]:
        if len(key) < LEAST_KEY:
            raise SettingsError(t("settings.teacher_key", variable=variable_of("teacher_key"), least=LEAST_KEY))
        chosen["teacher_key"] = key
    if code := came["language"]:
        if code.lower() not in languages():
            raise SettingsError(t("settings.language", came=code, allowed=", ".join(languages())))
        chosen["language"] = code.lower()
    return Settings(**chosen)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Returns the settings of this process."""
    return read_settings(os.environ)


def _places(came: Mapping[str, str | None]) -> dict[str, object]:
    """Reads who may come, and by which way."""
    chosen: dict[str, object] = {}
    for name, (pattern, example) in _PLACES.items():
        if text := came[name]:
            parts = chosen[name] = _parts(text.lower())
            for part in parts:
                if not pattern.fullmatch(part):
                    raise SettingsError(t("settings.place", variable=variable_of(name), came=part, example=example))
    for part in _parts(came["proxies"] or ""):
        try:
            ip_network(part)
        except ValueError as error:
            raise SettingsError(t("settings.proxy", variable=variable_of("proxies"), came=part)) from error
    files = {name: Path(text).expanduser() for name in ("certificate", "key") if (text := came[name])}
    for name, file in files.items():
        if not file.is_file():
            raise SettingsError(t("settings.file", variable=variable_of(name), came=file))
    if len(files) == 1:
        raise SettingsError(t("settings.certificate", one=variable_of("certificate"), other=variable_of("key")))
    return chosen | files


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _user_cache(environment: Mapping[str, str]) -> Path:
    folder = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA")
    return Path(folder) if folder else Path.home() / ".cache"


def _whole_number(name: str, text: str) -> int:
    least, most = _RANGES[name]
    digits = text.strip().replace("_", "")
    if digits.isascii() and digits.isdecimal() and len(digits) < 20 and least <= int(digits) <= most:
        return int(digits)
    raise SettingsError(t("settings.number", variable=variable_of(name), came=text, least=least, most=most))
