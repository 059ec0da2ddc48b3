"""Calls to clinicians: the other way when a text does not arrive or nobody answers.

What is said holds no health data and no case number, only the code (clinical-basis.md 4.2).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.escalation import events, paging, rungs
from afterdose.escalation.deadlines import deadlines
from afterdose.messaging.account import account
from afterdose.messaging.calls import KIND
from afterdose.messaging.delivery import FINAL
from afterdose.messaging.outbox import queue_text
from afterdose.records.models import Clinician, Escalation, OutboundMessage, Page
from afterdose.settings import settings
from afterdose.texts import render

CHANNEL = "voice"


def call(session: Session, escalation: Escalation, step: int, clinician: Clinician) -> None:
    """Call one clinician for one step, once; not without a number that can call."""
    if account().voice_number:
        what, body = f"{step}:{clinician.id}:{CHANNEL}", opening(escalation)
        paging.queue_page(session, escalation, what, step, clinician, KIND, body, CHANNEL)


def call_with_page(
    session: Session, escalation: Escalation, step: int, clinician: Clinician
) -> None:
    """Call together with the page of a late round: see ``call_from_round``."""
    if rungs.round_of(escalation.ladder, step) >= deadlines(escalation.disposition).call_from_round:
        call(session, escalation, step, clinician)


def call_instead(session: Session, escalation: Escalation, failed: OutboundMessage) -> None:
    """Call whoever a page could not reach by text."""
    page = session.get(Page, failed.page_id or "")
    clinician = session.get(Clinician, page.clinician_id) if page is not None else None
    if page is not None and clinician is not None:
        call(session, escalation, page.step, clinician)


def call_clinic(session: Session, escalation: Escalation) -> None:
    """Call the clinic's own number, the last resort, if there is one: often a landline."""
    if not (settings().clinic_phone and account().voice_number):
        return
    queue_text(
        session,
        key=f"{paging.prefix(escalation)}{escalation.step}:clinic:{CHANNEL}",
        kind=KIND,
        body=render("escalation.call.clinic", paging.LANGUAGE),
        priority=0,
        phone=settings().clinic_phone,
        case_id=escalation.case_id,
    )
    events.record(
        session,
        escalation.case_id,
        "clinic_called",
        events.ASSISTANT,
        escalation=escalation.id,
        disposition=escalation.disposition,
        step=escalation.step,
    )


def opening(escalation: Escalation) -> str:
    """Return what a clinician hears first; the code is spelled, a comma is a short pause."""
    return render("escalation.call", paging.LANGUAGE, code=", ".join(escalation.code))


def all_failed(session: Session, escalation: Escalation) -> bool:
    """Tell whether for each person of the current step a page or call has failed."""
    session.flush()
    attempts = session.execute(
        select(Page.clinician_id, OutboundMessage.state)
        .join(OutboundMessage, OutboundMessage.page_id == Page.id)
        .where(
            Page.escalation_id == escalation.id,
            Page.step == escalation.step,
            Page.key.startswith(paging.prefix(escalation), autoescape=True),
            OutboundMessage.kind.in_(("page", KIND)),
        )
    ).all()
    failed = {person for person, state in attempts if state in ("failed", "undelivered")}
    return bool(attempts) and failed == {person for person, _ in attempts}


def any_under_way(session: Session, escalation: Escalation) -> bool:
    """Tell whether a call to anybody of the ladder may still be answered."""
    session.flush()
    live = (
        select(OutboundMessage.seq)
        .join(Page, Page.id == OutboundMessage.page_id)
        .where(
            Page.escalation_id == escalation.id,
            OutboundMessage.kind == KIND,
            OutboundMessage.state.not_in(FINAL),
        )
    )
    return session.scalar(live.limit(1)) is not None
