"""How a lesson is read: from one file with states and checks, and the sentences in it or in a file a language.

`docs/lessons.md` describes the form. All that is wrong is found, and said in a sentence each: `faults_of` gives it
to who writes a lesson, and `lesson_of` takes no lesson that has a fault.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from cnn_core.errors import SpecError
from cnn_core.lessons.answered import AnswerCheck, net_of, outcome_of
from cnn_core.lessons.asked import carried_out, names_of, number_of
from cnn_core.lessons.built import BuiltCheck, most_parameters
from cnn_core.lessons.checks import (
    Check,
    Done,
    NumberCheck,
    PinCheck,
    StateCheck,
    is_in,
    is_near,
    is_open,
    number_text,
)
from cnn_core.lessons.lesson import Exit, Lesson, Question, State, Step
from cnn_core.text import t

Pages = Mapping[str, Mapping[str, str]]
"""The names that each page's address may hold."""

MOST_STEPS = 40
MOST_EXITS = 4
MOST_CHARACTERS = 400
"""Of a sentence."""
MOST_MINUTES = 600

_Read = TypeVar("_Read")

_LESSON: Final = {"title", "goal", "minutes", "steps", "exits"}
_STEP: Final = {"name", "page", "said", "state", "asked", "right", "check", "mistakes", "otherwise", "seen"}
_EXIT: Final = {"name", "page", "said", "state"}
_CHECKS: Final[Mapping[str, Callable[[Mapping[str, Any]], Collection[str]]]] = {
    "number": names_of,
    "state": lambda _: ("state",),
    "pin": lambda _: ("pin", "read_by", "operation"),
    "answered": lambda _: ("answered",),
    "built": lambda _: ("built", "at_most"),
}
"""The kinds of checks by the name that tells them, and what each may hold."""


def lesson_of(name: str, table: Mapping[str, Any], texts: Mapping[str, Any], *, pages: Pages) -> Lesson:
    """Returns the lesson that a file describes.

    Args:
        name: Of the file.
        table: What stands in it.
        texts: What stands in the file of its sentences; empty where they are in the first.
        pages: Which pages there are.

    Raises:
        SpecError: Something is wrong in it; the sentence says what and where.
    """
    reader = _Reader(pages)
    lesson = reader.lesson(name, table, texts)
    if reader.faults or lesson is None:
        raise SpecError(reader.faults[0])
    return lesson


def faults_of(table: Mapping[str, Any], texts: Mapping[str, Any], *, pages: Pages) -> tuple[str, ...]:
    """Returns all that is wrong in a lesson, a sentence each; see `lesson_of`."""
    reader = _Reader(pages)
    reader.lesson("", table, texts)
    return tuple(reader.faults)


