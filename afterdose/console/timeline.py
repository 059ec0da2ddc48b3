"""The timeline of a case: what happened, by whom, how long after the first text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from afterdose.console.case_file import CaseFile


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    kind: str
    at: datetime
    after: timedelta
    actor: str
    detail: str = ""


def timeline(file: CaseFile) -> list[Moment]:
    """Merge the case's events with the pages, in the order of time."""
    begin = file.case.opened_at
    if file.inbound:
        begin = min(begin, file.inbound[0].received_at)
    moments = [
        Moment(
            event.kind,
            event.at,
            event.at - begin,
            file.names.get(event.actor, event.actor),
            " ".join(_plain(value) for value in event.details.values() if _is_code(value)),
        )
        for event in file.events
        if event.kind != "paged"
    ]
    for page in file.pages:
        text = file.page_texts.get(page.id)
        name = file.names.get(f"clinician:{page.clinician_id}", "")
        state = text.state if text else ""
        moments.append(Moment("paged", page.created_at, page.created_at - begin, name, state))
    return sorted(moments, key=lambda moment: moment.at)


def _is_code(value: object) -> bool:
    # Ids are for machines: only short codes, numbers and lists of codes are shown.
    if isinstance(value, list):
        return all(_is_code(item) for item in value)
    return isinstance(value, (int, float)) or (isinstance(value, str) and 0 < len(value) <= 24)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
