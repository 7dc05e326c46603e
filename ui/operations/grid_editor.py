"""Choosing and editing grids of numbers, cell by cell, kept in the address as text (`ui.operations.grids`)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from cnn_core.errors import SpecError
from cnn_core.text import t
from ui.choosing.address import newly_addressed, write_address
from ui.choosing.kept import pictured, present_key
from ui.display.inline_text import inline_markdown
from ui.operations.grids import (
    GridLimits,
    Grids,
    edit_grid,
    grid_size,
    read_grids,
    resize_grid,
    with_cell,
    write_grids,
    write_number,
)
from ui.operations.presets import Presets, matching
from ui.operations.sheets import commas_said, read_sheet

_OWN = "own"
_NEW_FILTER = 1.0

# Pixels.
_CELL_WIDTH = 58
_PRESET_WIDTH = 176
_LEAST_WIDTH = 400

_CELL_LETTERS = 5  # more are cut off at the end, and that must not be the beginning


@dataclass(frozen=True)
class _Cells:
    """What a table of cells began with.

    A table keeps its edits for as long as its key stays; what it began with must then stay too. Whatever else
    changes the numbers begins a new table.

    Attributes:
        base: The grids that the table was given.
        current: Those grids with the table's edits.
        index: Which of them the table shows.
        version: Part of the table's key.
    """

    base: Grids
    current: Grids
    index: int
    version: int


@dataclass(frozen=True)
class _Shown:
    """What the choices of grids show.

    Attributes:
        default: The grids that the address need not say.
        presets: What can be picked.
        look: By which one sees whether they would show something else.
    """

    default: Grids
    presets: Presets
    look: tuple[object, ...]


def choose_grids(
    key: str, *, default: Grids, limits: GridLimits, presets: Presets, is_labelled: bool = False
) -> Grids:
    """Shows what is needed to choose and edit grids, and returns those that stand.

    Nonsense, in a cell or in the address, gets a sentence; the last grids that made sense stand then, and on a
    fresh page the default.

    Args:
        key: Of the grids in the session state, and their name in the address.
        default: The grids at first.
        limits: What they may be.
        presets: What can be picked.
        is_labelled: Whether to say what it is, and its size, above.
    """
    _take_edits(key, limits)
    notice = _read_address(key, default, limits)
    grids: Grids = st.session_state[key]
    write_address(key, write_grids(grids), write_grids(default))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width="content"):
        _preset(key, grids, limits, presets, is_labelled)
        editor = st.popover(t("grids.edit"), icon=":material/edit:", key=f"{key}_editor", on_change="rerun")
    if notice := notice or (None if editor.open else _pop_notice(key)):
        st.warning(inline_markdown(notice))
    if editor.open:  # The widgets of a closed editor would send what they last showed, and undo what came since.
        with editor, st.container(width=max(_LEAST_WIDTH, (len(grids[0][0]) + 1) * _CELL_WIDTH)):
            if message := _pop_notice(key):
                st.warning(inline_markdown(message))
            _sizes(key, grids, limits, presets)
            _table(key, grids, limits)
            _text(key, grids, limits)
    st.session_state[f"{key}_seen"] = _Shown(default, presets, _look(grids, presets, is_open=bool(editor.open)))
    return grids


def follow_edits(key: str) -> bool:
    """Puts grids that were changed elsewhere into the address, where `choose_grids` is not run again for it.

    Returns:
        Whether `choose_grids` would show something else by now.
    """
    grids: Grids = st.session_state[key]
    shown: _Shown = st.session_state[f"{key}_seen"]
    write_address(key, write_grids(grids), write_grids(shown.default))
    is_open = bool(st.session_state.get(f"{key}_editor"))
    return f"{key}_notice" in st.session_state or shown.look != _look(grids, shown.presets, is_open=is_open)


def addressed(key: str) -> Callable[[Grids], str]:
    """Returns how the address will say grids, for where there is no session; an empty text is the default.

    To be called after `choose_grids`.
    """
    shown: _Shown = st.session_state[f"{key}_seen"]
    return lambda grids: "" if grids == shown.default else write_grids(grids)


def set_grids(key: str, grids: Grids) -> None:
    """Puts other grids in place; to be called before `choose_grids`, or in a callback."""
    st.session_state[key] = grids


def type_cell(key: str, limits: GridLimits, *, index: int, row: int, column: int, text: str) -> None:
    """Takes over what was typed into a cell elsewhere than here; to be called in a callback.

    Args:
        key: Of the grids.
        limits: What they may be.
        index: Of the grid; where there is one for all, it is that.
        row: Of the cell.
        column: Of the cell.
        text: What was typed.

    Raises:
        SpecError: It is nonsense; what stands is left as it is.
    """
    set_grids(key, with_cell(st.session_state[key], limits, index=index, row=row, column=column, text=text))


def paste_sheet(key: str, limits: GridLimits, *, index: int, text: str) -> None:
    """Takes over a sheet that was pasted, in place of all grids or, if it is one of their size, of one of them.

    To be called in a callback.

    Args:
        key: Of the grids.
        limits: What they may be.
        index: Of the grid that is replaced by a single one of its size.
        text: What was pasted; see `read_sheet`.

    Raises:
        SpecError: It is nonsense; what stands is left as it is.
    """
    grids: Grids = st.session_state[key]
    sheet = read_sheet(text, limits)
    pasted = sheet.grids
    if len(pasted) == 1 and grid_size(pasted[0]) == grid_size(grids[0]) and index in range(len(grids)):
        pasted = (*grids[:index], *pasted, *grids[index + 1 :])
    set_grids(key, pasted)
    if sheet.said:
        st.session_state[f"{key}_notice"] = sheet.said


def _look(grids: Grids, presets: Presets, *, is_open: bool) -> tuple[object, ...]:
    return matching(presets, grids), grid_size(grids[0]), grids if is_open else len(grids)


def _pop_notice(key: str) -> str | None:
    """Returns the sentence about the last nonsense, once."""
    notice: str | None = st.session_state.pop(f"{key}_notice", None)
    return notice


def _read_address(key: str, default: Grids, limits: GridLimits) -> str | None:
    """Takes over what the address says, if it is news, and returns a sentence if that is nonsense."""
    state = st.session_state
    is_remembered = key in state
    text = newly_addressed(key, is_new_page=present_key(f"{key}_preset") not in state)
    state.setdefault(key, default)
    if text is None:
        return None
    try:
        state[key] = read_grids(text, limits) if text else default
    except SpecError as error:
        return t("grids.kept" if is_remembered else "grids.kept_default", message=error)
    return None


def _preset(key: str, grids: Grids, limits: GridLimits, presets: Presets, is_labelled: bool) -> None:
    rows, columns = grid_size(grids[0])
    name = matching(presets, grids)

    def pick(picked: str) -> None:
        if picked != _OWN:
            set_grids(key, presets.pick(picked, rows, columns))

    st.selectbox(
        inline_markdown(t(f"grids.choose_{limits.noun}", rows=rows, columns=columns)),
        presets.names if name else (_OWN, *presets.names),
        format_func=lambda option: t("grids.own") if option == _OWN else presets.label(option),
        label_visibility="visible" if is_labelled else "collapsed",
        width=_PRESET_WIDTH,
        **pictured(f"{key}_preset", name or _OWN, pick),
    )


def _sizes(key: str, grids: Grids, limits: GridLimits, presets: Presets) -> None:
    rows, columns = grid_size(grids[0])
    counts = {"rows": (rows, limits.most_size), "columns": (columns, limits.most_size)}
    if limits.most_grids > 1:
        counts["filters"] = (len(grids), limits.most_grids)

    def resize() -> None:
        new = {name: int(st.session_state[f"{key}_{name}"] or count) for name, (count, _) in counts.items()}
        set_grids(key, _resized(grids, new["rows"], new["columns"], new.get("filters", 1), presets))

    for place, (name, (count, most)) in zip(st.columns(len(counts)), counts.items(), strict=True):
        st.session_state[f"{key}_{name}"] = count
        place.number_input(t(f"grids.{name}"), 1, most, key=f"{key}_{name}", on_change=resize)


def _resized(grids: Grids, rows: int, columns: int, filters: int, presets: Presets) -> Grids:
    """Returns grids in another size and number; a preset that comes in any size stays that preset."""
    name = matching(presets, grids)
    sized = presets.sized(name, rows, columns) if name else grids
    if grid_size(sized[0]) != (rows, columns):
        sized = tuple(resize_grid(grid, rows, columns) for grid in grids)
    new = (((_NEW_FILTER,) * columns,) * rows,)
    return (sized + new * filters)[:filters]


def _table(key: str, grids: Grids, limits: GridLimits) -> None:
    index = 0
    if len(grids) > 1:
        chosen = st.segmented_control(
            t("grids.filter_to_edit"),
            range(len(grids)),
            default=0,
            required=True,
            format_func=lambda index: t("grids.filter", index=index),
            key=f"{key}_filter",
            label_visibility="collapsed",
        )
        index = min(chosen or 0, len(grids) - 1)
    state = st.session_state
    cells: _Cells | None = state.get(f"{key}_table")
    is_shown = cells is not None and f"{key}_cells_{cells.version}" in state
    if cells is None or not is_shown or cells.current != grids or cells.index != index:
        cells = _Cells(grids, grids, index, cells.version + 1 if cells else 0)
        state[f"{key}_table"] = cells
    grid = cells.base[index]
    names = [str(column) for column in range(len(grid[0]))]
    # As text: Streamlit's own reading of numbers drops commas, so that 0,5 would be 5 and 2,25 would be 225.
    written = [[write_number(number) for number in row] for row in grid]
    fits = all(len(text) <= _CELL_LETTERS for row in written for text in row)
    column = st.column_config.TextColumn(width=_CELL_WIDTH, alignment="right" if fits else "left")
    st.data_editor(
        {name: list(texts) for name, texts in zip(names, zip(*written, strict=True), strict=True)},
        key=f"{key}_cells_{cells.version}",
        column_config=dict.fromkeys(names, column),
        hide_index=False,
        width="content",
        alt=t("grids.cells_alt"),
    )


def _take_edits(key: str, limits: GridLimits) -> None:
    """Takes over what was typed into the table since the last run."""
    state = st.session_state
    cells: _Cells | None = state.get(f"{key}_table")
    edited = state.get(f"{key}_cells_{cells.version}") if cells else None
    if cells is None or edited is None:
        return
    try:
        grid = edit_grid(cells.base[cells.index], edited["edited_rows"], limits)
    except SpecError as error:
        state[f"{key}_notice"] = t("grids.kept", message=error)
        state[f"{key}_table"] = replace(cells, base=cells.current, version=cells.version + 1)
        return
    grids = (*cells.current[: cells.index], grid, *cells.current[cells.index + 1 :])
    if grids != cells.current:
        state[f"{key}_table"] = replace(cells, current=grids)
        set_grids(key, grids)


def _text(key: str, grids: Grids, limits: GridLimits) -> None:
    state = st.session_state
    # A text that does not make sense stays in its field, to be mended.
    state[f"{key}_text"] = state.pop(f"{key}_draft", write_grids(grids))

    def read() -> None:
        text = state[f"{key}_text"]
        try:
            read = read_grids(text, limits)
            if said := commas_said(text, grids, read):
                state[f"{key}_notice"] = said
            set_grids(key, read)
        except SpecError as error:
            state[f"{key}_notice"] = t("grids.kept", message=error)
            state[f"{key}_draft"] = text

    st.text_input(t("grids.text"), key=f"{key}_text", on_change=read, help=t("grids.text_help"))
