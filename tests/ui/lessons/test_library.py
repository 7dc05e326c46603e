import re

import pytest

from cnn_core.errors import DataError
from cnn_core.lessons.checks import NumberCheck, number_text
from cnn_core.nets.training_text import find_net
from ui.choosing.address_table import PAGES
from ui.lessons.library import COURSE, MOST_BYTES, TOUR, course, faults_in, read_lesson

STEP = '[[steps]]\nname = "a"\npage = "explanation"\nsaid = "Warum?"\nstate.why_target = "4"\n'


def test_the_tour_has_a_step_a_page_on_real_pages_with_nets_that_there_are():
    tour = read_lesson(TOUR)
    assert 4 <= len(tour.steps) <= 6
    assert not tour.questions
    assert len({step.page for step in tour.steps}) == len(tour.steps)
    for step in tour.steps:
        assert set(step.state) <= set(PAGES[step.page])
        if net := step.state.get("net"):
            find_net(net)


@pytest.mark.parametrize("name", COURSE)
def test_a_lesson_of_the_course_is_ten_minutes_of_questions_with_answers_to_mistakes(name):
    lesson = read_lesson(name)
    assert lesson.goal
    assert 8 <= lesson.minutes <= 12
    assert 6 <= len(lesson.questions) <= 10
    assert lesson.exits
    checks = [step.question.check for step in lesson.questions]
    assert all(check.mistakes and check.otherwise for check in checks if isinstance(check, NumberCheck))


CONFUSIONS = {
    "SAME by framework": {"convolution.frameworks", "random_filters.zeros"},
    "strides that do not divide": {"convolution.stride", "convolution.unread"},
    "position, polarity and thickness of a drawing": {
        "two_block.position",
        "two_block.polarity",
        "two_block.thickness",
        "two_block.own",
    },
    "convolution against correlation": {"convolution.turned"},
    "all-black maps and scales": {"random_filters.scale", "random_filters.relu"},
    "which axis is the channel": {"random_filters.axes", "two_block.channels"},
    "a layer's input against its output": {"two_block.input", "two_block.cell"},
    "logits against softmax, and softmax twice": {"logits.logits", "logits.softmax", "logits.twice"},
    "why a pooling's SAME is not padded with zeros": {"convolution.pooling"},
}
"""What learners confuse, and the questions of the course that are about it, by lesson and step."""


def test_each_usual_confusion_has_its_question():
    questions = {f"{name}.{step.name}" for name in COURSE for step in read_lesson(name).questions}
    assert len(CONFUSIONS) == 9
    for steps in CONFUSIONS.values():
        assert steps
        assert steps <= questions


def hold_sentences(name, *, right, wrong, written):
    """Holds what a lesson says of each number, the right one and those of mistakes, to what comes out.

    Args:
        name: Of the lesson.
        right: Makes the pattern of the right number, which is said somewhere.
        wrong: The pattern of a number that the sentence of a mistake may begin with.
        written: Writes a mistake's number.
    """
    for step in read_lesson(name).questions:
        check = step.question.check
        if isinstance(check, NumberCheck):
            assert re.search(right(check.number), step.question.right)
            for number, said in check.mistakes:
                if named := re.match(wrong, said):
                    assert named[0] == written(number)


@pytest.mark.parametrize("name", ["two_block", "three_block"])
def test_what_is_said_of_nets_has_the_numbers_that_come_out(name):
    def written(number):
        return f"{number:,.0f}" if number == round(number) else f"{number:.2f}"

    hold_sentences(
        name,
        right=lambda number: rf"(?<![\d.,]){re.escape(written(number))}(?![\d]|[.,]\d)",
        wrong=r"[\d.,]+(?= (is|are|would))",
        written=written,
    )


def test_what_is_said_of_logits_has_the_numbers_that_come_out():
    hold_sentences(
        "logits",
        right=lambda number: re.escape(f"{number:.2f}"),
        wrong=r"[\d.]+(?= is| would)",
        written=number_text,
    )


