"""Answer a clinician's text. Every text is answered once, whatever it says."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation import paging, patient, response, rungs
from afterdose.escalation.orders import Order, read_order
from afterdose.messaging.outbox import queue_text
from afterdose.records.models import Clinician, Escalation, InboundMessage, OutboundMessage
from afterdose.settings import settings
from afterdose.texts import render

SHOWN = 8  # of STATUS: more do not fit a few segments


def handle_clinician_text(session: Session, clinician: Clinician, message: InboundMessage) -> None:
    """Do what a clinician's text says and queue the answer, in the caller's transaction.

    The same message again does nothing. Whoever calls marks the message handled.
    """
    key = f"clinician:{message.id}:reply"
    known = select(OutboundMessage.id).where(OutboundMessage.key == key)
    if session.scalar(known) is not None:
        return
    queue_text(
        session,
        key=key,
        kind="reply",
        body=_obey(session, clinician, read_order(message.body)),
        priority=1,
        clinician=clinician,
        in_reply_to=message.id,
    )


def _obey(session: Session, clinician: Clinician, order: Order) -> str:
    if order.verb in ("ON", "OFF"):
        return _duty(session, clinician, on=order.verb == "ON")
    if order.verb == "STATUS":
        return _status(session)
    if order.verb == "HELP":
        return _say("help", outcomes=", ".join(paging.OUTCOMES))
    if order.code is None:
        return _needs_code(session, clinician, order.verb)
    escalation = _find(session, order.code)
    if escalation is None:
        return _say("unknown_code", code=order.code)
    if order.verb == "ACK":
        return _acknowledge(session, clinician, escalation)
    if order.verb == "PASS":
        return _about(session, response.pass_on(session, escalation, clinician), escalation)
    return _done(session, clinician, escalation, order.outcome)


def _acknowledge(session: Session, clinician: Clinician, escalation: Escalation) -> str:
    result = response.acknowledge(session, escalation, clinician)
    return _about(session, result, escalation, limit=_time_left(escalation))


def what_now(escalation: Escalation) -> str:
    """Return the text to whoever has just acknowledged: what to do, by when, and what then."""
    return _say("acknowledged", limit=_time_left(escalation), **_of(escalation))


def _time_left(escalation: Escalation) -> str:
    left = (patient.contact_due(escalation) - clock.now()).total_seconds() * settings().time_scale
    return paging.limit(left / 60)


def _done(
    session: Session, clinician: Clinician, escalation: Escalation, outcome: str | None
) -> str:
    if outcome is None:
        closed = escalation.state == "closed"
        return _about(session, "already_closed" if closed else "which_outcome", escalation)
    result: str = response.close(session, escalation, outcome, clinician)
    emergency = escalation.disposition == "emergency"
    if result == "closed" and outcome == "unreachable" and emergency:
        result = "closed_unreachable_emergency"
    return _about(session, result, escalation)


def _duty(session: Session, clinician: Clinician, *, on: bool) -> str:
    clinician.on_duty = on
    waiting = _waiting_for(session, clinician)
    if on or not waiting:
        return _say("on" if on else "off")
    return _say("off_waiting", cases=_cases(waiting))


def _status(session: Session) -> str:
    found = _open(session)
    if not found:
        return _say("status_none")
    items = [
        _say("status_item", state=render(f"escalation.state.{e.state}", paging.LANGUAGE), **_of(e))
        for e in found[:SHOWN]
    ]
    if len(found) > SHOWN:
        items.append(_say("status_more", count=len(found) - SHOWN))
    return _say("status", items="; ".join(items))


def _needs_code(session: Session, clinician: Clinician, verb: str) -> str:
    waiting = _waiting_for(session, clinician)
    if not waiting:
        return _say("needs_code_none", verb=verb)
    return _say("needs_code", verb=verb, cases=_cases(waiting))


def _find(session: Session, code: str) -> Escalation | None:
    # A closed one may have had the code of an open one; the open one is meant.
    found = session.scalars(
        select(Escalation)
        .where(Escalation.code == code)
        .order_by(Escalation.closed_at.is_not(None), Escalation.opened_at.desc())
    )
    return found.first()


def _open(session: Session) -> list[Escalation]:
    found = select(Escalation).where(Escalation.state != "closed").order_by(Escalation.opened_at)
    return list(session.scalars(found))


def _waiting_for(session: Session, clinician: Clinician) -> list[Escalation]:
    return [e for e in _open(session) if clinician.id in _responsible(e)]


def _responsible(escalation: Escalation) -> list[str]:
    if escalation.state == "acknowledged":
        return [escalation.acknowledged_by] if escalation.acknowledged_by else []
    return rungs.people(escalation.ladder, escalation.step) if escalation.ladder else []


def _cases(escalations: list[Escalation]) -> str:
    return ", ".join(_say("case", number=e.case.number) for e in escalations)


def _about(session: Session, key: str, escalation: Escalation, **more: object) -> str:
    holder = session.get(Clinician, escalation.acknowledged_by or "")
    name = holder.name if holder is not None else _say("somebody")
    outcome = escalation.outcome or ""
    return _say(key, name=name, outcome=outcome, **(_of(escalation) | more))


def _of(escalation: Escalation) -> dict[str, object]:
    return paging.words(escalation)


def _say(key: str, **values: object) -> str:
    return render(f"escalation.reply.{key}", paging.LANGUAGE, **values)
