"""A patient, a nurse on call, a clock and a Rasa server: what the scenarios are told with."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from afterdose import clock
from afterdose.dialogue import timers as dialogue_timers
from afterdose.dialogue.worker_steps import screen_message, take_turn
from afterdose.escalation.commands import handle_clinician_text
from afterdose.messaging import texts_in_line, timers
from afterdose.messaging.handlers import Handlers
from afterdose.messaging.inbox import store_inbound
from afterdose.records.database import session
from afterdose.records.models import (
    Answer,
    Case,
    CaseEvent,
    Decision,
    Escalation,
    InboundMessage,
    OutboundMessage,
    Patient,
    Timer,
)
from tests.dialogue.rasa_standin import RasaStandIn
from tests.records.people import ANA as PHONE
from tests.records.people import NOON, add_clinician, add_patient, add_shift

NURSE, STRANGER = "+15550100121", "+15550100777"
assert dialogue_timers  # registered what is due later
HANDLERS = Handlers(screen=screen_message, turn=take_turn, clinician=handle_clinician_text)


class Story:
    """Texts come in with ``text``; ``turn`` lets the worker take the next one in line."""

    def __init__(self, patch: pytest.MonkeyPatch, rasa: RasaStandIn, **patient: object) -> None:
        self.now = NOON
        self.rasa = rasa
        self._numbers = count(1)
        patch.setattr(clock, "now", lambda: self.now)
        with session() as opened:
            self.patient_id = add_patient(opened, **patient).id
            add_shift(opened, add_clinician(opened, NURSE), 1)

    def text(self, body: str, *, phone: str = PHONE, pictures: int = 0, screen: bool = True) -> str:
        """Let a text arrive and, as the worker does at once, be screened."""
        self.wait(seconds=1)
        with session() as opened:
            stored, _ = store_inbound(opened, f"SM{next(self._numbers)}", phone, body, pictures)
        if screen:
            screen_message(stored.id)
        return stored.id

    def turn(self) -> None:
        """Let the worker take the text that is next in line."""
        assert texts_in_line.handle_next(HANDLERS), "no text waits for a turn"

    def says(self, body: str, pictures: int = 0) -> str:
        """Let a text arrive, be screened and have its turn."""
        message = self.text(body, pictures=pictures)
        self.turn()
        return message

    def wait(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass and everything happen that is due meanwhile."""
        until = self.now + timedelta(minutes=minutes, seconds=seconds)
        while (due := self._next_due()) is not None and due <= until:
            self.now = max(self.now, due)
            assert timers.run_due()
        self.now = until

    def _next_due(self) -> datetime | None:
        with session() as opened:
            known = select(Timer).filter_by(state="waiting").where(Timer.kind.in_(timers._due))
            return min((timer.due_at for timer in opened.scalars(known)), default=None)

    def message(self, message_id: str) -> InboundMessage:
        with session() as opened:
            return opened.query(InboundMessage).filter_by(id=message_id).one()

    def bodies(self, kind: str | None = None, phone: str = PHONE) -> list[str]:
        """Return the texts to the patient, the first one first."""
        return [m.body for m in self.outbound(kind, phone)]

    def outbound(self, kind: str | None = None, phone: str = PHONE) -> list[OutboundMessage]:
        with session() as opened:
            found = opened.scalars(select(OutboundMessage).order_by(OutboundMessage.seq)).all()
        return [m for m in found if m.phone == phone and kind in (None, m.kind)]

    def cases(self) -> list[Case]:
        with session() as opened:
            return list(opened.scalars(select(Case).order_by(Case.number)))

    def case(self) -> Case:
        (only,) = self.cases()
        return only

    def decisions(self) -> list[Decision]:
        with session() as opened:
            return list(opened.scalars(select(Decision).order_by(Decision.seq)))

    def escalations(self) -> list[Escalation]:
        with session() as opened:
            return list(opened.scalars(select(Escalation).order_by(Escalation.opened_at)))

    def answers(self) -> list[tuple[str, str, str]]:
        with session() as opened:
            found = opened.scalars(select(Answer).order_by(Answer.seq))
            return [(a.question, a.value, a.status) for a in found]

    def events(self, kind: str) -> list[CaseEvent]:
        with session() as opened:
            found = select(CaseEvent).filter_by(kind=kind).order_by(CaseEvent.seq)
            return list(opened.scalars(found))

    def waiting(self, kind: str) -> list[datetime]:
        """Return when the timers of a kind are due."""
        with session() as opened:
            found = select(Timer).filter_by(kind=kind, state="waiting").order_by(Timer.due_at)
            return [timer.due_at for timer in opened.scalars(found)]

    def patient(self) -> Patient:
        with session() as opened:
            return opened.get_one(Patient, self.patient_id)
