import re

import numpy as np

from cnn_core.figures.colors import color_range, ink, paint
from ui.display.cell_tables import cell_table, number_text


def test_each_cell_has_its_number_in_the_colours_of_maps():
    values = np.array([[0, -2], [0.5, 3]], np.float32)
    html = cell_table(values, term="A & B", more="2 × 2")
    cells = re.findall(r'<td style="background:#(\w{6});color:(#\w{6})">([^<]*)</td>', html)
    assert [text for _, _, text in cells] == ["0", "−2", "0.5", "3"]
    colors = color_range(values)
    assert [bytes.fromhex(paper) for paper, _, _ in cells] == [
        bytes(each) for each in paint(values, colors).reshape(-1, 3)
    ]
    assert [color for _, color, _ in cells] == ink(values, colors).ravel().tolist()
    assert "<b>A &amp; B</b><span>2 × 2</span>" in html


def test_rows_and_columns_have_their_indices_if_asked():
    html = cell_table(np.zeros((2, 3), np.float32), term="", more="", is_indexed=True)
    assert re.findall(r'<th scope="(\w+)">(\d)</th>', html) == [
        ("col", "0"), ("col", "1"), ("col", "2"), ("row", "0"), ("row", "1"),
    ]  # fmt: skip
    assert "<th" not in cell_table(np.zeros((2, 3), np.float32), term="", more="")


def test_tables_to_be_compared_share_one_range():
    one, four = (np.full((1, 1), value, np.float32) for value in (1, 4))
    colors = color_range(np.array([0, 4], np.float32))
    papers = [
        re.search(r"background:(#\w+)", cell_table(v, term="", more="", colors=colors))[1] for v in (one, four)
    ]
    assert papers[0] != papers[1]


def test_numbers_are_written_with_a_proper_minus():
    assert [number_text(value) for value in (-1.5, 0.0, 12.0)] == ["−1.5", "0", "12"]
