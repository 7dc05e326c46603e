"""How addresses without a version are read: what stood in them before they held keys, and what they left out.

Links of that time still open, and show what they showed. What stood there are the English words that options had
on their buttons. A key of today never equals such a word of its own choice; nothing is added here,
because what the app writes now is a key in every language.
"""

from collections.abc import Mapping

_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "course_lesson": {
        "1 · Convolution": "convolution",
        "2 · Random filters": "random_filters",
        "3 · Two blocks": "two_block",
        "4 · Three blocks": "three_block",
        "5 · Notes": "notes",
    },
    "mnist_channels": {"First 8": "first", "All": "all"},
    "mnist_net": {
        "Two blocks": "two_block",
        "Three blocks": "three_block",
        "Both": "both",
        "Random filters": "random_filters",
    },
    "mnist_recipe": {"Default recipe": "default", "As in the notebook": "notebook"},
    "mnist_scale": {"Layer scale": "layer", "Channel scale": "channel"},
    "mnist_source": {"Draw": "draw", "Pick": "pick", "Upload": "upload", "Camera": "camera"},
    "padding_axis": {"Columns": "columns", "Rows": "rows"},
    "padding_filter": {"Blur": "blur", "Edges": "edges"},
    "padding_on": {"The image above": "image", "A digit, 28 × 28": "digit"},
    "padding_picture": {"A scene": "scene", "A digit, cut close": "digit"},
    "padding_section": {
        "Why SAME pads one more": "story",
        "Difference to PyTorch": "difference",
        "Size curves": "sizes",
        "How often pixels are read": "usage",
        "Borders on a picture": "borders",
        "Five layers": "layers",
    },
    "why_source": {"Draw": "draw", "Pick": "pick", "Upload": "upload", "Camera": "camera"},
}


LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "mnist_inspection": {"mnist_channels": "first"},
    "training": {"mnist_channels": "first"},
}
"""What such an address means where it does not have a page's name: the defaults of that time that have changed."""


def option_of(key: str, text: str) -> str:
    """Returns the option that the text of an address means, as it is written today.

    Args:
        key: The choice's name in the address.
        text: What the address says; where it is no old word, it is returned as it is.
    """
    return _OPTIONS.get(key, {}).get(text, text)
