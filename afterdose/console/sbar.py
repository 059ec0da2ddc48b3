"""The SBAR block of a case: situation, background, assessment, recommendation.

Contents as in clinical-basis.md 4.2, as far as the records know them; what is unknown is
said to be unknown, never left out.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from afterdose import clock
from afterdose.console.case_file import CaseFile
from afterdose.console.pages import Words, at, day_at
from afterdose.console.reasons import Given, Why
from afterdose.escalation.deadlines import deadlines
from afterdose.settings import settings
from afterdose.triage.clock import treatment_day

# The monthly tests of clinical-basis.md 1.3 whose absence the reader must see.
EXPECTED = ("platelets", "neutrophils", "creatinine", "urine_rbc", "urine_protein", "tsh", "alt")
LAST_RESORT = "soon"


@dataclass(frozen=True)
class Row:
    """One line: a label's key and what is known."""

    key: str
    text: str
    kind: str = ""  # words (the patient's own), warn, call
    items: tuple[str, ...] = ()


Sbar = dict[str, list[Row]]


def sbar(file: CaseFile, whys: list[Why], answers: list[Given], words: Words) -> Sbar:
    """Put the block together; ``answers`` are those that stand so far."""
    return {
        "situation": _situation(file, whys, words),
        "background": _background(file, words),
        "assessment": _assessment(file, whys, answers, words),
        "recommendation": _recommendation(file, words),
    }


def _situation(file: CaseFile, whys: list[Why], words: Words) -> list[Row]:
    case, zone = file.case, file.patient.time_zone
    areas = ", ".join(words.coded("area", area) for area in case.areas)
    rows = [
        Row("said", file.inbound[0].body if file.inbound else "–", "words"),
        Row("areas", areas or words("none_named")),
        Row("first_text", day_at(file.began_at, zone)),
    ]
    if whys:
        last = whys[-1]
        rules = ", ".join(ground.rule for ground in last.grounds)
        rows.append(Row("decided", f"{day_at(last.at, zone)} · {rules or words('no_rule')}"))
    else:
        rows.append(Row("decided", words("not_decided"), "warn"))
    if file.escalation is not None and file.escalation.reason != "decision":
        rows.append(Row("why_open", words.coded("reason", file.escalation.reason), "warn"))
    return rows


def _background(file: CaseFile, words: Words) -> list[Row]:
    patient = file.patient
    day = treatment_day(patient.last_infusion_on, file.case.opened_at, patient.time_zone)
    if patient.last_infusion_on is None or day is None:
        infusion = Row("infusion", words("day.unknown"), "warn")
    else:
        course = words("course", number=patient.course) if patient.course else ""
        parts = (patient.last_infusion_on.isoformat(), words("day", day=day), course)
        infusion = Row("infusion", " · ".join(filter(None, parts)))
    newest = {lab.test: lab for lab in reversed(file.labs)}
    labs = [
        f"{words.coded('lab', lab.test)} {lab.value} {lab.unit} ({lab.taken_on.isoformat()})"
        for lab in newest.values()
    ]
    missing = [words.coded("lab", test) for test in EXPECTED if test not in newest]
    rows = [
        Row("birth", f"{patient.birth_date or '–'} · {words.coded('sex', patient.sex or '–')}"),
        infusion,
        Row("labs", "; ".join(labs) or words("none_known")),
    ]
    if missing:
        rows.append(Row("labs_missing", ", ".join(missing), "warn"))
    rows.append(Row("notes", patient.baseline_notes or words("none_known")))
    return rows


def _assessment(file: CaseFile, whys: list[Why], answers: list[Given], words: Words) -> list[Row]:
    language = words.coded("language", file.patient.language)
    rows = [
        Row("language", language),
        Row("contacts", words("contacts_week", count=file.contacts_week)),
    ]
    if not whys:
        given = tuple(
            f"{name}: {g.value}" for name, g in zip(_named(answers), answers, strict=True)
        )
        return [*rows, Row("answers", words("nothing"), items=given)]
    last = whys[-1]
    denied = [g for g in last.answers if g.denied]
    kind = "warn" if last.worst_case else ""
    rows.append(Row("worst_case", words("nothing"), kind, _named(last.worst_case)))
    rows.append(Row("flags_absent", words("nothing"), items=_named(denied)))
    rows.append(Row("answers", words("answers_count", count=len(last.answers))))
    return rows


def _recommendation(file: CaseFile, words: Words) -> list[Row]:
    rows = [Row("call", file.patient.phone, "call")]
    if file.patient.emergency_contact_phone:
        rows.append(Row("contact", file.patient.emergency_contact_phone, "call"))
    if file.patient.opted_out_at:
        rows.append(Row("texting", words("opted_out"), "warn"))
    escalation = file.escalation
    disposition = escalation.disposition if escalation else file.case.disposition
    if disposition is not None:
        known = disposition if disposition in ("emergency", "urgent") else LAST_RESORT
        minutes = deadlines(known).contact_minutes
        limit = words(f"limit.{known}", minutes=minutes, hours=minutes // 60)
        rows.insert(0, Row("limit", limit))
    if escalation is not None and escalation.state == "open":
        wait = 60 * deadlines(escalation.disposition).acknowledge_minutes
        due = escalation.opened_at + clock.clinical_wait(wait, settings().time_scale)
        late = "warn" if due < clock.now() else ""
        rows.append(Row("taken_by", words("nobody_yet"), late))
    elif escalation is not None and escalation.acknowledged_by:
        rows.append(Row("taken_by", file.names.get(f"clinician:{escalation.acknowledged_by}", "–")))
    zone = file.patient.time_zone
    advice = tuple(
        f"{at(text.created_at, zone)} {words.coded('delivery', text.state)}"
        for text in file.outbound
        if text.priority <= 1
    )
    rows.append(Row("advice", words("nothing"), items=advice[-4:]))
    return rows


def _named(answers: list[Given]) -> tuple[str, ...]:
    return tuple(textwrap.shorten(f"{g.question} {g.asked}", 90, placeholder=" …") for g in answers)
