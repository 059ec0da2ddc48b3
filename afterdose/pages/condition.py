"""Conditions in words: a CEL expression read as a nurse would say it."""

from __future__ import annotations

from afterdose.pages.phrase import Phrase, group
from afterdose.pages.quantity import constant
from afterdose.pages.statement import Statements
from afterdose.pages.words import Words, always
from afterdose.proof.syntax import Node, OutsideSubset, parse
from afterdose.triage.schema import ProtocolSet

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
AREAS = "areas"


class Conditions:
    """Writes the conditions of one protocol set in one language."""

    def __init__(self, ps: ProtocolSet, words: Words) -> None:
        self.ps = ps
        self.words = words
        self.say = Statements(ps, words)

    def phrase(self, expression: str) -> Phrase:
        """Write a condition; raises OutsideSubset for one that has no words."""
        return self._phrase(parse(expression), no=False)

    def value(self, expression: str) -> Phrase:
        """Write what a term stands for: a condition, or a number with its cases."""
        return self._value(parse(expression))

    def opened(self, expression: str) -> list[Phrase]:
        """Write a condition; one that is a single term by the meanings of that term, in order."""
        node = parse(expression)
        if node.kind == "name" and node.value in self.ps.terms:
            return self.meanings(node.value)
        return [self._phrase(node, no=False)]

    def meanings(self, term: str) -> list[Phrase]:
        """Write the meanings of a term, without those that only leave out what was not asked.

        ``[B4 has dots || told, told]`` is one meaning: of what is known, any is enough.
        """
        found: list[Phrase] = []
        for expression in self.ps.terms[term]:
            phrase = self.value(expression)
            if phrase == always(self.words, False) and found:
                continue
            parts = set(phrase.parts if phrase.kind == "any" else (phrase,))
            if not any(parts <= set(f.parts if f.kind == "any" else (f,)) for f in found):
                found.append(phrase)
        return found

    def is_written_out(self, term: str) -> bool:
        """Say whether a term is put in by its meaning: one plain sign, and no words of its own."""
        meanings = self.ps.terms[term]
        return not self.words.known(f"term.{term}") and meanings[1:] in ((), ("false",))

    def _value(self, node: Node) -> Phrase:
        if node.kind == "choose":
            when, then, otherwise = node.parts
            parts = (self._phrase(when, no=False), self._value(then), self._value(otherwise))
            return Phrase("choose", parts=parts)
        if node.kind == "arithmetic" or (node.kind == "name" and self._is_number(node.value)):
            return self.say.value(node)
        return self._phrase(node, no=False)

    def _is_number(self, name: str) -> bool:
        question = self.ps.questions.get(name)
        return question is not None and question.answer in ("temperature", "number", "duration")

    def _phrase(self, node: Node, *, no: bool) -> Phrase:
        if node.kind == "not":
            return self._phrase(node.parts[0], no=not no)
        if node.kind in ("and", "or"):
            parts = [self._phrase(part, no=no) for part in node.parts]
            return group("all" if (node.kind == "and") != no else "any", parts)
        if node.kind == "truth":
            return always(self.words, node.value != no)
        if node.kind == "has":
            return self.say.has(node.parts[0].value, no)
        if node.kind == "name":
            return self._name(node.value, no)
        if node.kind in ("exists", "all"):
            return self._each(node, no)
        if node.kind == "in":
            return self._member(node.parts[0], node.parts[1], no)
        if node.kind == "compare":
            return self._compared(node, no)
        raise OutsideSubset(f"no words for a condition that is a {node.kind}")

    def _name(self, name: str, no: bool) -> Phrase:
        if name in self.ps.terms and self.is_written_out(name):
            return self._phrase(parse(self.ps.terms[name][0]), no=no)
        return self.say.name(name, no)

    def _member(self, item: Node, of: Node, no: bool) -> Phrase:
        if of.value == AREAS:
            return self.say.in_areas(item.value, no)
        if item.kind == "text":
            return self.say.answer(of.value, "includes", [item.value], no)
        return self.say.answer(item.value, "is", [part.value for part in of.parts], no)

    def _each(self, node: Node, no: bool) -> Phrase:
        of, body = node.parts
        but, options = _options(body)
        if of.value == AREAS:
            return self.say.in_areas(options[0], no, beside=but)
        if node.kind == "all":
            kind = "without" if but else "only"
        else:
            kind = "other" if but else "includes"
        return self.say.answer(of.value, kind, options, no)

    def _compared(self, node: Node, no: bool) -> Phrase:
        left, right, sign = *node.parts, node.value
        if left.kind in ("text", "list") or constant(self.ps, left):
            left, right, sign = right, left, _FLIPPED[sign]
        if left.kind == "size":
            kept = left.parts[0]
            _, options = _options(kept.parts[1])
            return self.say.counted(kept.parts[0].value, options, sign, right, no)
        no = no != (sign == "!=")
        if right.kind == "text" and left.value in self.ps.context:
            return self.say.fact(left.value, right.value, no)
        if right.kind == "text":
            return self.say.answer(left.value, "is", [right.value], no)
        if right.kind == "list":
            return self.say.answer(left.value, "only", [p.value for p in right.parts], no)
        return self.say.compared(left, "==" if sign == "!=" else sign, right, no)


def _options(body: Node) -> tuple[bool, list[str]]:
    """Return whether a test of list items is a "not", and the options that it names."""
    if body.kind == "not":
        but, options = _options(body.parts[0])
        return not but, options
    if body.kind == "in":
        return False, [part.value for part in body.parts[1].parts]
    if body.kind == "compare" and body.value in ("==", "!="):
        options = [part.value for part in body.parts if part.kind == "text"]
        if options:
            return body.value == "!=", options
    raise OutsideSubset(f"no words for a test of list items that is a {body.kind}")
