import hashlib
import io
import re

import numpy as np
from PIL import Image

from cnn_core.exports import map_sheet
from cnn_core.exports.map_sheet import _HANGUL_FONT, MARGIN, Section, SheetMap, sheet_png
from cnn_core.figures.colors import color_range


def ink_of(title, width=600):
    """What a sheet's title leaves on the paper, cut out."""
    values = np.zeros((2, 2), np.float32)
    sections = [Section(title="", maps=[SheetMap(values=values, colors=color_range(values))])]
    pixels = np.asarray(Image.open(io.BytesIO(sheet_png(title, sections))).convert("L"))
    head = pixels[MARGIN : MARGIN + map_sheet._TITLE_SIZE * 4 // 3, MARGIN : MARGIN + width]
    return head < 128


def test_each_syllable_of_korean_has_a_picture_of_its_own():
    """What a font lacks is a box, each like the others."""
    boxes = {ink_of(character).tobytes() for character in "\u4e00\u732b"}
    assert len(boxes) == 1
    pictures = [ink_of(syllable).tobytes() for syllable in "가나다합성곱풀링똠햏뷁ㄱㅏ"]
    assert len(set(pictures)) == len(pictures)
    assert not boxes & set(pictures)


def test_korean_and_latin_stand_in_one_line():
    assert (
        ink_of("합성곱 conv1 3 x 3").any(axis=0).nonzero()[0].max()
        > ink_of("합성곱").any(axis=0).nonzero()[0].max()
    )


def test_a_title_in_english_is_drawn_as_ever(monkeypatch):
    english = ink_of("Convolution")
    monkeypatch.setattr(map_sheet, "_HANGUL_FONT", None)
    map_sheet._font_of.cache_clear()
    assert (ink_of("Convolution") == english).all()


def test_the_licence_names_the_very_file():
    said = _HANGUL_FONT.with_name("LICENSE_hangul").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in said
    assert re.search(r"SHA-256  (\w+)", said)[1] == hashlib.sha256(_HANGUL_FONT.read_bytes()).hexdigest()
