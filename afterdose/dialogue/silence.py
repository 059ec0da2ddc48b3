"""A question that nobody answers: how long we wait, and the reminder (clinical-basis.md 2.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.dialogue import thread
from afterdose.dialogue.dispositions import rank
from afterdose.dialogue.protocol_set import protocols
from afterdose.dialogue.risk import risk_so_far
from afterdose.dialogue.waits import waits
from afterdose.messaging.timers import cancel_timers, set_timer
from afterdose.records.models import Case, InboundMessage, Patient
from afterdose.settings import settings

WaitName = Literal["red_flag", "urgent", "other"]


def watch(session: Session, case: Case, patient: Patient, *, cause: str, now: datetime) -> None:
    """Wait anew for an answer to the case's open question; a case that does not ask is left.

    So is one whose thread a person has: then nobody waits for an answer to the assistant.

    ``cause`` is what made us wait, the id of a text: with the case it names the timers.
    """
    cancel_timers(session, "silence", case.id)
    if case.state != "asking" or thread.holder(session, case.id) is not None:
        return
    name = wait_name(session, case, patient, now)
    wait = waits().named(name)
    for step, minutes in (("remind", wait.reminder), ("act", wait.act)):
        set_timer(
            session,
            key=f"silence:{case.id}:{cause}:{step}",
            kind="silence",
            subject_id=case.id,
            due_at=now + clock.clinical_wait(minutes * 60, settings().time_scale),
            payload={"step": step, "wait": name, "question": case.open_question},
        )


def wait_name(session: Session, case: Case, patient: Patient, now: datetime) -> WaitName:
    """Tell which wait of data/waits.yml the open question has."""
    if red_flag_is_open(session, case):
        return "red_flag"
    if gate_is_open(case):
        # A mole question left unanswered must not page the on-call doctor (2.1).
        return "urgent" if rank(case.disposition) >= rank("urgent") else "other"
    risk = risk_so_far(session, case, patient, now)
    return "urgent" if rank(risk) >= rank("urgent") else "other"


def gate_is_open(case: Case) -> bool:
    """Tell whether the gate, or nothing yet, was asked."""
    gate = {question.id for question in protocols().gate}
    return case.open_question is None or case.open_question in gate


def red_flag_is_open(session: Session, case: Case) -> bool:
    """Tell whether silence counts as YES to a red flag; of the gate after such openings only."""
    if case.state != "asking":
        return False
    if gate_is_open(case):
        return _opened_dangerously(session, case)
    question = protocols().questions.get(case.open_question or "")
    return question is None or question.red_flag


def _opened_dangerously(session: Session, case: Case) -> bool:
    if waits().gate_red_flag_areas & set(case.areas):
        return True
    doubtful = select(InboundMessage.seq).where(
        InboundMessage.case_id == case.id, InboundMessage.screen_level != "none"
    )
    return session.scalar(doubtful.limit(1)) is not None
