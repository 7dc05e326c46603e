import numpy as np

from cnn_core.live.hand import HandRequest, hand_digit
from cnn_core.text import speaking, t
from tests.helpers.second_language import second_language


def test_what_is_kept_of_a_digit_is_said_in_the_language_of_each_reader(tmp_path):
    bitmap = np.zeros((28, 28), np.uint8)
    bitmap[::3, ::3] = 255  # no digit at all
    request = HandRequest(side=28, is_exact=True)
    with second_language(tmp_path, {"mnist_form.no_digit": "숫자로 보이지 않습니다."}):
        assert t("mnist_form.no_digit") in hand_digit(request, bitmap).notices
        with speaking("ko"):
            assert "숫자로 보이지 않습니다." in hand_digit(request, bitmap).notices
        assert t("mnist_form.no_digit") in hand_digit(request, bitmap).notices
