"""Single statements of a condition in words: a question, a finding, a value, a term."""

from __future__ import annotations

from fractions import Fraction

from afterdose.pages.phrase import Phrase, Run, one
from afterdose.pages.quantity import Quantity, constant, origin, written
from afterdose.pages.words import Words
from afterdose.proof.syntax import Node
from afterdose.triage.schema import NONE, ProtocolSet, Question

_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_COMPARED = {
    "<": "below",
    "<=": "at_most",
    ">": "above",
    ">=": "at_least",
    "==": "equal",
    "!=": "not_equal",
}
_NUMERIC = ("temperature", "number", "duration")
_UNITS = {"temperature": "C", "duration": "hours"}
DAY = "D"


class Statements:
    """Writes what one comparison or name says; ``no`` turns it into its contrary."""

    def __init__(self, ps: ProtocolSet, words: Words) -> None:
        self.ps = ps
        self.words = words

    def labels(self, question: Question, options: list[str]) -> str:
        """Return the labels of options in the language of the page."""
        by_id = {option.id: option.label for option in question.options}
        return self.words.options(
            [by_id[o].get(self.words.language, o) if o in by_id else o.upper() for o in options]
        )

    def asked(self, question: Question) -> tuple[Run, ...]:
        """Return a question's id, with what it asks if its answers do not tell."""
        runs = (self.words.question(question.id),)
        if question.options and question.answer not in _NUMERIC:
            return runs
        gist = self.words.known(f"question.{question.id}")
        return (*runs, Run(f" ({gist})")) if gist else runs

    def name(self, name: str, no: bool) -> Phrase:
        """Write a finding, a term or a fact of the records."""
        if name in self.ps.findings:
            meaning = self.ps.findings[name]
            return one(self.words("not_told" if no else "told", finding=meaning))
        if name in self.ps.terms:
            return self.words.fill("not_term" if no else "term", term=self.words.term(name))
        if name in self.ps.context:
            meaning = self.meaning(name)
            return one(self.words("not_recorded" if no else "recorded", fact=meaning))
        return one(self.words(f"{'no_' if no else ''}{name}"))

    def meaning(self, key: str) -> str:
        """Return what a key of the records means."""
        return self.words.known(f"context.{key}") or self.ps.context[key].meaning

    def has(self, name: str, no: bool) -> Phrase:
        """Write that a laboratory test was done."""
        return one(self.words("no_lab" if no else "has_lab", test=self.test(name)))

    def in_areas(self, area: str, no: bool, *, beside: bool = False) -> Phrase:
        """Write that a case is about an area, or about one beside it."""
        key = "about_other" if beside else "about"
        return one(self.words(f"not_{key}" if no else key, area=self.area(area)))

    def fact(self, name: str, value: str, no: bool) -> Phrase:
        """Write what the records say word for word, such as the sex."""
        key = "not_fact" if no else "fact"
        return one(self.words(key, fact=self.words(f"fact_{name}"), value=self.words(value)))

    def area(self, area: str) -> str:
        """Return the name of an area in the language of the page."""
        return self.ps.areas[area].name[self.words.language]

    def test(self, name: str) -> str:
        """Return the name of a laboratory test: ``labs.tsh.value`` is TSH."""
        test = name.split(".")[1]
        return self.words.known(f"lab.{test}") or test

    def answer(self, name: str, kind: str, options: list[str], no: bool) -> Phrase:
        """Write what a question was answered with; ``kind`` as in the keys ``answer_*``."""
        question = self.ps.questions[name]
        if kind == "is" and question.answer == "yes_no":
            said = ("yes" if no else "no") if options == ["no"] else ("no" if no else "yes")
            return self.words.fill(f"answer_{said}", question=self.asked(question))
        if options == [NONE] and kind in ("is", "only"):
            kind = "anything" if no else "nothing"
            return self.words.fill(f"answer_{kind}", question=self.asked(question))
        if options == [NONE] and kind == "other":
            kind = "nothing" if no else "anything"
            return self.words.fill(f"answer_{kind}", question=self.asked(question))
        key = f"{'no_' if no else ''}answer_{kind}"
        labels = self.labels(question, options)
        return self.words.fill(key, question=self.asked(question), options=labels)

    def compared(self, left: Node, sign: str, right: Node, no: bool) -> Phrase:
        """Write the comparison of a value with a number."""
        sign = _OPPOSITE[sign] if no else sign
        quantity = constant(self.ps, right)
        subject = left.value if left.kind == "name" else ""
        kind, unit = self._kind(subject), self._unit(subject)
        key = f"{kind}{_COMPARED[sign]}"
        if quantity is None:
            number, source = self.value(right).runs, []
        else:
            number = (Run(written(self.ps, self.words, quantity, unit)),)
            source = origin(self.words, quantity)
        return self.words.fill(key, subject=self.value(left).runs, number=number, origin=source)

    def counted(self, name: str, options: list[str], sign: str, number: Node, no: bool) -> Phrase:
        """Write how many of some options an answer holds."""
        sign = _OPPOSITE[sign] if no else sign
        quantity = constant(self.ps, number) or Quantity(Fraction(0))
        return self.words.fill(
            f"counted_{_COMPARED[sign]}",
            question=self.asked(self.ps.questions[name]),
            options=self.labels(self.ps.questions[name], options),
            number=written(self.ps, self.words, quantity),
        )

    def value(self, node: Node) -> Phrase:
        """Write a number that depends on the patient."""
        quantity = constant(self.ps, node)
        if quantity:
            if quantity.limits and quantity.plain:
                text = written(self.ps, self.words, quantity)
                return one(text, *origin(self.words, quantity))
            return one(written(self.ps, self.words, quantity, ""))
        if node.kind == "arithmetic":
            left, right = (self.value(part) for part in node.parts)
            sign = {"*": "×", "/": "÷", "-": "−"}.get(node.value, node.value)
            return one(*left.runs, f" {sign} ", *right.runs)
        return one(*self._subject(node.value))

    def _subject(self, name: str) -> tuple[Run | str, ...]:
        if name in self.ps.questions:
            return self.asked(self.ps.questions[name])
        if name in self.ps.terms:
            return (self.words.term(name),)
        if name in self.ps.context:
            return (self.meaning(name),)
        if name.startswith("labs."):
            fact = name.split(".")[2]
            return (self.words(f"lab_{fact}", test=self.test(name)),)
        return (self.words.known(f"value.{name}") or name,)

    def _kind(self, name: str) -> str:
        if name == DAY:
            return "day_"
        return "age_" if name.startswith("labs.") and name.endswith(".age") else ""

    def _unit(self, name: str) -> str | None:
        if name in self.ps.questions:
            return _UNITS.get(self.ps.questions[name].answer)
        if name.startswith("labs.") and name.endswith(".value"):
            return self.ps.labs[name.split(".")[1]].unit
        plain = name == DAY or name.endswith(".age") or name in self.ps.context
        return "" if plain else None
