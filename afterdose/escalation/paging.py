"""Pages: what a clinician's phone shows. Case number, level, time limit, link, code; no more."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation.deadlines import deadlines
from afterdose.messaging.outbox import queue_text
from afterdose.records.models import Clinician, Escalation, OutboundMessage, Page
from afterdose.settings import settings
from afterdose.texts import render

LANGUAGE = "en"  # the team list names no language
OUTCOMES = ("spoke", "sent-to-ed", "seen", "unreachable", "wrong-person")
REMINDER = "page_reminder"
"""Kind of the texts to somebody who acknowledged already: an ACK does not make them moot."""


def words(escalation: Escalation) -> dict[str, object]:
    """Return what a text to a clinician may say about an escalation (clinical-basis.md 4.2)."""
    return {
        "number": escalation.case.number,
        "level": level(escalation),
        "code": escalation.code,
        "link": f"{settings().public_url}/cases/{escalation.case_id}",
        "outcomes": ", ".join(OUTCOMES),
    }


def level(escalation: Escalation) -> str:
    """Return the disposition as pages write it."""
    return render(f"escalation.level.{escalation.disposition}", LANGUAGE)


def limit(minutes: float) -> str:
    """Write a time limit in minutes, from two hours on in hours."""
    unit, count = ("hours", minutes / 60) if minutes >= 120 else ("minutes", minutes)
    return render(f"escalation.limit.{unit}", LANGUAGE, count=max(1, round(count)))


def page(session: Session, escalation: Escalation, step: int, clinician: Clinician) -> None:
    """Page one clinician for one step."""
    time = limit(deadlines(escalation.disposition).acknowledge_minutes)
    body = render("escalation.page", LANGUAGE, limit=time, **words(escalation))
    queue_page(session, escalation, f"{step}:{clinician.id}", step, clinician, "page", body)


def page_clinic(session: Session, escalation: Escalation) -> None:
    """Page the clinic's own number, the last resort, if there is one."""
    if not settings().clinic_phone:
        return
    queue_text(
        session,
        key=f"{prefix(escalation)}{escalation.step}:clinic",
        kind="page",
        body=render("escalation.page.clinic", LANGUAGE, **words(escalation)),
        priority=0,
        phone=settings().clinic_phone,
        case_id=escalation.case_id,
    )


def remind(session: Session, escalation: Escalation, text: str, minutes: float = 0) -> None:
    """Tell whoever acknowledged: ``text`` is ``reminder``, ``raised`` or ``not_reached``.

    Each is told once per acknowledgement. Somebody at the console without a phone of
    the team hears nothing; the page that follows goes to the ladder.
    """
    clinician = session.get(Clinician, escalation.acknowledged_by or "")
    if clinician is not None:
        nudge(session, escalation, clinician, text, minutes)


def nudge(
    session: Session,
    escalation: Escalation,
    clinician: Clinician,
    text: str,
    minutes: float = 0,
    occasion: str = "",
) -> None:
    """Send one clinician a reminder about an escalation, once per acknowledgement and occasion."""
    body = render(f"escalation.page.{text}", LANGUAGE, limit=limit(minutes), **words(escalation))
    what = f"{escalation.step}:{clinician.id}:{text}:{occasion or escalation.acknowledged_at}"
    queue_page(session, escalation, what, escalation.step, clinician, REMINDER, body)


def pages_of_step(session: Session, escalation: Escalation) -> list[OutboundMessage]:
    """Return the texts that paged the current step."""
    return list(
        session.scalars(
            select(OutboundMessage)
            .join(Page, Page.id == OutboundMessage.page_id)
            .where(
                Page.escalation_id == escalation.id,
                Page.step == escalation.step,
                Page.key.startswith(prefix(escalation), autoescape=True),
                OutboundMessage.kind == "page",
            )
        )
    )


def prefix(escalation: Escalation) -> str:
    """Begin a page's key; a raised escalation starts at step 1 again, so its level is in it."""
    return f"page:{escalation.id}:{escalation.disposition}:"


def queue_page(
    session: Session,
    escalation: Escalation,
    what: str,
    step: int,
    clinician: Clinician,
    kind: str,
    body: str,
    channel: str = "sms",
) -> None:
    """Owe a clinician a page, reminder or call, once per ``what``."""
    key = prefix(escalation) + what
    if session.scalar(select(Page.id).where(Page.key == key)) is not None:
        return
    made = Page(
        key=key,
        escalation_id=escalation.id,
        clinician_id=clinician.id,
        step=step,
        channel=channel,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    queue_text(
        session,
        key=key,
        kind=kind,
        body=body,
        priority=0,
        clinician=clinician,
        case_id=escalation.case_id,
        page_id=made.id,
    )