class _Reader:
    """Reads a lesson, and goes on after a fault.

    Attributes:
        faults: What was wrong.
    """

    def __init__(self, pages: Pages) -> None:
        self.faults: list[str] = []
        self._pages = pages

    def lesson(self, name: str, table: Mapping[str, Any], texts: Mapping[str, Any]) -> Lesson | None:
        """Returns the lesson; None where its parts cannot be read."""
        whole = {**table, **{key: said for key, said in texts.items() if key in ("title", "goal")}}
        self._try(lambda: _known(whole, _LESSON))
        self._try(lambda: _known(texts, {"title", "goal", "steps", "exits"}))
        title = self._try(lambda: _text(whole, "title"))
        goal = self._try(lambda: _text(whole, "goal") if "goal" in whole else "")
        minutes = self._try(lambda: _count(whole, "minutes", MOST_MINUTES, 0))
        tables = self._try(lambda: _tables(whole, "steps", 1, MOST_STEPS)) or []
        ways = self._try(lambda: _tables(whole, "exits", 0, MOST_EXITS)) or []
        steps = [
            self._try(partial(self._step, step), "lessons.in_step", number=number, name=step.get("name"))
            for number, step in enumerate(self._with_texts(tables, texts, "steps"), start=1)
        ]
        exits = [
            self._try(partial(self._exit, way), "lessons.in_exit", number=number)
            for number, way in enumerate(self._with_texts(ways, texts, "exits"), start=1)
        ]
        names = [step.name for step in steps if step]
        if twice := next((name for name in names if names.count(name) > 1), None):
            self.faults.append(t("lessons.twice", name=twice))
        if self.faults:
            return None
        return Lesson(
            name=name,
            title=title or "",
            goal=goal or "",
            minutes=minutes or 0,
            steps=tuple(step for step in steps if step),
            exits=tuple(way for way in exits if way),
        )

    def _try(self, read: Callable[[], _Read], at: str = "", /, **place: object) -> _Read | None:
        try:
            return read()
        except SpecError as error:
            self.faults.append(t(at, reason=error, **place) if at else str(error))
            return None

    def _with_texts(
        self, tables: list[Mapping[str, Any]], texts: Mapping[str, Any], key: str
    ) -> Iterator[dict[str, Any]]:
        """Yields each table with its sentences, which the other file has under the table's name."""
        said = texts.get(key, {})
        if not isinstance(said, Mapping) or not all(isinstance(each, Mapping) for each in said.values()):
            self.faults.append(t("lessons.texts", key=key))
            said = {}
        names = [table.get("name") for table in tables]
        for name in said:
            if name not in names:
                self.faults.append(t("lessons.no_such", key=key, name=name))
        for table in tables:
            yield _merged(table, said.get(table.get("name"), {}))

    def _step(self, table: Mapping[str, Any]) -> Step:
        _known(table, _STEP)
        page = self._page(table)
        check = self._check(page, table) if "check" in table else None
        if check is None and ("asked" in table or "mistakes" in table):
            raise SpecError(t("lessons.no_check"))
        if "otherwise" in table:
            if not isinstance(check, NumberCheck):
                raise SpecError(t("lessons.no_otherwise"))
            check = replace(check, otherwise=_text(table, "otherwise"))
        question = None
        if check is not None:
            question = Question(asked=_text(table, "asked"), check=check, right=_text(table, "right"))
        state = self._state(page, table.get("state", {}))
        seen: State | None = {**state, **self._state(page, table["seen"])} if "seen" in table else None
        if isinstance(check, StateCheck):
            check = replace(check, opening=state)
            seen = _seen(check, state) if seen is None else seen
        if isinstance(check, StateCheck | BuiltCheck):
            if check.judge(Done(state=state)).kind == "right":
                raise SpecError(t("lessons.already"))
            if seen is not None and check.judge(Done(state=seen)).kind != "right":
                raise SpecError(t("lessons.seen"))
        return Step(
            name=_text(table, "name"),
            page=page,
            said=_text(table, "said"),
            state=state,
            question=question,
            seen=seen,
        )

    def _exit(self, table: Mapping[str, Any]) -> Exit:
        _known(table, _EXIT)
        page = self._page(table)
        return Exit(page=page, said=_text(table, "said"), state=self._state(page, table.get("state", {})))

    def _page(self, table: Mapping[str, Any]) -> str:
        page = table.get("page")
        if not isinstance(page, str) or page not in self._pages:
            raise SpecError(t("lessons.page", came=page, allowed=", ".join(self._pages)))
        return page

    def _state(self, page: str, came: object) -> State:
        if not isinstance(came, Mapping):
            raise SpecError(t("lessons.state", came=came, page=page))
        for name, value in came.items():
            if name not in self._pages[page] or not isinstance(value, str):
                raise SpecError(t("lessons.state", came=name, page=page))
        return dict(came)

    def _name(self, page: str, came: object) -> None:
        self._state(page, {came: ""} if isinstance(came, str) else None)

    def _check(self, page: str, table: Mapping[str, Any]) -> Check:
        check, mistakes = table["check"], table.get("mistakes", {})
        kinds = [kind for kind in _CHECKS if isinstance(check, Mapping) and kind in check]
        if len(kinds) != 1:
            raise SpecError(t("lessons.check", allowed=", ".join(_CHECKS)))
        _known(check, set(_CHECKS[kinds[0]](check)))
        if not isinstance(mistakes, Mapping) or not all(isinstance(each, Mapping) for each in mistakes.values()):
            raise SpecError(t("lessons.mistakes"))
        match kinds[0]:
            case "number":
                return _number_check(check, mistakes)
            case "state":
                return self._state_check(page, check, mistakes)
            case "answered":
                return _answer_check(check, mistakes)
        if mistakes:
            raise SpecError(t("lessons.no_mistakes"))
        if kinds[0] == "built":
            self._name(page, check["built"])
            return BuiltCheck(name=check["built"], most=most_parameters(check))
        return self._pin_check(page, check)

    def _state_check(self, page: str, check: Mapping[str, Any], mistakes: Mapping[str, Any]) -> StateCheck:
        wanted = self._state(page, check["state"])
        if not wanted:
            raise SpecError(t("lessons.no_state"))
        others = []
        for name, mistake in mistakes.items():
            _known(mistake, {"state", "said"})
            state = self._state(page, mistake.get("state"))
            is_wide = state != wanted and any(map(is_open, state.values()))  # judged after what is right
            if not state or (is_in(state, wanted) and not is_wide):
                raise SpecError(t("lessons.no_mistake", name=name))
            others.append((state, _text(mistake, "said", name)))
        return StateCheck(state=wanted, mistakes=tuple(others))

    def _pin_check(self, page: str, check: Mapping[str, Any]) -> PinCheck:
        self._name(page, check["pin"])
        usage = carried_out(check.get("operation")).geometry.usage()
        read_by = check.get("read_by")
        if not isinstance(read_by, int) or not (usage == read_by).any():
            raise SpecError(t("lessons.no_pixel", came=read_by, most=int(usage.max())))
        return PinCheck(pin=check["pin"], usage=usage, read_by=read_by)


