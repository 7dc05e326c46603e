"""A lesson and the whole course as HTML to print. Whatever a file says goes through `escape`."""

from collections.abc import Hashable, Iterator, Sequence
from html import escape
from pathlib import Path

from cnn_core.arithmetic.convolution import convolve
from cnn_core.lessons.checks import NumberCheck
from cnn_core.lessons.lesson import Lesson, Step
from cnn_core.nets.spec import layer_shapes
from cnn_core.pictures.kernels import named_kernel
from cnn_core.settings import settings
from cnn_core.text import language, t
from ui.handouts.figures import Figure, digit_figure, figures_of, grids_figure, net_figure, operation_grids
from ui.handouts.prose import prose_html
from ui.lessons.library import course, program_of
from ui.pages.course.text_numbers import IMAGE, layer_columns
from ui.pages.course.texts import CourseText, course_texts, written

_SHEET = (Path(__file__).parent / "paper.css").read_text("utf-8")


def lesson_sheet(lesson: Lesson, *, is_teacher: bool = False, client: Hashable | None = None) -> str:
    """Returns a lesson as a page to print.

    Args:
        lesson: The lesson.
        is_teacher: Whether its answers are on it, at the end.
        client: For whom the engine is asked for maps.
    """
    parts = [
        _tools(f"../tour?tour={lesson.name}", t("handout.open_lesson")),
        *_lesson(lesson, client, "h1"),
        *(_answers([lesson], client) if is_teacher else ()),
    ]
    return _page(lesson.title, parts)


def course_sheet(*, is_teacher: bool = False, client: Hashable | None = None) -> str:
    """Returns the whole course as a page to print: every lesson that can be read, then the texts.

    Args:
        is_teacher: Whether the answers are on it, at the end.
        client: For whom the engine is asked for maps.
    """
    lessons, texts = course(), course_texts()
    titles = [*(lesson.title for lesson in lessons), *(f"{t('handout.text')}: {_title(text)}" for text in texts)]
    contents = "".join(f"<li>{escape(title)}</li>" for title in titles)
    with_program = {lesson.name for lesson in lessons if lesson.code}
    parts = [
        _tools("course", t("handout.open_course")),
        f"<article><h1>{escape(t('course.title'))}</h1><p class='goal'>{escape(t('handout.course'))}</p>",
        f"<div class='small'><h2>{escape(t('handout.contents'))}</h2><ul>{contents}</ul></div></article>",
        *(part for lesson in lessons for part in _lesson(lesson, client, "h2")),
        *(part for text in texts for part in _text(text, has_program=text.lesson not in with_program)),
        *(_answers(lessons, client) if is_teacher else ()),
    ]
    return _page(t("course.title"), parts)


def sentence_page(sentence: str) -> str:
    """Returns a page that says why there is no handout.

    Args:
        sentence: What it says.
    """
    back = f'<p><a href="../course">{escape(t("handout.open_course"))}</a></p>'
    return _page(t("course.title"), [f"<article><p>{escape(sentence)}</p>{back}</article>"])


def _page(title: str, parts: Sequence[str]) -> str:
    name = escape(f"{title} · {t('page.name')}")
    return (
        f'<!doctype html><html lang="{escape(language.get())}"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_SHEET}</style></head>'
        f"<body><main>{''.join(parts)}</main></body></html>"
    )


def _tools(address: str, said: str) -> str:
    """Returns what stands above the page on the screen, and on no paper."""
    form = ""
    if settings().teacher_key is not None:
        form = (
            f'<form method="post"><label for="key">{escape(t("handout.key"))}</label>'
            '<input id="key" name="key" type="password" autocomplete="off" required>'
            f"<button>{escape(t('handout.with_answers'))}</button></form>"
        )
    link = f'<a href="{escape(address)}">{escape(said)}</a>'
    return f'<div class="screen"><p>{escape(t("handout.print"))}</p>{link}{form}</div>'


