"""The shape of the protocols: what a file under data/protocols may hold."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

DispositionName = Literal["routine", "soon", "urgent", "emergency"]
AnswerType = Literal[
    "yes_no", "choice", "multi", "temperature", "number", "duration", "date", "text"
]
Confidence = Literal["A", "B", "C", "D", "A/B", "A/D", "B/C", "B/D", "C/D"]
Texts = dict[str, str]  # language → text
Phrases = dict[str, tuple[str, ...]]  # language → phrases
NONE = "none"  # the option of a multiple choice that excludes the others


class Base(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every part of a protocol: immutable, and a key that it does not know is an error."""


class Depends(Base, kw_only=True):
    """A value that depends on a condition: ``then`` if ``when`` holds, else ``otherwise``."""

    when: str
    then: str | tuple[str, ...]
    otherwise: str | tuple[str, ...] = msgspec.field(name="else")


CountsAs = str | float | tuple[str, ...] | Depends


class Option(Base, kw_only=True):
    """One possible answer: its label in a text, and what a patient may say for it."""

    id: str
    label: Texts
    words: Phrases = {}
    findings: tuple[str, ...] = ()  # named findings that mean the same as this option
    counts_as: float | None = None  # the number that it stands for, in a temperature question


class Question(Base, kw_only=True):
    """One question of an area, with what "not sure" and silence count as."""

    id: str
    answer: AnswerType
    text: Texts
    not_sure: CountsAs
    silent: CountsAs
    area: str = ""
    red_flag: bool = False
    simpler: Texts = {}
    examples: Texts = {}
    options: tuple[Option, ...] = ()
    words: Phrases = {}
    findings: tuple[str, ...] = ()  # named findings that mean yes
    ask_when: str = "true"
    same_as: str = ""  # an answer to that question is an answer to this one
    best_to_worst: tuple[str, ...] = ()

    def texts(self, language: str) -> list[str]:
        """Return the parts of the wording; a blank line parts a long question in two texts."""
        return [part.strip() for part in self.text[language].split("\n\n")]


class Rule(Base, kw_only=True):
    """One decision row: the condition, the disposition it gives, and why."""

    id: str
    when: str
    then: DispositionName
    reason: str
    source: str
    confidence: Confidence
    emergency_when: str = ""
    organ: str = ""
    alias_of: str = ""
    area: str = ""


class Raise(Base, kw_only=True):
    """What lifts a disposition after the rules: by levels, or at least to one."""

    id: str
    when: str
    reason: str
    source: str
    confidence: Confidence
    levels: int = 0
    at_least: DispositionName = "routine"
    at_most: DispositionName = "emergency"


class AddingUp(Base, kw_only=True):
    """So many findings of one disposition, from different organs, make a higher one."""

    id: str
    of: DispositionName
    organs: int
    then: DispositionName
    reason: str
    source: str
    confidence: Confidence


class Default(Base, kw_only=True):
    """The disposition when no rule of an open area matched."""

    when: str
    then: DispositionName
    reason: str


# One sentence, or wordings of one sentence of which the first that can be filled is used.
Sentence = str | tuple[str, ...]


class Advice(Base, kw_only=True):
    """Sentences of one disposition in one language, in the order of importance."""

    first: tuple[Sentence, ...] = ()
    do: tuple[Sentence, ...] = ()
    do_not: tuple[Sentence, ...] = ()
    watch: tuple[Sentence, ...] = ()


Guidance = dict[DispositionName, dict[str, Advice]]


class SignOff(Base, kw_only=True):
    """Who approved a file; empty while nobody has."""

    name: str | None = None
    role: str | None = None
    on: str | None = None


class Limit(Base, kw_only=True):
    """A named threshold that the clinic may change: its value, unit and who must sign it."""

    value: float
    unit: str
    meaning: str
    source: str
    confidence: Confidence
    sign_by: str


class LabTest(Base, kw_only=True):
    """A laboratory test: its unit, how other units convert, and what is plausible."""

    unit: str
    units: dict[str, float]  # unit → factor to the unit of this test
    plausible: tuple[float, float]


class ContextKey(Base, kw_only=True):
    """One thing the records tell about a patient: its type, meaning and value if absent."""

    type: Literal["integer", "boolean", "text", "date", "labs"]
    meaning: str
    default: int | bool | str | None = None


class Bucket(Base, kw_only=True):
    """A stretch of days since the last infusion; ``last`` is absent in the open one."""

    first: int
    last: int | None = None
    changes: str
    unknown: bool = True  # whether an unknown treatment day may lie in here


class Temperature(Base, kw_only=True):
    """Which plain numbers are which unit, and what an unclear one counts as (Celsius)."""

    celsius: tuple[float, float]
    fahrenheit: tuple[float, float]
    unclear_counts_as: float


class Protocol(Base, kw_only=True):
    """One symptom area: its questions, decision rows and guidance."""

    area: str
    name: Texts
    organ: str
    version: str
    author: str
    source: str
    sign_off: SignOff
    triggers: Phrases = {}
    findings: dict[str, str] = {}
    questions: tuple[Question, ...] = ()
    decisions: tuple[Rule, ...] = ()
    guidance: Guidance = {}


class Shared(Base, kw_only=True):
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
    guidance: Guidance = {}
    limits: dict[str, Limit] = {}
    terms: dict[str, str | tuple[str, ...]] = {}
    findings: dict[str, str] = {}
    labs: dict[str, LabTest] = {}
    context: dict[str, ContextKey] = {}
    buckets: dict[str, Bucket] = {}
    temperature: Temperature | None = None
    raises: tuple[Raise, ...] = ()
    adding_up: tuple[AddingUp, ...] = ()
    no_rule: tuple[Default, ...] = ()


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
    terms: dict[str, tuple[str, ...]]  # each after the terms that it uses
    labs: dict[str, LabTest]
    context: dict[str, ContextKey]
    buckets: dict[str, Bucket]
    temperature: Temperature
    raises: tuple[Raise, ...]
    adding_up: tuple[AddingUp, ...]
    no_rule: tuple[Default, ...]
    guidance: dict[str, Guidance]  # area, "gate" or "" (all) → guidance
    days: tuple[int, ...]  # the days to try when the treatment day is unknown
    questions_per_area: int
    text_length: int

    def to_json(self) -> dict[str, Any]:
        """Return the whole set as plain data."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data
