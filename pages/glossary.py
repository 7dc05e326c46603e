"""The glossary: what the words of the pages mean."""

from cnn_core.text import t
from ui.display.glossary import show_glossary
from ui.display.page import heading
from ui.take_along.panel import take_along

tools = heading(t("glossary.title"), t("glossary.promise"))
show_glossary()
take_along(tools)
