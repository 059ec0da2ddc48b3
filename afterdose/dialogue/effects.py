"""Making a turn's effects true, except its decision and whom it calls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from afterdose.dialogue import cases, told
from afterdose.dialogue.reply import (
    Answered,
    AreaOpened,
    Asked,
    Found,
    NurseRequested,
    Reply,
    Restarted,
    Unclear,
)
from afterdose.records.models import Case, InboundMessage, new_id


def apply_effects(
    session: Session, case: Case, message: InboundMessage, reply: Reply, now: datetime
) -> None:
    """Apply the effects in their order to a case that the caller holds."""
    cases.add_areas(
        session, case, [e.area for e in reply.effects if isinstance(e, AreaOpened)], now
    )
    for effect in reply.effects:
        match effect:
            case Answered():
                told.keep_answer(
                    session,
                    case,
                    effect.question,
                    effect.value,
                    raw=effect.raw,
                    status=effect.status,
                    message_id=message.id,
                    now=now,
                )
            case Found(name=name, status=status):
                cases.add_finding(case, name, status)
            case Asked(question=question):
                case.open_question = question
            case Unclear(question=question):
                cases.note(session, case, "unclear", "patient", now, question=question)
            case NurseRequested():
                cases.note(session, case, "nurse_requested", "patient", now, message=message.id)
            case Restarted() if case.state == "asking":
                _restart(session, case, now)
    session.flush()


def _restart(session: Session, case: Case, now: datetime) -> None:
    """Begin anew within the case: what was found dangerous before stays on record."""
    for question, value in told.answers_of(session, case).items():
        told.keep_answer(
            session,
            case,
            question,
            value,
            raw=None,
            status="withdrawn",
            message_id=None,
            now=now,
        )
    case.conversation = f"r{new_id()}"
    case.open_question = None
    cases.note(session, case, "restarted", "patient", now, conversation=case.conversation)
