"""The timeline of a case: what happened, by whom, how long after the first text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from afterdose.console.case_file import CaseFile

# Of an event's details, what says something to a reader; the rest are ids for machines.
SHOWN = ("area", "disposition", "outcome", "reason", "question")


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    kind: str
    at: datetime
    after: timedelta
    actor: str
    details: tuple[tuple[str, str], ...] = ()  # (group of words, code)


def timeline(file: CaseFile) -> list[Moment]:
    """Merge the case's events with the pages, in the order of time."""
    begin = file.began_at
    moments = [
        Moment(
            event.kind,
            event.at,
            event.at - begin,
            file.names.get(event.actor, event.actor),
            tuple((key, str(event.details[key])) for key in SHOWN if event.details.get(key)),
        )
        for event in file.events
        if event.kind != "paged"
    ]
    for page in file.pages:
        text = file.page_texts.get(page.id)
        name = file.names.get(f"clinician:{page.clinician_id}", "")
        kind, words = ("called", "call") if page.channel == "voice" else ("paged", "delivery")
        states = ((words, text.state),) if text else ()
        moments.append(Moment(kind, page.created_at, page.created_at - begin, name, states))
    return sorted(moments, key=lambda moment: moment.at)
