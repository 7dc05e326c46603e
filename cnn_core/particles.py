"""The particles of Korean after a value that is filled in, by how the value is read aloud.

A Korean noun is followed by a particle that has two forms: 은 after a consonant and 는 after a vowel, as in 커널은
and 필터는. After a name or a number only the app knows which: conv1은 (일), conv2는 (이). A sentence of a catalogue
marks the place as Korean writing marks it where a reader has to choose, with both forms, and `filled` chooses:

    "{layer}은(는) {count}을(를) 더합니다."    conv2는 3을 더합니다.

| mark | after a consonant | after ㄹ | after a vowel |
|---|---|---|---|
| 은(는) 이(가) 을(를) 과(와), or the other way round | 은 이 을 과 | 은 이 을 과 | 는 가 를 와 |
| (으) as in (으)로, (으)며 | 으 | | |
| (이) as in (이)다, (이)라는, (이)나 | 이 | 이 | |

Numbers are read as in arithmetic (일, 이, 삼), English words by their Korean spelling (pool 풀, rate 레이트),
capitals and words without a vowel letter by letter (CNN 시엔엔, png 피엔지). What cannot be read, an empty value or
猫, keeps the mark, which is good Korean too. `ui/scripts/particles.js` is the same in the browser.

Sources: 표준어 규정; 외래어 표기법 제3장 제1절 (which English endings become a final consonant).
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

Sound = Literal["vowel", "l", "consonant"]
"""What a word ends with: a vowel, ㄹ, or another consonant."""

MARK = re.compile(r"(은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\)|\(으\)|\(이\))")
_BRACKET = re.compile(r"\([가-힣]\)")
"""In every mark, and found at once where there is none."""
_LATER = re.compile(r"\}\}[^\w{}]*$")

_DIGITS: dict[str, Sound] = {"2": "vowel", "4": "vowel", "5": "vowel", "9": "vowel", "1": "l", "7": "l", "8": "l"}
_SYMBOLS: dict[str, Sound] = {
    **dict.fromkeys("%°℃×÷+−@αβγδζηθικλμνπρστφχψω∞", "vowel"),
    **dict.fromkeys("‰=", "l"),
    **dict.fromkeys("′#εξο²³¹⁰⁴⁵⁶⁷⁸⁹ⁿ", "consonant"),
}
_LETTERS: dict[str, Sound] = {"l": "l", "r": "l", "m": "consonant", "n": "consonant"}
_UNITS: dict[str, Sound] = {
    **dict.fromkeys(("s", "ms", "m", "cm", "mm", "km", "kg", "g", "b", "kb", "mb", "gb", "hz", "khz"), "vowel"),
    "h": "consonant",
    "min": "consonant",
    "px": "l",
}
# The first pattern that fits a word says how it ends; one that fits none ends with a vowel, as filter (필터) does.
_ENDINGS: tuple[tuple[str, Sound], ...] = (
    (r"^(bit|dot|hit|check|hub|sub)$|(github|ceipt|oint|ight)$", "vowel"),
    (r"le?$", "l"),
    (r"(m|n|me|ne|ng|mb|mn|ck|ook)$|(^|[^aeou])[aeiouy]c$|(type|group|out|jpeg|club|epoch)$", "consonant"),
    (r"(^|[^aeiou]|qu)[aeiouy][pt]$|e[ae]p$|(^|[^aeiou])[aeio]b$", "consonant"),
)


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """Returns a sentence with its values, as `str.format` fills them, and the particle of each mark.

    A mark after what is filled in later (`{{number}}`, which becomes `{number}` here) stays for that time. What a
    value itself says is never changed, be it a file's name that looks like a mark.

    Args:
        sentence: With `{name}` for each value; a mark follows its value, or the quotes and brackets round it.
        values: By their names.

    Raises:
        KeyError: A placeholder has no value.
    """
    if not _BRACKET.search(sentence):
        return sentence.format(**values)
    first, *rest = MARK.split(sentence)
    said = first.format(**values)
    for mark, part, before in zip(rest[::2], rest[1::2], (first, *rest[1::2]), strict=False):
        said += mark if _LATER.search(before) else particle(said, mark)
        said += part.format(**values)
    return said


def particle(before: str, mark: str) -> str:
    """Returns the form of a particle that stands after a text; its mark, where nobody can tell.

    Args:
        before: The text before it, of which the last word counts; quotes, brackets and Markdown or HTML round
            it do not.
        mark: One of the table above, such as `"은(는)"`.
    """
    sound = ending(before)
    if sound is None:
        return mark
    if mark == "(으)":
        return "으" if sound == "consonant" else ""
    if mark == "(이)":
        return "" if sound == "vowel" else "이"
    return next(form for form in mark if form in ("는가를와" if sound == "vowel" else "은이을과"))


def ending(text: str) -> Sound | None:
    """Returns what the last word of a text ends with when it is read aloud, and None for what cannot be read."""
    text = _bare(text)
    if not text:
        return None
    last = text[-1]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return "vowel" if not final else "l" if final == 8 else "consonant"
    if "ㄱ" <= last <= "ㅣ":
        return "vowel" if last >= "ㅏ" else "l" if last == "ㄹ" else "consonant"
    if last in _SYMBOLS:
        return _SYMBOLS[last]
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    if re.search(r"[0-9]$", plain):
        return _of_number(plain)
    word = re.search(r"[A-Za-z]+$", plain)
    return _of_word(word[0], plain[: word.start()]) if word else None


def _bare(text: str) -> str:
    """Returns a text up to the last letter that is read: without marks, quotes, and what a bracket only adds."""
    while text:
        cut = re.sub(r"(<[^<>]*>|&\w+;|&#\w+;|\]\([^()\s]*\))$", "", text)
        last = cut[-1:]
        if cut == text and last == ")":
            inside = re.search(r"\(([^()]*)\)$", text)
            cut = text[: inside.start()] if inside and _is_gloss(text[: inside.start()], inside[1]) else text[:-1]
        elif cut == text and not (last.isalnum() or last in _SYMBOLS):
            cut = text[:-1]
        if cut == text:
            return text
        text = cut
    return text


def _is_gloss(word: str, inside: str) -> bool:
    """Says whether a bracket only explains the word before it, as in 합성곱(convolution)."""
    if re.search(r"[가-힣0-9]$", word):
        return True
    return re.search(r"[A-Za-z]$", word) is not None and re.search("[가-힣]", inside) is not None


def _of_number(text: str) -> Sound:
    fraction = re.search(r"(?:^|[^\d/.,])(\d+)[/⁄]\d+$", text)  # 1/2 is 이분의 일
    number = fraction[1] if fraction else text
    found = re.search(r"(\d{1,3}(?:[,\s]\d{3})+|\d+)((?:\.\d+)*)$", number)
    whole, decimals = (re.sub(r"\D", "", found[1]), found[2]) if found else ("0", "")
    zeros = len(whole) - len(whole.rstrip("0"))
    if not decimals and zeros and not whole.startswith("0"):
        return "vowel" if 12 <= zeros < 16 or 20 <= zeros < 24 else "consonant"  # 조, 해; 십, 백, 천, 만, 억, 경
    return _DIGITS.get(number[-1], "consonant")


def _of_word(word: str, before: str) -> Sound:
    if re.search(r"[0-9]\s?$", before) and word.lower() in _UNITS:
        return _UNITS[word.lower()]
    last = re.search(r"[A-Z]?[a-z]+$|[A-Z]+$", word)
    part = last[0] if last and word != "ReLU" else "relu"
    if len(part) == 1 or (part.isupper() and len(part) <= 3) or not re.search("[aeiouy]", part.lower()):
        return _LETTERS.get(part[-1].lower(), "vowel")
    return next((sound for pattern, sound in _ENDINGS if re.search(pattern, part.lower())), "vowel")
