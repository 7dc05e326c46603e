"""The glossary: what the words of the pages mean."""

from cnn_core.text import t
from ui.display.glossary import show_glossary
from ui.display.page import heading

heading(t("glossary.title"), t("glossary.promise"))
show_glossary()
