"""The answer to the check text: BETTER or SAME; anything else is a text like every other."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.dialogue import cases
from afterdose.dialogue.check_in import raise_to_soon
from afterdose.dialogue.decisions import KIND, set_check_in
from afterdose.dialogue.dispositions import rank
from afterdose.dialogue.holding import end_silence, hold_message, hold_patient
from afterdose.dialogue.replies import queue_reply
from afterdose.dialogue.risk import decide_now
from afterdose.dialogue.waits import waits
from afterdose.escalation.lock import open_escalation
from afterdose.messaging import inbox
from afterdose.messaging.forgetting import forget
from afterdose.messaging.timers import cancel_timers
from afterdose.records import database, queries
from afterdose.records.models import Case, InboundMessage, Patient, Timer
from afterdose.texts import render

log = structlog.get_logger()

Answer = Literal["better", "same"]
LANGUAGES = ("en", "es")
NOT_GONE = "neuro.over_24h"  # RN1: not gone at the check is SN1


def answer_of(message: InboundMessage) -> Answer | None:
    """Read the whole text as BETTER or SAME; None for anything that holds another word.

    "Better but my chest hurts", "not sure" and WORSE are read by the conversation, which asks.
    """
    if message.screen_level != "none" or message.media_count:
        return None
    told = re.findall(r"\w+", message.body.lower().replace("'", "").replace("’", ""))
    plain = [word for word in told if word not in _listed("filler")]
    for answer in ("better", "same"):
        if any(" ".join(words) in _listed(answer) for words in (told, plain)):
            return answer
    return None


def take_check_in(message_id: str, attempt: int) -> bool:
    """Take a text as the answer to a check text; False when it is none.

    Raises inbox.Overtaken when a newer attempt owns the text.
    """
    with database.reading() as session:
        message = session.query(InboundMessage).filter_by(id=message_id).one()
        if message.state == "handled" or message.patient_id is None or answer_of(message) is None:
            return False
        if _asked(session, message.patient_id) is None:
            return False
    try:
        with database.session() as session:
            cancel_timers(session, "fail_safe", message_id)
            inbox.mark_handled(session, message_id, attempt)
            _take(session, hold_message(session, message_id))
    except _MovedOn:
        return False
    log.info("The answer to a check text was taken.", message=message_id, attempt=attempt)
    return True


class _MovedOn(Exception):
    """Nothing is written: the case is not as it was a moment ago."""


def _asked(session: Session, patient_id: str) -> tuple[Case, Timer] | None:
    """Return the decided case whose check text waits for its answer."""
    case = queries.decided_case(session, patient_id)
    if case is None:
        return None
    waiting = select(Timer).filter_by(subject_id=case.id, kind=KIND, state="waiting")
    timers = [t for t in session.scalars(waiting) if t.payload["step"] == "silent"]
    return (case, timers[0]) if timers else None


def _take(session: Session, message: InboundMessage) -> None:
    assert message.patient_id is not None
    end_silence(session, message.patient_id)
    patient = hold_patient(session, message.patient_id)
    asked = _asked(session, patient.id)
    if asked is None:
        raise _MovedOn
    case, timer = asked
    now, answer = clock.now(), answer_of(message)
    message.case_id = case.id
    cases.note(session, case, f"check_in_{answer}", "patient", now, message=message.id)
    again = timer.payload["again"]
    cancel_timers(session, KIND, case.id)
    if answer == "better":
        _better(session, message, patient, case, now)
    else:
        _same(session, message, patient, case, now, again=again)


def _better(
    session: Session, message: InboundMessage, patient: Patient, case: Case, now: datetime
) -> None:
    if case.disposition == "routine" and open_escalation(session, case.id, lock=False) is None:
        case.state, case.closed_at = "closed", now
        cases.note(session, case, "closed", "patient", now)
        forget(session, case.conversation)
        said = "check_in_closed"
    else:
        said = "check_in_noted"  # what the care team has to do only a clinician takes back
    queue_reply(session, message, patient, [render(f"turn.{said}", patient.language)], case=case)


def _same(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    case: Case,
    now: datetime,
    *,
    again: bool,
) -> None:
    key = f"{message.id}:{KIND}"
    if "neuro" in case.areas:
        cases.add_finding(case, NOT_GONE, "present")
        session.flush()
    higher = rank(decide_now(session, case, patient, now).disposition) > rank(case.disposition)
    if case.disposition == "routine" and (again or higher):
        raise_to_soon(session, case, patient, now, key=key, why="same", message_id=message.id)
        return
    said = "check_in_again" if case.disposition == "routine" else "check_in_noted"
    if case.disposition == "routine":
        set_check_in(session, case, "ask", waits().check_in.again_hours, now, again=True)
    queue_reply(session, message, patient, [render(f"turn.{said}", patient.language)], case=case)


def _listed(name: str) -> frozenset[str]:
    lists = (render(f"turn.check_in_{name}_words", language) for language in LANGUAGES)
    return frozenset(words.strip() for one in lists for words in one.split("|"))
