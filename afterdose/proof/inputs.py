"""Everything that a decision reads, as variables of the solver, named alike in every set.

One variable means one plain thing: "B1=yes", "finding:urine.dark", "area:fever", "D". Two sets of
protocols built on the same context therefore share their inputs, which is what a difference needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import z3

from afterdose.proof.values import either
from afterdose.triage.names import comparisons
from afterdose.triage.schema import NONE, ProtocolSet, Question
from afterdose.triage.situation import DAY

# Answers are read to a hundredth of a degree; other numbers are tried in binary parts, which a
# computer adds without rounding, and finely enough to meet both sides of every threshold.
DEGREES, AMOUNTS, LABS = 100, 4, 64
_MOST = 100_000  # no amount, pulse, pressure or number of hours is higher


@dataclass(frozen=True)
class Amount:
    """A number that may be given: whether it is, and its value in parts of ``parts``."""

    given: Any
    variable: z3.ArithRef
    parts: int
    low: float = 0
    high: float = _MOST

    @property
    def value(self) -> z3.ArithRef:
        """Return the number itself."""
        return z3.ToReal(self.variable) / self.parts


@dataclass(frozen=True)
class Answer:
    """All ways to answer one question; none of them true means that it was not answered."""

    question: Question
    options: dict[str, z3.BoolRef]
    not_sure: z3.BoolRef
    silent: z3.BoolRef
    unclear: z3.BoolRef | None = None  # a number that cannot be a temperature
    amount: Amount | None = None
    free: z3.BoolRef | None = None  # words or a date

    @property
    def flags(self) -> dict[str, z3.BoolRef]:
        """Return each way to answer, by its name."""
        flags = {**self.options, "not_sure": self.not_sure, "silent": self.silent}
        if self.unclear is not None:
            flags["an impossible number"] = self.unclear
        if self.amount is not None:
            flags["a number"] = self.amount.given
        if self.free is not None:
            flags["words"] = self.free
        return flags

    @property
    def given(self) -> Any:
        """Whether there is an answer of any kind."""
        return either(*self.flags.values())

    def rules(self) -> Iterator[Any]:
        """Yield what holds for every answer: one of its kinds, or a list without "none"."""
        flags = list(self.flags.values())
        if self.question.answer == "multi":
            listed = [o for name, o in self.options.items() if name != NONE]
            whole = [self.not_sure, self.silent]
            whole += [self.options[NONE]] if NONE in self.options else []
            yield z3.AtMost(*whole, 1)
            yield z3.Implies(z3.Or(whole), z3.And([z3.Not(o) for o in listed]))
        else:
            yield z3.AtMost(*flags, 1)
        if self.amount is not None:
            number, parts = self.amount.variable, self.amount.parts
            yield number >= int(self.amount.low * parts)
            yield number <= int(self.amount.high * parts)


@dataclass(frozen=True)
class Lab:
    """One laboratory test: whether it was done, its value, age in days and baseline."""

    done: z3.BoolRef
    value: Amount
    age: z3.ArithRef
    baseline: Amount


@dataclass
class Inputs:
    """The inputs of one protocol set and what holds for all of them (``rules``)."""

    ps: ProtocolSet
    day: z3.ArithRef = field(default_factory=lambda: z3.Int("D"))
    day_known: z3.BoolRef = field(default_factory=lambda: z3.Bool("D=known"))
    areas: dict[str, z3.BoolRef] = field(default_factory=dict)
    findings: dict[str, z3.BoolRef] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    labs: dict[str, Lab] = field(default_factory=dict)
    flags: dict[str, z3.BoolRef] = field(default_factory=dict)  # context keys that are yes or no
    counts: dict[str, Amount] = field(default_factory=dict)  # context keys that are numbers
    texts: dict[str, dict[str, z3.BoolRef]] = field(default_factory=dict)  # context keys in words

    def __post_init__(self) -> None:  # noqa: D105 - what the fields say
        ps = self.ps
        self.areas = {area: z3.Bool(f"area:{area}") for area in ps.areas}
        self.findings = {name: z3.Bool(f"finding:{name}") for name in ps.findings}
        self.answers = {name: answer(ps, q) for name, q in ps.questions.items()}
        self.labs = {name: _lab(name) for name in ps.labs}
        for name, key in ps.context.items():
            if key.type == "boolean":
                self.flags[name] = z3.Bool(f"context:{name}")
            elif key.type == "integer" and name != DAY:
                given = z3.Bool(f"context:{name}") if key.default is None else True
                self.counts[name] = Amount(given, z3.Int(f"context:{name}:number"), 1)
            elif key.type == "text":
                options = {str(key.default), "other", *_compared(ps, name)} - {"None"}
                self.texts[name] = {o: z3.Bool(f"context:{name}={o}") for o in sorted(options)}

    @property
    def rules(self) -> list[Any]:
        """Return what holds for all inputs that a decision accepts."""
        found = [self.day_known, self.day >= 0, self.day <= 20_000]
        for one in self.answers.values():
            found += one.rules()
        for name, lab in self.labs.items():
            low, high = self.ps.labs[name].plausible
            for amount in (lab.value, lab.baseline):
                found += [amount.value >= z3.RealVal(str(low)), amount.value <= int(high)]
            found += [lab.age >= 0, lab.age <= 20_000]
        found += [z3.And(n.variable >= 0, n.variable <= 1000) for n in self.counts.values()]
        found += [z3.PbEq([(o, 1) for o in flags.values()], 1) for flags in self.texts.values()]
        return found

    def absent(self, question: str) -> list[tuple[Any, Any]]:
        """Return the replacements under which a question was not answered."""
        return [(flag, z3.BoolVal(False)) for flag in self.answers[question].flags.values()]

    def copy(self, question: str) -> tuple[Answer, list[tuple[Any, Any]]]:
        """Return a second answer to one question, and the replacements that put it in place."""
        second = answer(self.ps, self.ps.questions[question], mark="'")
        first = self.answers[question]
        pairs: list[tuple[Any, Any]] = list(
            zip(first.flags.values(), second.flags.values(), strict=True)
        )
        if first.amount is not None and second.amount is not None:
            pairs.append((first.amount.variable, second.amount.variable))
        return second, pairs

    def lab_fed(self) -> Any:
        """Whether the clinic feeds any laboratory value."""
        return either(*(lab.done for lab in self.labs.values()))


def answer(ps: ProtocolSet, question: Question, mark: str = "") -> Answer:
    """Make the variables of one answer; ``mark`` sets a second copy apart."""
    name = question.id + mark
    ids = [o.id for o in question.options] or (["yes", "no"] if question.answer == "yes_no" else [])
    parts = {"temperature": DEGREES, "number": AMOUNTS, "duration": AMOUNTS}.get(question.answer)
    low, high = ps.temperature.celsius if question.answer == "temperature" else (0.0, _MOST)
    return Answer(
        question,
        {option: z3.Bool(f"{name}={option}") for option in ids},
        z3.Bool(f"{name}=?"),
        z3.Bool(f"{name}=silent"),
        z3.Bool(f"{name}=impossible") if question.answer == "temperature" else None,
        Amount(z3.Bool(f"{name}=number"), z3.Int(f"{name}:number"), parts, low, high)
        if parts
        else None,
        z3.Bool(f"{name}=words") if question.answer in ("text", "date") else None,
    )


def _lab(name: str) -> Lab:
    done, compared = z3.Bool(f"lab:{name}"), z3.Bool(f"lab:{name}:has_baseline")
    return Lab(
        done,
        Amount(done, z3.Int(f"lab:{name}:value"), LABS),
        z3.Int(f"lab:{name}:age"),
        Amount(z3.And(done, compared), z3.Int(f"lab:{name}:baseline"), LABS),
    )


def _compared(ps: ProtocolSet, name: str) -> Iterator[str]:
    expressions = [q.ask_when for q in ps.questions.values()]
    expressions += [e for rule in ps.rules for e in (rule.when, rule.emergency_when)]
    expressions += [e for term in ps.terms.values() for e in term]
    expressions += [row.when for row in ps.raises] + [row.when for row in ps.no_rule]
    for expression in expressions:
        yield from (text for one, text in comparisons(expression) if one == name)
