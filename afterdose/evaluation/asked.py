"""What a record asks: a question by its id or by its wording, and its options."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from afterdose.evaluation.option_labels import label, protocol_ids
from afterdose.evaluation.records import Record, RecordError
from afterdose.evaluation.wordings import (
    language_of,
    leaves_off,
    nearest,
    negated,
    protocols,
    turned,
    weakened,
)
from afterdose.language.asked import OpenQuestion
from afterdose.language.choice import Choice, as_choices
from afterdose.language.lexicon import known_findings
from afterdose.language.number_words import HOURS
from afterdose.language.phrases import tokens_of
from afterdose.language.screen import screen
from afterdose.language.told import told_places
from afterdose.language.told_words import WELL, asks_told, is_well
from afterdose.triage.schema import Question

# "A balance, B eyes".
_LETTER_BARE = re.compile(r"(?<!\w)([A-J])(?=\s+[^\W\d_])")
_LETTERED = re.compile(r"(?<!\w)([a-z])\s*[).:]", re.IGNORECASE)
# Asked for a number that may be none: "how many more stools?", "from 0 to 10".
_FROM_ZERO = re.compile(
    r"how many (?:\w+ ){0,2}(?:more|extra|times|stools|pills|mg|tablets|pads)|\b0\b|"
    r"cu[aá]nt[oa]s (?:\w+ ){0,2}(?:m[aá]s|veces|pastillas|mg|evacuaciones)",
    re.IGNORECASE,
)
_NONE = Choice("none", {"en": ("none", "no", "zero"), "es": ("ninguna", "ninguno", "no", "nada")})
_UNIT = re.compile(r"(?:how many|cu[aá]nt[oa]s)\s+(\w+)", re.IGNORECASE)
_GENERAL = "general."
ORDERED = ("choice", "multi")


@dataclass(frozen=True)
class Worded:
    """A question that no protocol holds; `findings` are the signs that its wording names."""

    id: str = ""
    answer: str = "yes_no"
    red_flag: bool = False
    options: Sequence[Any] = ()
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """The question of a record, and its options as the reading of answers takes them."""

    question: OpenQuestion | None
    options: Sequence[Any]
    names: Mapping[str, Any] = field(default_factory=dict)
    """The record's own name of an option by the id that was read."""

    def named(self, value: Any) -> Any:
        """Give the value in the record's own names."""
        if isinstance(value, list):
            return [self.names.get(one, one) for one in value]
        return self.names.get(value, value) if isinstance(value, str) else value


def asked_of(record: Record, language: str | None) -> Asked:
    """Find out what a record asks; raises RecordError for options that are no list.

    A record without a language asks in the one that most words of its wording belong to.
    """
    given, wording = record.get("options"), record.get("question")
    if given is not None and not isinstance(given, list):
        raise RecordError("options is no list")
    if not isinstance(wording, str):
        return Asked(None, given or ())
    question = protocols().questions.get(wording)
    if question is not None:
        return Asked(question, question.options if given is None else given)
    language = language or language_of(wording)
    if record.get("answer_type") in ORDERED:
        return _with_options(wording, given or (), language)
    if record.get("answer_type") == "yes_no":
        return Asked(_yes_or_no(wording, language), given or ())
    counted = _counted(wording, language)
    if record.get("answer_type") == "number" and not given and _FROM_ZERO.search(wording):
        return Asked(counted, (_NONE,), {_NONE.id: 0.0})
    return Asked(counted, given or ())


def _counted(wording: str, language: str) -> Worded | None:
    """Note the unit that is asked for: a bare "5" answers "how many days?"."""
    unit = _UNIT.search(wording)
    known = unit is not None and unit[1].casefold() in HOURS
    return Worded(examples={language: f"20 {unit[1]}"}) if unit is not None and known else None


def _yes_or_no(wording: str, language: str) -> OpenQuestion:
    if leaves_off(wording, language):
        return Worded(WELL)
    own = _listed(wording, language)
    known = protocols().questions.get(own) if own else nearest(wording, language, options=False)
    if known is not None and known.answer != "yes_no":
        return _as_yes_or_no(known)
    if known is not None:
        return _with_signs(known, wording, language)
    plain = turned(wording, language) and not negated(wording, language)
    if is_well(own) or (plain and not own):
        return Worded(own)
    found = screen(wording, language, second=False).findings
    signs = [f for f in found if not f.name.startswith(_GENERAL)]
    red_flag = any(f.level != "none" for f in signs)
    return Worded(id=own, red_flag=red_flag, findings=tuple(dict.fromkeys(f.name for f in signs)))


def _with_signs(known: Question, wording: str, language: str) -> OpenQuestion:
    """Add the signs that a wording names and the question of the protocols does not."""
    found = screen(wording, language, second=False).findings
    levels = known_findings()
    named = (f.name for f in found if levels.get(f.name) == "emergency")
    more = tuple(dict.fromkeys(n for n in named if n not in known.findings))
    if not more or not known.red_flag:
        return known
    return Worded(
        known.id, known.answer, known.red_flag, known.options, known.words,
        (*known.findings, *more), known.examples,
    )  # fmt: skip


def _listed(wording: str, language: str) -> str:
    """Name the listed question that a wording asks, "" for none.

    One that asks for a danger is none where the wording asks for what is well ("have the spots
    stopped spreading?"), and the other way round ("bleeding that you cannot stop").
    """
    names = asks_told(wording, language)
    doubtful = negated(wording, language) or weakened(wording, language)
    well = WELL in names and not doubtful
    # Without a word that tells which of the two is asked, the entry's own wording decides.
    fitting = [n for n in names if n != WELL and (not doubtful if is_well(n) else not well)]
    return fitting[0] if fitting else WELL if well else ""


def _as_yes_or_no(question: Question) -> Worded:
    """Ask a choice between yes, no and a way out as a question that takes yes or no."""
    yes = next(option for option in question.options if option.id == "yes")
    return Worded(question.id, "yes_no", question.red_flag, (), yes.words, yes.findings)


def _with_options(wording: str, given: Sequence[Any], language: str) -> Asked:
    """Name options as the protocols do where the labels are theirs, so that their words count."""
    choices = as_choices(given)
    labels = [label(choice, language) for choice in choices]
    question = nearest(" ".join((wording, *labels)), language, options=True)
    ids = protocol_ids(choices, as_choices(question.options if question else ()), language)
    letters = {m[1].casefold() for m in _LETTERED.finditer(wording)}
    bare = [m[1].casefold() for m in _LETTER_BARE.finditer(wording)]
    if bare == [chr(ord("a") + n) for n in range(len(choices))]:
        letters |= set(bare)
    ids = _by_told_words(question, choices, ids, language)
    options = []
    for at, (choice, own) in enumerate(zip(choices, ids, strict=True)):
        letter = chr(ord("a") + at)
        options.append(replace(choice, id=own, letter=letter if letter in letters else ""))
    names = {own: c.id for c, own in zip(choices, ids, strict=True)}
    return Asked(question, options, names)


def _by_told_words(
    question: Question | None, choices: Sequence[Choice], ids: Sequence[str], language: str
) -> list[str]:
    """Name an option that no label fits by the words that patients tell it in."""
    found = list(ids)
    if question is None:
        return found
    for at, choice in enumerate(choices):
        if ids[at] != choice.id:
            continue
        words, tokens = tokens_of(label(choice, language), language)
        left = [c.id for c in as_choices(question.options) if c.id not in found]
        fitting = [one for one in left if told_places(question.id, one, words, tokens)]
        found[at] = fitting[0] if len(fitting) == 1 else found[at]
    return found
