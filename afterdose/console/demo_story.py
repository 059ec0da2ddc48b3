"""One closed case of the demo clinic, written as it would have happened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.dialogue.context import rule_context
from afterdose.dialogue.decisions import advice
from afterdose.dialogue.protocol_set import protocols
from afterdose.messaging.inbox import store_inbound
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.timers import cancel_timers
from afterdose.records.models import (
    Answer,
    Case,
    CaseEvent,
    Clinician,
    Decision,
    Escalation,
    LabResult,
    OutboundMessage,
    Page,
    Patient,
)
from afterdose.records.queries import next_case_number
from afterdose.triage.decide import decide

READING = timedelta(seconds=40)  # between a question and its answer
SETTLED = timedelta(seconds=3)

Entry = dict[str, Any]


@dataclass
class DemoStory:
    """One case as it is told: each text moves its clock on."""

    records: Session
    patient: Patient
    person: Clinician
    number: int

    def tell(self, entry: Entry, now: datetime) -> None:
        """Write a whole case from the first text to its outcome; its hour is one at home."""
        self.texts = 0
        at_home = now.astimezone(ZoneInfo(self.patient.time_zone))
        day = at_home - timedelta(days=entry["days_ago"])
        self.at = day.replace(hour=entry["hour"], minute=7 * (self.number % 8), second=0)
        self.case = self._open(entry["area"])
        self._hears(entry["first"])
        answers = {question: value for question, _, value in entry["answers"]}
        for question, words, value in entry["answers"]:
            self._says(protocols().questions[question].text[self.patient.language])
            self._hears(words, question, value)
        self._decide(answers)
        self.case.state = "closed"
        self.case.closed_at = self.at
        if self.case.disposition != "routine":
            self._escalate(entry)

    def _open(self, area: str) -> Case:
        case = Case(
            number=next_case_number(self.records),
            patient_id=self.patient.id,
            state="decided",
            areas=[area],
            conversation=f"history-{self.number}",
            opened_at=self.at,
        )
        self.records.add(case)
        self.records.flush()
        self.case = case
        self._note("opened", "patient")
        self._note("contact", "patient", area=area)
        return case

    def _hears(self, words: str, question: str = "", value: Any = None) -> None:
        self.at += READING
        self.texts += 1
        carrier_id = f"history-{self.number}-{self.texts}"
        message, _ = store_inbound(self.records, carrier_id, self.patient.phone, words, 0)
        cancel_timers(self.records, "fail_safe", message.id)
        message.case_id, message.received_at = self.case.id, self.at
        message.state, message.handled_at = "handled", self.at + SETTLED
        message.screened_at, message.screen_level = self.at, "none"
        if question:
            status = "worst_case" if value in ("not_sure", "silent") else "given"
            answer = Answer(case_id=self.case.id, question=question, raw=words, status=status)
            answer.value, answer.answered_at = json.dumps(value), self.at
            self.records.add(answer)

    def _says(
        self, body: str, kind: str = "reply", priority: int = 2, **to: Any
    ) -> OutboundMessage:
        self.at += timedelta(seconds=2)
        self.texts += 1
        key = f"history:{self.number}:{self.texts}"
        queue_text(
            self.records,
            key=key,
            kind=kind,
            body=body,
            priority=priority,
            **(to or {"patient": self.patient, "case_id": self.case.id}),
        )
        self.records.flush()
        text = self.records.scalars(select(OutboundMessage).filter_by(key=key)).one()
        # Settled at once, so that no worker sends what happened weeks ago.
        text.state, text.created_at, text.settled_at = "delivered", self.at, self.at + SETTLED
        return text

    def _decide(self, answers: dict[str, Any]) -> None:
        context = rule_context(
            self.records, self.patient, self.case.areas, begun=self.case.opened_at, now=self.at
        )
        context["labs"] = self._labs()
        made = decide(protocols(), self.case.areas, answers, context)
        self.records.add(
            Decision(
                case_id=self.case.id,
                key=f"history:{self.number}",
                disposition=made.disposition,
                rules=list(made.rules),
                because=list(made.because),
                answers=json.dumps(answers),
                worst_case=[name for name, value in answers.items() if value == "not_sure"],
                protocol_hash=protocols().hash,
                protocol_version=protocols().version,
                treatment_day=context["days_since_infusion"],
                decided_by="dialogue",
                decided_at=self.at,
            )
        )
        self.case.disposition, self.case.decided_at = made.disposition, self.at
        self._note("decided", "assistant", disposition=made.disposition)
        for body in advice(self.patient, made):
            emergency = made.disposition == "emergency"
            self._says(body, "emergency_advice" if emergency else "reply", 1)

    def _labs(self) -> dict[str, Any]:
        """Return the newest value of each test that was known then."""
        found = select(LabResult).filter_by(patient_id=self.patient.id)
        found = found.where(LabResult.taken_on < self.at.date()).order_by(LabResult.taken_on)
        return {
            lab.test: {"value": float(lab.value), "unit": lab.unit, "taken_on": str(lab.taken_on)}
            for lab in self.records.scalars(found)
        }

    def _escalate(self, entry: Entry) -> None:
        opened, doer = self.at, f"clinician:{self.person.id}"
        escalation = Escalation(
            key=f"history:{self.number}",
            case_id=self.case.id,
            patient_id=self.patient.id,
            code=f"H{self.number:03}",
            disposition=self.case.disposition,
            reason="decision",
            state="closed",
            opened_at=opened,
            acknowledged_at=opened + timedelta(minutes=entry["taken"]),
            acknowledged_by=self.person.id,
            closed_at=opened + timedelta(minutes=entry["closed"]),
            closed_by=self.person.id,
            outcome=entry["outcome"],
        )
        self.records.add(escalation)
        self.records.flush()
        self._note("escalation_opened", "assistant", disposition=escalation.disposition)
        page = Page(key=f"history:{self.number}", escalation_id=escalation.id, step=1)
        page.clinician_id, page.created_at = self.person.id, opened
        self.records.add(page)
        self.records.flush()
        to: dict[str, Any] = {"clinician": self.person, "page_id": page.id}
        self._says(f"Afterdose {escalation.code}", "page", **to)
        self.at = opened + timedelta(minutes=entry["taken"])
        self._note("acknowledged", doer)
        self.at = self.case.closed_at = opened + timedelta(minutes=entry["closed"])
        self._note("escalation_closed", doer, outcome=entry["outcome"])

    def _note(self, kind: str, actor: str, **details: str) -> None:
        found = CaseEvent(case_id=self.case.id, kind=kind, actor=actor, details=details, at=self.at)
        self.records.add(found)
