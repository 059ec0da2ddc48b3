"""The people of a scenario: a patient with a phone, a nurse with a pager."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.standin.book import new_sid
from tests.standin.twilio_server import StandInTwilio
from tests.system.installation import Installation, until

NURSE, PHYSICIAN, SUPERVISOR = "+15550190001", "+15550190002", "+15550190003"
# An area is opened with each of these; the days make every bucket of the treatment clock.
DAYS = (0, 1, 3, 11, 75, 200, 430)
PER_DAY = 60
# The last patient of the longest treatment; the scenarios take the others from the first on.
FRESH_LABS_NUMBER = len(DAYS) * PER_DAY - 1
WITH_FRESH_LABS = f"P{FRESH_LABS_NUMBER:04d}"


def phone_of(number: int) -> str:
    return f"+1555011{number:04d}"


def write_clinic(folder: Path) -> None:
    """Write the import files of a clinic with many patients and a team of three."""
    today = datetime.now(timezone.utc).date()
    head = (
        "external_id,phone,given_name,family_name,birth_date,sex,language,time_zone,"
        "last_infusion_date,course,consented_on,emergency_contact_phone,baseline_notes"
    )
    rows = [
        f"P{n:04d},{phone_of(n)},Given{n},Family{n},1985-04-01,f,en,UTC,"
        f"{today - timedelta(days=DAYS[n // PER_DAY])},2,2024-01-01,,"
        for n in range(len(DAYS) * PER_DAY)
    ]
    (folder / "patients.csv").write_text("\n".join([head, *rows]) + "\n")
    (folder / "labs.csv").write_text(
        "external_id,taken_on,test,value,unit\n"
        f"{WITH_FRESH_LABS},{today - timedelta(days=5)},neutrophils,3.1,10^9/L\n"
        f"{WITH_FRESH_LABS},{today - timedelta(days=5)},platelets,230,10^9/L\n"
    )
    (folder / "team.csv").write_text(
        "name,role,phone,email\n"
        f"Nora Nurse,nurse,{NURSE},\n"
        f"Paul Physician,physician,{PHYSICIAN},\n"
        f"Sue Supervisor,supervisor,{SUPERVISOR},\n"
    )
    start, end = f"{today - timedelta(days=1)}T00:00:00+00:00", f"{today.year + 1}-12-31T00:00:00Z"
    (folder / "rota.csv").write_text(
        "starts_at,ends_at,phone,step\n"
        + "".join(
            f"{start},{end},{phone},{step}\n"
            for step, phone in enumerate((NURSE, PHYSICIAN, SUPERVISOR), start=1)
        )
    )


class Person:
    """Somebody with a phone; every text that arrives has to be read by the scenario."""

    def __init__(self, installation: Installation, twilio: StandInTwilio, phone: str) -> None:
        self.installation, self.twilio, self.phone = installation, twilio, phone
        self.read = len(twilio.sent_to(phone))

    def send(self, body: str, *, media_count: int = 0, sid: str | None = None) -> str:
        """Text without waiting for anything; give back the carrier's id of the text."""
        sid = sid or new_sid()
        answer = self.twilio.text_in(
            f"{self.installation.base}/twilio/sms",
            self.phone,
            body,
            media_count=media_count,
            sid=sid,
        )
        assert answer.status_code == 200, answer.text
        return sid

    def says(self, body: str, *, media_count: int = 0, within: float = 60) -> str:
        """Text, wait until it is handled and answered, and give back all that came, joined."""
        self.wait_until_settled(self.send(body, media_count=media_count), within)
        return self.receives()

    def wait_until_settled(self, sid: str, within: float = 60) -> None:
        until(lambda: self.installation.rows(
            "select 1 from inbound_messages i where carrier_id = ? and state = 'handled' "
            "and not exists (select 1 from outbound_messages o where o.in_reply_to = i.id "
            "and o.party_hash = i.party_hash and o.state in ('queued', 'sending', 'uncertain'))",
            sid,
        ), f"the text {sid} of {self.phone} is handled and answered", within)  # fmt: skip

    def receives(self) -> str:
        """Give back what came since the last look, joined."""
        texts = self.twilio.sent_to(self.phone)[self.read :]
        self.read += len(texts)
        return "\n".join(text.body for text in texts)

    def waits_for(self, words: str, within: float = 40) -> str:
        """Wait for a text that holds these words; give back all that came by then."""
        until(lambda: any(
            re.search(words, text.body, re.IGNORECASE)
            for text in self.twilio.sent_to(self.phone)[self.read :]
        ), f"{self.phone} gets a text with /{words}/; has "
           f"{[t.body for t in self.twilio.sent_to(self.phone)[self.read:]]}", within)  # fmt: skip
        return self.receives()

    def is_left_in_peace(self, seconds: float = 0.5) -> None:
        """No further text has come, and none comes for a moment."""
        time.sleep(seconds)
        assert self.receives() == ""


class Patient(Person):
    """A patient of the clinic, with what the records say of the latest case."""

    @property
    def external_id(self) -> str:
        return f"P{int(self.phone.removeprefix('+1555011')):04d}"

    def case(self) -> dict[str, object]:
        columns = ("id", "number", "state", "open_question", "disposition")
        found = self.installation.rows(
            f"select {', '.join('c.' + c for c in columns)} from cases c "
            "join patients p on p.id = c.patient_id where p.external_id = ? "
            "order by c.number desc limit 1",
            self.external_id,
        )
        return dict(zip(columns, found[0], strict=True)) if found else {}

    def question(self) -> object:
        return self.case().get("open_question")

    def decisions(self) -> list[tuple[str, str]]:
        """The decisions of the latest case, first to last: disposition and rules as JSON."""
        return [
            (str(disposition), str(rules))
            for disposition, rules in self.installation.rows(
                "select disposition, rules from decisions where case_id = ? order by seq",
                self.case()["id"],
            )
        ]

    def escalations(self) -> list[dict[str, object]]:
        columns = ("id", "code", "disposition", "reason", "state", "outcome")
        return [
            dict(zip(columns, row, strict=True))
            for row in self.installation.rows(
                f"select {', '.join('e.' + c for c in columns)} from escalations e "
                "join patients p on p.id = e.patient_id where p.external_id = ? order by opened_at",
                self.external_id,
            )
        ]

    def page(self, clinician: Person, within: float = 40) -> str:
        """Wait until the clinician is paged about this patient's escalation; give back the text."""
        escalation = until(lambda: self.escalations()[-1:], "an escalation", within)[0]
        return clinician.waits_for(str(escalation["code"]), within)
