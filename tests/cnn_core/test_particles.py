import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.particles import MARK, ending, filled, particle

READINGS = """
conv1 → 컨브 일 | conv2 → 컨브 이 | conv3 → 컨브 삼 | pool1 → 풀 일 | block10 → 블록 십 | dense → 덴스
logits → 로짓츠 | flatten → 플래튼 | reshape → 리셰이프 | softmax → 소프트맥스 | ReLU → 렐루 | relu → 렐루
Conv2D → 컨브 투디 | MaxPooling2D → 맥스풀링 투디 | SAME → 세임 | VALID → 밸리드 | MNIST → 엠니스트
Keras → 케라스 | TensorFlow → 텐서플로 | NumPy → 넘파이 | PyTorch → 파이토치 | Python → 파이선 | Adam → 아담
RMSprop → 알엠에스프롭 | SGD → 에스지디 | kernel → 커널 | filter → 필터 | stride → 스트라이드 | padding → 패딩
channel → 채널 | map → 맵 | batch → 배치 | epoch → 에폭 | step → 스텝 | net → 넷 | unit → 유닛 | weight → 웨이트
scale → 스케일 | file → 파일 | rate → 레이트 | shape → 셰이프 | image → 이미지 | metric → 메트릭 | input → 인풋
output → 아웃풋 | layer → 레이어 | block → 블록 | link → 링크 | type → 타입 | column → 칼럼 | line → 라인
volume → 볼륨 | table → 테이블 | web → 웹 | bit → 비트 | log → 로그 | CNN → 시엔엔 | GPU → 지피유 | URL → 유알엘
HTML → 에이치티엠엘 | RGB → 알지비 | png → 피엔지 | a → 에이 | l → 엘 | m → 엠 | N → 엔 | R → 알 | x → 엑스
σ → 시그마 | k′ → 케이 프라임 | digit.png → 피엔지 | my_net.keras → 케라스 | weights.h5 → 에이치 오
숫자.jpg → 제이피지 | 합성곱 → 합성곱 | 커널 → 커널 | 필터 → 필터 | 내 그물 2 → 이 | ㄴ → 니은 | ㄹ → 리을
ㅏ → 아 | 합성곱(convolution) → 합성곱 | CNN(합성곱 신경망) → 시엔엔 | 풀링 (2) → 이 | (3, 3) → 삼
(1, 14, 14, 5) → 오 | [12, 16] → 십육 | 3 × 3 → 삼 | 28 × 28 → 이십팔 | 3× → 삼 배 | 5 % → 퍼센트
99.9 % → 퍼센트 | −1 → 마이너스 일 | -4 → 마이너스 사 | 0.5 → 영 점 오 | 0.10 → 영 점 일 영 | 1.0 → 일 점 영
3.10 → 삼 점 일 영 | 1e-5 → 오 | 0.001 → 일 | 1,000 → 천 | 1,250 → 천이백오십 | 10 000 → 만 | 100000000 → 억
1000000000000 → 조 | 007 → 칠 | 00 → 영 | 1/2 → 이분의 일 | ½ → 이분의 일 | 10⁶ → 육승 | m² → 제곱 | x₁ → 일
90° → 도 | 12 px → 픽셀 | 2.5 ms → 밀리초 | 3 min → 분 | 14 MB → 메가바이트 | 5개 → 개 | é → 이 | café → 카페
“pool” → 풀 | 'conv1' → 일 | `dense` → 덴스 | **pool2** → 이 | <b>pool</b> → 풀 | &quot;3&quot; → 삼
[conv1](/results?net=2) → 일 | conv1 🙂 → 일 | conv1… → 일 | 3. → 삼 | (예: 풀) → 풀
"""
READ = {
    value: reading
    for line in READINGS.strip().splitlines()
    for value, _, reading in (entry.partition(" → ") for entry in line.split(" | "))
}
"""How Koreans read what stands in the app's sentences; a test takes from it what the last syllable ends with."""


def final(hangul):
    """What a word in Hangul ends with, by Unicode's arithmetic of syllables."""
    number = (ord(hangul[-1]) - 0xAC00) % 28
    return {0: "vowel", 8: "l"}.get(number, "consonant")


def read(number):
    """A whole number below 10,000 as it is read in Korean, digit by digit of its places."""
    places = [(1000, "천"), (100, "백"), (10, "십"), (1, "")]
    digits = "영일이삼사오육칠팔구"
    said = ""
    for size, name in places:
        digit = number // size % 10
        if digit:
            said += (digits[digit] if digit > 1 or not name else "") + name
    return said or "영"


def test_every_number_up_to_a_thousand_is_followed_by_the_particle_of_its_reading():
    for number in range(1001):
        sound = final(read(number))
        for said in (str(number), f"conv{number}", f"−{number}", f"{number:,}", f"채널 {number}"):
            assert ending(said) == sound, said
        topic, way = particle(f"{number}", "은(는)"), particle(f"{number}", "(으)")
        assert (topic, way) == ("는" if sound == "vowel" else "은", "으" if sound == "consonant" else "")


@pytest.mark.parametrize("said", READ)
def test_a_word_is_followed_by_the_particle_of_its_reading(said):
    assert ending(said) == final(READ[said])


def test_every_mark_has_its_three_forms():
    forms = {"은(는)": "은은는", "이(가)": "이이가", "을(를)": "을을를", "과(와)": "과과와"}
    forms |= {"는(은)": "은은는", "가(이)": "이이가", "를(을)": "을을를", "와(과)": "과과와"}
    for mark, said in forms.items():
        assert MARK.fullmatch(mark)
        assert "".join(particle(word, mark) for word in ("3", "1", "2")) == said
    assert [particle(word, "(으)") for word in ("3", "1", "2")] == ["으", "", ""]
    assert [particle(word, "(이)") for word in ("3", "1", "2")] == ["이", "이", ""]


@pytest.mark.parametrize("unread", ["", " ", "猫", "…", "“”", "кот"])
def test_what_cannot_be_read_keeps_both_forms(unread):
    assert filled("{name}은(는)", {"name": unread}) == f"{unread}은(는)"
    assert filled("{name}(으)로", {"name": unread}) == f"{unread}(으)로"


def test_marks_stand_after_values_quotes_and_brackets():
    values = {"layer": "conv2", "count": 3, "name": "풀"}
    assert filled("“{layer}”은(는) **{count}**을(를) {name}(으)로, {layer}(이)다.", values) == (
        "“conv2”는 **3**을 풀로, conv2다."
    )


def test_what_a_value_says_is_not_changed_and_a_mark_of_later_stays():
    values = {"file": "은(는).png", "name": "{x}"}
    assert filled("{file}을(를) {{number}}은(는) “{{number}}”(으)로 {name}이(가)", values) == (
        "은(는).png를 {number}은(는) “{number}”(으)로 {x}가"
    )


@given(st.text(max_size=20))
def test_any_text_has_an_ending_or_none(text):
    assert ending(text) in {"vowel", "l", "consonant", None}
    assert filled("{text}을(를)", {"text": text})[: len(text)] == text
