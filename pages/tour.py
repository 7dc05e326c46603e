"""Opens the step of a lesson that the address names, or the first one of the tour."""

import streamlit as st

from cnn_core.errors import DataError
from cnn_core.text import t
from ui.display.inline_text import inline_markdown
from ui.display.page import heading
from ui.lessons.walking import open_step

try:
    open_step()
except DataError as error:
    heading(t("lesson.title"), "")
    st.error(inline_markdown(error))
    st.page_link("start.py", label=t("lesson.to_start"))