def _number_check(check: Mapping[str, Any], mistakes: Mapping[str, Any]) -> NumberCheck:
    right = number_of(check)
    others: list[tuple[float, str]] = []
    for name, mistake in mistakes.items():
        _known(mistake, {*names_of(check), "said", "slip"})
        number = number_of(_changed(check, mistake))
        if is_near(number, right):
            raise SpecError(t("lessons.no_mistake", name=name))
        if any(is_near(number, other) for other, _ in others):
            raise SpecError(t("lessons.same_mistake", name=name, number=number_text(number)))
        others.append((number, _text(mistake, "said", name)))
    return NumberCheck(number=right, mistakes=tuple(others), asks=str(check["number"]))


def _answer_check(check: Mapping[str, Any], mistakes: Mapping[str, Any]) -> AnswerCheck:
    wanted = outcome_of(check["answered"])
    others = []
    for name, mistake in mistakes.items():
        outcome = outcome_of({key: value for key, value in mistake.items() if key != "said"})
        if "net" in mistake or outcome == wanted:
            raise SpecError(t("lessons.no_mistake", name=name))
        others.append((outcome, _text(mistake, "said", name)))
    return AnswerCheck(net=net_of(check["answered"]), wanted=wanted, mistakes=tuple(others))


def _seen(check: StateCheck, state: State) -> State:
    """Returns the state that shows the answer of a state's check, which is that state itself."""
    if any(map(is_open, check.state.values())):
        raise SpecError(t("lessons.no_seen"))
    return {**state, **check.state}


def _changed(check: Mapping[str, Any], mistake: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a check with what a mistake says otherwise, of the operation likewise."""
    whole = {**check, **mistake}
    own, others = check.get("operation"), mistake.get("operation")
    if isinstance(own, Mapping) and isinstance(others, Mapping):
        whole["operation"] = {**own, **others}
    return whole


def _merged(table: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a step's table with its sentences; of a mistake the sentence alone is given."""
    whole = {**table, **said}
    if isinstance(sentences := said.get("mistakes"), Mapping):
        own = table.get("mistakes", {})
        whole["mistakes"] = {
            name: {**own.get(name, {}), **({"said": sentences[name]} if name in sentences else {})}
            for name in {**own, **sentences}
        }
    return whole


def _tables(table: Mapping[str, Any], key: str, least: int, most: int) -> list[Mapping[str, Any]]:
    came = table.get(key, [])
    is_list = isinstance(came, list) and all(isinstance(each, Mapping) for each in came)
    if not is_list or not least <= len(came) <= most:
        raise SpecError(t("lessons.tables", key=key, least=least, most=most))
    return list(came)


def _known(table: Mapping[str, Any], names: set[str]) -> None:
    if wrong := next((name for name in table if name not in names), None):
        raise SpecError(t("lessons.unknown_name", came=wrong, allowed=", ".join(sorted(names))))


def _text(table: Mapping[str, Any], name: str, of: str = "") -> str:
    said = table.get(name)
    if not isinstance(said, str) or not 0 < len(said) <= MOST_CHARACTERS:
        where = f"{of}: {name}" if of else name
        raise SpecError(t("lessons.text", where=where, most=MOST_CHARACTERS))
    return said


def _count(table: Mapping[str, Any], name: str, most: int, default: int) -> int:
    came = table.get(name, default)
    if not isinstance(came, int) or not 0 <= came <= most:
        raise SpecError(t("lessons.count", name=name, most=most, came=came))
    return came
