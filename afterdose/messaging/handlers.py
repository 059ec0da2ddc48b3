"""What messaging asks of the rooms above it: the contract of the worker's steps.

Messaging imports neither dialogue nor escalation; `afterdose.cli` hands their functions in.
The other way for a room above to be called are four registries, each filled by a decorator
at import time: `timers.on_due(kind)`, `delivery.on_undeliverable(kind)` and
`outbox.is_moot(kind)` here below, and `health.ready_check(name)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy.orm import Session

from afterdose.records.models import Clinician, InboundMessage

Outcome = Literal["handled", "retry"]

TURN_LEASE = timedelta(seconds=20)
"""How long one attempt owns a text; a turn has to give up its network calls before that."""


@dataclass(frozen=True)
class Handlers:
    """The functions that the worker calls with texts.

    ``screen(message_id)`` reads the words of one text for red flags. Called once for every
    text that is not from a clinician alone, at once, also while an earlier text of the same
    patient still waits; called again after any exception, and in rare cases at the same time
    by two processes, so it is idempotent. It opens its own transactions and sets
    ``screened_at`` in the last one; a text is not given to ``turn`` before that.

    ``turn(message_id, attempt)`` takes the oldest unfinished text of a patient (or of an
    unknown number) whose ``screened_at`` is set. It is called outside any transaction, one
    text of a sender at a time, and has to return within ``TURN_LEASE``. Its last transaction
    writes everything that the turn causes and calls
    ``inbox.mark_handled(session, message_id, attempt)``, which raises ``inbox.Overtaken``
    when a newer attempt took over, so that the transaction rolls back. It returns "handled"
    when that transaction committed, else "retry"; an exception counts as "retry". It is
    tried again after 1, 2, 4 … 30 s, for ever; whoever turns ends what can never succeed.

    ``housekeeping`` are functions that the worker calls every minute, outside any transaction;
    each fails alone and is called again a minute later.

    ``clinician(session, clinician, message)`` answers a text of a clinician inside one
    transaction, which also marks the text handled; it must make no network call.
    """

    screen: Callable[[str], None]
    turn: Callable[[str, int], Outcome]
    clinician: Callable[[Session, Clinician, InboundMessage], None]
    housekeeping: Sequence[Callable[[], None]] = ()
