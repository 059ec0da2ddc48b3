"""The decision engine: all rules are read, the highest disposition wins, nothing lowers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from afterdose.triage.decision import Decision
from afterdose.triage.dispositions import EMERGENCY, highest, raised, rank
from afterdose.triage.expressions import Facts
from afterdose.triage.organs import fewest
from afterdose.triage.schema import NONE, DispositionName, ProtocolSet, Rule
from afterdose.triage.situation import Case


class Step(msgspec.Struct, frozen=True):
    """One thing that counted: a rule, a default, an adding-up or a raise."""

    id: str
    disposition: str
    reason: str
    organ: str = ""
    area: str = ""


def decide(
    ps: ProtocolSet,
    areas: Sequence[str],
    answers: Mapping[str, Any],
    context: Mapping[str, Any],
) -> Decision:
    """Decide a case; an unknown treatment day counts as the worst of the days it may be.

    ``answers``: question id or named finding → value; an absent one matches nothing.
    ``context``: the keys that ``ps.context`` declares.
    Raises AnswerError for input that the protocols do not know, BrokenExpression for a rule
    that cannot be computed.
    """
    case = Case(ps, areas, answers, context)
    seen: dict[str, Step] = {}
    worst: tuple[int, dict[str, Any]] = (-1, {})
    worst_case: dict[str, None] = {}
    shown: set[str] = set()
    for day in case.days:
        facts, effective = case.on(day)
        steps = outcome(case, facts)
        for step in steps:
            if step.id not in seen or rank(step.disposition) > rank(seen[step.id].disposition):
                seen[step.id] = step
        level = rank(highest(s.disposition for s in steps))
        if level > worst[0]:
            worst = (level, effective.values)
        worst_case |= dict.fromkeys(effective.worst_case)
        shown |= {when for when in ps.said_when if when not in shown and facts.holds(when)}
    disposition = highest(step.disposition for step in seen.values())
    ordered = sorted(seen.values(), key=lambda s: -rank(s.disposition))
    return Decision(
        disposition=cast(DispositionName, disposition),
        rules=tuple(s.id for s in ordered if not s.id.startswith(_DEFAULT)),
        because=_reasons(ps, ordered, disposition),
        areas=case.areas,
        answers=worst[1],
        worst_case=tuple(worst_case),
        protocol_hash=ps.hash,
        protocol_version=ps.version,
        treatment_day=case.day,
        shown=tuple(when for when in ps.said_when if when in shown),
    )


def is_emergency(case: Case) -> bool:
    """Say whether what was asked so far makes an emergency, on any day that it may be.

    A fever only named is not counted yet: its temperature is asked first.
    """
    return any(
        step.disposition == EMERGENCY
        for day in case.days
        for step in outcome(case, case.on(day, said=False)[0])
    )


_DEFAULT = "no rule:"


def outcome(case: Case, facts: Facts) -> list[Step]:
    """Return all that counts on one treatment day."""
    steps = [fired for rule in case.ps.rules if (fired := _fire(rule, facts))]
    steps += _defaults(case, facts, steps)
    steps += _added_up(case.ps, facts, steps)
    return steps + _raises(case.ps, facts, highest(s.disposition for s in steps))


def _fire(rule: Rule, facts: Facts) -> Step | None:
    if not facts.holds(rule.when):
        return None
    worse = bool(rule.emergency_when) and facts.holds(rule.emergency_when)
    disposition = EMERGENCY if worse else rule.then
    return Step(rule.id, disposition, rule.reason, rule.organ, rule.area)


def _defaults(case: Case, facts: Facts, steps: list[Step]) -> list[Step]:
    """Return the no-rule default of each area without a rule of its own that fired."""
    matched = {step.area for step in steps}
    for default in case.ps.no_rule:
        if facts.holds(default.when):
            return [
                Step(_DEFAULT + area, default.then, default.reason)
                for area in case.areas or ("",)
                if area not in matched and not (area == "" and steps)
            ]
    return []


def _added_up(ps: ProtocolSet, facts: Facts, steps: list[Step]) -> list[Step]:
    added: list[Step] = []
    for row in ps.adding_up:
        if rank(row.then) <= rank(highest(s.disposition for s in (*steps, *added))):
            continue
        one = row.as_one if facts.holds(row.as_one_when) else ()
        counted = [
            s for s in steps if s.organ not in ("", NONE) and rank(s.disposition) >= rank(row.of)
        ]
        organs = [str(one) if s.id in one else s.organ for s in counted]
        if fewest(organs) >= row.organs:
            added.append(Step(row.id, row.then, row.reason))
    return added


def _raises(ps: ProtocolSet, facts: Facts, disposition: str) -> list[Step]:
    steps = []
    for row in ps.raises:
        if not facts.holds(row.when):
            continue
        higher = highest((raised(disposition, row.levels, row.at_most), row.at_least))
        if rank(higher) > rank(disposition):
            disposition = higher
            steps.append(Step(row.id, disposition, row.reason))
    return steps


def _reasons(ps: ProtocolSet, steps: list[Step], disposition: str) -> tuple[str, ...]:
    fired = {step.id for step in steps}
    aliases = {rule.id for rule in ps.rules if rule.alias_of in fired}
    ruled = any(not s.id.startswith(_DEFAULT) and s.disposition == disposition for s in steps)
    reasons = (
        s.reason
        for s in steps
        if s.id not in aliases
        and not (s.id.startswith(_DEFAULT) and (ruled or s.disposition != disposition))
    )
    return tuple(dict.fromkeys(reasons))
