import re
from html import unescape
from xml.etree import ElementTree

import pytest

from cnn_core.figures.paper import number_text
from cnn_core.lessons.checks import NumberCheck
from cnn_core.text import t
from ui.handouts.figures import figures_of
from ui.handouts.sheet import course_sheet, lesson_sheet
from ui.handouts.stated import toy_operation
from ui.lessons.library import COURSE, read_lesson
from ui.pages.course.texts import course_texts

pytestmark = pytest.mark.usefixtures("app_engine")
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def sheets(app_engine):
    """The handout of each lesson: for a learner, and for a teacher."""
    return {
        name: tuple(lesson_sheet(read_lesson(name), is_teacher=is_teacher) for is_teacher in (False, True))
        for name in COURSE
    }


def words(page):
    """Returns what stands on a page, without its tags and its figures."""
    return " ".join(
        unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.partition("</style>")[2], flags=re.DOTALL)).split()
    )


def cells(svg):
    """Returns the numbers in the cells of a figure."""
    return re.findall(r'text-anchor="middle">([^<]+)<', svg)


@pytest.mark.parametrize("name", COURSE)
def test_a_handout_has_every_sentence_and_question_and_is_small(sheets, name):
    lesson, (page, _) = read_lesson(name), sheets[name]
    said = words(page)
    for step in lesson.steps:
        assert " ".join(step.said.split()) in said
        assert step.question is None or step.question.asked in said
    assert said.count(t("handout.answer")) + said.count(t("handout.on_page")) == len(lesson.questions)
    assert len(page) < MOST_BYTES
    assert "<script" not in page


@pytest.mark.parametrize("name", COURSE)
def test_what_is_said_of_an_answer_stands_on_the_teachers_handout_alone(sheets, name):
    learners, teachers = map(words, sheets[name])
    for step in read_lesson(name).questions:
        check = step.question.check
        sentences = [
            step.question.right,
            *(said for _, said in getattr(check, "mistakes", ()) if isinstance(said, str)),
        ]
        for sentence in sentences:
            assert sentence not in learners
            assert sentence in teachers or not isinstance(check, NumberCheck)
        assert step.question.right in teachers
        if check.answer:
            is_ = t("handout.is", answer=check.answer)
            assert f"{step.question.asked} {is_} " in teachers
            assert f"{is_} " not in learners
    assert t("handout.mistakes") not in learners


def test_no_figure_of_an_open_question_has_the_output_that_is_asked_about():
    asked = [
        step
        for name in COURSE
        for step in read_lesson(name).questions
        if step.page == "toy_convolution" and step.seen
    ]
    assert len(asked) > 5
    for step in asked:
        shown = "".join(figure.svg for figure in figures_of(step))
        seen = "".join(figure.svg for figure in figures_of(step, is_seen=True))
        filter_ = int(step.seen.get("toy_filter") or 0)
        output = [number_text(value) for value in toy_operation(step.seen).output[:, :, filter_].ravel().tolist()]
        assert cells(seen)[-len(output) :] == output
        if toy_operation(step.state).output.ravel().tolist() != toy_operation(step.seen).output.ravel().tolist():
            assert output != cells(shown)[-len(output) :]
        if isinstance(step.question.check, NumberCheck) and step.question.check.asks == "cell":
            assert t("handout.fill_in") in shown
            assert t("handout.fill_in") not in seen


@pytest.mark.parametrize("name", COURSE)
def test_every_figure_is_well_formed(sheets, name):
    figures = re.findall(r"<svg.*?</svg>", sheets[name][1], re.DOTALL)
    assert figures
    for figure in figures:
        ElementTree.fromstring(figure)


def test_a_digit_stands_with_the_maps_and_bars_of_its_net(sheets):
    assert sheets["random_filters"][0].count("<svg") >= 2
    captions = [unescape(each) for each in re.findall(r"<figcaption>(.*?)</figcaption>", sheets["logits"][0])]
    assert t("handout.probabilities") in captions
    assert t("handout.logits") in captions
    assert any(each.startswith("pool2 · 4 × 4 × 64") for each in captions)


def test_the_whole_course_has_every_lesson_and_text_and_each_program_once():
    page = course_sheet()
    said = words(page)
    for name in COURSE:
        assert read_lesson(name).goal in said
    for text in course_texts():
        assert t(f"course.{text.name}.title") in said
    assert said.count("# A net of three blocks") == 1
    assert said.count(read_lesson("convolution").code.splitlines()[0]) == 1
    assert t("handout.mistakes") not in said
    assert t("handout.mistakes") in words(course_sheet(is_teacher=True))
    for figure in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(figure)


HOSTILE = "<script>alert(1)</script><img src=x onerror=y>\\\" ' & </style>"
LESSON = """
title = "{0}"
goal = "{0}"

[[steps]]
name = "a"
page = "toy_convolution"
said = "{0}"
asked = "{0}"
right = "{0}"
state.toy_kernels = "{1}"
seen.toy_stride = "2"
check = {{ number = "rows", operation = {{ size = [5, 5], kernel_size = 2 }} }}
mistakes.b = {{ slip = "kept", said = "{0}" }}

[[steps]]
name = "c"
page = "explanation"
said = "Why?"
state.why_target = "4"
"""


def test_a_teachers_own_lesson_is_printed_and_marks_nothing(folder):
    (folder / "monday.toml").write_text(LESSON.format(HOSTILE, "1,2;3,4"), "utf-8")
    (folder / "monday.py").write_text(f"print({HOSTILE!r})\n", "utf-8")
    page = lesson_sheet(read_lesson("monday"), is_teacher=True)
    assert words(page).count(HOSTILE.replace('\\"', '"')) >= 6
    for tag in ("<script", "<img"):
        assert tag not in page
    assert page.count("</style>") == 1
    assert page.count("<svg") == 2


def test_a_step_whose_state_is_none_goes_without_a_figure(folder):
    (folder / "monday.toml").write_text(LESSON.format("x", "nonsense"), "utf-8")
    assert "<svg" not in lesson_sheet(read_lesson("monday"))


def test_a_lesson_whose_steps_stay_in_one_state_has_its_figure_once(sheets):
    assert t("handout.as_before", number=1) in words(sheets["random_filters"][0])
