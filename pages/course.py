"""The course: five lessons in the order in which they build on each other, one open at a time."""

import streamlit as st

from cnn_core.text import t
from ui.display.page import heading
from ui.pages.course.lessons import lessons, show_lesson

heading(t("course.title"), t("course.promise"))

course = lessons()
tabs = st.tabs(
    [t(f"course.{lesson.name}.tab") for lesson in course],
    key="course_lesson",
    on_change="rerun",
    bind="query-params",
)
for lesson, tab in zip(course, tabs, strict=True):
    if tab.open:
        with tab:
            show_lesson(lesson)