def _lesson(lesson: Lesson, client: Hashable | None, heading: str) -> Iterator[str]:
    yield f"<article><header><{heading}>{escape(lesson.title)}</{heading}>"
    if lesson.goal:
        yield f'<p class="goal">{escape(lesson.goal)}</p>'
    counts = {"minutes": lesson.minutes, "steps": len(lesson.steps), "questions": len(lesson.questions)}
    yield f'<p class="quiet">{escape(t("handout.lead" if lesson.minutes else "handout.lead_short", **counts))}</p>'
    if lesson.questions:
        yield f'<div class="who"><span>{escape(t("handout.name"))}</span>'
        yield f'<span>{escape(t("handout.date"))}</span></div><p class="quiet">{escape(t("handout.before"))}</p>'
    yield "</header>"
    drawn: dict[Figure, int] = {}
    for number, step in enumerate(lesson.steps, start=1):
        yield f'<section class="step"><div class="number">{number}</div><p>{escape(step.said)}</p>'
        figures = figures_of(step, client=client)
        new = [figure for figure in figures if figure not in drawn]
        yield from _drawn(new)
        if before := [drawn[figure] for figure in figures if figure in drawn]:
            said = t("handout.others_before" if new else "handout.as_before", number=max(before))
            yield f'<p class="quiet">{escape(said)}</p>'
        drawn |= dict.fromkeys(new, number)
        yield f"{_question(step)}</section>"
    if lesson.code:
        yield _program(t("course.cards.code"), lesson.code, "h2" if heading == "h1" else "h3")
    yield "</article>"


def _question(step: Step) -> str:
    if step.question is None:
        return ""
    asked = f'<p class="asked">{escape(step.question.asked)}</p>'
    if step.question.check.is_typed:
        return f'{asked}<div class="line short">{escape(t("handout.answer"))}</div>'
    return f'{asked}<div class="line">{escape(t("handout.on_page"))}</div><div class="more"></div>'


def _answers(lessons: Sequence[Lesson], client: Hashable | None) -> Iterator[str]:
    for lesson in lessons:
        if not lesson.questions:
            continue
        yield f'<section class="answers"><h2>{escape(t("handout.answers_of", title=lesson.title))}</h2>'
        for number, step in enumerate(lesson.steps, start=1):
            if step.question is None:
                continue
            check = step.question.check
            is_ = f'<p class="asked">{escape(t("handout.is", answer=check.answer))}</p>' if check.answer else ""
            yield f'<section class="step"><div class="number">{number}</div>'
            yield f"<p>{escape(step.question.asked)}</p>{is_}<p>{escape(step.question.right)}</p>"
            if step.seen is not None:
                shown = figures_of(step, client=client)
                yield from _drawn(
                    [each for each in figures_of(step, is_seen=True, client=client) if each not in shown]
                )
            if isinstance(check, NumberCheck) and check.mistakes:
                items = "".join(f"<li>{escape(said)}</li>" for _, said in check.mistakes)
                yield f'<div class="quiet">{escape(t("handout.mistakes"))}<ul>{items}</ul></div>'
            yield "</section>"
        yield "</section>"


def _text(text: CourseText, *, has_program: bool) -> Iterator[str]:
    yield f"<article><p class='quiet'>{escape(t('handout.text'))}</p><h2>{escape(_title(text))}</h2>"
    if text.net:
        columns = layer_columns(layer_shapes(text.net.model))
        head = "".join(f"<th>{escape(name)}</th>" for name in columns)
        cells = ("".join(f"<td>{escape(each)}</td>" for each in row) for row in zip(*columns.values(), strict=True))
        yield from _drawn([digit_figure(text.index), net_figure(text.net)])
        rows = "".join(f"<tr>{row}</tr>" for row in cells)
        yield f'<div class="table"><table><tr>{head}</tr>{rows}</table></div>'
    elif text.name == "convolution":
        yield from _drawn(_first_numbers())
    yield prose_html(written(text))
    if has_program:
        yield _program(t("notebooks.code"), program_of(text.lesson), "h3")
    yield "</article>"


def _first_numbers() -> Iterator[Figure]:
    """Yields the first operation of the course under both paddings, and with three filters at once."""
    valid, same = (convolve(IMAGE, named_kernel("ones"), padding=padding) for padding in ("valid", "same"))
    three = convolve(IMAGE, named_kernel("three_filters"), padding="same")
    for done, said in ((valid, "VALID"), (same, "SAME")):
        yield grids_figure(operation_grids(done), said)
    outputs = [operation_grids(three, filter_)[-1] for filter_ in range(3)]
    yield grids_figure(outputs, t("handout.three", shape=three.kernel.shape))


def _program(title: str, code: str, heading: str) -> str:
    return f'<div class="small"><{heading}>{escape(title)}</{heading}><pre>{escape(code)}</pre></div>'


def _drawn(figures: Sequence[Figure] | Iterator[Figure]) -> Iterator[str]:
    yield '<div class="figures">'
    for figure in figures:
        said = f"<figcaption>{escape(figure.said)}</figcaption>" if figure.said else ""
        yield f"<figure>{figure.svg}{said}</figure>"
    yield "</div>"


def _title(text: CourseText) -> str:
    return t(f"course.{text.name}.title")
