"""Hold one talk of the tables with the running system, and note all that is not as it says."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.standin.twilio_server import StandInTwilio
from tests.system.installation import Installation, until
from tests.system.people import NURSE, Patient, Person, phone_of
from tests.system.talks.table import Row, Talk

FIRST = 5000  # the numbers of the other scenarios' patients are lower
SPARES = 3  # patients per talk
APART = 1000  # numbers between a talk's patients
FAIL_SAFE = re.compile("could not read|could not be read|no pudimos leer|could not understand yet")
FOREIGN = {
    "en": re.compile(r"\b(Responda|Llame|Escriba|Diga|Tiene)\b"),
    "es": re.compile(r"\b(Reply|Call|Tell|Text|Have|Do you)\b"),
}
WITHIN = 180.0  # seconds for one turn on a busy machine


class TooBusy(Exception):
    """The machine took so long over a text that the fail-safe spoke: it tells nothing."""


def add_patients(folder: Path, talks: list[Talk]) -> None:
    """Add the patients of each talk, with its laboratory values, to the files of a clinic."""
    today = datetime.now(timezone.utc).date()
    with (folder / "patients.csv").open("a") as patients, (folder / "labs.csv").open("a") as labs:
        for place, talk in enumerate(talks):
            infused = "" if talk.day is None else today - timedelta(days=talk.day)
            for number in numbers_of(place):
                patients.write(
                    f"P{number},{phone_of(number)},Given{number},Family{number},1985-04-01,"
                    f"{talk.sex},{talk.language},UTC,{infused},2,2020-01-01,,\n"
                )
                for test, value, unit in talk.labs:
                    taken = today - timedelta(days=talk.labs_age)
                    labs.write(f"P{number},{taken},{test},{value},{unit}\n")


def numbers_of(place: int) -> list[int]:
    """Give the numbers of the patients of the talk at this place in the list."""
    return [FIRST + place + spare * APART for spare in range(SPARES)]


class Talking:
    """One talk as it goes; ``wrong`` lists what is not as the table says."""

    def __init__(
        self, talk: Talk, number: int, installation: Installation, twilio: StandInTwilio
    ) -> None:
        self.talk, self.installation, self.twilio = talk, installation, twilio
        self.patient = Patient(installation, twilio, phone_of(number))
        self.heard: list[str] = []
        self.wrong: list[str] = []

    def hold(self) -> None:
        """Text line after line; then look at the end."""
        for row in self.talk.rows:
            self.expect(not (early := self.patient.receives()), f"a text unasked: {early}")
            reply = self.nurse_does(row) if row.text.startswith("(nurse") else self.says(row)
            self.judge(row, reply)
        self.look_at_the_end()
        self.patient.is_left_in_peace(0.5)

    def says(self, row: Row) -> str:
        return self.patient.says(row.text, within=WITHIN)

    def nurse_does(self, row: Row) -> str:
        """Close the latest escalation with the outcome that stands after the colon."""
        escalation = self.patient.escalations()[-1]
        outcome = row.text.strip("()").rpartition(": ")[2]
        nurse = Person(self.installation, self.twilio, NURSE)
        nurse.wait_until_settled(nurse.send(f"DONE {escalation['code']} {outcome}"), WITHIN)
        self.expect(self.patient.escalations()[-1]["state"] == "closed", "it was not closed")
        return self.patient.receives()

    def judge(self, row: Row, reply: str) -> None:
        """Compare one reply with its line."""
        if FAIL_SAFE.search(reply):
            raise TooBusy(reply)
        asked = str(self.patient.question() or "–")
        self.heard.append(f"> {row.text}\n{reply}\n  [{asked}]")
        self.expect(asked == row.asked, f"after '{row.text}' asked {asked}, not {row.asked}")
        for words in row.holds:
            self.expect(words.lower() in reply.lower(), f"after '{row.text}' no '{words}'")
        for words in row.never:
            self.expect(words.lower() not in reply.lower(), f"after '{row.text}' has '{words}'")
        self.expect(bool(reply) or row.text.startswith("(nurse"), f"no answer to '{row.text}'")
        self.expect("{" not in reply, "a value is missing")
        self.expect(not FOREIGN[self.talk.language].search(reply), "not the patient's language")

    def look_at_the_end(self) -> None:
        """Compare decision, areas and escalation with the last line of the talk."""
        decisions = self.patient.decisions()
        found, rules = decisions[-1] if decisions else ("no decision", "[]")
        fired = json.loads(rules)
        self.heard.append(f"= {found} by {fired}")
        self.expect(found == self.talk.disposition, f"ends {found}, not {self.talk.disposition}")
        missing = set(self.talk.rules) - set(fired)
        self.expect(not missing, f"{missing} did not fire")
        if self.talk.areas:
            case = self.patient.case()["id"]
            areas = json.loads(
                str(self.installation.rows("select areas from cases where id = ?", case)[0][0])
            )
            self.expect(set(areas) == set(self.talk.areas), f"areas are {areas}")
        escalations = self.patient.escalations()
        levels = [str(e["disposition"]) for e in escalations]
        if not self.talk.escalates:
            self.expect(not levels, f"escalations: {levels}")
            return
        self.expect(levels[-1:] == [self.talk.disposition], f"escalations: {levels}")
        for code in [str(e["code"]) for e in escalations]:
            until(
                lambda code=code: any(code in t.body for t in self.twilio.sent_to(NURSE)),  # type: ignore[misc]
                f"the nurse is paged about {code}",
                WITHIN,
            )
        if self.talk.disposition == "emergency":
            told = [text.body for text in self.twilio.sent_to(self.patient.phone)]
            self.expect(
                any(re.match(r"[^.]{0,80}\b(911|988)\b", text) for text in told),
                "no text begins with 911",
            )

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note what does not hold, and go on: the rest of the talk tells more."""
        if not holds:
            self.wrong.append(otherwise)

    def transcript(self) -> str:
        """Show the talk as it went, what was wrong first."""
        return "\n".join([self.talk.name, *(f"! {w}" for w in self.wrong), *self.heard])
