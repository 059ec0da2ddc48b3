"""Whether the protocols accept an answer as it was understood."""

from __future__ import annotations

from typing import Any

import structlog

from actions.memory import Memory
from afterdose.triage.errors import AnswerError
from afterdose.triage.given import NOT_SURE, Given
from afterdose.triage.schema import ProtocolSet, Question

log = structlog.get_logger(__name__)


def is_accepted(ps: ProtocolSet, question: Question, value: Any) -> bool:
    """Tell whether the protocols can read the value; a refused one is treated as unclear."""
    try:
        Given(ps, {question.id: value})
    except (AnswerError, TypeError, AttributeError):
        log.error("An answer was understood that the protocols refuse.", question=question.id)
        return False
    return True


def is_plausible(question: Question, value: Any) -> bool:
    """Tell whether a number is one that a patient may have; a pulse of 12 is another number."""
    if question.plausible is None or isinstance(value, bool) or not isinstance(value, int | float):
        return True
    low, high = question.plausible
    return low <= value <= high


def settle_refused(memory: Memory, ps: ProtocolSet) -> None:
    """Count each answer that the protocols refuse as its worst case.

    Second line of defence: nothing refused is kept, but the worker's records and an older
    release may hold something.
    """
    for name, value in memory.answers.items():
        question = ps.questions.get(name)
        if question is not None and not is_accepted(ps, question, value):
            memory.answers[name] = NOT_SURE
