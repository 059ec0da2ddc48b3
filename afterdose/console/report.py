"""A case as a report: everything that its page shows, in words, for paper and for PDF."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from afterdose.console.case_file import CaseFile
from afterdose.console.conversation import Line, conversation
from afterdose.console.pages import Words, day_at, span
from afterdose.console.protocols import Wording
from afterdose.console.reasons import Given, Why, answers_so_far, reasons
from afterdose.console.sbar import sbar
from afterdose.console.timeline import Moment, timeline

Pair = tuple[str, str]


@dataclass(frozen=True)
class Block:
    """A heading with labelled lines under it."""

    title: str
    rows: list[Pair]


@dataclass(frozen=True)
class Said:
    """One text of the conversation; ``about`` tells time, sender and delivery."""

    who: str  # patient, assistant, decision
    about: str
    text: str


@dataclass(frozen=True)
class Decided:
    """One decision with its rules and the answers behind them."""

    title: str
    about: str
    rules: list[tuple[str, str, str]]  # id, because, source
    answers: list[tuple[str, str, str]]  # question with its wording, value, what to know of it
    protocols: str


@dataclass(frozen=True)
class Report:
    """The whole report in one language; every field is ready to print."""

    language: str
    title: str
    patient: str
    made: str
    warning: str
    facts: list[Pair]
    sbar: list[Block]
    talk: list[Said]
    decisions: list[Decided]
    moments: list[tuple[str, str, str, str]]  # time, what, who, how long after the first text
    notes: list[Said]
    headings: dict[str, str]

    def plain(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return asdict(self)


HEADINGS = (
    *("conversation", "decisions", "timeline", "notes", "rules", "answers"),
    *("no_texts", "not_decided", "no_rule", "notes.none", "report.confidential"),
)


def case_report(file: CaseFile, wording: Wording, words: Words, by: str, at: datetime) -> Report:
    """Put a case in words; ``by`` made the report ``at``."""
    zone = file.patient.time_zone
    whys = reasons(file, wording, words)
    answers = answers_so_far(file, wording, words)
    return Report(
        language=words.language,
        title=words("report.title", number=file.case.number),
        patient=f"{file.patient.given_name} {file.patient.family_name}",
        made=words("report.made", at=day_at(at, zone), by=by),
        warning=words("not_approved") if any(why.unsigned for why in whys) else "",
        facts=_facts(file, words),
        sbar=[
            Block(
                words(f"sbar.{part}"),
                [(words(f"row.{row.key}"), "; ".join(row.items) or row.text) for row in rows],
            )
            for part, rows in sbar(file, whys, answers, words).items()
        ],
        talk=[_said(line, zone, words) for line in conversation(file)],
        decisions=[_decided(why, zone, words) for why in whys],
        moments=[_moment(moment, zone, words) for moment in timeline(file)],
        notes=[
            Said(
                "note", f"{day_at(n.at, zone)} · {file.names.get(f'user:{n.user_id}', '–')}", n.body
            )
            for n in reversed(file.notes)
        ],
        headings={key: words(key) for key in HEADINGS},
    )


def _facts(file: CaseFile, words: Words) -> list[Pair]:
    zone, escalation = file.patient.time_zone, file.escalation
    facts = [
        (words("report.patient_id"), file.patient.external_id),
        (words("report.born"), str(file.patient.birth_date or "–")),
        (words("report.first_text"), day_at(file.began_at, zone)),
        (words("report.areas"), ", ".join(words.coded("area", a) for a in file.case.areas) or "–"),
        (words("report.level"), words.coded("disposition", file.case.disposition or "–")),
    ]
    if escalation is None:
        return [*facts, (words("report.state"), words.coded("case_state", file.case.state))]
    facts.append((words("report.state"), words.coded("escalation", escalation.state)))
    for key, at, who in (
        ("report.accepted", escalation.acknowledged_at, escalation.acknowledged_by),
        ("report.closed", escalation.closed_at, escalation.closed_by),
    ):
        if at is not None:
            name = file.names.get(f"clinician:{who}", "–")
            facts.append((words(key), f"{day_at(at, zone)} · {name} · +{span(at - file.began_at)}"))
    if escalation.outcome:
        facts.append((words("outcome"), words.coded("outcome", escalation.outcome)))
    return facts


def _said(line: Line, zone: str, words: Words) -> Said:
    at = day_at(line.at, zone)
    if line.kind == "decision":
        level = words.coded("disposition", line.detail)
        return Said("decision", at, f"{words('decision', number=line.decision)}: {level}")
    parts = [at, words(f"from_{line.kind}").rstrip(":")]
    if line.kind == "patient":
        parts += [words.coded("screen", line.detail)] if line.detail else []
    else:
        settled = f" {day_at(line.settled_at, zone)}" if line.settled_at else ""
        error = f" ({line.error_code})" if line.error_code else ""
        parts += [words.coded("kind", line.detail)]
        parts += [f"{words.coded('delivery', line.state)}{settled}{error}"]
    media = f" [{words('media', count=line.media_count)}]" if line.media_count else ""
    return Said(line.kind, " · ".join(parts), f"{line.body}{media}")


def _decided(why: Why, zone: str, words: Words) -> Decided:
    day = words("day", day=why.treatment_day) if why.treatment_day is not None else ""
    about = [day_at(why.at, zone), words.coded("decided_by", why.decided_by), day]
    protocols = [words("protocols", version=why.version), why.protocol_hash[:16]]
    protocols += [words("unsigned")] if why.unsigned else []
    level = words.coded("disposition", why.disposition)
    return Decided(
        title=f"{words('decision', number=why.number)}: {level}",
        about=" · ".join(part for part in about if part),
        rules=[(ground.rule, ground.because, ground.source) for ground in why.grounds],
        answers=[_answer(given, words) for given in why.answers],
        protocols=" · ".join(protocols),
    )


def _answer(given: Given, words: Words) -> tuple[str, str, str]:
    known = [words("red_flag")] if given.red_flag else []
    known += [words("counted_worst")] if given.worst_case else []
    known += [f"“{given.raw}”"] if given.raw else []
    return f"{given.question} {given.asked}", given.value, " · ".join(known)


def _moment(moment: Moment, zone: str, words: Words) -> tuple[str, str, str, str]:
    told = [
        code if group == "question" else words.coded(group, code).lower()
        for group, code in moment.details
    ]
    what = words.coded("event", moment.kind) + (f" ({', '.join(told)})" if told else "")
    who = words.coded("actor", moment.actor)
    return day_at(moment.at, zone), what, who, f"+{span(moment.after)}"
