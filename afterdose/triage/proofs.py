"""What a loaded protocol set must fulfil besides fitting together.

The first form: every condition compiles and computes, every rule can fire, every text fits.
"""

from __future__ import annotations

from collections.abc import Iterator

from afterdose.triage.expressions import BrokenExpression, program
from afterdose.triage.names import comparisons
from afterdose.triage.samples import Sampler, inputs
from afterdose.triage.schema import Advice, Depends, Fitting, ProtocolSet, Rule
from afterdose.triage.situation import Case

TRIES = 4000


def problems(ps: ProtocolSet) -> list[str]:
    """Return one line for each thing wrong; nothing if all holds."""
    found = [*_compiling(ps), *_lengths(ps)]
    if not found:
        found += [p for rule in ps.rules for p in _reach(ps, rule)]
    return found


def _conditions(ps: ProtocolSet) -> Iterator[tuple[str, str]]:
    for rule in ps.rules:
        yield rule.id, rule.when
        if rule.emergency_when:
            yield rule.id, rule.emergency_when
    for question in ps.questions.values():
        yield question.id, question.ask_when
        for value in (question.not_sure, question.silent):
            if isinstance(value, Depends):
                yield question.id, value.when
    for protocol in ps.areas.values():
        yield protocol.area, protocol.joins_when
    for name, alternatives in ps.terms.items():
        yield from ((name, expression) for expression in alternatives)
    for row in ps.raises:
        yield row.id, row.when
    for adding in ps.adding_up:
        yield adding.id, adding.as_one_when
    for default in ps.no_rule:
        yield "no_rule", default.when
    yield from (("guidance", when) for when in ps.said_when)


def _compiling(ps: ProtocolSet) -> Iterator[str]:
    for name, expression in _conditions(ps):
        try:
            program(expression)
        except ValueError as error:
            yield f"{name}: {expression}: {error}"


def _lengths(ps: ProtocolSet) -> Iterator[str]:
    for question in ps.questions.values():
        for language in ps.languages:
            for text in (*question.texts(language), question.simpler.get(language, "")):
                if len(text) > ps.text_length:
                    yield f"{question.id}: {len(text)} characters in {language}"
    for area, protocol in ps.areas.items():
        for language, text in protocol.opening.items():
            if len(text) > ps.text_length:
                yield f"opening of {area}: {len(text)} characters in {language}"
    for area, by_disposition in ps.guidance.items():
        for disposition, texts in by_disposition.items():
            for language, advice in texts.items():
                for sentence in _sentences(advice):
                    if len(sentence) > ps.text_length:
                        yield f"guidance of {area} {disposition}: too long in {language}"


def _sentences(advice: Advice) -> Iterator[str]:
    for _, sentence in advice.sentences():
        wordings = sentence.say if isinstance(sentence, Fitting) else sentence
        yield from (wordings,) if isinstance(wordings, str) else wordings


def _reach(ps: ProtocolSet, rule: Rule) -> Iterator[str]:
    """Look for an input on which a rule fires, and on which its emergency form does."""
    sampler = Sampler(ps)
    conditions = [rule.when, rule.emergency_when] if rule.emergency_when else [rule.when]
    wanted = inputs(ps, conditions)
    named = [pair for condition in conditions for pair in comparisons(condition)]
    missing = ["when", *(["emergency_when"] if rule.emergency_when else [])]
    for _ in range(TRIES):
        case = Case(ps, *sampler.draw(wanted, named))
        facts, _effective = case.on(case.days[0])
        try:
            if facts.holds(rule.when):
                worse = bool(rule.emergency_when) and facts.holds(rule.emergency_when)
                missing = [m for m in missing if m != ("emergency_when" if worse else "when")]
        except BrokenExpression as error:
            yield f"{rule.id}: {error}"
            return
        if not missing:
            return
    yield f"{rule.id}: no answers were found on which it fires ({', '.join(missing)})"
