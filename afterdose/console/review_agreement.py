"""What the marks say: how far two readers agree, how often a decision was too low or too high."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.evaluation.rates import Rate
from afterdose.records.models import Decision
from afterdose.records.models_review import DecisionReview

Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa of two readers: agreement beyond what chance would give.

    Cohen 1960, Educ Psychol Meas 20:37: (p_o - p_e) / (1 - p_e), with the standard error
    sqrt(p_o (1 - p_o) / (n (1 - p_e)^2)) of the same paper. Both readers always saying the same
    one thing leaves it undefined: None.
    """

    pairs: int
    agreed: Rate
    value: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Month:
    """The decisions of one month that were read."""

    name: str  # 2026-11
    read: int
    too_low: Rate
    too_high: Rate


@dataclass(frozen=True)
class Agreement:
    """All of it."""

    kappa: Kappa
    table: dict[tuple[str, str], int]  # first and second verdict to the number of pairs
    whole: Month
    months: list[Month]  # the oldest first


def kappa(pairs: Iterable[tuple[str, str]]) -> Kappa:
    """Compute Cohen's kappa of pairs of verdicts."""
    listed = list(pairs)
    n = len(listed)
    agreed = Rate(sum(first == second for first, second in listed), n)
    if not n:
        return Kappa(0, agreed, None, None)
    observed = agreed.hits / n
    by_chance = sum(
        sum(first == verdict for first, _ in listed)
        * sum(second == verdict for _, second in listed)
        for verdict in {first for first, _ in listed}
    ) / (n * n)
    if by_chance == 1:
        return Kappa(n, agreed, None, None)
    value = (observed - by_chance) / (1 - by_chance)
    half = Z * sqrt(observed * (1 - observed) / n) / (1 - by_chance)
    return Kappa(n, agreed, value, (max(-1.0, value - half), min(1.0, value + half)))


def agreement(records: Session) -> Agreement:
    """Read all marks and count them.

    Pairs are first and second reader of a decision, where the second did not see the first's
    mark. A decision is too low as soon as one reader says so, too high if one says so and none
    says too low: an uncertainty resolves upward.
    """
    rows = records.execute(
        select(
            DecisionReview.decision_id,
            DecisionReview.verdict,
            DecisionReview.blind,
            Decision.decided_at,
        )
        .join(Decision, Decision.id == DecisionReview.decision_id)
        .order_by(DecisionReview.seq)
    ).all()
    verdicts: dict[str, list[str]] = defaultdict(list)
    blind: dict[str, bool] = {}
    months: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        verdicts[row.decision_id].append(row.verdict)
        blind[row.decision_id] = row.blind
        months[f"{row.decided_at:%Y-%m}"].add(row.decision_id)
    pairs = [(given[0], given[1]) for key, given in verdicts.items() if given[1:] and blind[key]]
    return Agreement(
        kappa(pairs),
        {pair: pairs.count(pair) for pair in set(pairs)},
        _month("", list(verdicts.values())),
        [_month(name, [verdicts[key] for key in months[name]]) for name in sorted(months)],
    )


def _month(name: str, given: list[list[str]]) -> Month:
    low = sum("too_low" in verdicts for verdicts in given)
    high = sum("too_high" in verdicts and "too_low" not in verdicts for verdicts in given)
    return Month(name, len(given), Rate(low, len(given)), Rate(high, len(given)))
