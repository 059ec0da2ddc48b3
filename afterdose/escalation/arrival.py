"""Texts that nobody needs any more, and texts that will not arrive. Registered on import."""

from __future__ import annotations

from sqlalchemy.orm import Session

from afterdose.escalation import calling, due, events, ladder, paging, patient
from afterdose.escalation.deadlines import DISPOSITIONS
from afterdose.escalation.lock import lock_case, locked, open_escalation
from afterdose.escalation.start import escalate
from afterdose.escalation.states import move
from afterdose.messaging.another_way import calls_for
from afterdose.messaging.calls import KIND as CALL
from afterdose.messaging.delivery import on_undeliverable
from afterdose.messaging.outbox import is_moot
from afterdose.records.models import Case, Clinician, Escalation, OutboundMessage, Page, Patient


@is_moot("page")
@is_moot(CALL)
def page_is_moot(session: Session, message: OutboundMessage) -> bool:
    """Tell whether a page or call is late: somebody acknowledged, or the escalation is closed."""
    escalation = escalation_of(session, message)
    return escalation is None or escalation.state != "open"


@is_moot(paging.REMINDER)
def reminder_is_moot(session: Session, message: OutboundMessage) -> bool:
    """Tell whether the escalation of a reminder is closed."""
    escalation = escalation_of(session, message)
    return escalation is None or escalation.state == "closed"


@is_moot(patient.WAITING)
def waiting_is_moot(session: Session, message: OutboundMessage) -> bool:
    """Tell whether somebody acknowledged since the patient was to hear that nobody has."""
    escalation = escalation_of(session, message)
    return escalation is None or escalation.state != "open"


@on_undeliverable("page")
def page_failed(session: Session, message: OutboundMessage) -> None:
    """Call whom a text does not reach; go on at once when nobody of the step can be reached.

    While somebody is left in the round, that one is paged now and the call goes out beside it.
    That nobody at all can be reached is said only when no call is under way any more.
    """
    escalation = _locked(session, message)
    if escalation is None:
        return
    _record(session, escalation, "page_failed", message)
    if message.page_id is None or move(escalation.state, "failed") is None:
        return
    if calls_for(message.error_code):
        calling.call_instead(session, escalation, message)
    if message.id in {page.id for page in paging.pages_of_step(session, escalation)}:
        _move_on(session, escalation)


@on_undeliverable(CALL)
def call_failed(session: Session, message: OutboundMessage) -> None:
    """Go on like after a failed page: busy, no answer, or nobody pressed a key."""
    escalation = _locked(session, message)
    if escalation is None:
        return
    _record(session, escalation, "call_failed", message)
    if message.page_id is not None and move(escalation.state, "failed") is not None:
        _move_on(session, escalation)


def _move_on(session: Session, escalation: Escalation) -> None:
    if not calling.all_failed(session, escalation):
        return
    waits = calling.any_under_way(session, escalation) or events.nobody_left(session, escalation)
    if ladder.somebody_left(session, escalation) or not waits:
        ladder.climb_at_once(session, escalation)


@on_undeliverable(paging.REMINDER)
def reminder_failed(session: Session, message: OutboundMessage) -> None:
    """Page again at once when whoever acknowledged cannot be reached any more."""
    escalation = _locked(session, message)
    if escalation is None:
        return
    _record(session, escalation, "page_failed", message)
    holds = message.clinician_id == escalation.acknowledged_by
    if holds and move(escalation.state, "expired") is not None:
        due.expire(session, escalation)


@on_undeliverable("emergency_advice")
@on_undeliverable("fail_safe")
@on_undeliverable("reply")
@on_undeliverable("reminder")
@on_undeliverable("notice")
@on_undeliverable("person")
@on_undeliverable(patient.WAITING)
def text_failed(session: Session, message: OutboundMessage) -> None:
    """Bring in a human when a patient's text does not arrive.

    Emergency advice counts as an emergency, any other text as what the case has, at least
    urgent. A closed case only notes it. Whoever has the escalation already is told to call.
    """
    if message.patient_id is None or message.case_id is None:
        return
    lock_case(session, message.case_id)
    case = session.get_one(Case, message.case_id)
    current = open_escalation(session, case.id)
    if case.state == "closed" and current is None:
        return
    levels = ["urgent", "emergency" if message.kind == "emergency_advice" else case.disposition]
    known = current.disposition if current is not None else None
    escalation = escalate(
        session,
        case=case,
        patient=session.get_one(Patient, message.patient_id),
        disposition=max((x for x in levels if x in DISPOSITIONS), key=DISPOSITIONS.index),
        reason="undelivered",
        key=f"undelivered:{message.id}",
    )
    if escalation.disposition == known:
        _call_instead(session, escalation)


def _call_instead(session: Session, escalation: Escalation) -> None:
    if escalation.acknowledged_by is not None:
        paging.remind(session, escalation, "not_reached")
        return
    for page in paging.pages_of_step(session, escalation):
        clinician = session.get(Clinician, page.clinician_id or "")
        if clinician is not None:
            paging.nudge(session, escalation, clinician, "not_reached")


def escalation_of(session: Session, message: OutboundMessage) -> Escalation | None:
    """Return what a page, call or text is about, as it stands."""
    if message.page_id is None:  # the clinic's number, or a text to the patient
        return open_escalation(session, message.case_id or "", lock=False)
    page = session.get_one(Page, message.page_id)
    return session.get_one(Escalation, page.escalation_id)


def _locked(session: Session, message: OutboundMessage) -> Escalation | None:
    found = escalation_of(session, message)
    return None if found is None else locked(session, found.id)


def _record(session: Session, escalation: Escalation, kind: str, message: OutboundMessage) -> None:
    events.record(
        session,
        escalation.case_id,
        kind,
        events.CARRIER,
        escalation=escalation.id,
        send=message.id,
        error_code=message.error_code,
    )