@pytest.mark.parametrize("name", ["convolution", "backward"])
def test_what_is_said_of_an_operation_has_the_numbers_that_come_out(name):
    hold_sentences(
        name,
        right=lambda number: rf"(?<![\d.]){re.escape(number_text(number))}(?![\d.]\d)",
        wrong=r"−?[\d.]+(?= (is|was|would|comes|still|has|along|goes|shrinks))",
        written=number_text,
    )


def test_a_teachers_lesson_lies_in_the_folder_of_the_setting(folder):
    (folder / "monday.toml").write_text(f'title = "Monday"\n{STEP}', "utf-8")
    lesson = read_lesson("monday")
    assert (lesson.name, lesson.title) == ("monday", "Monday")
    assert lesson.steps[0].state == {"why_target": "4"}
    assert [each.name for each in course()] == [*COURSE, "monday"]
    (folder / "monday.toml").write_text(f'title = "Tuesday"\n{STEP}', "utf-8")
    assert read_lesson("monday").title == "Tuesday"  # a file that is changed is read again


def test_its_sentences_can_lie_beside_it(folder):
    (folder / "monday.toml").write_text('[[steps]]\nname = "a"\npage = "start"\n', "utf-8")
    (folder / "en").mkdir()
    (folder / "en" / "monday.toml").write_text('title = "Monday"\nsteps.a.said = "Draw."\n', "utf-8")
    assert read_lesson("monday").steps[0].said == "Draw."
    assert faults_in(folder / "monday.toml") == ()
    (folder / "ko").mkdir()
    (folder / "ko" / "monday.toml").write_text('title = "Monday"\n', "utf-8")
    (fault,) = faults_in(folder / "monday.toml")
    assert fault.startswith(f"{folder / 'ko' / 'monday.toml'}: Step 1 (a): said needs a text")


def test_its_program_can_lie_beside_it_or_beside_its_sentences(folder):
    (folder / "monday.toml").write_text(f'title = "Monday"\n{STEP}', "utf-8")
    assert read_lesson("monday").code == ""
    (folder / "monday.py").write_text("print(1)\n", "utf-8")
    assert read_lesson("monday").code == "print(1)\n"
    (folder / "en").mkdir()
    (folder / "en" / "monday.py").write_text("print('one')\n", "utf-8")
    assert read_lesson("monday").code == "print('one')\n"
    assert faults_in(folder / "monday.toml") == ()


@pytest.mark.parametrize("program", [b"print(", b"\xff", b"a\x00", b"#" * (MOST_BYTES + 1), b"(" * 5000])
def test_a_program_that_is_none_is_told(folder, program):
    (folder / "monday.toml").write_text(f'title = "Monday"\n{STEP}', "utf-8")
    (folder / "monday.py").write_bytes(program)
    (fault,) = faults_in(folder / "monday.toml")
    assert fault.startswith(f"{folder / 'monday.py'}: ")


def test_the_projects_lessons_come_first_and_one_that_is_wrong_is_not_offered(folder):
    for name in (COURSE[0], "wrong", "Wrong"):
        (folder / f"{name}.toml").write_text("title = 3", "utf-8")
    assert [each.name for each in course()] == list(COURSE)


@pytest.mark.parametrize("name", ["", "..", "../first", "First", "a" * 41, "no-such", "first\n"])
def test_a_name_that_is_none_reads_no_file(folder, name):
    (folder.parent / "first.toml").write_text("x", "utf-8")
    with pytest.raises(DataError, match="There is no lesson"):
        read_lesson(name)


@pytest.mark.parametrize("text", ["[[steps]", "title = 3", "#" * (MOST_BYTES + 1), "a = " + "[" * 5000])
def test_a_file_that_is_none_gets_a_sentence(folder, text):
    (folder / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(DataError, match='The lesson "mine" cannot be read'):
        read_lesson("mine")
    assert faults_in(folder / "mine.toml")


def test_a_file_that_is_not_there_gets_a_sentence(folder):
    (fault,) = faults_in(folder / "none.toml")
    assert "No such file" in fault


def test_no_step_is_on_the_page_that_opens_steps(folder):
    (folder / "mine.toml").write_text('title = "T"\n[[steps]]\nname = "a"\npage = "tour"\nsaid = "x"\n', "utf-8")
    (fault,) = faults_in(folder / "mine.toml")
    assert "There is no page 'tour'" in fault
