"""A case that is before the care team already, and the patient writes again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation import events, ladder, paging, waits
from afterdose.escalation.states import move
from afterdose.records.models import CaseEvent, Clinician, Escalation
from afterdose.settings import settings

# Clinical seconds between two notices for the same reason: somebody who writes five texts in a
# minute must not bury the page of another patient. Ours, confidence D; no source gives a figure.
QUIET_SECONDS = 120
OPENINGS = ("escalation_opened", "escalation_raised")


def tell_again(
    session: Session, escalation: Escalation, disposition: str, reason: str, key: str
) -> None:
    """Let the care team know of something new in an escalation that stays as it is.

    A new decision for an emergency voids an acknowledgement: what was acknowledged was another
    one. Anything else goes to whoever holds the case, or to the current step; once per text of
    the patient (the key before its last colon), and not again within two minutes for the same
    reason unless it is an emergency. What came is in the timeline in any case.
    """
    emergency = (disposition, reason) == ("emergency", "decision")
    # A patient's text that does not arrive has a reminder of its own: see arrival.py.
    tells = reason != "undelivered" and not _told(session, escalation, key, reason, emergency)
    voids = tells and emergency and escalation.state == "acknowledged"
    events.record(
        session,
        escalation.case_id,
        "escalation_again",
        events.ASSISTANT,
        escalation=escalation.id,
        disposition=disposition,
        reason=reason,
        key=key,
        told=tells,
    )
    if voids:
        _void(session, escalation, key)
    elif tells:
        _notify(session, escalation, key)


def _void(session: Session, escalation: Escalation, key: str) -> None:
    transition = move(escalation.state, "raised_to_emergency")
    assert transition is not None  # who calls has seen that it is acknowledged
    holder = session.get(Clinician, escalation.acknowledged_by or "")
    waits.stop_waiting(session, escalation)
    escalation.state = transition.state
    escalation.acknowledged_at = escalation.acknowledged_by = None
    ladder.page_again(session, escalation)
    paged = {page.clinician_id for page in paging.pages_of_step(session, escalation)}
    if holder is not None and holder.id not in paged:
        paging.nudge(session, escalation, holder, "again_open", occasion=key)


def _notify(session: Session, escalation: Escalation, key: str) -> None:
    holder = session.get(Clinician, escalation.acknowledged_by or "")
    if holder is not None:
        paging.nudge(session, escalation, holder, "again", occasion=key)
        return
    # Also when somebody without a phone of the team took it at the console.
    text = "again_open" if escalation.state == "open" else "again"
    for page in paging.pages_of_step(session, escalation):
        clinician = session.get(Clinician, page.clinician_id or "")
        if clinician is not None:
            paging.nudge(session, escalation, clinician, text, occasion=key)


def _told(session: Session, escalation: Escalation, key: str, reason: str, emergency: bool) -> bool:
    if _cause(escalation.key) == _cause(key):
        return True
    quiet_since = clock.now() - clock.clinical_wait(QUIET_SECONDS, settings().time_scale)
    return any(
        _cause(str(event.details.get("key", ""))) == _cause(key)
        or (not emergency and event.details.get("reason") == reason and event.at > quiet_since)
        for event in _tellings(session, escalation)
    )


def _tellings(session: Session, escalation: Escalation) -> list[CaseEvent]:
    session.flush()
    found = select(CaseEvent).where(
        CaseEvent.case_id == escalation.case_id,
        CaseEvent.kind.in_((*OPENINGS, "escalation_again")),
    )
    return [
        event
        for event in session.scalars(found)
        if event.details.get("escalation") == escalation.id
        and (event.kind in OPENINGS or event.details.get("told"))
    ]


def _cause(key: str) -> str:
    return key.rpartition(":")[0]
