"""What the Dockerfile and compose.yaml say, read without a Docker engine."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, as (word, the rest on one line)."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#")).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    return found[max(at for at, (word, _) in enumerate(found) if word == "FROM") :]


def only(word: str) -> str:
    """What stands behind a word that the last stage has once."""
    (rest,) = (rest for found, rest in last_stage() if found == word)
    return rest


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in only("ENV").split())


def compose() -> dict[str, str | list[str]]:
    """The service of compose.yaml: `key: value` or a list of items; what is nested is under `key.inner`."""
    service: dict[str, str | list[str]] = {}
    key = ""
    for line in (ROOT / "compose.yaml").read_text("utf-8").partition("  convscope:\n")[2].splitlines():
        words = re.sub(r"(^|\s)#.*", "", line).strip()
        depth = len(line) - len(line.lstrip())
        if not words:
            continue
        if depth < 4:
            break
        name, _, value = words.partition(": ")
        if words.startswith("- "):
            service[key] = [*(service[key] or []), words.removeprefix("- ").strip('"')]
        elif depth == 4:
            key = name.removesuffix(":")
            service[key] = value
        else:
            service[f"{key}.{name}"] = value
    return service
