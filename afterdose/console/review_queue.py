"""The second-reader queue: which decision to read next, and what a reader thinks of it.

Ids are random, so going through them in their order is a random sample of the decisions, the
same for every reader: what one has marked, the next one meets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.records.models import Decision
from afterdose.records.models_review import DecisionReview

VERDICTS = ("right", "too_low", "too_high")
READERS_EACH = 2
SPAN = timedelta(days=90)
LONGEST = 1000


class MarkRefused(ValueError):
    """A mark that cannot be taken; ``reason``: no_verdict, no_reason, too_long, marked, full."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Progress:
    """How far one reader is."""

    waiting: int
    marked: int


def waiting_for(records: Session, user_id: str, after: str = "") -> Decision | None:
    """Return the next decision of the last 90 days that this reader may mark, or None."""
    query = _open(user_id).order_by(Decision.id).limit(1)
    return records.scalar(query.where(Decision.id > after) if after else query)


def progress(records: Session, user_id: str) -> Progress:
    """Count what waits for a reader and what they have marked."""
    waiting = records.scalar(select(func.count()).select_from(_open(user_id).subquery())) or 0
    own = select(func.count()).select_from(DecisionReview).filter_by(user_id=user_id)
    return Progress(waiting, records.scalar(own) or 0)


def marks_of(records: Session, decision_id: str) -> list[DecisionReview]:
    """Return the marks of a decision, the first reader's first."""
    found = select(DecisionReview).filter_by(decision_id=decision_id).order_by(DecisionReview.seq)
    return list(records.scalars(found))


def mark(
    records: Session, decision: Decision, user_id: str, verdict: str, reason: str, seen: bool
) -> None:
    """Write down what a reader thinks; ``seen``: another reader's mark was shown with it.

    A mark stands: agreement counts only if nobody changes one after seeing the other's.
    Raises MarkRefused.
    """
    reason = reason.strip()
    if verdict not in VERDICTS:
        raise MarkRefused("no_verdict")
    if verdict != "right" and not reason:
        raise MarkRefused("no_reason")
    if len(reason) > LONGEST:
        raise MarkRefused("too_long")
    # Two readers at the same moment: the second one waits here and then counts right.
    records.execute(select(Decision.seq).where(Decision.id == decision.id).with_for_update())
    standing = marks_of(records, decision.id)
    if any(one.user_id == user_id for one in standing):
        raise MarkRefused("marked")
    if len(standing) >= READERS_EACH:
        raise MarkRefused("full")
    records.add(
        DecisionReview(
            decision_id=decision.id,
            user_id=user_id,
            verdict=verdict,
            reason=reason or None,
            blind=not (seen and standing),
            at=clock.now(),
        )
    )


def _open(user_id: str) -> Select[Decision]:
    others = (
        select(func.count())
        .select_from(DecisionReview)
        .where(DecisionReview.decision_id == Decision.id)
        .scalar_subquery()
    )
    own = exists().where(
        DecisionReview.decision_id == Decision.id, DecisionReview.user_id == user_id
    )
    return select(Decision).where(
        Decision.decided_at >= clock.now() - SPAN, others < READERS_EACH, ~own
    )
