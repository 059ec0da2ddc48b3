"""Hold an escalation: always its timers, then its case, then itself, so nobody waits in a ring."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from afterdose.records.literals import is_now
from afterdose.records.models import Case, Escalation, Timer


def lock_case(session: Session, case_id: str, *, with_timers: bool = True) -> None:
    """Hold a case's row, and what waits for it, to the end of the transaction.

    A timer that is due holds its own row already and goes without ``with_timers``; everybody
    else takes the timers first, so that both go from the timer to the case.
    """
    session.flush()
    if with_timers:
        ours = select(Escalation.id).where(Escalation.case_id == case_id)
        waiting = select(Timer.seq).where(
            is_now(Timer.state, "waiting"),
            or_(Timer.subject_id.in_(ours), Timer.subject_id == case_id),
        )
        session.execute(waiting.order_by(Timer.seq).with_for_update())
    session.execute(select(Case.id).where(Case.id == case_id).with_for_update())


def locked(session: Session, escalation_id: str, *, with_timers: bool = True) -> Escalation | None:
    """Return an escalation as it stands, held to the end of the transaction; None if unknown."""
    case_id = session.scalar(select(Escalation.case_id).where(Escalation.id == escalation_id))
    if case_id is None:
        return None
    lock_case(session, case_id, with_timers=with_timers)
    return session.scalars(
        select(Escalation)
        .where(Escalation.id == escalation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def open_escalation(session: Session, case_id: str, *, lock: bool = True) -> Escalation | None:
    """Return the case's escalation that is not closed: there is never more than one.

    To change it call ``lock_case`` first; with ``lock`` it is held like the one of ``locked``.
    """
    session.flush()
    found = select(Escalation).where(Escalation.case_id == case_id, Escalation.state != "closed")
    if lock:
        found = found.with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).first()
