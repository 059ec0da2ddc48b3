"""What the patient is told about the care team while an escalation is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation.deadlines import deadlines
from afterdose.messaging.outbox import queue_text
from afterdose.records.models import Escalation
from afterdose.settings import settings
from afterdose.texts import render

WAITING = "waiting_notice"
"""Kind of the texts that say nobody has confirmed yet: an ACK makes them moot."""


def contact_due(escalation: Escalation) -> datetime:
    """Return by when the team contacts the patient: what the patient is promised, too.

    It counts from the opening; whoever acknowledges late has a little time all the same.
    """
    limits = deadlines(escalation.disposition)
    due = escalation.opened_at + _wait(limits.contact_minutes)
    if escalation.acknowledged_at is None:
        return due
    late = escalation.acknowledged_at + _wait(limits.contact_after_acknowledgement_minutes)
    return max(due, late)


def tell_seen(session: Session, escalation: Escalation) -> None:
    """Tell the patient that the care team has seen the message, and by when they are contacted."""
    language = escalation.patient.language
    when = _local(contact_due(escalation), escalation.patient.time_zone, language)
    key = f"escalation.seen.{escalation.disposition}"
    occasion = f"seen:{escalation.acknowledged_at}"
    _tell(session, escalation, occasion, "notice", render(key, language, when=when))


def tell_waiting(session: Session, escalation: Escalation, occasion: str) -> None:
    """Tell the patient that nobody has confirmed yet, and what to do if it gets worse."""
    key = f"escalation.waiting.{escalation.disposition}{_phone()}"
    body = render(key, escalation.patient.language)
    _tell(session, escalation, f"waiting:{occasion}", WAITING, body)


def tell_nobody(session: Session, escalation: Escalation) -> None:
    """Tell the patient, once, not to count on the care team."""
    level = "soon" if escalation.disposition == "soon" else "emergency"
    body = render(f"escalation.nobody.{level}{_phone()}", escalation.patient.language)
    _tell(session, escalation, f"nobody:{level}", "emergency_advice", body)


def tell_assistant_back(session: Session, escalation: Escalation, occasion: str) -> None:
    """Tell the patient that the person who wrote to them is done and the assistant answers."""
    body = render("thread.ended", escalation.patient.language)
    _tell(session, escalation, f"thread_ended:{occasion}", "notice", body)


def _tell(session: Session, escalation: Escalation, what: str, kind: str, body: str) -> None:
    if escalation.patient.opted_out_at is not None:
        return  # the carrier refuses it anyway; a human takes over
    queue_text(
        session,
        key=f"escalation:{escalation.id}:{escalation.disposition}:{what}",
        kind=kind,
        body=body,
        priority=0 if kind == "emergency_advice" else 1,
        patient=escalation.patient,
        case_id=escalation.case_id,
    )


def _phone() -> str:
    # With the simulated carrier the clinic's number may be missing.
    return "" if settings().clinic_phone else ".no_clinic_phone"


def _wait(minutes: int) -> timedelta:
    return clock.clinical_wait(minutes * 60, settings().time_scale)


def _local(moment: datetime, time_zone: str, language: str) -> str:
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    local, today = moment.astimezone(zone), clock.now().astimezone(zone).date()
    form = "escalation.when.today" if local.date() == today else "escalation.when.other_day"
    return local.strftime(render(form, language))
