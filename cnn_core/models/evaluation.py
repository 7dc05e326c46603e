"""How well a net does on digits that it has not seen: from its answers or logits alone, by NumPy alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.softmax import softmax
from cnn_core.nets.spec import CLASSES

Answers = NDArray[Any]
"""One digit from 0 to 9 for each image, (N,), as whole numbers."""


def confusion_matrix(answers: Answers, labels: Answers) -> NDArray[np.int32]:
    """Counts how often each digit is taken for which.

    Args:
        answers: What the net takes each image for, (N,).
        labels: What it is, (N,).

    Returns:
        (10, 10): true digits from top to bottom, answers from left to right; what is right is on the diagonal.

    Example:
        >>> import numpy
        >>> answers, labels = numpy.array([7, 1]), numpy.array([7, 7])
        >>> cnn_core.confusion_matrix(answers, labels)[7].tolist()
        [0, 1, 0, 0, 0, 0, 0, 1, 0, 0]
    """
    pairs = labels.astype(np.intp) * CLASSES + answers.astype(np.intp)
    return np.bincount(pairs, minlength=CLASSES**2).reshape(CLASSES, CLASSES).astype(np.int32)


def confused_digits(answers: Answers, labels: Answers, *, label: int, answer: int) -> NDArray[np.intp]:
    """Returns which images make up a cell of the confusion matrix, by their index.

    Args:
        answers: What the net takes each image for, (N,).
        labels: What it is, (N,).
        label: The cell's row.
        answer: The cell's column.
    """
    return np.flatnonzero((labels == label) & (answers == answer))


def standard_error(right: NDArray[Any] | int, count: NDArray[Any] | int) -> NDArray[np.float64]:
    """Returns how far a measured share is likely to lie from the true one.

    It is the standard deviation of what the true share may be, when before the count any was as likely as another
    (the Beta distribution of right + 1 and wrong + 1): of a hundred right of a hundred it does not claim certainty.

    Args:
        right: How many are right, any shape.
        count: Of how many, shaped alike.
    """
    one, other = np.asarray(right) + 1.0, np.asarray(count) - right + 1.0
    error: NDArray[np.float64] = np.sqrt(one * other / ((one + other) ** 2 * (one + other + 1)))
    return error


@dataclass(frozen=True, eq=False, kw_only=True)
class ClassAccuracy:
    """How many of each digit a net gets right.

    Attributes:
        right: (10,).
        counts: How many there are of each, (10,).
        shares: (10,), from 0 to 1; NaN where there is none.
        errors: Their standard errors, (10,); see `standard_error`.
    """

    right: NDArray[np.int32]
    counts: NDArray[np.int32]
    shares: NDArray[np.float64]
    errors: NDArray[np.float64]


def class_accuracy(confusion: NDArray[np.int32]) -> ClassAccuracy:
    """Returns the accuracy of each digit.

    Args:
        confusion: What `confusion_matrix` returns.

    Example:
        >>> import numpy
        >>> confusion = cnn_core.confusion_matrix(numpy.array([7, 1]), numpy.array([7, 7]))
        >>> cnn_core.class_accuracy(confusion).shares[7].item()
        0.5
    """
    right, counts = confusion.diagonal(), confusion.sum(axis=1, dtype=np.int32)
    shares = np.where(counts > 0, right / np.maximum(counts, 1), np.nan)
    return ClassAccuracy(right=right, counts=counts, shares=shares, errors=standard_error(right, counts))


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """An image that a net takes for another digit.

    Attributes:
        index: Of the image.
        label: What it is.
        answer: What the net takes it for.
        probability: How sure the net is of that, from 0 to 1.
        label_probability: What it leaves for what it is.
    """

    index: int
    label: int
    answer: int
    probability: float
    label_probability: float


def surest_mistakes(logits: NDArray[np.float32], labels: Answers, *, most: int = 24) -> tuple[Mistake, ...]:
    """Returns the mistakes that a net is surest of, the surest first.

    Args:
        logits: (N, 10).
        labels: (N,).
        most: How many at most.

    Example:
        >>> import numpy
        >>> logits = numpy.zeros((1, 10), numpy.float32)
        >>> logits[0, 3] = 5
        >>> mistake = cnn_core.surest_mistakes(logits, numpy.array([7]))[0]
        >>> mistake.label, mistake.answer
        (7, 3)
    """
    probabilities, answers = softmax(logits), logits.argmax(axis=1)
    sureness = probabilities.max(axis=1)
    wrong = np.flatnonzero(answers != labels)
    order = wrong[np.argsort(-sureness[wrong], kind="stable")][:most]
    return tuple(
        Mistake(
            index=int(index),
            label=int(labels[index]),
            answer=int(answers[index]),
            probability=float(sureness[index]),
            label_probability=float(probabilities[index, labels[index]]),
        )
        for index in order
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Duel:
    """Two nets on the same images.

    Attributes:
        disagreements: The images to which they answer differently, by index: those first that the first net alone
            has right, then those that the second alone has right, then those that both have wrong.
        first_right: How many the first net has right and the second has not.
        second_right: How many the second has right and the first has not.
        both_wrong: How many both have wrong, in different ways.
        gain: The second net's accuracy less the first's.
        gain_error: Its standard error. The images are the same, so that only those count on which one is right
            and the other wrong: it is smaller than the errors of two accuracies on different images.
    """

    disagreements: NDArray[np.intp]
    first_right: int
    second_right: int
    both_wrong: int
    gain: float
    gain_error: float


def compare_answers(first: Answers, second: Answers, labels: Answers) -> Duel:
    """Compares the answers of two nets, or of one at two moments.

    Args:
        first: Of the one, (N,).
        second: Of the other, (N,).
        labels: What each image is, (N,), at least one.

    Example:
        >>> import numpy
        >>> first, second, labels = numpy.array([1, 2, 3]), numpy.array([1, 2, 4]), numpy.array([1, 2, 4])
        >>> round(cnn_core.compare_answers(first, second, labels).gain, 3)
        0.333
    """
    differ, count = first != second, len(labels)
    one, other = (np.flatnonzero(differ & (answers == labels)) for answers in (first, second))
    neither = np.flatnonzero(differ & (first != labels) & (second != labels))
    gain = (len(other) - len(one)) / count
    # The difference on one image is 1, 0 or −1: the error is that of the mean of these numbers, with one more image
    # either way, so that few images do not claim certainty.
    square = (len(one) + len(other) + 2) / (count + 2)
    return Duel(
        disagreements=np.concatenate([one, other, neither]),
        first_right=len(one),
        second_right=len(other),
        both_wrong=len(neither),
        gain=gain,
        gain_error=float(np.sqrt(max(square - gain**2, 0.0) / (count + 2))),
    )
