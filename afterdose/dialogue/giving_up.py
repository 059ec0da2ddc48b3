"""A text whose turn fails again and again although the servers are ready: a human has it."""

from __future__ import annotations

import threading
from collections import Counter

import structlog

from afterdose import clock
from afterdose.dialogue import cases, silence
from afterdose.dialogue.fail_safe import bring_a_human, level_unread
from afterdose.dialogue.holding import end_silence, hold_message, hold_patient
from afterdose.dialogue.rasa_client import is_ready
from afterdose.escalation.start import escalate
from afterdose.messaging import inbox
from afterdose.messaging.timers import cancel_timers
from afterdose.records import database
from afterdose.records.models import Case

log = structlog.get_logger()

ENOUGH = 10
"""Failed turns while a server is ready, then a text is given up. With the pauses between the
attempts that is two and a half minutes: time enough for a part that restarts, and the patient's
later texts wait behind it no longer. The team has had the text since its 15 s fail-safe."""

_failures: Counter[str] = Counter()
_lock = threading.Lock()


def is_hopeless(message_id: str) -> bool:
    """Count a failed turn; tell whether it was one too many.

    Failures while no server is ready do not count: then every text waits. The count lives in
    this process: a worker that restarts only tries longer.
    """
    if not is_ready():
        return False
    with _lock:
        _failures[message_id] += 1
        return _failures[message_id] >= ENOUGH


def forget_failures(message_id: str) -> None:
    """Drop the count of a text that is handled."""
    with _lock:
        _failures.pop(message_id, None)


def give_up(message_id: str, attempt: int) -> None:
    """Mark a text handled without a turn and put it before the care team once more.

    Raises inbox.Overtaken when a newer attempt owns the text.
    """
    with database.session() as session:
        cancel_timers(session, "fail_safe", message_id)
        inbox.mark_handled(session, message_id, attempt)
        message = hold_message(session, message_id)
        assert message.patient_id is not None
        end_silence(session, message.patient_id)
        patient = hold_patient(session, message.patient_id)
        now = clock.now()
        bring_a_human(session, message, patient, now)
        case = session.get_one(Case, message.case_id)
        cases.note(session, case, "given_up", "assistant", now, message=message.id)
        if case.state != "closed":  # closed: somebody has talked to the patient since
            escalate(
                session,
                case=case,
                patient=patient,
                disposition=level_unread(message),
                reason="not_assessed",
                key=f"given_up:{message.id}:not_assessed",
            )
            silence.watch(session, case, patient, cause=message.id, now=now)
    forget_failures(message_id)
    log.error("A text was given up; a human has it.", message=message_id, attempt=attempt)
