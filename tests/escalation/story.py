"""A care team, a patient, a clock and a carrier: what the scenarios of this room are told with."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from afterdose import clock
from afterdose.escalation.commands import handle_clinician_text
from afterdose.escalation.start import escalate
from afterdose.messaging import delivery, outbox, timers, voice
from afterdose.messaging.calls import KIND as CALL
from afterdose.messaging.inbox import store_inbound
from afterdose.records.database import session
from afterdose.records.models import (
    Case,
    CaseEvent,
    Clinician,
    Escalation,
    InboundMessage,
    OutboundMessage,
    Patient,
)
from tests.records.people import ANA, NOON, add_case, add_clinician, add_patient, add_shift

PHONES = {"nora": "+15550100121", "paul": "+15550100122", "sue": "+15550100123"}
ROLES = {"nora": "nurse", "paul": "physician", "sue": "supervisor"}
CLINIC = "+15550100199"


class Story:
    """Nora is paged first, Paul second; Sue is the supervisor and stands on no shift."""

    def __init__(self, patch: pytest.MonkeyPatch, on_call: tuple[str, ...], team: tuple[str, ...]):
        self.now = NOON
        patch.setattr(clock, "now", lambda: self.now)
        self.team: dict[str, Clinician] = {}
        self.unreachable: set[str] = set()
        self.told: set[int] = set()
        self.rung = 0
        self.texts = 0
        with session() as opened:
            self.patient = add_patient(opened, time_zone="America/New_York")
            self.case = add_case(opened, self.patient, 7, state="decided")
            self.case.disposition = "urgent"
            for name in team:
                self.team[name] = add_clinician(
                    opened, PHONES[name], name=name.title(), role=ROLES[name]
                )
            for step, name in enumerate(on_call, 1):
                add_shift(opened, self.team[name], step)

    def escalate(
        self, disposition: str, key: str = "decision:1", reason: str = "decision"
    ) -> Escalation:
        with session() as opened:
            escalation = escalate(
                opened,
                case=opened.get_one(Case, self.case.id),
                patient=opened.get_one(Patient, self.patient.id),
                disposition=disposition,
                reason=reason,
                key=key,
            )
        self.send()
        return escalation

    def send(self) -> None:
        """Let the carrier take and deliver whatever is queued; some phones get nothing.

        A call rings until ``presses`` or ``ends``; on a phone that gets nothing it never does.
        """
        while True:
            with session() as opened:
                queued = select(OutboundMessage).filter_by(state="queued")
                message = opened.scalars(queued.order_by(OutboundMessage.seq)).first()
                if message is None:
                    return
                if outbox.moot(opened, message):
                    message.state = "moot"
                elif message.kind == CALL:
                    status = "no-answer" if message.phone in self.unreachable else "ringing"
                    delivery.learn(opened, message, carrier_id=f"CA{message.seq}", status=status)
                elif message.phone in self.unreachable:
                    delivery.give_up(opened, message, 30003)
                else:
                    sid = f"SM{message.seq}"
                    delivery.learn(opened, message, carrier_id=sid, status="delivered")

    def later(self, minutes: float) -> None:
        """Let time pass; everything due meanwhile happens at its own moment."""
        end = self.now + timedelta(minutes=minutes)
        while (due := self._next_due()) is not None and due <= end:
            self.now = max(self.now, due)
            assert timers.run_due()
            self.send()
        self.now = end

    def _next_due(self) -> datetime | None:
        with session() as opened:
            return opened.scalar(timers.earliest(timers.kinds()))

    def stand_still(self, minutes: float) -> None:
        """Let time pass with everything switched off, then start again."""
        self.now += timedelta(minutes=minutes)
        self.later(0)

    def says(self, name: str, body: str) -> str:
        """A clinician texts; gives the answer."""
        message = self.receive(name, body)
        self.handle(name, message)
        with session() as opened:
            reply = opened.scalars(select(OutboundMessage).filter_by(in_reply_to=message.id)).one()
        self.send()
        return reply.body

    def receive(self, name: str, body: str) -> InboundMessage:
        self.texts += 1
        with session() as opened:
            return store_inbound(opened, f"IN{self.texts}", PHONES[name], body, 0)[0]

    def handle(self, name: str, message: InboundMessage) -> None:
        with session() as opened:
            clinician = opened.get_one(Clinician, self.team[name].id)
            handle_clinician_text(opened, clinician, opened.merge(message, load=True))

    def sent(self) -> list[OutboundMessage]:
        with session() as opened:
            found = select(OutboundMessage).filter_by(state="delivered")
            texts = found.where(OutboundMessage.kind != CALL)
            return list(opened.scalars(texts.order_by(OutboundMessage.seq)))

    def calls(self) -> list[OutboundMessage]:
        """All calls that were made, in order."""
        with session() as opened:
            found = select(OutboundMessage).where(
                OutboundMessage.kind == CALL, OutboundMessage.carrier_id.is_not(None)
            )
            return list(opened.scalars(found.order_by(OutboundMessage.seq)))

    def called(self) -> list[str]:
        """Whose phone has rung since the last time of asking."""
        names = {phone: name for name, phone in PHONES.items()} | {CLINIC: "clinic"}
        called = [names[call.phone] for call in self.calls()]
        new, self.rung = called[self.rung :], len(called)
        return new

    def presses(self, name: str, key: str | None, last: bool = False) -> voice.Said:
        """Answer the last call to somebody and press a key (None: only answer)."""
        call = self._last_call(name)
        said = voice._talk(str(call.carrier_id), call.id, key, last)
        self.send()
        return said

    def ends(self, name: str, status: str = "completed") -> None:
        """End the last call to somebody."""
        call = self._last_call(name)
        voice._learn(str(call.carrier_id), call.id, status)
        self.send()

    def _last_call(self, name: str) -> OutboundMessage:
        phone = CLINIC if name == "clinic" else PHONES[name]
        return [call for call in self.calls() if call.phone == phone][-1]

    def new_texts(self) -> list[tuple[str, str]]:
        """Who got which text since the last time of asking, in order."""
        names = {phone: name for name, phone in PHONES.items()} | {ANA: "ana", CLINIC: "clinic"}
        new = [message for message in self.sent() if message.seq not in self.told]
        self.told |= {message.seq for message in new}
        return [(names[message.phone], message.body) for message in new]

    def paged(self) -> list[str]:
        """Who was paged since the last time of asking; any other text fails the scenario."""
        new = self.new_texts()
        assert all("case 7" in body and name != "ana" for name, body in new), new
        return [name for name, _ in new]

    def to_patient(self) -> list[str]:
        """What the patient got since the last time of asking; pages do not count."""
        return [body for name, body in self.new_texts() if name == "ana"]

    def look(self, escalation: Escalation) -> Escalation:
        with session() as opened:
            return opened.get_one(Escalation, escalation.id)

    def events(self) -> list[str]:
        with session() as opened:
            return list(opened.scalars(select(CaseEvent.kind).order_by(CaseEvent.seq)))

    def at(self) -> float:
        """Minutes since the story began."""
        return (self.now - NOON) / timedelta(minutes=1)


def moment(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)
