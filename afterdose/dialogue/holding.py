"""Holding what a transaction is about to change.

The order is the same everywhere in this room, so that nobody waits in a ring: timers, text,
patient, case. Timers come first because a timer that fires holds its own row before it gets here.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.messaging.timers import cancel_timers
from afterdose.records.models import Case, InboundMessage, Patient, Timer


def hold_message(session: Session, message_id: str) -> InboundMessage:
    """Return an inbound text as it stands, held to the end of the transaction."""
    return session.scalars(
        select(InboundMessage)
        .where(InboundMessage.id == message_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def hold_patient(session: Session, patient_id: str) -> Patient:
    """Return the patient, held: one transaction at a time changes a patient's cases.

    Not the key: others insert texts that refer to the patient meanwhile.
    """
    return session.scalars(
        select(Patient)
        .where(Patient.id == patient_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def end_silence(session: Session, patient_id: str) -> None:
    """Cancel what waits for the patient's answer: a text came.

    The check text's timers are held only: whether the text answers it shows later.
    """
    open_cases = select(Case.id).where(Case.patient_id == patient_id, Case.state != "closed")
    for case_id in session.scalars(open_cases).all():
        cancel_timers(session, "silence", case_id)
        check_in = select(Timer.seq).filter_by(subject_id=case_id, kind="check_in", state="waiting")
        session.execute(check_in.with_for_update())
