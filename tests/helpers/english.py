"""Which English stands in what a page says in Korean, beside names and code."""

import re

NAMES = {
    # products, methods, formats and units
    *("Convscope", "TensorFlow", "PyTorch", "Keras", "NumPy", "Python", "Streamlit", "MNIST", "LeNet", "Adam"),
    *("SGD", "RMSprop", "SmoothGrad", "Grad-CAM", "QR", "PNG", "SVG", "CSV", "NPZ", "JSON", "KB", "MB", "ms"),
    # what is written alike in every language: paddings, functions, keys
    *("VALID", "SAME", "ReLU", "ELU", "GELU", "SiLU", "tanh", "leaky", "ln", "max", "ceil", "floor", "out", "Esc"),
    # layers
    *("image", "flatten", "logits", "softmax", "keras"),
    # a language's own name
    "English",
}
"""Of words that no digit or sign of code is in; such a word is a name or code anyway."""
_NO_LANGUAGE = (
    r"\[[A-Z][\w\s]+\]\(https[^)]*\)"  # a paper
    r"|`[^`]*`|\{\{?[^{}]*\}?\}|\]\([^)]*\)|<[^>]*>|%\(\w+\)\w"  # code, values, addresses, marks
    r"|(?<=[가-힣])\([A-Za-z][A-Za-z' -]*\)"  # the English word of a term, in brackets behind it
    r"|© \d+ .+? authors"  # who holds the rights
)
_WORD = re.compile(r"(?<![\w./:=<-])[A-Za-z][A-Za-z'-]*[A-Za-z](?![\w/=(:<-]|\.\w)")
_OF_SENTENCES = {
    *(
        "the",
        "a",
        "an",
        "of",
        "is",
        "are",
        "was",
        "were",
        "be",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
    ),
    *("not", "and", "or", "it", "this", "that"),
}
_HANGUL = re.compile("[가-힣]")


def english_in(said: str) -> list[str]:
    """Returns the English words of a text.

    Where Hangul stands beside them they are those that make sentences, since a name may be anything; elsewhere all
    but `NAMES`.

    Args:
        said: A label, a sentence, or several.
    """
    plain = re.sub(_NO_LANGUAGE, " ", said)
    words = _WORD.findall(plain)
    if _HANGUL.search(plain):
        return [word for word in words if word.lower() in _OF_SENTENCES]
    return [word for word in words if word not in NAMES]
