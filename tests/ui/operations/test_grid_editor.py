"""Grids that are changed elsewhere than in their choices."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.helpers.patience import SECONDS

OWN, OTHER, LARGER = (((5.0, 5.0),),), (((5.0, 6.0),),), (((5.0, 6.0, 7.0),),)


def page():
    import streamlit as st

    from ui.operations.grid_editor import choose_grids, follow_edits, set_grids
    from ui.operations.grids import GridLimits
    from ui.operations.presets import ImagePresets

    presets = ImagePresets()
    limits = GridLimits(noun="image", most_size=12)
    choose_grids("toy_image", default=presets.sized("counting", 1, 2), limits=limits, presets=presets)
    if edited := st.session_state.pop("edited", None):
        set_grids("toy_image", edited)
    st.session_state.outdated = follow_edits("toy_image")


@pytest.mark.parametrize(
    ("before", "edited", "is_open", "is_outdated"),
    [
        (OWN, None, False, False),
        (None, OWN, False, True),  # the list showed a preset
        (OWN, OTHER, False, False),
        (OWN, OTHER, True, True),  # the table shows the numbers
        (OWN, LARGER, False, True),
    ],
)
def test_the_address_follows_an_edit_and_the_choices_only_where_they_would_show_it(
    before, edited, is_open, is_outdated
):
    at = AppTest.from_function(page, default_timeout=SECONDS)
    at.session_state["toy_image_editor"] = is_open
    if before:
        at.session_state["toy_image"] = before
    at.run()
    at.session_state["edited"] = edited
    at.run()
    assert not at.exception
    assert at.session_state["outdated"] == is_outdated
    text = ",".join(f"{number:g}" for number in (edited or before)[0][0])
    assert at.query_params["toy_image"] == text


def pasting():
    import streamlit as st

    from ui.operations.grid_editor import choose_grids, follow_edits, paste_sheet
    from ui.operations.grids import GridLimits
    from ui.operations.presets import ImagePresets

    presets = ImagePresets()
    limits = GridLimits(noun="image", most_size=12)
    choose_grids("toy_image", default=presets.sized("counting", 2, 1), limits=limits, presets=presets)
    if pasted := st.session_state.pop("pasted", None):
        paste_sheet("toy_image", limits, index=0, text=pasted)
    st.session_state.outdated = follow_edits("toy_image")


def test_what_the_commas_of_a_sheet_were_taken_for_is_said_once():
    at = AppTest.from_function(pasting, default_timeout=SECONDS)
    at.session_state["toy_image"] = (((8.0,), (9.0,)),)
    at.run()
    at.session_state["pasted"] = "0,5\n0,25"  # of the size that stands, so that nothing else would be drawn anew
    at.run()
    assert at.session_state["outdated"]
    at.run()
    assert [warning.value for warning in at.warning] == [
        "The commas were taken for decimal commas: `0,5` is 0.5. Where they stand between numbers, paste the"
        " numbers with a space after each comma."
    ]
    assert at.session_state["toy_image"] == (((0.5,), (0.25,)),)
    at.run()
    assert not at.warning
    assert not at.session_state["outdated"]
