"""One record of a batch or of a labelled set, read as the conversation reads a text."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from afterdose.evaluation.records import Record, RecordError
from afterdose.language.answers import ANSWER_TYPES, understand
from afterdose.language.screen import screen
from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import ProtocolSet


def screened(record: Record) -> Record:
    """Screen {"id","text","language"?}: {"id","level","areas","findings"}; raises RecordError."""
    result = screen(text_of(record), _language(record)).to_json()
    return {"id": record.get("id"), **result}


def understood(record: Record) -> Record:
    """Read {"id","question","answer_type","options"?,"text","now"?} as an answer.

    Gives {"id","value","unclear","level","findings"}. Without options the question's own are
    taken, if a protocol knows its id. Raises RecordError, or ValueError for a bad `now`.
    """
    text, language = text_of(record), _language(record)
    answer_type = record.get("answer_type")
    if answer_type not in ANSWER_TYPES:
        raise RecordError(f"answer_type is one of {', '.join(ANSWER_TYPES)}")
    options, question = record.get("options"), None
    if isinstance(record.get("question"), str):
        question = protocols().questions.get(record["question"])
    if options is None:
        options = question.options if question is not None else ()
    elif not isinstance(options, list):
        raise RecordError("options is no list")
    answer = understand(text, answer_type, options, language or "en", _now(record), question)
    found = screen(text, language, question=question).to_json()
    return {
        "id": record.get("id"),
        "value": answer.value,
        "unclear": answer.unclear,
        "level": found["level"],
        "findings": found["findings"],
    }


def text_of(record: Record) -> str:
    """Return the text of a record; raises RecordError without one."""
    if not isinstance(record.get("text"), str):
        raise RecordError("text is missing or no text")
    return str(record["text"])


@cache
def protocols() -> ProtocolSet:
    """Load the protocols of this release."""
    return load_protocols(ROOT / "data" / "protocols")


def _language(record: Record) -> str | None:
    language = record.get("language")
    if language not in (None, "en", "es"):
        raise RecordError("language is en or es")
    return language


def _now(record: Record) -> datetime | None:
    stated = record.get("now")
    if stated is None:
        return None
    if not isinstance(stated, str):
        raise RecordError("now is no ISO date and time")
    return datetime.fromisoformat(stated)
