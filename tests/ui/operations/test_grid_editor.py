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
    choose_grids("image", default=presets.sized("counting", 1, 2), limits=limits, presets=presets)
    if edited := st.session_state.pop("edited", None):
        set_grids("image", edited)
    st.session_state.outdated = follow_edits("image")


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
    at.session_state["image_editor"] = is_open
    if before:
        at.session_state["image"] = before
    at.run()
    at.session_state["edited"] = edited
    at.run()
    assert not at.exception
    assert at.session_state["outdated"] == is_outdated
    text = ",".join(f"{number:g}" for number in (edited or before)[0][0])
    assert at.query_params["image"] == text
