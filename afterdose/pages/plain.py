"""One area as plain lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from afterdose.pages.condition import Conditions
from afterdose.pages.words import Words
from afterdose.triage.schema import ProtocolSet, Question, Rule


def lines(ps: ProtocolSet, area: str, language: str) -> Iterator[str]:
    """Yield the questions, rules, findings and context keys of an area or the gate."""
    said = Conditions(ps, Words(language))
    yield f"{area}  (release {ps.version} {ps.hash[:12]})"
    yield "\nQuestions (* = red flag)"
    for question in ps.questions.values():
        if question.area in (area, "gate"):
            yield from _question(question, language)
    yield "\nRules"
    for rule in ps.rules:
        if rule.area in (area, "gate", "cross"):
            yield from _rule(said, rule)
    yield "\nNamed findings"
    for name, meaning in ps.findings.items():
        yield f"  {name:36} {meaning}"
    yield "\nContext"
    for name, key in ps.context.items():
        yield f"  {name:36} {key.type}: {key.meaning}"


def _question(question: Question, language: str) -> Iterator[str]:
    mark = "*" if question.red_flag else " "
    options = [option.id for option in question.options]
    if question.answer == "yes_no":
        options = ["yes", "no"]
    yield f"  {question.id:4}{mark} {question.answer:12} {', '.join(options)}"
    yield f"         {' '.join(question.text[language].split())}"
    yield f"         not sure = {question.not_sure}, silent = {question.silent}"


def _rule(said: Conditions, rule: Rule) -> Iterator[str]:
    yield f"  {rule.id:22} {rule.then:10} {_condition(said, rule.when)}"
    if rule.emergency_when:
        worse = _condition(said, rule.emergency_when)
        yield f"  {'':22} {'emergency':10} {said.words('emergency_when')} {worse}"
    yield f"  {'':22} {rule.confidence:10} {rule.reason} {rule.source}"


def _condition(said: Conditions, expression: str) -> str:
    meanings = [said.words.plain(meaning) for meaning in said.opened(expression)]
    return f" [{said.words('term.else')}] ".join(meanings)
