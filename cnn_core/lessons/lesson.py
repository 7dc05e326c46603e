"""What a lesson is: steps on pages in their states, some with a question, and where it leads to in the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cnn_core.lessons.checks import Check

State = Mapping[str, str]
"""What a page's address says, by its names; an empty text is the default."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a step asks.

    Attributes:
        asked: The question, or the task.
        check: How an answer is judged.
        right: What is said of the right answer: why it is right.
    """

    asked: str
    check: Check
    right: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of a lesson.

    Attributes:
        name: By which its texts and the learner's progress are found.
        page: Its page, by the page's name in the address.
        said: One or two sentences.
        state: What the page's address says.
        question: What is asked, if something is.
        seen: The state in which the page shows the answer, once it was given.
    """

    name: str
    page: str
    said: str
    state: State = field(default_factory=dict)
    question: Question | None = None
    seen: State | None = None


@dataclass(frozen=True, kw_only=True)
class Exit:
    """Where one goes on from a lesson's end.

    Attributes:
        page: A page, by its name in the address.
        said: What the button says.
        state: What the page's address says.
    """

    page: str
    said: str
    state: State = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson; one without questions is a tour.

    Attributes:
        name: Of its file.
        title: What it is called.
        goal: What one can do afterwards, in one sentence; empty for a tour.
        minutes: How long it takes; 0 where that is not said.
        steps: In their order, one at least.
        exits: Where its last step leads to.
        code: A program in Python that belongs to it, whole; empty where it has none.
    """

    name: str
    title: str
    goal: str = ""
    minutes: int = 0
    steps: tuple[Step, ...]
    exits: tuple[Exit, ...] = ()
    code: str = ""

    @property
    def questions(self) -> tuple[Step, ...]:
        """The steps that ask something."""
        return tuple(step for step in self.steps if step.question)
