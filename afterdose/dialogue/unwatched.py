"""The minute's sweep: no open question may be waited for without a timer."""

from __future__ import annotations

import structlog
from sqlalchemy import ColumnElement, exists, select

from afterdose import clock
from afterdose.dialogue import silence, thread
from afterdose.dialogue.holding import hold_patient
from afterdose.records import database
from afterdose.records.literals import is_not, is_now
from afterdose.records.models import Case, InboundMessage, Timer

log = structlog.get_logger()


def watch_forgotten() -> None:
    """Wait anew for answers that nothing waits for any more.

    Every turn sets these timers in its own transaction, so this finds something only after a
    fault of ours or a hand in the database. A text that still has to have its turn sets them.
    """
    with database.reading() as session:
        found = session.execute(select(Case.id, Case.patient_id).where(*_forgotten())).all()
    for case_id, patient_id in found:
        with database.session() as session:
            patient = hold_patient(session, patient_id)
            case = session.scalar(select(Case).where(Case.id == case_id, *_forgotten()))
            if case is None:
                continue
            now = clock.now()
            silence.watch(session, case, patient, cause=f"sweep:{now.isoformat()}", now=now)
            log.warning("An open question had no timer.", case=case_id)


def _forgotten() -> tuple[ColumnElement[bool], ...]:
    waiting = exists().where(
        Timer.subject_id == Case.id, Timer.kind == "silence", is_now(Timer.state, "waiting")
    )
    unread = exists().where(
        InboundMessage.patient_id == Case.patient_id, is_not(InboundMessage.state, "handled")
    )
    asking = Case.state == "asking", Case.open_question.is_not(None)
    return *asking, ~waiting, ~unread, ~thread.is_held()
