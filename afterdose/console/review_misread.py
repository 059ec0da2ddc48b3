"""Texts that were misunderstood, on their way to the people who train the language part.

A person sees what goes and lets it out: the text without what names somebody, what the assistant
made of it, and what was meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console.review_masking import mask
from afterdose.records.models import Answer, CaseEvent, Clinician, InboundMessage, Patient
from afterdose.records.models_review import MisreadText
from afterdose.triage.schema import ProtocolSet

LONGEST = 1000


class NotLetOut(ValueError):
    """A text that may not go as it is; ``reason``: empty, too_long, not_confirmed, masked."""

    def __init__(self, reason: str, text: str, meant: str) -> None:
        super().__init__(reason)
        self.reason, self.text, self.meant = reason, text, meant


@dataclass(frozen=True)
class Misread:
    """A patient's text, and what became of it."""

    message: InboundMessage
    patient: Patient
    question: str | None
    read_as: dict[str, Any]
    names: list[str]
    kept: MisreadText | None  # it was let out before

    @property
    def masked(self) -> str:
        """The text without what names somebody, as a proposal."""
        return mask(self.message.body, self.names)


def read(records: Session, message_id: str) -> Misread | None:
    """Read a text of a patient's case; None when there is none."""
    message = records.scalar(select(InboundMessage).filter_by(id=message_id))
    if message is None or message.patient_id is None or message.case_id is None:
        return None
    patient = records.get_one(Patient, message.patient_id)
    question, read_as = _read_as(records, message)
    team = list(records.scalars(select(Clinician.name)))
    return Misread(
        message,
        patient,
        question,
        read_as,
        [patient.given_name, patient.family_name, *team],
        records.scalar(select(MisreadText).filter_by(message_id=message_id)),
    )


def let_out(
    records: Session, found: Misread, user_id: str, text: str, meant: str, confirmed: bool
) -> None:
    """Keep a text for the export, exactly as the person has just read it.

    Whatever still names somebody is masked, and the person has to look again.
    Raises NotLetOut.
    """
    text, meant = (re.sub(r" {2,}", " ", part.strip()) for part in (text, meant))
    clean, clean_meant = mask(text, found.names), mask(meant, found.names)
    if not clean or not clean_meant:
        raise NotLetOut("empty", clean, clean_meant)
    if max(len(clean), len(clean_meant)) > LONGEST:
        raise NotLetOut("too_long", clean, clean_meant)
    if (clean, clean_meant) != (text, meant):
        raise NotLetOut("masked", clean, clean_meant)
    if not confirmed:
        raise NotLetOut("not_confirmed", clean, clean_meant)
    row = found.kept or MisreadText(message_id=found.message.id)
    row.user_id = user_id
    row.language = found.patient.language
    row.question = found.question
    row.text, row.meant = clean, clean_meant
    row.read_as = json.dumps(found.read_as)
    row.at = clock.now()
    records.add(row)


def kept(records: Session) -> list[MisreadText]:
    """Return what was let out, the newest first."""
    return list(records.scalars(select(MisreadText).order_by(MisreadText.seq.desc())))


def lines(rows: list[MisreadText], protocols: ProtocolSet) -> Iterator[str]:
    """Write the export: one JSON object a line, the oldest first.

    The fields are those that `afterdose screen` and `afterdose understand` read.
    """
    for row in reversed(rows):
        told: dict[str, Any] = {"id": row.id, "language": row.language, "text": row.text}
        known = protocols.questions.get(row.question or "")
        if known is not None:
            told |= {"question": known.id, "answer_type": str(known.answer)}
            if known.options:
                told["options"] = [option.id for option in known.options]
        else:
            told["kind"] = "opening"
        told |= {"read_as": json.loads(row.read_as), "meant": row.meant}
        yield json.dumps(told, ensure_ascii=False) + "\n"


def _read_as(records: Session, message: InboundMessage) -> tuple[str | None, dict[str, Any]]:
    made: dict[str, Any] = {
        "level": message.screen_level,
        "findings": [found.get("name") for found in message.screen_findings or []],
    }
    answer = records.scalar(
        select(Answer).filter_by(message_id=message.id).order_by(Answer.seq).limit(1)
    )
    if answer is not None:
        return answer.question, made | {"value": json.loads(answer.value), "unclear": False}
    unclear = records.scalars(
        select(CaseEvent)
        .where(
            CaseEvent.case_id == message.case_id,
            CaseEvent.kind == "unclear",
            CaseEvent.at >= message.received_at,
            CaseEvent.at <= (message.handled_at or clock.now()),
        )
        .order_by(CaseEvent.seq)
        .limit(1)
    ).first()
    if unclear is None:
        return None, made
    return unclear.details.get("question"), made | {"value": None, "unclear": True}
