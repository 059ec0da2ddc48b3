"""What the patient is told after a decision: few texts, the instruction first."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping

from afterdose.triage.decision import Decision
from afterdose.triage.schema import Advice, Fitting, ProtocolSet, Sentence


def guidance(
    ps: ProtocolSet, decision: Decision, language: str, values: Mapping[str, str]
) -> list[str]:
    """Return the texts of a decision, in the order in which they are sent.

    ``values`` fills the {placeholders}: emergency_number, crisis_line, clinic_phone,
    last_dose. A sentence with an empty value is left out, or said in its other wording.
    The first text stands alone: for an emergency it is all that has to be known at once.
    A sentence with a condition is said only if the condition is among those that
    ``decision.shown`` names.
    """
    if language not in ps.languages:
        language = ps.languages[0]
    general = _advice(ps, "", decision.disposition, language)
    fired = {rule.area for rule in ps.rules if rule.id in decision.rules}
    areas = [a for a in ps.guidance if a and (a in decision.areas or a in fired)]
    special = [_advice(ps, area, decision.disposition, language) for area in areas]
    advice = [*special, general]
    before = [s for a in (*special, general) for s in a.before]
    first = [*before, *general.first, *(s for a in special for s in a.first)]
    then = [s for part in ("do", "do_not") for a in advice for s in getattr(a, part)]
    watch = [s for a in advice for s in a.watch]
    return [
        text
        for sentences in (first, then, watch)
        for text in _packed(_filled(_fitting(sentences, decision), values), ps.text_length)
    ]


def _advice(ps: ProtocolSet, area: str, disposition: str, language: str) -> Advice:
    by_disposition = dict(ps.guidance.get(area, {}))
    return by_disposition.get(disposition, {}).get(language, Advice())  # type: ignore[call-overload,no-any-return]


def _fitting(sentences: Iterable[Sentence], decision: Decision) -> Iterator[str | tuple[str, ...]]:
    for sentence in sentences:
        if not isinstance(sentence, Fitting):
            yield sentence
        elif sentence.when in decision.shown:
            yield sentence.say


def _filled(sentences: Iterable[str | tuple[str, ...]], values: Mapping[str, str]) -> list[str]:
    found: dict[str, None] = {}
    for sentence in sentences:
        for wording in (sentence,) if isinstance(sentence, str) else sentence:
            needed = {name for _, name, _, _ in string.Formatter().parse(wording) if name}
            if all(values.get(name) for name in needed):
                found[wording.format(**values)] = None
                break
    return list(found)


def _packed(sentences: list[str], length: int) -> list[str]:
    """Join whole sentences into texts of at most ``length`` characters."""
    texts: list[str] = []
    for sentence in sentences:
        if texts and len(texts[-1]) + 1 + len(sentence) <= length:
            texts[-1] += " " + sentence
        else:
            texts.append(sentence)
    return texts
