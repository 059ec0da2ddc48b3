"""The conversation of a case: both directions in the order of time, with delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from afterdose.console.case_file import CaseFile
from afterdose.records.models import InboundMessage, OutboundMessage


@dataclass(frozen=True)
class Line:
    """One text, or the mark of a decision between the texts."""

    kind: str  # patient, assistant, decision
    at: datetime
    body: str = ""
    state: str = ""
    detail: str = ""  # what a text was for, how the screen read it, a decision's disposition
    settled_at: datetime | None = None
    error_code: int | None = None
    media_count: int = 0
    decision: int | None = None  # the number of the decision on this page
    text_id: str = ""  # of a text of the patient


def conversation(file: CaseFile) -> list[Line]:
    """Merge texts in, texts out and decisions."""
    # A decision is written in one transaction with its answer and stands between both.
    lines = [(text.received_at, 0, text.seq, _from_patient(text)) for text in file.inbound]
    lines += [(text.created_at, 2, text.seq, _to_patient(text)) for text in file.outbound]
    for number, decision in enumerate(file.decisions, start=1):
        mark = Line("decision", decision.decided_at, detail=decision.disposition, decision=number)
        lines.append((decision.decided_at, 1, decision.seq, mark))
    return [line for *_, line in sorted(lines, key=lambda entry: entry[:3])]


def _from_patient(text: InboundMessage) -> Line:
    level = text.screen_level if text.screen_level in ("emergency", "check") else ""
    return Line(
        "patient",
        text.received_at,
        body=text.body,
        state=text.state,
        detail=level or "",
        media_count=text.media_count,
        text_id=text.id,
    )


def _to_patient(text: OutboundMessage) -> Line:
    return Line(
        "assistant",
        text.created_at,
        body=text.body,
        state=text.state,
        detail=text.kind,
        settled_at=text.settled_at or text.accepted_at,
        error_code=text.error_code,
    )
