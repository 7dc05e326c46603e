"""The course: lessons that ask, on the real pages, and below them its five texts, one open at a time."""

import streamlit as st

from cnn_core.text import t
from ui.choosing.kept import kept_option, pictured, present_key
from ui.display.page import heading, name_tab
from ui.lessons.library import course
from ui.lessons.walking import ADDRESS, OPENER
from ui.pages.course.cards import show_cards, wanted_step
from ui.pages.course.texts import course_texts, show_text
from ui.take_along.panel import take_along

if step := wanted_step():
    st.switch_page(f"{OPENER}.py", query_params={ADDRESS: step})
tools = heading(t("course.title"), t("course.promise"), "convolution", "logit", "softmax")

show_cards(course())
st.header(t("course.reading"), anchor=False)
texts = course_texts()
titles = {text.name: t(f"course.{text.name}.tab") for text in texts}
opened = kept_option("course_lesson", tuple(titles), is_new_page=present_key("course_tab") not in st.session_state)

name_tab("course", titles[opened])


def _open(title: str) -> None:
    st.session_state.course_lesson = next(name for name, its in titles.items() if its == title)


tabs = st.tabs(list(titles.values()), **pictured("course_tab", titles[opened], _open))
for text, tab in zip(texts, tabs, strict=True):
    if tab.open:
        with tab:
            show_text(text)
take_along(tools)
