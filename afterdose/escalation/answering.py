"""What a clinician hears in a call, and what the keys do. Registered on import."""

from __future__ import annotations

from sqlalchemy.orm import Session

from afterdose.escalation import calling, paging, response
from afterdose.escalation.arrival import escalation_of
from afterdose.escalation.commands import what_now
from afterdose.messaging import delivery
from afterdose.messaging.calls import KIND
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.voice import Said, on_call
from afterdose.records.models import Clinician, Escalation, OutboundMessage
from afterdose.texts import render

ACK, PASS = "1", "2"


@on_call(KIND)
def talk(session: Session, call: OutboundMessage, key: str | None, last: bool) -> Said:
    """Say what waits and take 1 (acknowledge) or 2 (pass on); the same key again does nothing.

    Who answers the phone of a clinician is taken for that clinician, as with a text. The
    clinic's own number can only confirm that it has heard: a code needs a person.
    """
    escalation = escalation_of(session, call)
    clinician = session.get(Clinician, call.clinician_id or "")
    if escalation is None or escalation.state == "closed":
        return _say("over")
    if clinician is None:
        return _clinic(session, call, key, last)
    if key == ACK:
        return _acknowledge(session, call, escalation, clinician)
    if key == PASS:
        return _pass(session, call, escalation, clinician)
    if escalation.state != "open":
        mine = escalation.acknowledged_by == clinician.id
        return _say("acknowledged" if mine else "taken")
    if last:
        return _say("no_key")
    return Said(calling.opening(escalation), asks=True)


def _acknowledge(
    session: Session, call: OutboundMessage, escalation: Escalation, clinician: Clinician
) -> Said:
    result = response.acknowledge(session, escalation, clinician)
    delivery.pressed(session, call)
    if result == "acknowledged":
        _text_too(session, call, escalation, clinician)
    words = {"acknowledged": "acknowledged", "already_yours": "acknowledged"}
    return _say(words.get(result, "taken" if result == "already_taken" else "over"))


def _pass(
    session: Session, call: OutboundMessage, escalation: Escalation, clinician: Clinician
) -> Said:
    if call.state == "delivered":  # the carrier asks again
        return _say("passed")
    result = response.pass_on(session, escalation, clinician)
    delivery.pressed(session, call)
    words = {"passed": "passed", "passed_nobody": "passed_nobody", "not_with_you": "passed"}
    return _say(words.get(result, "taken" if result == "already_taken" else "over"))


def _text_too(
    session: Session, call: OutboundMessage, escalation: Escalation, clinician: Clinician
) -> None:
    # Case number and link are not spoken; on a phone without texts this fails and harms nobody.
    queue_text(
        session,
        key=f"call:{call.id}:reply",
        kind="reply",
        body=what_now(escalation),
        priority=1,
        clinician=clinician,
    )


def _clinic(session: Session, call: OutboundMessage, key: str | None, last: bool) -> Said:
    if key == ACK:
        delivery.pressed(session, call)
        return _say("clinic_heard")
    return _say("no_key") if last else Said(render("escalation.call.clinic", paging.LANGUAGE), True)


def _say(key: str) -> Said:
    return Said(render(f"escalation.call.{key}", paging.LANGUAGE))
