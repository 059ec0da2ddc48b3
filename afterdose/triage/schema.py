"""The shape of the protocols: what a file under data/protocols may hold, and all of them."""

from __future__ import annotations

from typing import Any

import msgspec

from afterdose.triage.base import Base, Confidence, DispositionName, Phrases, SignOff, Texts
from afterdose.triage.decisions import (
    AddingUp,
    Advice,
    Default,
    Fitting,
    Guidance,
    Raise,
    Rule,
    Sentence,
)
from afterdose.triage.questions import NONE, AnswerType, CountsAs, Depends, Option, Question
from afterdose.triage.records import Bucket, ContextKey, LabTest, Limit, Temperature

__all__ = [
    "NONE",
    "AddingUp",
    "Advice",
    "AnswerType",
    "Base",
    "Bucket",
    "Confidence",
    "ContextKey",
    "CountsAs",
    "Default",
    "Depends",
    "DispositionName",
    "Fitting",
    "Guidance",
    "LabTest",
    "Limit",
    "Option",
    "Phrases",
    "Protocol",
    "ProtocolSet",
    "Question",
    "Raise",
    "Rule",
    "Sentence",
    "Shared",
    "SignOff",
    "Temperature",
    "Texts",
]


class Protocol(Base, frozen=True, kw_only=True):
    """One symptom area: its questions, decision rows and guidance."""

    area: str
    name: Texts
    organ: str
    version: str
    author: str
    source: str
    sign_off: SignOff
    opening: Texts = msgspec.field(default_factory=dict)  # said before the first question
    # Words that name it open it only while this holds, and else the area of else_opens.
    opens_when: str = "true"
    else_opens: str = ""
    joins_when: str = "false"  # its questions are asked too, whatever areas were named
    triggers: Phrases = msgspec.field(default_factory=dict)
    findings: dict[str, str] = msgspec.field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    decisions: tuple[Rule, ...] = ()
    guidance: Guidance = msgspec.field(default_factory=dict)


class Shared(Base, frozen=True, kw_only=True):
    """One file under data/protocols/shared: any of these parts, valid for all areas."""

    version: str
    author: str
    source: str
    sign_off: SignOff
    release: str = ""
    languages: tuple[str, ...] = ()
    organ: str = ""
    area: str = ""
    questions_per_area: int | None = None
    text_length: int | None = None
    questions: tuple[Question, ...] = ()
    decisions: tuple[Rule, ...] = ()
    guidance: Guidance = msgspec.field(default_factory=dict)
    limits: dict[str, Limit] = msgspec.field(default_factory=dict)
    terms: dict[str, str | tuple[str, ...]] = msgspec.field(default_factory=dict)
    findings: dict[str, str] = msgspec.field(default_factory=dict)
    labs: dict[str, LabTest] = msgspec.field(default_factory=dict)
    context: dict[str, ContextKey] = msgspec.field(default_factory=dict)
    buckets: dict[str, Bucket] = msgspec.field(default_factory=dict)
    temperature: Temperature | None = None
    raises: tuple[Raise, ...] = ()
    adding_up: tuple[AddingUp, ...] = ()
    no_rule: tuple[Default, ...] = ()
    mild_findings: tuple[str, ...] = ()  # no alarm on their own


class ProtocolSet(msgspec.Struct, frozen=True, kw_only=True):
    """All protocols, checked and joined; ``hash`` names exactly this content."""

    hash: str
    version: str
    languages: tuple[str, ...]
    areas: dict[str, Protocol]
    gate: tuple[Question, ...]
    questions: dict[str, Question]
    rules: tuple[Rule, ...]
    findings: dict[str, str]
    limits: dict[str, Limit]
    terms: dict[str, tuple[str, ...]]
    term_levels: tuple[tuple[str, ...], ...]  # names of terms, each after those that it uses
    labs: dict[str, LabTest]
    context: dict[str, ContextKey]
    buckets: dict[str, Bucket]
    temperature: Temperature
    raises: tuple[Raise, ...]
    adding_up: tuple[AddingUp, ...]
    no_rule: tuple[Default, ...]
    mild_findings: tuple[str, ...]
    guidance: dict[str, Guidance]  # area, "gate" or "" (all) → guidance
    said_when: tuple[str, ...]  # the conditions of its sentences
    days: tuple[int, ...]  # the days to try when the treatment day is unknown
    questions_per_area: int
    text_length: int

    def to_json(self) -> dict[str, Any]:
        """Return the whole set as plain data."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data
