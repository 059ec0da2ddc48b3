"""All facts of one case on one treatment day, as conditions read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from afterdose.triage.effective import Effective
from afterdose.triage.errors import AnswerError
from afterdose.triage.expressions import Facts
from afterdose.triage.given import Given
from afterdose.triage.labs import lab_facts
from afterdose.triage.schema import ContextKey, ProtocolSet

DAY = "days_since_infusion"
_TYPES: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "boolean": (bool,),
    "text": (str,),
    "date": (str, date),
    "labs": (Mapping,),
}


class Case:
    """What is known about a case, before a treatment day is assumed."""

    def __init__(
        self,
        ps: ProtocolSet,
        areas: Sequence[str],
        answers: Mapping[str, Any],
        context: Mapping[str, Any],
    ) -> None:
        """Check all input; raises AnswerError that names the key.

        Keys of the context that no protocol declares are ignored: see check_context.
        """
        for area in areas:
            if area not in ps.areas:
                raise AnswerError(f"{area} is no area ({', '.join(ps.areas)})")
        self.ps = ps
        self.areas = tuple(dict.fromkeys(areas))
        self.given = Given(ps, answers)
        self.day = _day(context.get(DAY))
        self._base = self._variables(context)
        self._on: dict[tuple[int, bool], tuple[Facts, Effective]] = {}

    @property
    def days(self) -> tuple[int, ...]:
        """The days to look at: the known one, or all that stand for an unknown one."""
        return self.ps.days if self.day is None else (self.day,)

    def on(self, day: int, *, said: bool = True) -> tuple[Facts, Effective]:
        """Return all facts on one treatment day, and the answers as they count on it.

        Computed once a day: each question and each area asks whether its condition holds.
        """
        if (day, said) not in self._on:
            self._on[day, said] = self._facts(day, said)
        return self._on[day, said]

    def _facts(self, day: int, said: bool) -> tuple[Facts, Effective]:
        facts = Facts({**self._base, "D": float(day)})
        effective = Effective(self.ps, self.given, self.areas, facts, said)
        facts.add(effective.values)
        for level in self.ps.term_levels:
            facts.add({name: facts.first(self.ps.terms[name]) for name in level})
        return facts, effective

    def _variables(self, context: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {"areas": list(self.areas)}
        for name, key in self.ps.context.items():
            value = _typed(name, key, context.get(name))
            if value is not None and name != DAY:
                found[name] = float(value) if key.type == "integer" else value
        labs = lab_facts(self.ps, context.get("labs") or {}, _today(context))
        found |= {"labs": labs, "labs_fed": bool(labs), "day_known": self.day is not None}
        found["alarming_findings"] = float(len(self._alarming()))
        found["limit"] = {name: limit.value for name, limit in self.ps.limits.items()}
        for finding in self.ps.findings:
            area, _, name = finding.partition(".")
            found.setdefault(area, {})[name] = self.given.findings.get(finding, False)
        return found

    def _alarming(self) -> set[str]:
        """Return the present findings that are not mild and that no open area asks about."""
        present = {name for name, there in self.given.findings.items() if there}
        asked = {name for area in self.areas for name in self.ps.areas[area].findings}
        return present - asked - set(self.ps.mild_findings)


def check_context(ps: ProtocolSet, context: Mapping[str, Any]) -> None:
    """Refuse a key that no protocol declares; raises AnswerError."""
    for key in context:
        if key not in ps.context:
            raise AnswerError(f"context.{key} is not known ({', '.join(ps.context)})")


def _typed(name: str, key: ContextKey, value: Any) -> Any:
    if value is None:
        return key.default
    expected = _TYPES[key.type]
    if not isinstance(value, expected) or (bool not in expected and isinstance(value, bool)):
        raise AnswerError(f"context.{name} is not of the type {key.type}: {value!r}")
    return value


def _day(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
        raise AnswerError(f"context.{DAY} is whole days or absent, not {value!r}")
    if value < 0:
        raise AnswerError(f"context.{DAY} is {value}, but counts from 0; leave it out if unknown")
    return int(value)


def _today(context: Mapping[str, Any]) -> date:
    value = context.get("today")
    if value is None:
        from afterdose import clock

        return clock.now().date()
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        raise AnswerError(f"context.today {value!r} is no ISO date") from None
