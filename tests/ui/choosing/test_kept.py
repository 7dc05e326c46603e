from streamlit.testing.v1 import AppTest

from tests.helpers.patience import SECONDS


def page_with_two_ways():
    """Changes a kept choice by its widget, and by a button."""
    import streamlit as st

    from ui.choosing.kept import kept_option, select

    kept_option("padding_on", ("first", "second"), is_new_page=False)
    st.button("other", on_click=lambda: st.session_state.update(padding_on="second"))
    select("Kind", "padding_on", ("first", "second"), str, width=100)
    st.write(st.session_state.padding_on)


def shown(at):
    return at.markdown[0].value


def test_what_a_browser_says_before_it_saw_a_change_does_not_undo_it():
    at = AppTest.from_function(page_with_two_ways, default_timeout=SECONDS).run()
    before = at._tree.get_widget_states()
    at.button[0].click().run()
    assert shown(at) == "second"
    at._run(before)
    assert shown(at) == "second"
    assert at.selectbox[0].value == "second"


def test_a_choice_follows_its_widget_after_a_change_by_other_means():
    at = AppTest.from_function(page_with_two_ways, default_timeout=SECONDS).run()
    at.button[0].click().run()
    at.selectbox[0].set_value("first").run()
    assert shown(at) == at.selectbox[0].value == "first"
    at.button[0].click().run()
    assert shown(at) == at.selectbox[0].value == "second"
