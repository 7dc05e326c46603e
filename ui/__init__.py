"""What the pages are made of: Streamlit components, shared access to the engine, and the texts."""

from pathlib import Path

from cnn_core.text import DEFAULT_LANGUAGE, add_catalogues, language

CONTENT = Path(__file__).parent / "content"

add_catalogues(CONTENT)


def prose(name: str) -> str:
    """Returns a teaching text, `content/<language>/<name>.md`, in English where the language lacks it.

    Args:
        name: The file's name without its ending.
    """
    for code in (language.get(), DEFAULT_LANGUAGE):
        file = CONTENT / code / f"{name}.md"
        if file.is_file():
            return file.read_text("utf-8")
    raise FileNotFoundError(name)
