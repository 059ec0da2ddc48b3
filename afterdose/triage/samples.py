"""Values to try for everything that a rule reads: each option, each side of each edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from afterdose.triage import names
from afterdose.triage.given import NOT_SURE, SILENT
from afterdose.triage.schema import NONE, ProtocolSet, Question
from afterdose.triage.situation import DAY

TODAY = date(2026, 1, 1)
_STEP = 0.01


def inputs(ps: ProtocolSet, expressions: list[str]) -> set[str]:
    """Return the questions, findings, tests and context keys behind expressions."""
    found: set[str] = set()
    waiting = list(expressions)
    seen: set[str] = set()
    while waiting:
        for name in names.names(waiting.pop()):
            if name in seen:
                continue
            seen.add(name)
            if name in ps.terms:
                waiting += ps.terms[name]
            elif name in ps.questions:
                question = ps.questions[name]
                found |= {
                    name,
                    *question.findings,
                    *(f for o in question.options for f in o.findings),
                }
            elif name.startswith("labs."):
                found.add(".".join(name.split(".")[:2]))
            elif not name.startswith("limit."):
                found.add({"labs_fed": "labs.any"}.get(name, name))
    return found


def _denial(question: Question) -> Any:
    if question.best_to_worst:
        return question.best_to_worst[0]
    if question.answer == "yes_no":
        return "no"
    if not any(o.id == NONE for o in question.options):
        return None
    return [NONE] if question.answer == "multi" else NONE


class Sampler:
    """Random inputs for some names, the same ones for the same seed."""

    def __init__(self, ps: ProtocolSet, seed: int = 0) -> None:
        self._ps = ps
        self._random = Random(seed)  # noqa: S311 - to try values, not to keep secrets

    def draw(
        self, wanted: set[str], named: Sequence[tuple[str, str]] = ()
    ) -> tuple[list[str], dict[str, Any], dict[str, Any]]:
        """Return areas, answers and context; some of the wanted inputs stay absent.

        ``named``: the (question or "areas", option) pairs of a rule; half of the draws keep to
        them, since a rule that reads many answers is hardly met by chance.
        """
        ps, random = self._ps, self._random
        answers: dict[str, Any] = {}
        context: dict[str, Any] = {"today": TODAY.isoformat(), DAY: random.choice(ps.days)}
        labs: dict[str, Any] = {}
        often = random.choice((0.0, 0.0, 0.1, 0.5))  # most rules need most findings absent
        calm = random.choice((0.0, 0.5, 0.8, 0.9))  # a rule of self-care needs most things denied
        pointed = random.random() < 0.5
        for name in sorted(wanted):
            told = [option for one, option in named if one == name]
            if told and pointed and name in ps.questions:
                answers[name] = self._some(ps.questions[name], told)
            elif name in ps.questions:
                values = list(self.values(ps.questions[name]))
                value = random.choice(values)
                if random.random() < calm:
                    value = _denial(ps.questions[name]) or value
                if value is not None:
                    answers[name] = value
            elif name in ps.findings:
                if random.random() < often:
                    answers[name] = True
            elif name.startswith("labs."):
                test = name.partition(".")[2]
                labs |= self._lab(test if test in ps.labs else random.choice(list(ps.labs)), calm)
            elif name in ps.context and ps.context[name].type == "boolean":
                context[name] = random.random() < 0.5
            elif name in ps.context and ps.context[name].type == "integer" and name != DAY:
                context[name] = random.randrange(4)
        if labs and random.random() < 0.9:
            context["labs"] = labs
        areas = random.sample(list(ps.areas), random.choice((0, 1, 1, 1, 2)))
        if pointed:
            areas += [area for one, area in named if one == "areas" and area not in areas]
        return areas, answers, context

    def _some(self, question: Question, options: list[str]) -> Any:
        some = [o for o in options if self._random.random() < 0.5] or [self._random.choice(options)]
        return some if question.answer == "multi" else some[0]

    def values(self, question: Question) -> Iterator[Any]:
        """Yield answers to a question: none, each option, each side of each edge."""
        yield None
        yield from (NOT_SURE, SILENT)
        if question.answer == "yes_no":
            yield from ("yes", "no", "yes")
        yield from ([o.id] if question.answer == "multi" else o.id for o in question.options)
        if question.answer == "temperature":
            yield from (t for t in self._near("C"))
        if question.answer in ("number", "duration"):
            edges = {limit.value for limit in self._ps.limits.values()}
            yield from (edge + step for edge in sorted(edges) for step in (-_STEP, 0.0, _STEP))
        if question.answer == "text":
            yield "x"

    def _near(self, unit: str) -> list[float]:
        """Return the values at and beside every threshold of one unit."""
        edges = [limit.value for limit in self._ps.limits.values() if limit.unit == unit]
        return [edge + step for edge in edges for step in (-_STEP, 0.0, _STEP)]

    def _lab(self, name: str, fresh: float) -> dict[str, Any]:
        test = self._ps.labs[name]
        low, high = test.plausible
        values = [v for v in self._near(test.unit) if low <= v <= high] or [low, high]
        age = self._random.choice([0, *(round(v) for v in self._near("days of age"))])
        if self._random.random() < fresh:
            age = 0
        value = self._random.choice(values)
        lab = {
            "value": value,
            "unit": test.unit,
            "taken_on": (TODAY - timedelta(days=age + self._random.randrange(2))).isoformat(),
        }
        if self._random.random() < 0.5:
            lab["baseline"] = self._random.choice((min(value * 4, high), max(value / 4, low)))
        return {name: lab}
