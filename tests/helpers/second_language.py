"""A second language that a test makes up: the app has it where each folder of catalogues has one of it."""

from contextlib import contextmanager
from pathlib import Path

from cnn_core import text

CODE = "ko"
ROOT = Path(__file__).parents[2]


@contextmanager
def second_language(folder, sentences):
    """Has the app speak a second language; what it lacks is said in English.

    Args:
        folder: An empty one.
        sentences: By their keys, such as `"page.name"`.
    """
    before = text._folders[:]
    tables: dict[str, list[str]] = {}
    for key, said in sentences.items():
        subject, _, name = key.partition(".")
        tables.setdefault(subject, []).append(f'{name} = """{said}"""\n')
    for number, real in enumerate(before):
        place = folder / str(number)
        (place / CODE).mkdir(parents=True)
        (place / text.DEFAULT_LANGUAGE).symlink_to(real / text.DEFAULT_LANGUAGE)
        (place / CODE / "made_up.toml").touch()
        for subject, lines in tables.items():
            if (real / text.DEFAULT_LANGUAGE / f"{subject}.toml").exists():
                (place / CODE / f"{subject}.toml").write_text("".join(lines), "utf-8")
    text._folders[:] = [folder / str(number) for number in range(len(before))]
    text._sentences.cache_clear()
    try:
        yield
    finally:
        text._folders[:] = before
        text._sentences.cache_clear()


def script_with_second_language(folder, sentences):
    """Writes the app as a script of its own, with a second language, for `Server`; returns its path.

    Args:
        folder: An empty one.
        sentences: By their keys.
    """
    script = folder / "app.py"
    before = (
        "from pathlib import Path",
        "import ui",
        "from tests.helpers.second_language import second_language",
        f"both = second_language(Path({str(folder / 'languages')!r}), {sentences!r})",
        "both.__enter__()",
    )
    app = (ROOT / "app.py").read_text("utf-8")
    navigation = str(ROOT / "pages" / "navigation.py")
    script.write_text("\n".join((*before, app.replace('"pages/navigation.py"', repr(navigation)))), "utf-8")
    return script
