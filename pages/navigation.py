"""The script that Streamlit runs for every page: which pages there are, and the one that is open."""

import streamlit as st

from cnn_core.text import t
from ui.choosing.address import leave_what_is_empty, open_address
from ui.choosing.aside import forget_asides, gone_sentence
from ui.choosing.left_out import leave_out_page, show_what_is_left_out
from ui.display.inline_text import inline_markdown
from ui.display.page import set_up_page
from ui.languages import speak
from ui.lessons.walking import OPENER, walk
from ui.take_along.addresses import enter_page
from ui.take_along.offers import forget_offers

# Sections fold into menus of the top bar; what has none stands in it by itself. Without icons: Streamlit would
# fetch a page's icon from an outside host, to make it the tab's.
SECTIONS = {
    "": ("start", "mnist_inspection", "explanation", "course", "tour"),
    "convolution": ("toy_convolution", "padding_comparison", "receptive_field", "backward"),
    "own": ("build_net", "training", "results"),
    "help": ("glossary", "about"),
}

speak()
page = st.navigation(
    {
        section and t(f"navigation.sections.{section}"): [
            st.Page(f"{name}.py", title=t(f"navigation.{name}"), default=name == "start") for name in names
        ]
        for section, names in SECTIONS.items()
    },
    position="hidden" if st.context.is_embedded else "top",
)
set_up_page(None if page.url_path == "" else page.title)
notice = st.empty()
name = page.url_path or "start"
open_address(name)
leave_out_page([each for names in SECTIONS.values() for each in names])
enter_page(page.url_path)
forget_asides()
forget_offers()
if said := gone_sentence():
    st.warning(inline_markdown(said))
if name != OPENER:
    walk(name)
try:
    page.run()
    leave_what_is_empty()
finally:  # a page may end early
    show_what_is_left_out(notice)
