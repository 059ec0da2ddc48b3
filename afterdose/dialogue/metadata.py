"""The metadata of a turn: all that the actions may know about a patient."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.dialogue import cases, told
from afterdose.dialogue.context import rule_context, text_values
from afterdose.dialogue.decisions import emergency_since
from afterdose.dialogue.protocol_set import protocols
from afterdose.dialogue.rasa_client import TurnRequest
from afterdose.language.commands import command
from afterdose.language.symptoms import areas_named
from afterdose.records.models import Case, Decision, InboundMessage, Patient

SPEAKING = ("present", "other_person", "hypothetical")


def turn_request(
    session: Session, message: InboundMessage, patient: Patient, now: datetime
) -> TurnRequest:
    """Gather what a text's turn needs; reads only.

    The conversation is the one of the case that asks, else one named after the text, so that
    it is the same at every attempt.
    """
    talking = cases.talking_case(session, patient.id)
    talk = cases.conversation(session, talking) if talking else None
    begun = talking.conversation if talking else cases.conversation_of(session, message)
    decided = None if talking else cases.open_case(session, patient.id, now)
    return TurnRequest(
        conversation=begun,
        message_id=message.id,
        text=message.body,
        metadata={
            "message_id": message.id,
            "now": now.isoformat(),
            "language": patient.language,
            "time_zone": patient.time_zone,
            "media_count": message.media_count,
            "context": _context(session, message, patient, talk, now),
            "screening": screening_of(message),
            "emergency_committed": advised_since(session, message, talking or decided),
            "command": command(message.body),
            "case": _asking(session, talking, talk),
            "open_case": _decided(decided),
            "values": text_values(patient),
        },
    )


def advised_since(session: Session, message: InboundMessage, case: Case | None) -> bool:
    """Tell whether the patient was given emergency advice since this text came."""
    return case is not None and emergency_since(session, case, message.received_at)


def advised_for(session: Session, message: InboundMessage) -> bool:
    """Tell whether this very text was answered with emergency advice, in whatever case."""
    found = select(Decision.id).where(
        Decision.message_id == message.id, Decision.disposition == "emergency"
    )
    return session.scalar(found.limit(1)) is not None


def screening_of(message: InboundMessage) -> dict[str, Any]:
    """Return what the screen found in a text, with the areas that its findings speak of."""
    findings: list[dict[str, Any]] = list(message.screen_findings or [])
    speaking = (f["area"] for f in findings if f["names_area"] and f["status"] in SPEAKING)
    return {
        "level": message.screen_level,
        "areas": list(dict.fromkeys(speaking)),
        "findings": findings,
    }


def _context(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    talk: cases.Conversation | None,
    now: datetime,
) -> dict[str, Any]:
    # A first text has no areas yet: those that its words name count for the contacts before it.
    areas = [*areas_named(message.body, patient.language), *screening_of(message)["areas"]]
    begun = message.received_at
    if talk is not None:
        areas += talk.areas
        begun = talk.contact_begun
    return rule_context(session, patient, areas, begun=begun, now=now)


def _asking(
    session: Session, case: Case | None, talk: cases.Conversation | None
) -> dict[str, Any] | None:
    if case is None or talk is None:
        return None
    answers = told.answers_of(session, case, since=talk.begun)
    if answers.get(case.open_question or "") == "silent":
        del answers[case.open_question or ""]  # a late answer is still taken
    if case.open_question is None and not answers:
        return None  # the conversation has not begun: the text is its first
    return {
        "areas": list(case.areas),
        "answers": {**told.findings_of(case, protocols()), **answers},
        "disposition": case.disposition,
        "state": "asking",
    }


def _decided(case: Case | None) -> dict[str, Any] | None:
    if case is None or case.disposition is None:
        return None
    return {"areas": list(case.areas), "disposition": case.disposition}
