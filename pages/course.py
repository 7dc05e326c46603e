"""The course: five lessons in the order in which they build on each other, one open at a time."""

import streamlit as st

from cnn_core.text import t
from ui.choosing.kept import kept_option, pictured, present_key
from ui.display.page import heading, name_tab
from ui.pages.course.lessons import lessons, show_lesson
from ui.take_along.panel import take_along

tools = heading(t("course.title"), t("course.promise"), "convolution", "logit", "softmax")

course = lessons()
titles = {lesson.name: t(f"course.{lesson.name}.tab") for lesson in course}
opened = kept_option("course_lesson", tuple(titles), is_new_page=present_key("course_tab") not in st.session_state)

name_tab("course", titles[opened])


def _open(title: str) -> None:
    st.session_state.course_lesson = next(name for name, its in titles.items() if its == title)


tabs = st.tabs(list(titles.values()), **pictured("course_tab", titles[opened], _open))
for lesson, tab in zip(course, tabs, strict=True):
    if tab.open:
        with tab:
            show_lesson(lesson)
take_along(tools)
