"""The ladder at work: page a step, wait, page the next one, for ever until somebody answers."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation import calling, events, paging, patient, rungs, waits
from afterdose.escalation.coverage import coverage
from afterdose.escalation.deadlines import deadlines
from afterdose.records.models import Clinician, Escalation


def begin(session: Session, escalation: Escalation) -> None:
    """Lay the ladder from the rota of this moment, page its first step, start all waits.

    With nobody on call `urgent` runs as `emergency` (clinical-basis.md 4.1), the patient is told
    not to count on the team, and the supervisors on duty, else everybody on duty, are paged.
    """
    waits.stop_waiting(session, escalation)
    covered = _lay(session, escalation)
    escalation.step = 0
    if not covered:
        _nobody(session, escalation, "nobody_on_call")
        _lay(session, escalation)
    _page_next(session, escalation)
    waits.wait_to_reassure(session, escalation)


def climb(session: Session, escalation: Escalation, *, late_seconds: float = 0) -> None:
    """Page the next step, or the next round's first; after a standstill all steps due."""
    _page_next(session, escalation, late_seconds=late_seconds)


def climb_at_once(session: Session, escalation: Escalation) -> bool:
    """Page the next step of this round before its time, because the current one cannot answer.

    False: nobody is left in this round. Then the patient and the clinic's number hear of it, an
    `urgent` becomes an `emergency`, and the next round starts when the current wait is over.
    """
    if somebody_left(session, escalation):
        _page_next(session, escalation, same_round=True)
        return True
    before = escalation.disposition
    _nobody(session, escalation, "nobody_left")
    if escalation.disposition != before:
        begin(session, escalation)
    else:
        now = clock.now()
        waits.wait_for_answer(session, escalation, since=now, occasion=f"round:{now}")
    return False


def somebody_left(session: Session, escalation: Escalation) -> bool:
    """Tell whether a later step of this round can be paged."""
    on_duty = _on_duty(session, escalation)
    steps = escalation.ladder and rungs.steps_due(
        escalation.ladder, escalation.step, on_duty, same_round=True
    )
    return bool(steps)


def page_again(session: Session, escalation: Escalation) -> None:
    """Start a new round with its first step: an acknowledgement came to nothing."""
    if escalation.ladder:
        escalation.step = rungs.round_after(escalation.ladder, escalation.step) - 1
    _page_next(session, escalation)
    waits.wait_to_reassure(session, escalation)


def _lay(session: Session, escalation: Escalation) -> bool:
    cover = coverage(session, clock.now())
    escalation.ladder = rungs.freeze(
        cover.on_call, cover.supervisors, cover.fallback, deadlines(escalation.disposition)
    )
    return bool(cover.on_call)


def _on_duty(session: Session, escalation: Escalation) -> dict[str, Clinician]:
    ids = {person for rung in escalation.ladder for person in _everybody(rung)}
    found = session.scalars(select(Clinician).where(Clinician.id.in_(ids), Clinician.on_duty))
    return {person.id: person for person in found}


def _everybody(rung: rungs.Rung) -> list[str]:
    return [*rung["clinician_ids"], *rung["supervisor_ids"]]


def _page_next(
    session: Session, escalation: Escalation, *, late_seconds: float = 0, same_round: bool = False
) -> None:
    on_duty = _on_duty(session, escalation)
    if not on_duty:
        # Nobody of the frozen ladder is there any more: whoever is on call now, then.
        _lay(session, escalation)
        on_duty = _on_duty(session, escalation)
        if on_duty and escalation.step:
            escalation.step = rungs.round_after(escalation.ladder, escalation.step) - 1
    if not on_duty:
        escalation.step += 1
        _nobody(session, escalation, "nobody_left")
        waits.wait_for_answer(session, escalation, since=clock.now(), occasion="empty")
        return
    steps = rungs.steps_due(
        escalation.ladder,
        escalation.step,
        on_duty,
        late_seconds=late_seconds,
        same_round=same_round,
    )
    for step in steps:
        for person in rungs.people(escalation.ladder, step):
            if person in on_duty:
                paging.page(session, escalation, step, on_duty[person])
                calling.call_with_page(session, escalation, step, on_duty[person])
        _record(session, escalation, "paged", step)
    escalation.step = steps[-1]
    waits.wait_for_answer(session, escalation, since=clock.now(), occasion="queued")


def _nobody(
    session: Session, escalation: Escalation, what: Literal["nobody_on_call", "nobody_left"]
) -> None:
    if escalation.disposition == "urgent":
        escalation.disposition = "emergency"
        _record(session, escalation, "escalation_raised", escalation.step)
    _record(session, escalation, what, escalation.step)
    patient.tell_nobody(session, escalation)
    paging.page_clinic(session, escalation)
    calling.call_clinic(session, escalation)


def _record(session: Session, escalation: Escalation, kind: str, step: int) -> None:
    events.record(
        session,
        escalation.case_id,
        kind,
        events.ASSISTANT,
        escalation=escalation.id,
        disposition=escalation.disposition,
        step=step,
    )
