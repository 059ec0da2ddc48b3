"""One record of a batch or of a labelled set, read as the conversation reads a text."""

from __future__ import annotations

from datetime import datetime

from afterdose.evaluation.asked import asked_of
from afterdose.evaluation.records import Record, RecordError
from afterdose.language.answers import ANSWER_TYPES, understand
from afterdose.language.screen import screen


def screened(record: Record) -> Record:
    """Screen {"id","text","language"?}: {"id","level","areas","findings"}; raises RecordError."""
    result = screen(text_of(record), _language(record)).to_json()
    return {"id": record.get("id"), **result}


def understood(record: Record) -> Record:
    """Read {"id","question","answer_type","options"?,"text","now"?} as an answer.

    Gives {"id","value","unclear","level","findings"}. The question is named by its id, or by its
    wording; without options the question's own are taken. Raises RecordError, or ValueError for
    a bad `now`.
    """
    text, language = text_of(record), _language(record)
    answer_type = record.get("answer_type")
    if answer_type not in ANSWER_TYPES:
        raise RecordError(f"answer_type is one of {', '.join(ANSWER_TYPES)}")
    asked = asked_of(record, language)
    answer = understand(
        text, answer_type, asked.options, language or "en", _now(record), asked.question
    )
    if answer.unclear and answer_type == "number" and asked.names:
        # As the conversation does: "none" answers how many.
        answer = understand(text, "choice", asked.options, language or "en", None, asked.question)
    found = screen(text, language, question=asked.question).to_json()
    return {
        "id": record.get("id"),
        "value": asked.named(answer.value),
        "unclear": answer.unclear,
        "level": found["level"],
        "findings": found["findings"],
    }


def text_of(record: Record) -> str:
    """Return the text of a record; raises RecordError without one."""
    if not isinstance(record.get("text"), str):
        raise RecordError("text is missing or no text")
    return str(record["text"])


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
