"""A row of changed cases in words."""

from __future__ import annotations

from collections.abc import Container

from afterdose.pages.condition import Conditions
from afterdose.pages.items import Item, Known
from afterdose.pages.phrase import Phrase, Run, group, one
from afterdose.pages.quantity import figure
from afterdose.pages.rows import Choice, Row, Span
from afterdose.pages.scale import Scale
from afterdose.pages.words import Words
from afterdose.proof.situations import AMOUNTS, DEGREES, LABS
from afterdose.triage.schema import ProtocolSet

_LAST_DAY = 20_000
_DEGREES = Scale("C", DEGREES, (35, 42))
_AMOUNTS = Scale("", AMOUNTS, (0, 100_000))
_SAID = ("not_sure", "silent", "impossible", "words")


class Telling:
    """Writes rows with the words of the new set, or of the old one for what is gone."""

    def __init__(self, old: ProtocolSet, new: ProtocolSet, words: Words) -> None:
        self.words = words
        self._new, self._old = Conditions(new, words), Conditions(old, words)

    def row(self, row: Row) -> Phrase:
        """Return what has to be known, the days last."""
        parts = [self._part(sorted(part)) for part in sorted(row.parts, key=sorted)]
        if row.days != ((0, _LAST_DAY),):
            parts.append(group("any", [self._days(span) for span in row.days]))
        if row.others:
            parts.append(self._others(row.others))
        return group("all", parts) if parts else one(self.words("always"))

    def _others(self, known: Known) -> Phrase:
        """Write an example of other signs, with the day on which it is one."""
        parts = []
        for item in sorted(known.items):
            spans = tuple((known.numbers[name],) * 2 for name in item.numbers)
            if item.kind == "context" and f"context:{item.name}:number" in known.numbers:
                spans = ((known.numbers[f"context:{item.name}:number"],) * 2,)
            parts.append(self.words.plain(self._part([Choice(item, spans)])))
        parts.append(self.words("day_equal", number=figure(known.numbers["D"]), origin=""))
        return one(self.words("with_others", example="; ".join(parts)))

    def _days(self, span: Span) -> Phrase:
        low, high = (figure(end) for end in span)
        if span[1] >= _LAST_DAY:
            return self.words.fill("day_at_least", number=low, origin="")
        if span[0] == span[1]:
            return self.words.fill("day_equal", number=low, origin="")
        return self.words.fill("day_between", low=low, high=high)

    def _part(self, choices: list[Choice]) -> Phrase:
        answers: dict[str, list[Item]] = {}
        findings: list[str] = []
        phrases = []
        for choice in choices:
            if choice.item.kind == "answer" and not choice.spans:
                answers.setdefault(choice.item.name, []).append(choice.item)
            elif choice.item.kind == "finding":
                findings.append(self._of(choice.item).ps.findings[choice.item.name])
            else:
                phrases.append(self._choice(choice))
        phrases += [self._answers(question, items) for question, items in answers.items()]
        if findings:
            key = "told" if len(findings) == 1 else "told_any"
            phrases.append(one(self.words(key, finding="; ".join(findings))))
        return group("any", phrases)

    def _choice(self, choice: Choice) -> Phrase:
        item = choice.item
        say = self._of(item).say
        if item.kind == "area":
            return say.in_areas(item.name, no=False)
        if item.kind == "context" and item.value:
            key = f"fact_{item.name}"
            return one(self.words("fact", fact=self.words(key), value=self._text(item.value)))
        if item.kind == "context" and not choice.spans:
            return say.name(item.name, no=False)
        return self._numbers(choice)

    def _numbers(self, choice: Choice) -> Phrase:
        item = choice.item
        conditions = self._of(item)
        if item.kind == "answer":
            question = conditions.ps.questions[item.name]
            hot = question.answer == "temperature"
            scale = _DEGREES if hot else _AMOUNTS
            return self._span(conditions.say.asked(question), choice.spans[0], scale)
        if item.kind == "context":
            subject = (Run(conditions.say.meaning(item.name)),)
            return self._span(subject, choice.spans[0], Scale("", 1, (0, 1000)))
        test = conditions.ps.labs[item.name]
        name = conditions.say.test(f"labs.{item.name}")
        fact = "value" if item.kind == "lab" else "baseline"
        subject = (Run(self.words(f"lab_{fact}", test=name)),)
        value = self._span(subject, choice.spans[0], Scale(test.unit, LABS, test.plausible))
        if item.kind == "baseline" or choice.spans[1] == (0, _LAST_DAY):
            return value
        aged = (Run(self.words("lab_age_number", test=name)),)
        age = self._span(aged, choice.spans[1], Scale("days of age", 1, (0, _LAST_DAY)))
        return group("all", [value, age])

    def _span(self, subject: tuple[Run, ...], span: Span, scale: Scale) -> Phrase:
        """Write a span; an end just beside a rounder number as above or below it."""
        low, high = span
        from_least, to_most = low <= scale.bounds[0], high >= scale.bounds[1]
        if from_least and to_most:
            return self.words.fill("any_number", subject=subject)
        if low == high:
            return self._said("equal", subject, scale, low)
        above, below = scale.rounder(low, -1), scale.rounder(high, 1)
        if to_most:
            return self._said("at_least" if above == low else "above", subject, scale, above)
        if from_least:
            return self._said("at_most" if below == high else "below", subject, scale, below)
        ends = {"low": scale.written(self.words, low), "high": scale.written(self.words, below)}
        return self.words.fill(
            "between" if below == high else "between_below", subject=subject, **ends
        )

    def _said(self, key: str, subject: tuple[Run, ...], scale: Scale, number: float) -> Phrase:
        shown = scale.written(self.words, number)
        return self.words.fill(key, subject=subject, number=shown, origin="")

    def _answers(self, name: str, items: list[Item]) -> Phrase:
        conditions = self._of(items[0])
        question = conditions.ps.questions[name]
        said = [item.value for item in items if item.value in _SAID]
        options = [item.value for item in items if item.value not in said]
        listed = [self.words(f"said.{value}") for value in said]
        if question.answer == "yes_no":
            listed = [*(self.words(f"counts.{o}") for o in options), *listed]
        elif options:
            listed = [conditions.say.labels(question, options), *listed]
        text = f" {self.words('or_list')} ".join(listed)
        key = "answer_includes" if question.answer == "multi" else "answer_is"
        return self.words.fill(key, question=conditions.say.asked(question), options=text)

    def _of(self, item: Item) -> Conditions:
        ps = self._new.ps
        places: dict[str, Container[str]] = {
            "area": ps.areas,
            "finding": ps.findings,
            "answer": ps.questions,
            "context": ps.context,
        }
        if item.name not in places.get(item.kind, ps.labs):
            return self._old
        if item.kind == "answer" and item.value not in ("number", *_SAID):
            question = ps.questions[item.name]
            known = {option.id for option in question.options} | {"yes", "no"}
            return self._new if item.value in known else self._old
        return self._new

    def _text(self, value: str) -> str:
        return self.words.known(value) or value
