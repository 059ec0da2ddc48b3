"""A small run without any fault: the real rooms, told in a second, with all that a run leaves.

Ana has a case that is closed by the nurse after the ladder went one step; Bea has a case that
is open and one question that nobody answered yet.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from afterdose import clock
from afterdose.messaging import texts_in_line
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.inbox import store_inbound
from afterdose.messaging.sending import send_next
from afterdose.records.database import session
from afterdose.records.models import Escalation
from afterdose.settings import settings
from tests.dialogue.effects import answer, area, asked
from tests.dialogue.rasa_standin import RasaStandIn, says
from tests.dialogue.story import HANDLERS, NURSE, Story, screen_message
from tests.records.people import ANA, add_clinician, add_patient, add_shift
from tests.standin.book import Text
from tests.standin.twilio_server import ACCOUNT, NUMBER, TOKEN
from tests.torture.hostile import HostileTwilio
from tests.torture.journal import Journal

BEA, PHYSICIAN = "+15550100112", "+15550100122"


class _Quiet(HostileTwilio):
    """Kind, and without callbacks: nothing listens for them here."""

    def _deliver(self, text: Text) -> None:
        text.status = "delivered"


class SoundRun(Story):
    """Tells the run; ``folder`` then holds what the checker reads."""

    def __init__(self, patch: pytest.MonkeyPatch, rasa: RasaStandIn, folder: Path) -> None:
        super().__init__(patch, rasa)
        with session() as opened:
            add_patient(opened, BEA)
            add_shift(opened, add_clinician(opened, PHYSICIAN, role="physician"), 2)
        self.journal = Journal(folder / "journal.jsonl", lambda: clock.now().timestamp())
        self.twilio = _Quiet(self.journal, seed=0)
        self.twilio.be_kind()
        for name, value in {
            "AFTERDOSE_CARRIER": "twilio",
            "AFTERDOSE_CLINIC_PHONE": "+15550199999",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": self.twilio.url,
        }.items():
            patch.setenv(name, value)
        settings.cache_clear()

    def tell(self) -> None:
        with self.twilio:
            self.carrier = Carrier()
            self.journal.write("run")
            self._ana()
            self._bea()
            self.journal.write("end")
        self.journal.close()

    def _ana(self) -> None:
        self.rasa.plays += [says("Is one of these true?", effects=[area("bleeding"), asked("G0")])]
        self.arrives(ANA, "my gums bleed")
        self.rasa.plays += [says("Anything else?", effects=[asked(None)])]
        self.arrives(ANA, "i cant breathe and my chest hurts", emergency=True)
        self.wait(minutes=5)  # the nurse does not look: the physician is paged
        self.send()
        code = self._code()
        self.wait(seconds=20)
        self.arrives(NURSE, f"ACK {code}")
        self.wait(minutes=2)
        self.arrives(NURSE, f"DONE {code} spoke")

    def _bea(self) -> None:
        self.rasa.plays += [says("Is one of these true?", effects=[area("bleeding"), asked("G0")])]
        self.arrives(BEA, "my gums bleed too")
        self.rasa.plays += [says("Do you bleed now?", effects=[answer("G0", False), asked("B1")])]
        self.arrives(BEA, "no")
        self.rasa.plays += [says("A nurse calls you.", effects=[{"type": "nurse_requested"}])]
        self.arrives(BEA, "NURSE")
        self.wait(minutes=1)

    def arrives(self, phone: str, body: str, *, emergency: bool = False) -> None:
        """Let a text come in, be handled and answered."""
        self.wait(seconds=4)
        patient = phone in (ANA, BEA)
        text = self.twilio.enter(phone, body, 0, emergency=emergency, patient=patient)
        began = clock.now().timestamp()
        with session() as opened:
            stored, _ = store_inbound(opened, text.sid, phone, body, 0)
        self.journal.write("webhook", sid=text.sid, answer=200, began=began)
        if patient:
            screen_message(stored.id)
        self.wait(seconds=0.1)
        assert texts_in_line.handle_next(HANDLERS)
        self.send()

    def send(self) -> None:
        while send_next(self.carrier, "first") or send_next(self.carrier, "rest"):
            self.wait(seconds=0.05)

    def _code(self) -> str:
        with session() as opened:
            return opened.scalars(select(Escalation.code)).one()
