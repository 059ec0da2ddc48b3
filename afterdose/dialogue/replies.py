"""Queueing the ordinary texts that answer a patient's text."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from afterdose.dialogue.protocol_set import protocols
from afterdose.dialogue.texts_in_one import joined
from afterdose.messaging.outbox import queue_text
from afterdose.records.models import Case, InboundMessage, Patient


def queue_reply(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    texts: Iterable[str],
    *,
    case: Case | None,
) -> None:
    """Queue the answer to a text, as few SMS as can be."""
    for number, body in enumerate(joined(texts)):
        queue_text(
            session,
            key=f"{message.id}:reply:{number}",
            kind="reply",
            body=body,
            priority=2,
            patient=patient,
            case_id=case.id if case is not None else None,
            in_reply_to=message.id,
        )


def question_texts(question_id: str | None, language: str) -> list[str]:
    """Return a question as it is asked; nothing when no question is open or known.

    A blank line parts a long question into two texts, as Rasa parts it.
    """
    question = protocols().questions.get(question_id) if question_id is not None else None
    if question is None:
        return []
    return [part for text in question.texts(language) for part in text.split("\n\n")]
