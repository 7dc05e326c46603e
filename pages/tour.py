"""The tour: opens the stop that the address names, or the first one."""

import streamlit as st

from cnn_core.errors import DataError
from cnn_core.text import t
from ui.display.inline_text import inline_markdown
from ui.display.page import heading
from ui.tour.walking import open_stop

try:
    open_stop()
except DataError as error:
    heading(t("tour.title"), "")
    st.error(inline_markdown(error))
    st.page_link("start.py", label=t("tour.to_start"))
